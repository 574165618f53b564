import { PlatformError, SessionGone } from './failures.ts';
import type { HttpAnswer } from './http.ts';

/**
 * The JSON object of an answer. What HTTP itself says is understood: 401 is SessionGone, 429 'tooFast' (for as long as
 * `retry-after` says), 5xx 'unreachable'; any other status than 200, and what is no JSON object, is 'broken'.
 */
export function jsonOf(answer: HttpAnswer): Readonly<Record<string, unknown>> {
  const { status } = answer;
  if (status === 401) throw new SessionGone();
  if (status === 429) throw tooFast(answer.headers['retry-after']);
  if (status >= 500) {
    throw new PlatformError('unreachable', {
      zh: `平台暂时不可用（HTTP ${status}）`,
      en: `The platform is out of order for now (HTTP ${status})`,
    });
  }
  const content = answer.json();
  if (status !== 200 || typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new PlatformError('broken', {
      zh: `平台返回了看不懂的内容（HTTP ${status}），可能是接口改版了`,
      en: `The platform answered something that we don’t understand (HTTP ${status}): its interface may have changed`,
    });
  }
  return content as Record<string, unknown>;
}

function tooFast(retryAfter: string | undefined): PlatformError {
  const seconds = Number(retryAfter);
  return new PlatformError(
    'tooFast',
    {
      zh: '平台嫌查询太频繁，先停一会儿',
      en: 'The platform is asked too often: it is left alone for a while',
    },
    seconds > 0 ? { retryAfterMs: seconds * 1000 } : {},
  );
}
