import { orderStates } from '../../flow/orders/index.ts';
import { type Clock, MINUTE, SECOND } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { payTypes } from '../../shared/pay-type.ts';
import type { Calendar } from '../calendar.ts';

/** What became of the orders that were created on one day. */
export interface DayFigures {
  day: string;
  orders: number;
  paid: number;
  /** Paid, expired or closed: no longer waiting for their money. */
  finished: number;
  /** What the paid ones brought in. */
  paidFen: number;
}

/** Counting a busy day takes a moment; a page that is reloaded every second must not count every time. */
const TODAY_FRESH_MS = 5 * SECOND;
/** Past days change only when an order is completed by hand. */
const PAST_FRESH_MS = 10 * MINUTE;
const DAYS_KEPT = 40;

/** The figures of days, counted from the index alone and kept for a while. */
export function createDayFigures(db: Db, clock: Clock, calendar: Calendar) {
  const kept = new Map<string, { figures: DayFigures; until: number }>();

  async function ofDay(day: string): Promise<DayFigures> {
    const now = clock.now();
    const known = kept.get(day);
    if (known && known.until > now) return known.figures;
    const figures = {
      day,
      ...(await countDay(db, calendar.startOf(day), calendar.startOf(calendar.plus(day, 1)))),
    };
    const isPast = day < calendar.dayOf(now);
    kept.set(day, { figures, until: now + (isPast ? PAST_FRESH_MS : TODAY_FRESH_MS) });
    const oldest = kept.keys().next().value;
    if (kept.size > DAYS_KEPT && oldest !== undefined) kept.delete(oldest);
    return figures;
  }

  return {
    /** The last `count` days up to today, oldest first. */
    async lastDays(count: number): Promise<DayFigures[]> {
      const today = calendar.dayOf(clock.now());
      const days: DayFigures[] = [];
      // One after another: other requests get their turn in between.
      for (let back = count - 1; back >= 0; back--) days.push(await ofDay(calendar.plus(today, -back)));
      return days;
    },
  };
}

/** One branch for each state and pay type, each a stretch of the index `orders_by_state`. */
async function countDay(db: Db, from: number, to: number): Promise<Omit<DayFigures, 'day'>> {
  const values: (string | number)[] = [];
  const branches = orderStates.flatMap((state) =>
    [...payTypes, null].map((payType) => {
      values.push(state, ...(payType === null ? [] : [payType]), from, to);
      // Completed by hand before a code was chosen: then the price is all there is.
      const amount = state === 'paid' ? (payType === null ? 'money_fen' : 'payable_fen') : '0';
      const type = payType === null ? 'pay_type is null' : 'pay_type = ?';
      return `select '${state}' as state, count(*) as count, sum(${amount}) as fen from orders
        where state = ? and ${type} and created_at >= ? and created_at < ?`;
    }),
  );
  const answer = await db.raw(branches.join(' union all '), values);
  const rows: Record<string, unknown>[] = Array.isArray(answer[0]) ? answer[0] : answer;
  const figures = { orders: 0, paid: 0, finished: 0, paidFen: 0 };
  for (const row of rows) {
    figures.orders += Number(row.count);
    if (row.state !== 'pending') figures.finished += Number(row.count);
    if (row.state !== 'paid') continue;
    figures.paid += Number(row.count);
    figures.paidFen += Number(row.fen ?? 0);
  }
  return figures;
}
