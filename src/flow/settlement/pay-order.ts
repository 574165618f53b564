import type { Db } from '../../shared/db.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { type Oddity, type Order, orders, restoreEarlier } from '../orders/index.ts';
import { receipts } from '../receipts/index.ts';
import { countPaid } from './count-paid.ts';
import type { SettlementDeps } from './settlement-deps.ts';

export interface Payment {
  /** As it was before the payment. */
  order: Order;
  /** It was paid at a code and amount that the order had before. */
  earlierId?: number | undefined;
  /** Null: completed by hand without a receipt. */
  receiptId: number | null;
  odd: Oddity[];
  /** JSON, kept with the order and the receipt. */
  why: string;
  /** Writes down who did it, in the same transaction. */
  note?: (trx: Db) => Promise<void>;
}

/** Thrown inside the transaction to undo its first half when the second half came too late. */
class Lost extends Error {}

/** The order's time is not over, and its amount is another one's: our clock was set back since. */
class ClockSetBack extends Error {
  constructor(readonly holder: string) {
    super('our clock was set back');
  }
}

/**
 * Receipt used, order paid, its amounts kept while they cool, notification queued: all of it or nothing, in one
 * transaction. False when somebody else used the receipt, paid the order first or gave it another amount meanwhile.
 * Nobody gets the amount for a while: a payment that is told twice, or made twice, would be his. Without a receipt of
 * this amount it stays for its own time besides: the money may still be on its way. `alsoOf`: nothing was done, for by our
 * clock, which was set back, another order has the amount as well; whose money it is a person must say.
 */
export async function payOrder(
  deps: SettlementDeps,
  payment: Payment,
): Promise<boolean | { alsoOf: string }> {
  try {
    await writePayment(deps, payment);
  } catch (error) {
    if (error instanceof Lost) return false;
    if (error instanceof ClockSetBack) return { alsoOf: error.holder };
    throw error;
  }
  const { receiptId, odd, earlierId } = payment;
  const order =
    earlierId === undefined ? payment.order : await orders.getOrder(deps.db, payment.order.tradeNo);
  deps.log.info({ tradeNo: order.tradeNo, receiptId, odd }, 'order_paid');
  deps.paid(order);
  return true;
}

/** Payments of one moment share a transaction; when one of them is lost, each gets its own. */
const writePayment = sharedWrite((deps: SettlementDeps) => deps.db, writePayments);

async function writePayments(trx: Db, payments: Payment[], deps: SettlementDeps): Promise<true[]> {
  const now = deps.clock.now();
  const tradeNos = payments.map(({ order }) => order.tradeNo);
  const mayStillCome = ({ receiptId, odd }: Payment) => receiptId === null || odd.includes('other_amount');
  const expecting = payments.filter(mayStillCome).map(({ order }) => order.tradeNo);
  const received = tradeNos.filter((tradeNo) => !expecting.includes(tradeNo));
  const uses = payments.flatMap(({ order, receiptId, why }) =>
    receiptId === null ? [] : [{ id: receiptId, tradeNo: order.tradeNo, why }],
  );
  if ((await receipts.markUsed(trx, uses)) !== uses.length) throw new Lost();
  const paid = payments.map(({ order, receiptId, odd, why }) => ({
    tradeNo: order.tradeNo,
    receiptId,
    odd,
    why,
    placementNo: order.placementNo,
  }));
  if ((await orders.markPaid(trx, paid, now)) !== paid.length) throw new Lost();
  for (const { order, earlierId } of payments) {
    if (earlierId === undefined) continue;
    const { tradeNo } = order;
    const slots = await amountSlots.findSlotsOf(trx, tradeNo);
    await restoreEarlier(trx, { tradeNo, id: earlierId }, now, ({ payType, payableFen }) =>
      slots.some((slot) => slot.payType === payType && slot.payableFen === payableFen),
    );
  }
  if (deps.dayOf) await countPaid(trx, deps.dayOf(now), payments);
  if (received.length > 0 && (await amountSlots.coolSlots(trx, received, now)) < received.length)
    await refuseIfSetBack(trx, payments, now);
  if (expecting.length > 0) await amountSlots.holdSlotsPaidByHand(trx, expecting, now);
  // A V免签 order may name no address: then there is nobody to tell.
  const told = payments.map(({ order }) => order).filter(({ notifyUrl }) => notifyUrl !== '');
  if (told.length > 0) await deps.queueNotifications(trx, told, now);
  for (const { note } of payments) await note?.(trx);
  return payments.map(() => true);
}

/**
 * An order that still waits holds its amount, unless it was freed when the clock said later than it does now. Where another
 * order has it since, the time of a payment tells no more whose it is.
 */
async function refuseIfSetBack(trx: Db, payments: Payment[], now: number): Promise<void> {
  for (const { order, earlierId, receiptId, note } of payments) {
    const { tradeNo, placement, heldUntil } = order;
    // A person knew what he did.
    if (note || receiptId === null || earlierId !== undefined || placement === null || heldUntil < now)
      continue;
    const holder = await amountSlots.findOtherHolder(trx, { ...placement, tradeNo });
    if (holder !== undefined) throw new ClockSetBack(holder);
  }
}
