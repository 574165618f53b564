import type { FieldProblem } from '../../shared/errors.ts';
import { type Fen, parseMoney } from '../../shared/money.ts';
import { saying } from '../../shared/saying.ts';
import { type Limits, MAX_COOL_AFTER, MAX_DAY_COUNT, MINUTES_OF_DAY, noLimits } from './limits.ts';

/** The limits as a person types them; '' is none, and what is left out is as usual. */
export type LimitTexts = Partial<Record<(typeof limitFields)[number], string>>;

export const limitFields = [
  ...(['day_count', 'day_money', 'min_amount', 'max_amount', 'hours_from', 'hours_to'] as const),
  'cool_after',
] as const;

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;

/** What was typed, read. Each wrong field is named. `readMoney`: of an amount; null where it is none. */
export function checkLimits(
  texts: LimitTexts,
  readMoney: (text: string) => Fen | null = parseMoney,
): { limits: Limits; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const typed = (field: (typeof limitFields)[number]) => (texts[field] ?? '').trim();
  const wrong = (field: (typeof limitFields)[number], problem: FieldProblem['problem']) => {
    problems.push({ field, problem });
    return null;
  };
  const whole = (field: 'day_count' | 'cool_after', min: number, max: number) => {
    const text = typed(field);
    const value = Number(text);
    if (text === '') return null;
    return /^\d{1,6}$/.test(text) && value >= min && value <= max
      ? value
      : wrong(field, saying('problem.wholeBetween', { min, max }));
  };
  const money = (field: 'day_money' | 'min_amount' | 'max_amount'): Fen | null => {
    const text = typed(field);
    if (text === '') return null;
    return readMoney(text) ?? wrong(field, saying('problem.notAmount'));
  };
  const time = (field: 'hours_from' | 'hours_to') => {
    const found = TIME.exec(typed(field));
    return found ? Number(found[1]) * 60 + Number(found[2]) : null;
  };
  const limits: Limits = {
    dayCount: whole('day_count', 1, MAX_DAY_COUNT),
    dayFen: money('day_money'),
    minFen: money('min_amount'),
    maxFen: money('max_amount'),
    hours: null,
    coolAfter: whole('cool_after', 0, MAX_COOL_AFTER) ?? noLimits.coolAfter,
  };
  if (limits.minFen !== null && limits.maxFen !== null && limits.minFen > limits.maxFen)
    wrong('max_amount', saying('problem.limitReversed'));
  if (typed('hours_from') !== '' || typed('hours_to') !== '') {
    const [from, to] = [time('hours_from'), time('hours_to')];
    if (from === null) wrong('hours_from', saying('problem.notTime'));
    if (to === null) wrong('hours_to', saying('problem.notTime'));
    if (from !== null && to !== null) limits.hours = { from, to };
  }
  return { limits, problems };
}

/** As they are typed: what `checkLimits` reads. */
export function limitTexts(limits: Limits, formatFen: (value: Fen) => string): Required<LimitTexts> {
  const { dayCount, dayFen, minFen, maxFen, hours, coolAfter } = limits;
  const money = (value: Fen | null) => (value === null ? '' : formatFen(value));
  return {
    day_count: dayCount === null ? '' : String(dayCount),
    day_money: money(dayFen),
    min_amount: money(minFen),
    max_amount: money(maxFen),
    hours_from: hours ? clockTime(hours.from) : '',
    hours_to: hours ? clockTime(hours.to) : '',
    cool_after: String(coolAfter),
  };
}

/** "08:05" of minutes since midnight. */
export function clockTime(minute: number): string {
  const within = minute % MINUTES_OF_DAY;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}
