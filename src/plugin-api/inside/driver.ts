import * as api from '../index.ts';
import { hideHost, hostOf } from './host.ts';
import { UrlSearchParams } from './url-search-params.ts';

/**
 * What runs inside the sandbox before the plugin does: it hands the plugin what the contract promises and nothing else,
 * and writes down what it gives back as JSON. See plugin-host/sandbox/ for the other side of the wall.
 */

const host = hostOf();
const { parse, stringify } = JSON;
const SystemDate = Date;

/** What failed, so that it can be told outside: a failure of the contract, or anything else in words. */
interface Failed {
  gone?: true;
  kind?: unknown;
  words?: unknown;
  fields?: unknown;
  retryAfterMs?: unknown;
  tooMany?: unknown;
  message?: string;
}

let platform: unknown = null;
let clock = 0;

export * from '../index.ts';

/** What a plugin finds under '#plugin-api'. */
export const names = Object.keys(api).join();

/** Takes the plugin's default export: the platform, or a function that is handed the contract. */
export function given(exported: unknown): void {
  platform = typeof exported === 'function' ? exported(api) : exported;
}

/** What the plugin says of itself, as JSON; a function stands as `{ "$function": true }`. */
export function describe(): string {
  return stringify(platform, (_key, value: unknown) =>
    typeof value === 'function' ? { $function: true } : value,
  ) as string;
}

/** Before the plugin is read: the time stands still, and what would lead out is hidden. */
export function prepare(now: number): void {
  clock = now;
  class StandingDate extends SystemDate {
    constructor(...parts: unknown[]) {
      if (parts.length === 0) super(clock);
      else super(...(parts as []));
    }
    static override now(): number {
      return clock;
    }
  }
  const globals = globalThis as unknown as Record<string, unknown>;
  globals.Date = StandingDate;
  globals.URLSearchParams = UrlSearchParams;
  Reflect.deleteProperty(Math, 'random');
  hideHost();
}

/** Calls one of the platform's functions; never rejects: `{ value }` or `{ failed }`, as JSON. */
export async function call(path: string, contextText: string, argsText: string): Promise<string> {
  try {
    const { owner, work } = functionAt(path);
    const context = contextOf(parse(contextText));
    const args = parse(argsText) as unknown[];
    const created = path === 'openBill' ? [told] : [];
    const value: unknown = await work.call(owner, context, ...args, ...created);
    return stringify({ value: value ?? null }, (_key, one: unknown) =>
      one instanceof Uint8Array ? { $bytes: api.tools.base64(one) } : one,
    );
  } catch (error) {
    return stringify({ failed: failureOf(error) });
  }
}

function functionAt(path: string): { owner: unknown; work: (...args: unknown[]) => unknown } {
  let owner: unknown = null;
  let found: unknown = platform;
  for (const name of path.split('.')) {
    owner = found;
    found = (found as Record<string, unknown> | null)?.[name];
  }
  if (typeof found !== 'function') throw new TypeError(`there is no function ${path}`);
  return { owner, work: found as (...args: unknown[]) => unknown };
}

function contextOf(data: {
  settings: Record<string, string>;
  session: unknown;
  now: number;
}): api.PluginContext {
  return {
    ...data,
    keepSession: (session) => host.keep(stringify(session ?? null)),
    http: {
      send,
      get: (url, { headers = {} } = {}) => send({ method: 'GET', url, headers }),
      postJson: (url, json, { headers = {} } = {}) => send({ method: 'POST', url, headers, json }),
      postForm: (url, form, { headers = {} } = {}) => send({ method: 'POST', url, headers, form }),
    },
    // Whatever runs here is ended from outside: nobody lives to hear the signal.
    signal: { aborted: false, throwIfAborted() {}, addEventListener() {}, removeEventListener() {} } as never,
  };
}

async function send(request: api.HttpRequest): Promise<api.HttpAnswer> {
  const { body, ...rest } = request;
  const isBytes = body instanceof Uint8Array;
  const text = stringify(isBytes || body === undefined ? rest : { ...rest, body });
  const { head, bytes } = await (isBytes
    ? host.http(text, body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) as ArrayBuffer)
    : host.http(text));
  const { failed, ...answer } = parse(head) as {
    failed?: Failed;
    status: number;
    headers: Record<string, string>;
  };
  if (failed) throw failureFrom(failed);
  return answerOf(answer, new Uint8Array(bytes));
}

function answerOf(
  head: Pick<api.HttpAnswer, 'status' | 'headers' | 'redirectedTo'>,
  bytes: Uint8Array,
): api.HttpAnswer {
  let read: string | undefined;
  return {
    ...head,
    bytes,
    get text() {
      read ??= api.tools.text(bytes);
      return read;
    },
    json() {
      try {
        return parse(this.text);
      } catch {
        return undefined;
      }
    },
  };
}

async function told(reference: unknown): Promise<void> {
  const { failed } = parse(await host.created(String(reference)));
  if (failed) throw failureFrom(failed);
}

function failureFrom({ gone, kind, words, fields, retryAfterMs, message }: Failed): Error {
  if (gone) return new api.SessionGone();
  if (kind === undefined) return new Error(message);
  const details = {
    fields: fields as string[],
    ...(retryAfterMs !== null && { retryAfterMs: retryAfterMs as number }),
  };
  return new api.PlatformError(kind as api.FailureKind, words as api.Words, details);
}

/** Whatever was thrown: what reads it may throw as well. */
function failureOf(error: unknown): Failed {
  try {
    const { name, message, stack } = (error ?? {}) as Partial<Error>;
    if (name === 'SessionGone') return { gone: true };
    if (name === 'PlatformError') {
      const { kind, words, fields, retryAfterMs, tooMany } = error as api.PlatformError;
      return parse(stringify({ kind, words, fields, retryAfterMs, tooMany })) as Failed;
    }
    return { message: `${message ?? String(error)}\n${stack ?? ''}`.slice(0, 2_000) };
  } catch {
    return { message: 'it threw something that can’t be read' };
  }
}
