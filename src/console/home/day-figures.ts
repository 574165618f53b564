import { merchantsWithOrders, orderStates } from '../../flow/orders/index.ts';
import type { Scope } from '../../shared/actor.ts';
import { type Clock, MINUTE, SECOND } from '../../shared/clock.ts';
import { type Db, rowsOf } from '../../shared/db.ts';
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
/** Days of merchants, each a few numbers. */
const DAYS_KEPT = 1_000;

/** The figures of merchants' days, counted from the index alone and kept for a while. */
export function createDayFigures(db: Db, clock: Clock, calendar: Calendar) {
  const kept = new Map<string, { figures: DayFigures; until: number }>();

  async function ofDay(pid: number, day: string): Promise<DayFigures> {
    const now = clock.now();
    const name = `${pid}/${day}`;
    const known = kept.get(name);
    if (known && known.until > now) return known.figures;
    const figures = {
      day,
      ...(await countDay(db, pid, calendar.startOf(day), calendar.startOf(calendar.plus(day, 1)))),
    };
    const isPast = day < calendar.dayOf(now);
    kept.delete(name);
    kept.set(name, { figures, until: now + (isPast ? PAST_FRESH_MS : TODAY_FRESH_MS) });
    const oldest = kept.keys().next().value;
    if (kept.size > DAYS_KEPT && oldest !== undefined) kept.delete(oldest);
    return figures;
  }

  return {
    /** The last `count` days of these merchants up to today, oldest first. */
    async lastDays(count: number, scope: Scope): Promise<DayFigures[]> {
      const pids = await merchantsWithOrders(db, scope);
      const today = calendar.dayOf(clock.now());
      const days: DayFigures[] = [];
      // One after another: other requests get their turn in between.
      for (let back = count - 1; back >= 0; back--) {
        const day = calendar.plus(today, -back);
        const sum: DayFigures = { day, ...none };
        for (const pid of pids) add(sum, await ofDay(pid, day));
        days.push(sum);
      }
      return days;
    },
  };
}

const none = { orders: 0, paid: 0, finished: 0, paidFen: 0 };

function add(sum: DayFigures, { orders, paid, finished, paidFen }: DayFigures): void {
  sum.orders += orders;
  sum.paid += paid;
  sum.finished += finished;
  sum.paidFen += paidFen;
}

/** One branch for each state and pay type, each a stretch of the index `orders_by_merchant`. */
async function countDay(db: Db, pid: number, from: number, to: number): Promise<Omit<DayFigures, 'day'>> {
  const values: (string | number)[] = [];
  const branches = orderStates.flatMap((state) =>
    [...payTypes, null].map((payType) => {
      values.push(pid, state, ...(payType === null ? [] : [payType]), from, to);
      // Completed by hand before a code was chosen: then the price is all there is.
      const amount = state === 'paid' ? (payType === null ? 'money_fen' : 'payable_fen') : '0';
      const type = payType === null ? 'pay_type is null' : 'pay_type = ?';
      return `select '${state}' as state, count(*) as count, sum(${amount}) as fen from orders
        where pid = ? and state = ? and ${type} and created_at >= ? and created_at < ?`;
    }),
  );
  const answer = await db.raw(branches.join(' union all '), values);
  const rows = rowsOf(answer);
  const figures = { ...none };
  for (const row of rows) {
    figures.orders += Number(row.count);
    if (row.state !== 'pending') figures.finished += Number(row.count);
    if (row.state !== 'paid') continue;
    figures.paid += Number(row.count);
    figures.paidFen += Number(row.fen ?? 0);
  }
  return figures;
}
