import { inTransaction } from '../../shared/db.ts';
import { recordEvents } from '../events/index.ts';
import {
  type Match,
  type MatchWhy,
  type MismatchReason,
  type Money,
  matchReceipt,
  nearestReason,
  numbersIn,
  tellsAll,
} from '../matching/index.ts';
import {
  findOrdersAwaiting,
  type Oddity,
  type OrderForMoney,
  orders,
  USUAL_PAID_HOLD_MS,
} from '../orders/index.ts';
import { type Receipt, receipts } from '../receipts/index.ts';
import { holdUnclaimed } from './hold-unclaimed.ts';
import { findNearbyOrders } from './nearby-orders.ts';
import { type Payment, payOrder } from './pay-order.ts';
import type { SettlementDeps } from './settlement-deps.ts';

/** Another receipt can take the order between our look and our transaction; after that there is less to choose from. */
const LOOKS = 4;

/**
 * Finds the one order that this recorded receipt pays and settles it; or writes down why there is none.
 * Returns the trade number of the order that it settled, else null. Safe to call again for the same receipt.
 * Where an order fits, too, what devices tell may wait for a person: more than the account's limit, and what may have been
 * told before.
 */
export async function settleReceipt(
  deps: SettlementDeps,
  receipt: Receipt,
  options: SettleOptions = {},
): Promise<string | null> {
  for (let look = 1; look <= LOOKS; look++) {
    const found = await findPayment(deps, receipt, options);
    if ('unmatched' in found) {
      if (await leaveUnmatched(deps, receipt, found.unmatched)) return null;
    } else {
      const paid = await payOrder(deps, found);
      if (paid === true) return found.order.tradeNo;
      if (paid !== false) {
        const why = { fits: [found.order.tradeNo, paid.alsoOf], rejected: [] };
        if (await leaveUnmatched(deps, receipt, { tradeNo: null, reason: 'ambiguous', why })) return null;
      }
    }
    // Somebody else was quicker, with this receipt or with the order.
    const now = await receipts.getReceipt(deps.db, receipt.id);
    if (now.state !== 'new' && now.state !== 'unmatched') return now.tradeNo;
  }
  return null; // stays 'new': the leftovers job looks again
}

/** `wasLookedAt`: a person said of this very money that it came in, so that no limit applies. */
export interface SettleOptions {
  wasLookedAt?: boolean;
}

/** Stands with a receipt that fits an order and waits because it is more than its account's limit. */
const OVER_LIMIT = 'over_limit';

/** As settleReceipt, for receipts that were seen together. Returns the orders that were settled. */
export async function settleReceipts(deps: SettlementDeps, seen: Receipt[]): Promise<string[]> {
  // All of them are over before this is, also when one fails: a graceful stop waits for this.
  const outcomes = await Promise.allSettled(seen.map((receipt) => settleReceipt(deps, receipt)));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed) throw failed.reason;
  return outcomes.flatMap((outcome) =>
    outcome.status === 'fulfilled' && outcome.value !== null ? [outcome.value] : [],
  );
}

/** Stands with a receipt that fits an order, and may be money again that was told before the order was there. */
const TOLD_BEFORE = 'told_before';

type Unmatched = Omit<Match & { tradeNo: null }, 'reason'> & {
  reason: MismatchReason | typeof OVER_LIMIT | typeof TOLD_BEFORE;
};

/** What this receipt pays, as things are now, or why nothing. */
async function findPayment(
  deps: SettlementDeps,
  receipt: Receipt,
  { wasLookedAt = false }: SettleOptions,
): Promise<Payment | { unmatched: Unmatched }> {
  const money = await withNamed(deps, receipt);
  const candidates = await findOrdersAwaiting(deps.db, wantedBy(receipt));
  const match = matchReceipt(money, candidates);
  if (match.tradeNo === null) return { unmatched: match };
  const limit = wasLookedAt ? null : ((await deps.toldLimit?.(receipt)) ?? null);
  if (limit !== null && receipt.amountFen > limit) {
    return { unmatched: { tradeNo: null, reason: OVER_LIMIT, why: match.why } };
  }
  const order = candidates.find(
    ({ tradeNo, earlierId }) => tradeNo === match.tradeNo && earlierId === match.earlierId,
  ) as OrderForMoney;
  if (await wasToldBefore(deps, receipt, order)) {
    return { unmatched: { tradeNo: null, reason: TOLD_BEFORE, why: match.why } };
  }
  const older = await fitsAsOlder(deps, receipt, money);
  if (older?.fits.some((tradeNo) => tradeNo !== order.tradeNo)) {
    return { unmatched: { tradeNo: null, reason: 'phone_away', why: older } };
  }
  return {
    order,
    earlierId: match.earlierId,
    receiptId: receipt.id,
    odd: odditiesOf(order, match.late),
    why: JSON.stringify({ by: 'matching', ...match.why }),
  };
}

