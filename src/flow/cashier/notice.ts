import { z } from 'zod';
import { type Refusal, tell } from '../../shared/errors.ts';
import { isTextKey, type Translate } from '../../shared/i18n/index.ts';

/** What became of a press on 确认支付: the platform is being asked, or was asked too recently. */
export type ConfirmAnswer = { asked: true } | { waitSeconds: number };

/** A line of answer to what the buyer just did, in the buyer's language. */
export interface Notice {
  tone: 'info' | 'warning';
  text: string;
}

/** Where a press without scripts leads back to. */
const NoticeQuery = z.object({
  asked: z.literal('1').optional(),
  wait: z.coerce.number().int().min(1).max(3_600).optional(),
});

export function noticeOf(answer: ConfirmAnswer, t: Translate): Notice {
  return 'asked' in answer
    ? { tone: 'info', text: t('cashier.asked') }
    : { tone: 'warning', text: t('cashier.wait', { seconds: seconds(answer.waitSeconds) }) };
}

/** The answer as the query of the page's address: all that a redirect can carry. */
export function noticeQuery(answer: ConfirmAnswer): string {
  return 'asked' in answer ? '?asked=1' : `?wait=${seconds(answer.waitSeconds)}`;
}

/** Null for a query that `noticeQuery` can't have made: nobody puts words on the page by a link. */
export function noticeFrom(query: unknown, t: Translate): Notice | null {
  const { data } = NoticeQuery.safeParse(query);
  if (data?.wait) return noticeOf({ waitSeconds: data.wait }, t);
  return data?.asked ? noticeOf({ asked: true }, t) : null;
}

/** A refusal; the cashier has words of its own for those that buyers meet. */
export function refusalNotice(refusal: Refusal, t: Translate): Notice {
  const own = `cashier.refused.${refusal.code}`;
  return { tone: 'warning', text: isTextKey(own) ? t(own) : tell(t.lang, refusal) };
}

function seconds(wait: number): number {
  return Math.max(1, Math.ceil(wait));
}
