import { givenUp } from '../../flow/notifications/index.ts';
import {
  type Order,
  type OrderFilter,
  type OrderPage,
  type OrderPageStart,
  orders,
} from '../../flow/orders/index.ts';
import { covers, type Scope } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import { elapsed } from '../../shared/timers.ts';
import { fitsFilter } from './find-by-number.ts';

/** Other filters are compared step by step, until the page is full or the time is over. */
const STEP = 100;
const LOOK_FOR_MS = 15;

/**
 * One page of these merchants' paid orders whose shop was never told, newest payment first; of one host, or of all. A place in this
 * list is the notification's id.
 */
export async function listGivenUpOrders(
  db: Db,
  scope: Scope,
  { host, filter }: { host: string | undefined; filter: OrderFilter },
  limit: number,
  start: OrderPageStart,
): Promise<OrderPage> {
  const way = start?.way ?? 'older';
  const until = elapsed() + LOOK_FOR_MS;
  const found: { id: number; order: Order }[] = [];
  let from = start?.place.id ?? null;
  let last: Order | undefined;
  let isOver = false;
  while (!isOver && found.length <= limit && elapsed() <= until) {
    const step = await givenUp.listGivenUp(db, scope, {
      ...(host !== undefined && { host }),
      way,
      from,
      limit: STEP,
    });
    const byNumber = await orders.findOrders(
      db,
      step.map(({ tradeNo }) => tradeNo),
    );
    for (const { id, tradeNo } of step) {
      const order = byNumber.get(tradeNo);
      last = order ?? last;
      if (order && covers(scope, order.pid) && fitsFilter(order, filter)) found.push({ id, order });
    }
    from = step.at(-1)?.id ?? from;
    isOver = step.length < STEP;
  }
  const shown = found.slice(0, limit);
  const placeOf = (id: number | undefined) => (id === undefined ? null : { createdAt: 0, id });
  const goesOn =
    found.length > limit ? placeOf(shown.at(-1)?.id) : isOver ? null : placeOf(from ?? undefined);
  const stoppedAt = !isOver && found.length <= limit ? (last?.createdAt ?? null) : null;
  const begun = start ? (placeOf(shown[0]?.id) ?? start.place) : null;
  const list = shown.map(({ order }) => order);
  return way === 'older'
    ? { orders: list, older: goesOn, newer: begun, stoppedAt }
    : { orders: list.reverse(), older: begun, newer: goesOn, stoppedAt };
}
