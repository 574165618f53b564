import type { PlatformError } from '../plugin-api/index.ts';
import { type Saying, saying } from '../shared/saying.ts';
import { failure } from './plugin-failure.ts';

/** What the codes of node and undici mean; the first that fits counts. */
const REASONS: readonly [pattern: RegExp, why: Saying][] = [
  [/^(ENOTFOUND|EAI_)/, saying('platform.why.noName')],
  [/^ECONNREFUSED$/, saying('platform.why.refused')],
  [/TIMEOUT|ETIMEDOUT/, saying('platform.why.timeout')],
  [/CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_VERIFY/, saying('platform.why.certificate')],
  [/^(ECONNRESET|EPIPE|UND_ERR_SOCKET)$/, saying('platform.why.brokenOff')],
];

/** A network failure in plain words, with its code for whoever searches for it, and nothing of the address but the host. */
export function unreachable(host: string, error: unknown): PlatformError {
  const code = failureCode(error);
  const [, why] = REASONS.find(([pattern]) => pattern.test(code)) ?? [null, saying('platform.why.network')];
  return failure(
    'unreachable',
    code === ''
      ? saying('platform.unreachable', { host, why })
      : saying('platform.unreachableCode', { host, why, code }),
  );
}

function failureCode(error: unknown): string {
  const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
  if (typeof code === 'string') return code;
  return cause === undefined ? '' : failureCode(cause);
}
