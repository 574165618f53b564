import { type Saying, saying } from './saying.ts';

export type OutboundCause =
  /** Not http(s), not a URL, or with credentials. */
  | 'bad_url'
  /** The name or address leads to a place that shops can't have. */
  | 'private_address'
  | 'dns'
  | 'connect'
  | 'tls'
  /** The whole exchange took longer than allowed. */
  | 'timeout'
  /** The connection broke, or what came was not HTTP. */
  | 'broken'
  /** We were told to stop. */
  | 'stopped';

/** Why no answer came from a shop. It names the host and never the path or query; the message is for logs. */
export class OutboundError extends Error {
  override readonly cause: OutboundCause;
  readonly saying: Saying;

  constructor(cause: OutboundCause, why: Saying) {
    super(why.with ? `${why.say} ${JSON.stringify(why.with)}` : why.say);
    this.name = 'OutboundError';
    this.cause = cause;
    this.saying = why;
  }
}

type Text =
  | 'cause.dns'
  | 'cause.refused'
  | 'cause.noRoute'
  | 'cause.connectTimeout'
  | 'cause.certExpired'
  | 'cause.certName'
  | 'cause.tls'
  | 'cause.broken';

const REASONS: readonly [pattern: RegExp, cause: OutboundCause, text: Text][] = [
  [/^(ENOTFOUND|ENODATA|EAI_)/, 'dns', 'cause.dns'],
  [/^ECONNREFUSED$/, 'connect', 'cause.refused'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'connect', 'cause.noRoute'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'connect', 'cause.connectTimeout'],
  [/CERT_HAS_EXPIRED/, 'tls', 'cause.certExpired'],
  [/ALTNAME_INVALID/, 'tls', 'cause.certName'],
  [/SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)|CERT|TLS|SSL|EPROTO/, 'tls', 'cause.tls'],
];

const LONGEST_HOST = 255;
const LONGEST_CODE = 60;

/** Any failure of DNS, net, TLS or undici as an OutboundError, with the code for whoever searches for it. */
export function toOutboundError(host: string, error: unknown): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = failureCode(error);
  const [, cause, text] = REASONS.find(([pattern]) => pattern.test(code)) ?? [null, 'broken', 'cause.broken'];
  const values = { host: shownHost(host), code: code ? ` (${code.slice(0, LONGEST_CODE)})` : '' };
  return new OutboundError(cause as OutboundCause, saying(text as Text, values));
}

/** Causes are stored in columns that end; real names are shorter. */
export function shownHost(host: string): string {
  return host.slice(0, LONGEST_HOST);
}

function failureCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : failureCode(cause);
}
