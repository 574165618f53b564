import { saying, wordsOf } from '../shared/saying.ts';
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
    throw new PlatformError('unreachable', wordsOf(saying('platform.outOfOrder', { status })));
  }
  const content = answer.json();
  if (status !== 200 || typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new PlatformError('broken', wordsOf(saying('platform.strange', { status })));
  }
  return content as Record<string, unknown>;
}

function tooFast(retryAfter: string | undefined): PlatformError {
  const seconds = Number(retryAfter);
  return new PlatformError(
    'tooFast',
    wordsOf(saying('platform.tooFast')),
    seconds > 0 ? { retryAfterMs: seconds * 1000 } : {},
  );
}
