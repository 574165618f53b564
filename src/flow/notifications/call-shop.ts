import type { Clock } from '../../shared/clock.ts';
import type { Outbound } from '../../shared/outbound.ts';
import { toOutboundError } from '../../shared/outbound-error.ts';
import type { Saying } from '../../shared/saying.ts';
import { elapsed } from '../../shared/timers.ts';
import type { ShopRequest } from '../protocols/index.ts';
import type { ShopCall } from './notification.ts';
import { judgeAnswer } from './shop-answer.ts';

/**
 * Calls a shop's address once. Never throws: what goes wrong is the call's cause. Beside the protocol's message, whose
 * parameters are never added to (some shops sign a fixed list), headers tell one notification from another and its
 * repeats apart: `webhook-id` is the same for all attempts, `webhook-attempt` counts them from 1.
 */
export async function callShop(
  { clock, outbound }: { clock: Clock; outbound: Outbound },
  request: ShopRequest,
  { tradeNo, attempt }: { tradeNo: string; attempt: number },
): Promise<ShopCall> {
  const startedAt = clock.now();
  const begun = elapsed();
  const headers = { 'webhook-id': tradeNo, 'webhook-attempt': String(attempt) };
  const { host, href, form } = request;
  try {
    const answer = await (form === null
      ? outbound.get(href, { headers })
      : outbound.postForm(href, form, { headers }));
    const judged = judgeAnswer(answer.status, answer.bodyText, answer.location, request);
    return {
      startedAt,
      durationMs: answer.durationMs,
      httpStatus: answer.status,
      outcome: judged.acknowledged ? 'acknowledged' : 'refused',
      cause: judged.acknowledged ? null : judged.cause,
      bodyHead: answer.bodyHead,
    };
  } catch (error) {
    const { saying } = toOutboundError(host, error);
    return { ...notCalled(startedAt, saying), durationMs: Math.round(elapsed() - begun) };
  }
}

/** The call that could not be made at all. */
export function notCalled(startedAt: number, cause: Saying): ShopCall {
  return { startedAt, durationMs: 0, httpStatus: null, outcome: 'failed', cause, bodyHead: '' };
}
