import type { Db } from '../../shared/db.ts';
import { inSharedTransaction } from '../../shared/shared-transaction.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { type Oddity, type Order, orders } from '../orders/index.ts';
import { receipts } from '../receipts/index.ts';
import type { SettlementDeps } from './settlement-deps.ts';

export interface Payment {
  /** As it was before the payment. */
  order: Order;
  /** Null: completed by hand without a receipt. */
  receiptId: number | null;
  odd: Oddity[];
  /** JSON, kept with the order and the receipt. */
  why: string;
}

/** Thrown inside the transaction to undo its first half when the second half came too late. */
class Lost extends Error {}

/**
 * Receipt used, order paid, slot released, notification queued: all of it or nothing, in one transaction.
 * False when somebody else used the receipt or paid the order first.
 */
export function payOrder(deps: SettlementDeps, payment: Payment): Promise<boolean> {
  return payOrders(deps, [payment]);
}

/**
 * As payOrder, for payments that were seen together, each of another order: one transaction and one write to disk.
 * False, and nothing changed, when one of them came too late; then each is to be tried alone.
 */
export async function payOrders(deps: SettlementDeps, payments: Payment[]): Promise<boolean> {
  const now = deps.clock.now();
  try {
    await inSharedTransaction(deps.db, async (trx) => {
      for (const payment of payments) await payIn(trx, deps, payment, now);
    });
  } catch (error) {
    if (error instanceof Lost) return false;
    throw error;
  }
  for (const { order, receiptId, odd } of payments) {
    deps.log.info({ tradeNo: order.tradeNo, receiptId, odd }, 'order_paid');
    deps.paid(order);
  }
  return true;
}

async function payIn(trx: Db, deps: SettlementDeps, payment: Payment, now: number): Promise<void> {
  const { receiptId, odd, why } = payment;
  const { tradeNo } = payment.order;
  if (receiptId !== null && !(await receipts.markUsed(trx, receiptId, tradeNo, why))) throw new Lost();
  if (!(await orders.markPaid(trx, tradeNo, { receiptId, paidAt: now, odd, why }))) throw new Lost();
  await amountSlots.releaseSlot(trx, tradeNo);
  await deps.queueNotification(trx, tradeNo, now);
}
