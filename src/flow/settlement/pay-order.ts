import type { Db } from '../../shared/db.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
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
 * False when somebody else used the receipt or paid the order first. Without a receipt the slot stays for its time:
 * the money may still be on its way, and must not fall to a younger order.
 */
export async function payOrder(deps: SettlementDeps, payment: Payment): Promise<boolean> {
  try {
    await writePayment(deps, payment);
  } catch (error) {
    if (error instanceof Lost) return false;
    throw error;
  }
  const { order, receiptId, odd } = payment;
  deps.log.info({ tradeNo: order.tradeNo, receiptId, odd }, 'order_paid');
  deps.paid(order);
  return true;
}

/** Payments of one moment share a transaction; when one of them is lost, each gets its own. */
const writePayment = sharedWrite((deps: SettlementDeps) => deps.db, writePayments);

async function writePayments(trx: Db, payments: Payment[], deps: SettlementDeps): Promise<true[]> {
  const now = deps.clock.now();
  const received = payments.flatMap(({ order, receiptId }) => (receiptId === null ? [] : [order.tradeNo]));
  const uses = payments.flatMap(({ order, receiptId, why }) =>
    receiptId === null ? [] : [{ id: receiptId, tradeNo: order.tradeNo, why }],
  );
  if ((await receipts.markUsed(trx, uses)) !== uses.length) throw new Lost();
  const paid = payments.map(({ order, receiptId, odd, why }) => ({
    tradeNo: order.tradeNo,
    receiptId,
    odd,
    why,
  }));
  if ((await orders.markPaid(trx, paid, now)) !== paid.length) throw new Lost();
  if (received.length > 0) await amountSlots.releaseSlots(trx, received);
  // A V免签 order may name no address: then there is nobody to tell.
  const told = payments.flatMap(({ order }) => (order.notifyUrl === '' ? [] : [order.tradeNo]));
  if (told.length > 0) await deps.queueNotifications(trx, told, now);
  return payments.map(() => true);
}
