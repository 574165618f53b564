import { type Draft, shortened, waitsUntil } from '../../recorder/index.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { fen, formatGroupedFen } from '../../shared/money.ts';
import type { Tone } from '../../web/index.ts';

export interface ShownTrial {
  runs: {
    at: number;
    text: string;
    tone: Tone;
    rows: { amount: string; at: number; payType: string; number: string; isKnown: boolean }[];
    dropped: string;
  }[];
  next: 'first' | 'second' | 'again';
  /** So long until the next run makes sense. */
  waitSeconds: number;
  gone: string;
  ask: { picture: string; hint: string } | null;
  isProven: boolean;
}

/** The tries so far, and what comes next. */
export function shownTrial(
  { trial }: Draft,
  { t, isProven, now }: { t: Translate; isProven: boolean; now: number },
): ShownTrial {
  const until = waitsUntil(trial);
  const waits = until !== null && until > now && !isProven ? until : null;
  return {
    runs: (trial?.runs ?? []).map(({ at, found, problem, receipts, dropped }) => ({
      at,
      text:
        problem !== null
          ? problem[t.lang]
          : t(found ? 'recorder.try.found' : 'recorder.try.notFound', { count: receipts.length }),
      tone: found ? 'good' : 'bad',
      rows: receipts.slice(0, 5).map((one) => ({
        amount: formatGroupedFen(fen(one.amountFen)),
        at: one.paidAt,
        payType: one.payType === null ? '' : t(`console.payType.${one.payType}`),
        number: shortened(one.externalId, new Set()),
        isKnown: one === found,
      })),
      dropped:
        dropped.count === 0
          ? ''
          : t('recorder.try.dropped', { count: dropped.count, problems: dropped.problems.join('; ') }),
    })),
    next: (trial?.runs ?? []).length === 0 ? 'first' : until === null ? 'again' : 'second',
    waitSeconds: waits === null ? 0 : Math.ceil((waits - now) / 1_000),
    gone: trial && trial.gone !== 'unseen' ? t(`recorder.gone.${trial.gone}`) : '',
    ask: trial?.ask ? { picture: trial.ask.shown.picture, hint: trial.ask.shown.hint[t.lang] } : null,
    isProven,
  };
}
