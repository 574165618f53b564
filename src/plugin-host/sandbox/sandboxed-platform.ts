import {
  type FailureKind,
  failureKinds,
  type HttpRequest,
  PlatformError,
  type PluginContext,
  SessionGone,
  type Words,
} from '../../plugin-api/index.ts';
import { errorText } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
import { failure } from '../plugin-failure.ts';
import type { Failed } from './messages.ts';
import { type Sandbox, type SandboxDoors, SandboxStopped } from './sandbox.ts';

/** The functions of a polled platform that a plugin from outside may have, by their paths. */
const MAY_HAVE = [
  ...['login.password', 'login.challenge', 'login.handOver.take', 'login.keys'],
  ...['fetchReceipts', 'recent', 'codes', 'openBill', 'closeBill'],
];

/** What can't come from outside, and why. */
const MUST_NOT: readonly [name: string, why: string][] = [['picturesAnywhere', 'would let it call any host']];

/**
 * The platform that a plugin from outside declares, to be checked as any other (`manifestProblems`): its data as it
 * said them, and for each function one that calls it behind its wall. `problems`: what it may not have.
 */
export function sandboxedPlatform(
  manifest: unknown,
  sandbox: Sandbox,
): { platform: unknown; problems: string[] } {
  const problems: string[] = [];
  const revive = (value: unknown, path: string): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ((value as { $function?: unknown }).$function === true) {
      if (MAY_HAVE.includes(path)) return (...args: unknown[]) => callInside(sandbox, path, args);
      problems.push(`${path}: a plugin from outside can’t have this function`);
      return value;
    }
    if (Array.isArray(value)) return value.map((one, index) => revive(one, `${path}.${index}`));
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => name !== '__proto__')
        .map(([name, one]) => [name, revive(one, path === '' ? name : `${path}.${name}`)]),
    );
  };
  const platform = revive(manifest, '');
  for (const [name, why] of MUST_NOT) {
    if ((platform as Record<string, unknown> | null)?.[name] !== undefined) problems.push(`${name}: ${why}`);
  }
  return { platform, problems };
}

async function callInside(sandbox: Sandbox, path: string, args: unknown[]): Promise<unknown> {
  const [context, ...rest] = args as [PluginContext, ...unknown[]];
  const { settings, session, now } = context;
  const created = path === 'openBill' ? (rest.pop() as (reference: string) => Promise<void>) : null;
  const call = {
    ...{ path, now: Math.trunc(now) },
    context: JSON.stringify({ settings, session, now }),
    args: JSON.stringify(rest),
  };
  const text = await sandbox
    .run(call, { doors: doorsOf(context, created), signal: context.signal })
    .catch((error: unknown) => {
      throw error instanceof SandboxStopped ? told(error) : error;
    });
  const { value, failed } = JSON.parse(text, path.startsWith('login.') ? reviveBytes : undefined) as {
    value?: unknown;
    failed?: Failed;
  };
  if (failed) throw errorOf(failed);
  return value;
}

function doorsOf(
  context: PluginContext,
  created: ((reference: string) => Promise<void>) | null,
): SandboxDoors {
  return {
    async http(request, body) {
      try {
        const wanted = JSON.parse(request) as HttpRequest;
        const answer = await context.http.send(body ? { ...wanted, body } : wanted);
        const { status, headers, bytes, redirectedTo } = answer;
        return { head: JSON.stringify({ status, headers, redirectedTo }), bytes };
      } catch (error) {
        return { head: JSON.stringify({ failed: failedOf(error) }), bytes: null };
      }
    },
    keep: (session) => context.keepSession(JSON.parse(session)),
    async created(reference) {
      try {
        await created?.(reference);
        return '{}';
      } catch (error) {
        return JSON.stringify({ failed: failedOf(error) });
      }
    },
  };
}

function failedOf(error: unknown): Failed {
  if (error instanceof PlatformError) {
    const { kind, words, fields, retryAfterMs } = error;
    return { kind, words, fields, retryAfterMs };
  }
  return { message: errorText(error) };
}

/** What the plugin threw, as the host knows it from any plugin; the host checks and shortens the words. */
function errorOf({ gone, kind, words, fields, retryAfterMs, tooMany, message = '' }: Failed): Error {
  if (gone) return new SessionGone();
  if (kind !== undefined) {
    const { zh, en } = (words ?? {}) as Partial<Words>;
    return new PlatformError(
      failureKinds.includes(kind as FailureKind) ? (kind as FailureKind) : 'broken',
      { zh: String(zh ?? en ?? ''), en: String(en ?? zh ?? '') },
      {
        fields: Array.isArray(fields) ? fields.map(String) : [],
        ...(typeof retryAfterMs === 'number' && { retryAfterMs }),
        tooMany: tooMany === true,
      },
    );
  }
  if (message.startsWith('out of memory')) return told(new SandboxStopped('memory'));
  return new Error(message);
}

function told({ breach, message }: SandboxStopped): Error {
  switch (breach) {
    case 'time':
      return failure('broken', saying('platform.box.time'));
    case 'memory':
      return failure('broken', saying('platform.box.memory'));
    case 'stuck':
      return failure('broken', saying('platform.box.stuck'));
    case 'size':
      return failure('broken', saying('platform.box.size'));
    case 'requests':
      return failure('broken', saying('platform.box.requests'));
    default:
      return new Error(message);
  }
}

/** Bytes that it gave, which JSON has not. */
function reviveBytes(_key: string, value: unknown): unknown {
  const bytes = (value as { $bytes?: unknown } | null)?.$bytes;
  return typeof bytes === 'string' ? Buffer.from(bytes, 'base64') : value;
}
