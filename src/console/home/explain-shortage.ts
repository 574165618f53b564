import { z } from 'zod';
import type { Translate } from '../../shared/i18n/index.ts';
import { fen, formatFen } from '../../shared/money.ts';
import { payTypes } from '../../shared/pay-type.ts';
import { explainPassed, readPassed } from '../explain-passed.ts';

/** What an `all_taken` alert keeps, see Shortage. */
const ShortageDetail = z.object({
  payType: z.enum(payTypes),
  moneyFen: z.number(),
  why: z.enum(['all_taken', 'too_many_open']),
  codes: z.array(z.object({ codeId: z.number(), taken: z.number(), of: z.number() })),
  holders: z.array(z.object({ network: z.string().nullable(), orders: z.number() })),
  unpaid: z.number(),
  paid: z.number(),
});

/** What an `all_taken` alert keeps where limits keep all codes from an order. */
const LimitedDetail = z.object({
  payType: z.enum(payTypes),
  moneyFen: z.number(),
  why: z.literal('limited'),
  limited: z.array(z.unknown()),
});

/** Which price ran out of amounts, on which codes, who holds them, and what to do about it. */
export function explainShortage(
  detail: unknown,
  t: Translate,
  codeName: (codeId: number) => string,
): { title: string; text: string } {
  const limited = LimitedDetail.safeParse(detail);
  if (limited.success) return explainLimited(limited.data, t, codeName);
  const known = ShortageDetail.safeParse(detail);
  if (!known.success) return { title: t('console.alert.allTakenShort'), text: '' };
  const { payType, moneyFen, why, codes, holders, unpaid, paid } = known.data;
  const price = { amount: formatFen(fen(moneyFen)), type: t(`console.payType.${payType}`) };
  const comma = t('console.listComma');
  const list = codes.map(({ codeId, taken, of }) =>
    t('console.alert.allTakenCode', { code: codeName(codeId), taken, of }),
  );
  const who = holders.map(({ network, orders }) =>
    network === null
      ? t('console.alert.allTakenNobody', { orders })
      : t('console.alert.allTakenNetwork', { network, orders }),
  );
  const lines = [
    t('console.alert.allTakenCodes', { list: list.join(comma) }),
    t('console.alert.allTakenBy', { unpaid, paid }),
    ...(who.length === 0 ? [] : [t('console.alert.allTakenWho', { list: who.join(comma) })]),
    t('console.alert.allTakenRemedy'),
  ];
  return {
    title: t(`console.alert.shortage.${why}`, price),
    text: lines.join(' '),
  };
}

function explainLimited(
  { payType, moneyFen, limited }: z.infer<typeof LimitedDetail>,
  t: Translate,
  codeName: (codeId: number) => string,
): { title: string; text: string } {
  const price = { amount: formatFen(fen(moneyFen)), type: t(`console.payType.${payType}`) };
  const list = readPassed(limited).map(({ codeId, why, values }) =>
    t('console.order.passedBecause', { code: codeName(codeId), why: explainPassed(why, values, t) }),
  );
  return {
    title: t('console.alert.limited', price),
    text: t('console.alert.limitedText', { list: list.join(t('console.listComma')) }),
  };
}
