import { PlatformError } from '../plugin-api/index.ts';

const REASONS: readonly [pattern: RegExp, words: string][] = [
  [/^(ENOTFOUND|EAI_)/, '找不到这个地址（域名解析失败）'],
  [/^ECONNREFUSED$/, '对方拒绝了连接'],
  [/TIMEOUT|ETIMEDOUT/, '连接超时'],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/, '对方的安全证书无效'],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, '连接中途断开'],
];

/** A network failure in plain words, with its code for whoever searches for it, and nothing of the address but the host. */
export function unreachable(host: string, error: unknown): PlatformError {
  const code = failureCode(error);
  const words = REASONS.find(([pattern]) => pattern.test(code))?.[1] ?? '网络出错';
  return new PlatformError('unreachable', `连不上 ${host}：${words}${code ? `（${code}）` : ''}`);
}

function failureCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : failureCode(cause);
}
