import { PlatformError } from '../plugin-api/index.ts';

const REASONS: readonly [pattern: RegExp, zh: string, en: string][] = [
  [/^(ENOTFOUND|EAI_)/, '找不到这个地址（域名解析失败）', 'there is no such address (name not found)'],
  [/^ECONNREFUSED$/, '对方拒绝了连接', 'it refused the connection'],
  [/TIMEOUT|ETIMEDOUT/, '连接超时', 'the connection timed out'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/, '对方的安全证书无效', 'its certificate is not valid'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, '连接中途断开', 'the connection broke off'],
];

/** A network failure in plain words, with its code for whoever searches for it, and nothing of the address but the host. */
export function unreachable(host: string, error: unknown): PlatformError {
  const code = failureCode(error);
  const [, zh, en] = REASONS.find(([pattern]) => pattern.test(code)) ?? [null, '网络出错', 'network error'];
  return new PlatformError('unreachable', {
    zh: `连不上 ${host}：${zh}${code ? `（${code}）` : ''}`,
    en: `Can’t reach ${host}: ${en}${code ? ` (${code})` : ''}`,
  });
}

function failureCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : failureCode(cause);
}
