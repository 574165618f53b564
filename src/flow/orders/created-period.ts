import { DAY } from '../../shared/clock.ts';

/** The columns `created_period` and `held_period` count stretches of so many ms since 1970. */
export const PERIOD_MS = 30 * DAY;

/** In which stretch an order is that was created at this time (ms). */
export function createdPeriod(at: number): number {
  return Math.floor(at / PERIOD_MS);
}

/** Every stretch of 30 days that [from, to] (ms) touches, oldest first. */
export function createdPeriods(from: number, to: number): number[] {
  const first = createdPeriod(from);
  const last = createdPeriod(to);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}

/** Of an order in `period`, the earliest and the latest `created_at`; ms. */
export function periodEnds(period: number): { first: number; last: number } {
  return { first: period * PERIOD_MS, last: (period + 1) * PERIOD_MS - 1 };
}
