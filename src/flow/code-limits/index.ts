/** Which orders a code takes, and what it took today. */

export type { Counted } from './code-day.repository.ts';
export * as codeDays from './code-day.repository.ts';
export { KEPT_MS as CODE_DAYS_KEPT_MS } from './code-day.repository.ts';
export {
  type DayUse,
  hasDayLimit,
  type Limits,
  type OverLimit,
  overLimit,
  readLimits,
  writeLimits,
} from './limits.ts';
export { checkLimits, clockTime, type LimitTexts, limitFields, limitTexts } from './read-limits.ts';
