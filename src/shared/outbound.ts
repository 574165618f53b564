import { promises as dns, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { SECOND } from './clock.ts';
import { OutboundError, shownHost, toOutboundError } from './outbound-error.ts';
import { bareHost, isCallable, isPublicAddress } from './private-address.ts';
import { saying } from './saying.ts';
import { malformedNotifyAddress } from './shop-address.ts';
import { after, elapsed } from './timers.ts';

export { type OutboundCause, OutboundError } from './outbound-error.ts';
export { refuseMalformed, refuseNobodys, refuseObviouslyPrivate } from './shop-address.ts';

/** What a shop answered. */
export interface OutboundAnswer {
  status: number;
  /** Where a redirect, which is not followed, would have led. */
  location: string | null;
  /** The first 512 bytes of the body as text. */
  bodyHead: string;
  /** The body as text, cut off at the size bound. */
  bodyText: string;
  /** The same as it came. */
  body: Buffer;
  durationMs: number;
}

export interface Outbound {
  /**
   * One GET of an address that a stranger gave us. Throws OutboundError and nothing else.
   * Follows no redirect; every HTTP status is an answer.
   */
  get(url: string, options?: OutboundRequest): Promise<OutboundAnswer>;
  /** The same by POST, with a form as the body. */
  postForm(url: string, form: string, options?: OutboundRequest): Promise<OutboundAnswer>;
}

export interface OutboundRequest {
  signal?: AbortSignal;
  /** Beside those that every call has. */
  headers?: Readonly<Record<string, string>>;
}

/** All addresses of a name, as dns.lookup gives them. */
export type Lookup = (hostname: string) => Promise<LookupAddress[]>;

export interface OutboundOptions {
  /** True: private and loopback targets may be called (a shop on the same host); link-local and reserved ones never. */
  allowPrivate: boolean;
  /** For the whole exchange, from the DNS question to the last byte; default 10 s. */
  timeoutMs?: number;
  /** Reading stops and the connection is cut at this size of the body; default 64 KB. */
  maxBytes?: number;
  lookup?: Lookup;
  /** The way to one shop, for one call; left out: a connection of its own. */
  connect?: ConnectShop;
}

export type ConnectShop = (origin: string, options: Client.Options) => Dispatcher;

/** Made once: undici would make an error, with its stack, for each connection that we end. */
const ENDED = new Error('the call is over');
const HEAD_BYTES = 512;
const TRY_NEXT_ADDRESS_AFTER_MS = 300;
const HEADERS = {
  'user-agent': 'Mozilla/5.0 (compatible; mpay-notify)',
  accept: '*/*',
  'accept-encoding': 'identity',
};
const FORM_HEADERS = { 'content-type': 'application/x-www-form-urlencoded' };

/**
 * Guarded HTTP for shop addresses. A name is resolved once, the answer is checked, and the connection goes to a
 * checked address: nothing asks DNS again in between. Each call has its own connection and closes it, so that no
 * connection outlives its check, and no idle one that the shop is just closing is used for a notification.
 */
export function createOutbound(options: OutboundOptions): Outbound {
  const { allowPrivate, timeoutMs = 10 * SECOND, maxBytes = 64 * 1024 } = options;
  const { lookup = sharedLookup(), connect = (origin, how) => new Client(origin, how) } = options;

  async function allowedAddresses(url: URL): Promise<LookupAddress[]> {
    const host = bareHost(url);
    const family = isIP(host);
    const found = family === 0 ? await lookup(host) : [{ address: host, family }];
    if (found.length === 0)
      throw new OutboundError('dns', saying('cause.dns', { host: shownHost(url.host), code: '' }));
    const allowed = found.filter(({ address }) => (allowPrivate ? isCallable : isPublicAddress)(address));
    if (allowed.length > 0) return allowed;
    const values = { host: shownHost(url.host), address: found[0]?.address ?? '' };
    throw new OutboundError(
      'private_address',
      allowPrivate ? saying('cause.reserved', values) : saying('cause.private', values),
    );
  }

  async function exchange(url: URL, addresses: LookupAddress[], sent: Sent, signal: AbortSignal) {
    const client = connect(url.origin, {
      pipelining: 0,
      headersTimeout: 0,
      bodyTimeout: 0,
      autoSelectFamily: true,
      autoSelectFamilyAttemptTimeout: TRY_NEXT_ADDRESS_AFTER_MS,
      connect: { lookup: answering(addresses), timeout: timeoutMs, signal },
    });
    // Also ends what still waits for the connection, which undici's own signal would not.
    const cut = () => void client.destroy(signal.reason);
    signal.addEventListener('abort', cut, { once: true });
    try {
      const answer = await client.request({
        origin: url.origin,
        method: sent.form === null ? 'GET' : 'POST',
        path: url.pathname + url.search,
        headers: { ...HEADERS, ...(sent.form !== null && FORM_HEADERS), ...sent.headers },
        body: sent.form,
      });
      const location = answer.headers.location;
      const bytes = await readUpTo(maxBytes, answer.body);
      return {
        status: answer.statusCode,
        location: typeof location === 'string' ? location : null,
        bodyHead: textOf(bytes.subarray(0, HEAD_BYTES)),
        bodyText: textOf(bytes),
        body: bytes,
      };
    } finally {
      signal.removeEventListener('abort', cut);
      void client.destroy(ENDED);
    }
  }

  async function call(address: string, sent: Sent): Promise<OutboundAnswer> {
    const { signal } = sent;
    const wrong = malformedNotifyAddress(address);
    if (wrong) throw new OutboundError('bad_url', wrong);
    const url = new URL(address);
    const host = shownHost(url.host);
    const startedAt = elapsed();
    const bound = new AbortController();
    const stop = () => bound.abort(new OutboundError('stopped', saying('cause.stopped', { host })));
    const late = saying('cause.timeout', { host, seconds: timeoutMs / SECOND });
    const timer = after(timeoutMs, () => bound.abort(new OutboundError('timeout', late)));
    if (signal?.aborted) stop();
    else signal?.addEventListener('abort', stop, { once: true });
    try {
      const addresses = await unlessAborted(bound.signal, allowedAddresses(url));
      const answer = await exchange(url, addresses, sent, bound.signal);
      return { ...answer, durationMs: Math.round(elapsed() - startedAt) };
    } catch (error) {
      throw bound.signal.aborted ? bound.signal.reason : toOutboundError(url.host, error);
    } finally {
      timer.cancel();
      signal?.removeEventListener('abort', stop);
    }
  }

  return {
    get: (address, options = {}) => call(address, { ...options, form: null }),
    postForm: (address, form, options = {}) => call(address, { ...options, form }),
  };
}

interface Sent extends OutboundRequest {
  /** Null: a GET. */
  form: string | null;
}

/** dns.lookup, where calls for the same name at the same time share one question: it holds one of few threads while it lasts. */
function sharedLookup(): Lookup {
  const asked = new Map<string, Promise<LookupAddress[]>>();
  return (hostname) => {
    const known = asked.get(hostname);
    if (known) return known;
    const question = dns.lookup(hostname, { all: true }).finally(() => asked.delete(hostname));
    asked.set(hostname, question);
    return question;
  };
}

/** A lookup for node:net that knows one answer and asks nobody. */
function answering(addresses: LookupAddress[]): LookupFunction {
  return (_hostname, options, done) => {
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else if (first) done(null, first.address, first.family);
  };
}

function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The body's bytes, at most `limit`; leaving the loop early destroys the stream and with it the connection. */
async function readUpTo(limit: number, body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= limit) break;
  }
  return Buffer.concat(chunks).subarray(0, limit);
}

/** UTF-8 text; a character that the cut went through is left out, and NUL, which databases don't keep, is shown. */
function textOf(bytes: Buffer): string {
  return new TextDecoder().decode(bytes, { stream: true }).replaceAll('\0', '\ufffd');
}