/** The money with the orders of ours that its reference names. Most has none, and costs no look. */
async function withNamed(deps: SettlementDeps, receipt: Receipt): Promise<Receipt & Pick<Money, 'named'>> {
  if (!receipt.reference) return receipt;
  const numbers = numbersIn(receipt.reference);
  const billed = await deps.billedOrder?.(receipt);
  const named = numbers.length > 0 ? [...(await orders.findOrders(deps.db, numbers)).keys()] : [];
  return { ...receipt, named: billed ? [billed, ...named] : named };
}

/**
 * True when money like this came before the order was there and as lately as a device may tell it again: then this may
 * be the same. The amount is held from the moment that we learn of such money (holdUnclaimed); we may have learnt of it
 * after the order had the amount, from a phone without a network.
 */
async function wasToldBefore(
  { db, isTold }: SettlementDeps,
  receipt: Receipt,
  { placement, placedAt, createdAt }: OrderForMoney,
): Promise<boolean> {
  if (!isTold?.(receipt.platform)) return false;
  const from = earliest(receipt) - (placement?.paidHoldMs ?? USUAL_PAID_HOLD_MS);
  const before = await receipts.findPaidBefore(db, receipt, { from, before: placedAt ?? createdAt });
  return before !== undefined;
}

/**
 * What this money fits if it is as old as it may be: nobody was heard for a while before it was told, and who tells it
 * sends no heartbeats and may have slept. An order of that time that nobody paid may be whose it is. Null: it can't be older.
 */
async function fitsAsOlder(deps: SettlementDeps, receipt: Receipt, money: Money): Promise<MatchWhy | null> {
  const since = (await deps.unheardSince?.(receipt)) ?? null;
  if (since === null || since >= earliest(receipt)) return null;
  const older = { ...receipt, paidFrom: since };
  return matchReceipt({ ...money, paidFrom: since }, await findOrdersAwaiting(deps.db, wantedBy(older))).why;
}

function odditiesOf({ state, earlierId }: OrderForMoney, late: boolean): Oddity[] {
  return [
    ...(late && state !== 'closed' ? (['late'] as const) : []),
    ...(state === 'closed' ? (['cancelled'] as const) : []),
    ...(earlierId === undefined ? [] : (['earlier_amount'] as const)),
  ];
}

/** False when the receipt was used, or put aside, meanwhile: then nothing is written. */
async function leaveUnmatched(deps: SettlementDeps, receipt: Receipt, match: Unmatched): Promise<boolean> {
  // Off the quick path: only a receipt that fits nothing is worth a wider look, for the person who will read it.
  const money = await withNamed(deps, receipt);
  const named = await orders.findOrders(deps.db, [...(money.named ?? [])]);
  const nearby = [...named.values(), ...(await findNearbyOrders(deps.db, receipt))];
  const wider = matchReceipt(money, nearby);
  const why: MatchWhy = {
    fits: match.why.fits,
    rejected: dedupe([...match.why.rejected, ...wider.why.rejected]),
  };
  const reason = why.fits.length > 0 ? match.reason : nearestReason(why);
  const { id: receiptId, accountId, pid } = receipt;
  const left = await inTransaction(deps.db, async (trx) => {
    const wanted = JSON.stringify({ by: 'matching', ...why });
    if (!(await receipts.markUnmatched(trx, receiptId, reason, wanted))) return false;
    const what = { at: deps.clock.now(), what: 'receipt.unmatched', by: null, detail: { reason } };
    await recordEvents(trx, [{ ...what, pid, receiptId, accountId }]);
    await holdUnclaimed(trx, deps, receipt);
    return true;
  });
  if (left) deps.log.warn({ receiptId, accountId, reason }, 'receipt_unmatched');
  return left;
}

/** Each order once, as what speaks least against it: it may have been looked at with an earlier amount, too. */
function dedupe(rejected: MatchWhy['rejected']): MatchWhy['rejected'] {
  const byNumber = new Map<string, MatchWhy['rejected'][number]>();
  for (const entry of rejected) {
    const known = byNumber.get(entry.tradeNo);
    if (!known || entry.reasons.length < known.reasons.length) byNumber.set(entry.tradeNo, entry);
  }
  return [...byNumber.values()].slice(0, 20);
}

function wantedBy(receipt: Receipt) {
  const { accountId, amountFen, paidAt: at } = receipt;
  return { accountId, payableFen: amountFen, at, from: earliest(receipt), withPaid: !tellsAll(receipt) };
}

function earliest({ paidAt, paidFrom }: Receipt): number {
  return Math.min(paidFrom ?? paidAt, paidAt);
}
