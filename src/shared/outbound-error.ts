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

/** Why no answer came from a shop. The message is plain Chinese, names the host and never the path or query. */
export class OutboundError extends Error {
  override readonly cause: OutboundCause;

  constructor(cause: OutboundCause, message: string) {
    super(message);
    this.name = 'OutboundError';
    this.cause = cause;
  }
}

const REASONS: readonly [pattern: RegExp, cause: OutboundCause, words: string][] = [
  [/^(ENOTFOUND|ENODATA|EAI_)/, 'dns', '域名解析失败'],
  [/^ECONNREFUSED$/, 'connect', '对方拒绝了连接，请检查地址和端口'],
  [/^(EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/, 'connect', '网络不通'],
  [/^(ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'connect', '连接超时'],
  [/CERT_HAS_EXPIRED/, 'tls', '对方的安全证书已过期'],
  [/ALTNAME_INVALID/, 'tls', '对方的安全证书不属于这个域名'],
  [/SELF_SIGNED/, 'tls', '对方的安全证书是自签的，不受信任'],
  [/UNABLE_TO_(VERIFY|GET_ISSUER)/, 'tls', '对方的安全证书不受信任，或证书链不完整'],
  [/CERT|TLS|SSL|EPROTO/, 'tls', '安全连接建立失败'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET|UND_ERR_CLOSED)$/, 'broken', '连接中途断开'],
  [/^(HPE_|UND_ERR_)/, 'broken', '对方的回应不是正常的 HTTP'],
];

/** Any failure of DNS, net, TLS or undici as an OutboundError, with the code for whoever searches for it. */
export function toOutboundError(host: string, error: unknown): OutboundError {
  if (error instanceof OutboundError) return error;
  const code = failureCode(error);
  const [, cause, words] = REASONS.find(([pattern]) => pattern.test(code)) ?? [null, 'broken', '网络出错'];
  return new OutboundError(cause as OutboundCause, `连不上 ${host}：${words}${code ? `（${code}）` : ''}`);
}

function failureCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : failureCode(cause);
}
