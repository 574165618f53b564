import { z } from 'zod';
import { type Fen, fen } from '../../shared/money.ts';

/**
 * Which orders a code, or an account's codes together, take. Pure. An order that is open holds its share of a day as one
 * that was paid does, so that no burst goes beyond it; one that runs out unpaid gives it back.
 */
export interface Limits {
  /** Orders in a day of the display zone; null: any number. */
  dayCount: number | null;
  /** Their money; null: any. */
  dayFen: Fen | null;
  /** Prices; null: any. Both ends are taken. */
  minFen: Fen | null;
  maxFen: Fen | null;
  /** Minutes since midnight, `to` not included; over midnight where it is before `from`. Null: at any time. */
  hours: { from: number; to: number } | null;
  /** After so many orders in a row that ran out unpaid, others go first for a while; 0: never. */
  coolAfter: number;
}

const USUAL_COOL_AFTER = 5;
export const MINUTES_OF_DAY = 24 * 60;
export const MAX_DAY_COUNT = 100_000;
export const MAX_COOL_AFTER = 99;

export const noLimits: Limits = {
  ...{ dayCount: null, dayFen: null, minFen: null, maxFen: null, hours: null },
  coolAfter: USUAL_COOL_AFTER,
};

const minute = z
  .number()
  .int()
  .min(0)
  .max(MINUTES_OF_DAY - 1);
const money = z
  .number()
  .int()
  .positive()
  .transform((value) => fen(value))
  .nullable()
  .default(null);
const Stored = z.object({
  dayCount: z.number().int().positive().nullable().default(null),
  dayFen: money,
  minFen: money,
  maxFen: money,
  hours: z.object({ from: minute, to: minute }).nullable().default(null),
  coolAfter: z.number().int().min(0).default(USUAL_COOL_AFTER),
});

/** As they are stored; null where everything is as usual. */
export function writeLimits(limits: Limits): string | null {
  const other = Object.entries(limits).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(noLimits[key as keyof Limits]),
  );
  return other.length === 0 ? null : JSON.stringify(Object.fromEntries(other));
}

export function readLimits(stored: unknown): Limits {
  return stored === null || stored === undefined ? noLimits : Stored.parse(JSON.parse(String(stored)));
}

/** What a code or an account took today, paid or still open. */
export interface DayUse {
  count: number;
  fen: number;
}

/** Why limits keep an order away. `until`, minutes since midnight: when the hours begin. */
export type OverLimit =
  | { why: 'below'; minFen: number }
  | { why: 'above'; maxFen: number }
  | { why: 'hours'; from: number; to: number }
  | { why: 'day_count'; dayCount: number }
  | { why: 'day_money'; dayFen: number; usedFen: number };

/** The first limit that an order of this amount, at this minute of the day, goes beyond; null: none. */
export function overLimit(
  limits: Limits,
  { moneyFen, minute, use }: { moneyFen: number; minute: number; use: DayUse },
): OverLimit | null {
  const { dayCount, dayFen, minFen, maxFen, hours } = limits;
  if (minFen !== null && moneyFen < minFen) return { why: 'below', minFen };
  if (maxFen !== null && moneyFen > maxFen) return { why: 'above', maxFen };
  if (hours !== null && !isWithin(hours, minute)) return { why: 'hours', ...hours };
  if (dayCount !== null && use.count + 1 > dayCount) return { why: 'day_count', dayCount };
  if (dayFen !== null && use.fen + moneyFen > dayFen) return { why: 'day_money', dayFen, usedFen: use.fen };
  return null;
}

/** From a time to the same time is the whole day. */
function isWithin({ from, to }: { from: number; to: number }, minute: number): boolean {
  if (from === to) return true;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** True where it must be known what was taken today. */
export function hasDayLimit({ dayCount, dayFen }: Limits): boolean {
  return dayCount !== null || dayFen !== null;
}
