import { HOUR, MINUTE } from '../../shared/clock.ts';

/**
 * How many requests an account made in the last hour, counted by minutes. Pure. A minute counts until an hour after its end,
 * so that no hour, wherever it begins, holds more than the budget.
 */
export type Spent = ReadonlyMap<number, number>;

const MINUTES = HOUR / MINUTE;
/** Of each budget, for what loses a payment or an order if it can't be asked: a press on 确认支付, and the last looks. */
const RESERVED = 0.1;
const RESERVED_AT_LEAST = 4;

/** What was counted and still counts at `now`. One that lies ahead was counted before our clock was set back. */
export function readSpent(text: string, now: number): Spent {
  const [last, counts = ''] = text.split(':');
  const newest = Number(last);
  const minute = minuteOf(now);
  const spent = new Map<number, number>();
  if (text === '' || !Number.isSafeInteger(newest)) return spent;
  counts.split(',').forEach((count, back) => {
    const at = newest - back;
    if (Number(count) > 0 && at <= minute && at >= minute - MINUTES) spent.set(at, Number(count));
  });
  return spent;
}

/** As it is stored: the newest minute, then its count and those of the minutes before it. At most 61 of them. */
export function writeSpent(spent: Spent): string {
  if (spent.size === 0) return '';
  const newest = Math.max(...spent.keys());
  const oldest = Math.max(Math.min(...spent.keys()), newest - MINUTES);
  const counts: number[] = [];
  for (let at = newest; at >= oldest; at--) counts.push(spent.get(at) ?? 0);
  return `${newest}:${counts.join()}`;
}

/** With `count` more, made at `now`; never less than nothing in a minute. */
export function addSpent(spent: Spent, now: number, count: number): Spent {
  const minute = minuteOf(now);
  const sum = Math.max(0, (spent.get(minute) ?? 0) + count);
  return new Map([...spent, [minute, sum]]);
}

export function totalOf(spent: Spent): number {
  let total = 0;
  for (const count of spent.values()) total += count;
  return total;
}

/** From when on at least `wanted` more may be made, if none is made meanwhile; ms, `now` where that is so already. */
export function freeAt(spent: Spent, now: number, most: number, wanted = 1): number {
  let total = totalOf(spent);
  if (total + wanted <= most) return now;
  for (const minute of [...spent.keys()].sort((a, b) => a - b)) {
    total -= spent.get(minute) ?? 0;
    if (total + wanted <= most) return (minute + 1 + MINUTES) * MINUTE;
  }
  return (minuteOf(now) + 1 + MINUTES) * MINUTE;
}

/** How much of a budget the usual questions leave alone. */
export function reservedOf(most: number): number {
  return Math.min(Math.floor(most / 2), Math.max(RESERVED_AT_LEAST, Math.ceil(most * RESERVED)));
}

function minuteOf(now: number): number {
  return Math.floor(now / MINUTE);
}
