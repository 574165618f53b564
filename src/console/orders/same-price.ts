import { billIn, findOfPrice, type Order, type OrderForMoney } from '../../flow/orders/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';

/** Two orders of one price that waited on one code at the same time, one of them for the price itself. */
export interface SamePrice {
  /** The order that waits for the price itself. */
  round: Order;
  /** The others, whose buyers may type the price by mistake; at most 5. */
  beside: Order[];
}

/**
 * The orders of this one's price that waited with it where it waits, when one of them waits for the price itself: a
 * buyer who types the price instead of his amount pays that one. Null when there are none. Bills take no such money.
 */
export async function findSamePrice(
  deps: Pick<ConsoleDeps, 'db' | 'accounts' | 'plugins'>,
  order: OrderForMoney,
): Promise<SamePrice | null> {
  const { placement } = order;
  if (!placement || billIn(placement.terminal) !== null) return null;
  const account = await deps.accounts.find(deps.db, placement.accountId);
  const platform = account && deps.plugins.find(account.platform);
  const namesCode =
    platform !== undefined && platform.listening === 'polled' ? platform.terminal.namedByReceipts : false;
  const others = (await findOfPrice(deps.db, order)).filter(
    (other) =>
      other.tradeNo !== order.tradeNo &&
      billIn(other.placement?.terminal) === null &&
      other.placement?.accountId === placement.accountId &&
      (!namesCode || other.placement.codeId === placement.codeId),
  );
  const isRound = (one: Order) => one.placement?.payableFen === one.moneyFen;
  const round = isRound(order) ? order : others.find(isRound);
  if (!round) return null;
  const beside = (round === order ? others : [order]).filter((one) => !isRound(one)).slice(0, 5);
  return beside.length === 0 ? null : { round, beside };
}
