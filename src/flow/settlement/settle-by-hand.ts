import type { Actor } from '../../shared/actor.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { type Refusal, refuse } from '../../shared/errors.ts';
import { formatFen } from '../../shared/money.ts';
import { recordDeed } from '../events/index.ts';
import { isPayable, type Oddity, type Order, orders, type Placement, placements } from '../orders/index.ts';
import { type Receipt, receipts } from '../receipts/index.ts';
import { payOrder } from './pay-order.ts';
import type { SettlementDeps } from './settlement-deps.ts';

/** 补单: a person says that the order is paid, without a receipt. The shop is told. Refusal when it is paid or closed. */
export async function completeByHand(deps: SettlementDeps, tradeNo: string, actor: Actor): Promise<void> {
  const order = await orders.getOrder(deps.db, tradeNo);
  refuseUnpayable(order);
  const why = JSON.stringify({ by: 'hand', actor: actor.name });
  const amountFen = order.placement?.payableFen ?? order.moneyFen;
  const note = (trx: Db) =>
    recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'order.complete', subject: `order ${tradeNo}`, pid: order.pid },
      tradeNo,
      detail: { state: [order.state, 'paid'], amountFen },
    });
  const payment = { order, receiptId: null, odd: ['by_hand' as const], why, note };
  if ((await payOrder(deps, payment)) !== true) throw changedMeanwhile();
}

/** A person says which order this unmatched receipt paid. The shop is told. Refusal when either is no longer free. */
export async function assignByHand(
  deps: SettlementDeps,
  receiptId: number,
  tradeNo: string,
  actor: Actor,
): Promise<void> {
  const receipt = await receipts.getReceipt(deps.db, receiptId);
  const order = await orders.getOrder(deps.db, tradeNo);
  if (receipt.state === 'used') throw refuse('receipt_used');
  if (receipt.pid !== order.pid) throw refuse('other_merchant');
  refuseUnpayable(order);
  const why = JSON.stringify({ by: 'hand', actor: actor.name, receipt: formatFen(receipt.amountFen) });
  const earlierId = await findEarlierPaid(deps, receipt, order);
  const odd = oddities(receipt, order, earlierId !== undefined);
  const note = (trx: Db) =>
    recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'receipt.assign', subject: `receipt ${receiptId}`, pid: order.pid },
      ...{ tradeNo, receiptId, accountId: receipt.accountId },
      detail: { tradeNo, amountFen: receipt.amountFen },
    });
  if ((await payOrder(deps, { order, earlierId, receiptId, odd, why, note })) !== true)
    throw changedMeanwhile();
}

/** A person has looked at an unmatched receipt and wants nothing done. False when it is not unmatched any more. */
export async function setAsideByHand(
  { db, clock }: Pick<SettlementDeps, 'db' | 'clock'>,
  { id, pid, accountId, amountFen }: Pick<Receipt, 'id' | 'pid' | 'accountId' | 'amountFen'>,
  actor: Actor,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    if (!(await receipts.markSetAside(trx, id))) return false;
    await recordDeed(trx, actor, {
      ...{ at: clock.now(), action: 'receipt.setAside', subject: `receipt ${id}`, pid },
      ...{ receiptId: id, accountId },
      detail: { amountFen },
    });
    return true;
  });
}

/** The code and amount that the order had before and that this money is for, where it is not for the present ones. */
async function findEarlierPaid(
  deps: SettlementDeps,
  receipt: Receipt,
  { tradeNo, placement }: Order,
): Promise<number | undefined> {
  const isFor = ({ accountId, payableFen, payType, terminal }: Placement) =>
    accountId === receipt.accountId &&
    payableFen === receipt.amountFen &&
    (receipt.payType === null || payType === receipt.payType) &&
    (receipt.terminal === null || terminal === receipt.terminal);
  if (placement && isFor(placement)) return undefined;
  return (await placements.listEarlier(deps.db, tradeNo)).findLast(isFor)?.id;
}

function oddities(receipt: Receipt, order: Order, isEarlier: boolean): Oddity[] {
  const odd: Oddity[] = ['by_hand'];
  if (isEarlier) odd.push('earlier_amount');
  else if (receipt.amountFen !== order.placement?.payableFen) odd.push('other_amount');
  if (receipt.paidAt > order.expiresAt) odd.push('late');
  return odd;
}

function refuseUnpayable(order: Order): void {
  if (order.state === 'paid') throw refuse('already_paid');
  if (!isPayable(order)) throw refuse('order_closed.takesNoMoney');
}

function changedMeanwhile(): Refusal {
  return refuse('changed_meanwhile');
}
