import { codes } from '../../src/flow/accounts/index.ts';
import { orders } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import type { Db } from '../../src/shared/db.ts';
import type { Shown, Till, TrueOrder, TruePayment, Truth } from './truth.ts';
import { placeOf, yuan } from './truth.ts';

/** At most so much is a platform's clock off. */
const CLOCK_OFF_MS = 2_000;
/** What a phone tells that was away for so long or less may be of the price that an order asks, whenever it was paid. */
const AWAY_MS = 510_000;

/** What buyers did wrong that nobody can tell from right, by kind: counted, not hidden. */
export type Mistakes = Record<string, number>;

/** True of a payment of exactly what the order was shown there. */
function pays(payment: TruePayment, shown: Shown): boolean {
  return payment.till === shown.till && payment.amountFen === shown.amountFen;
}

/** True where whoever told the payment may have meant what the order was shown. */
function mayPay(payment: TruePayment, shown: Shown): boolean {
  return payment.till.group === shown.till.group && payment.amountFen === shown.amountFen;
}

const ownPayment = (order: TrueOrder) =>
  order.payments.some((payment) => order.shown.some((shown) => pays(payment, shown)));

/**
 * Goods were given out only for money of their own buyer, or by the owner's hand. Money that somebody else paid by his own
 * mistake, exactly as this order asked for it and while it was waiting, can't be told from it: those are counted.
 */
export async function checkCredits(
  db: Db,
  truth: Truth,
  mistakes: Mistakes,
  tills: readonly Till[],
): Promise<void> {
  for (const order of truth.orders) {
    if (order.creditedAt === null || order.byHand || ownPayment(order)) continue;
    const asked = order.shown.length > 0 ? order.shown : await unseen(db, order, tills);
    const taken = truth.payments.find(
      (payment) =>
        payment.order !== order &&
        asked.some((shown) => mayPay(payment, shown) && mayBeTaken(payment, shown, truth)),
    );
    if (!taken) truth.wrong(`${order.number} was given out, and nobody has paid for it`);
    else {
      const kind = isToldByNobodyElse(taken) ? 'not shown by a phone' : taken.kind;
      mistakes[kind] = (mistakes[kind] ?? 0) + 1;
    }
  }
}

/** What an order waited for whose page nobody saw: only the product knows. */
async function unseen(db: Db, { tradeNo }: TrueOrder, tills: readonly Till[]): Promise<Shown[]> {
  const { placement, placedAt, createdAt, expiresAt, heldUntil } = await orders.getOrder(db, String(tradeNo));
  const code = placement && (await codes.findCode(db, placement.codeId));
  const till = tills.find(({ content }) => content === code?.content);
  if (!placement || !till) return [];
  const { payType, payableFen: amountFen } = placement;
  return [{ till, payType, amountFen, at: placedAt ?? createdAt, expiresAt, heldUntil }];
}

/** The phone that is there does not show it, so that nobody doubts what a PC tells when it wakes. */
function isToldByNobodyElse({ isToldAsNew, isUnshown }: TruePayment): boolean {
  return isToldAsNew && isUnshown;
}

/** A device of its own till told it before an app's word, which names no till, may be believed. */
const PROVEN_WITHIN_MS = 6_000;

function isProvenAtOnce({ at, provenAt, isDoubtful }: TruePayment): boolean {
  return provenAt !== null && provenAt <= at + PROVEN_WITHIN_MS && !isDoubtful;
}

/** Somebody paid what his page did not ask for, any more: at the counter, the round price, a fen beside it, too late, or again after long. */
function mayBeTaken(payment: TruePayment, shown: Shown, truth: Truth): boolean {
  // When a device was not heard for a while, what it tells may have been paid earlier than it says; a platform's clock is off.
  const doubtMs = payment.till.kind === 'told' ? 180_000 : CLOCK_OFF_MS;
  if (isToldByNobodyElse(payment)) return true;
  if (payment.till !== shown.till && isProvenAtOnce(payment)) return false;
  const earlyMs = payment.isToldAsNew ? AWAY_MS : 30_000;
  const until = Math.max(shown.heldUntil, shown.perhapsUntil ?? 0);
  if (payment.at < shown.at - earlyMs || payment.at > until + doubtMs) return false;
  if (payment.kind === 'off' || payment.kind === 'round' || payment.kind === 'counter') return true;
  // Somebody's mistake has paid for his order: his own money is a second payment for it.
  if (payment.order?.creditedAt != null && payment.order.creditedAt < payment.at) return true;
  const own = payment.order?.shown.filter((one) => pays(payment, one)) ?? [];
  if (own.every((one) => payment.at > one.heldUntil)) return true;
  // Paid again: the amount is somebody else's once it has cooled; sooner where a platform that is asked has no other left.
  const first = truth.payments.find(
    (one) =>
      one.order === payment.order &&
      one.id < payment.id &&
      one.till === payment.till &&
      one.amountFen === payment.amountFen,
  );
  return first !== undefined && (payment.till.kind === 'polled' || payment.at - first.at > 120_000);
}

/** Each payment that a platform listed stands in the books once, as what it is. */
export async function checkBooks(
  db: Db,
  truth: Truth,
  tills: readonly Till[],
  { now, askedAt }: { now: number; askedAt(till: Till): number },
): Promise<void> {
  // What is paid after nobody waits there any more a platform is asked for with the next order only.
  const known = truth.payments.filter(
    ({ knownAt, externalId, till }) =>
      isRead(knownAt, now) && externalId !== null && Number(knownAt) < askedAt(till),
  );
  const found = await receipts.findByExternalIds(
    db,
    known.map(({ till, externalId }) => ({ accountId: till.accountId, externalId: externalId as string })),
  );
  for (const payment of known) {
    const own = found.filter(
      ({ externalId, accountId }) =>
        externalId === payment.externalId && accountId === payment.till.accountId,
    );
    if (own.length !== 1)
      truth.wrong(
        `payment ${payment.id} of ${yuan(payment.amountFen)} stands ${own.length} times in the books`,
      );
    for (const { id } of own) {
      const receipt = await receipts.getReceipt(db, id);
      if (receipt.amountFen !== payment.amountFen)
        truth.wrong(`payment ${payment.id} is in the books with ${yuan(receipt.amountFen)}`);
      if (receipt.state === 'new') truth.wrong(`payment ${payment.id} is still unsettled`);
    }
  }
  for (const payment of truth.payments.filter(
    ({ knownAt, externalId }) => isRead(knownAt, now) && externalId === null,
  )) {
    const rows = await db('receipts')
      .whereIn('account_id', accountsOf(payment.till.group, tills))
      .where({ amount_fen: payment.amountFen })
      .count({ count: '*' });
    if (Number(rows[0]?.count) === 0)
      truth.wrong(`payment ${payment.id} of ${yuan(payment.amountFen)}, which was told, is in no book`);
  }
}

/** No money is in the books as used that nobody paid: of each amount at each account there is no more than what came. */
export async function checkUsed(db: Db, truth: Truth, tills: readonly Till[]): Promise<void> {
  const used = await db('receipts').where({ state: 'used' }).select('account_id', 'amount_fen');
  const counts = new Map<string, number>();
  for (const { account_id, amount_fen } of used) {
    const name = `${placeOf(Number(account_id), tills)}/${amount_fen}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, count] of counts) {
    const paid = truth.payments.filter(
      ({ till, amountFen }) => `${placeOf(till.accountId, tills)}/${amountFen}` === name,
    );
    if (count > paid.length)
      truth.wrong(`${count} payments of ${name} (place/fen) paid for orders, and ${paid.length} were made`);
  }
}

/** Why what a device told waits for a person instead of being counted. */
const KEPT = [
  ...['told_again', 'far_apart', 'pairing_unclear', 'away_too_long'],
  ...['same_second', 'time_zone', 'receive_time', 'rule_unconfirmed', 'same_payment'],
  ...['several_accounts', 'counted_elsewhere'],
];

/** Where no phone tells anything twice, no payment is counted twice, however many phones tell it. */
export async function checkCounted(db: Db, truth: Truth, tills: readonly Till[]): Promise<void> {
  const told = tills.filter(({ kind }) => kind === 'told');
  for (const group of new Set(told.map((till) => till.group))) {
    if (told.some((till) => till.group === group && till.isToldAgain)) continue;
    const rows = await db('receipts')
      .whereIn('account_id', accountsOf(group, tills))
      .select('amount_fen', 'reason');
    const counted = rows.filter(({ reason }) => !KEPT.includes(reason));
    for (const amountFen of new Set(counted.map(({ amount_fen }) => Number(amount_fen)))) {
      const count = counted.filter(({ amount_fen }) => Number(amount_fen) === amountFen).length;
      const made = truth.payments.filter(
        (one) => one.till.group === group && one.amountFen === amountFen,
      ).length;
      if (count > made)
        truth.wrong(`${group} counts ${count} payments of ${yuan(amountFen)}, and ${made} were made`);
    }
  }
}

function accountsOf(group: string, tills: readonly Till[]): number[] {
  return tills.filter((till) => till.group === group).map(({ accountId }) => accountId);
}

/** It could be known long enough to be in the books. */
function isRead(knownAt: number | null, now: number): boolean {
  return knownAt !== null && knownAt < now - 90_000;
}

/** It was paid right, and its shop does not know yet. */
export function isUntold(order: TrueOrder): boolean {
  return order.creditedAt === null && order.payments.some(({ kind }) => kind === 'right');
}

/** By his clock; and by its platform's, which may be a little ahead of the end of the hold. */
function isInTime({ at }: TruePayment, { expiresAt, heldUntil }: Shown): boolean {
  return at <= expiresAt && at <= heldUntil - CLOCK_OFF_MS;
}

/** Whoever paid right and in time, at a till that was heard, has the goods. */
export function checkServed(truth: Truth): void {
  for (const payment of truth.payments) {
    const { order, kind, knownAt, till } = payment;
    if (kind !== 'right' || !order || order.creditedAt !== null) continue;
    if (order.givenUp || payment.isUnconfirmed) continue;
    // By a clock of ours that is wrong it came before its order, or too late: it is in the books, see checkBooks.
    if (till.kind === 'polled' && payment.isDoubtful) continue;
    if (knownAt === null || !order.shown.some((shown) => pays(payment, shown) && isInTime(payment, shown)))
      continue;
    // What devices tell is kept for a person where it looks like something told before: that is no loss.
    const alike = truth.payments.some(
      (other) =>
        other !== payment &&
        other.till.group === till.group &&
        other.amountFen === payment.amountFen &&
        Math.abs(other.at - payment.at) < 30 * 60_000,
    );
    // An app that tells no account can't tell whose money it is where others wait for it elsewhere.
    const isSought = truth.orders.some(
      (other) =>
        other !== order &&
        (other.shown.some((shown) => shown.till !== till && mayPay(payment, shown)) ||
          isUnseen(other, order)),
    );
    if (till.kind === 'told' && (alike || isSought || payment.isDoubtful)) continue;
    // Nobody pressed in time while the platform answered: his money is in the books, see checkBooks.
    if (till.mode === 'on_demand') continue;
    truth.wrong(`${order.number} was paid right (payment ${payment.id}) and its buyer has nothing`);
  }
}

/** Taken, and nobody looked at its page: it may ask for the same amount, elsewhere. */
function isUnseen(other: TrueOrder, { pid }: TrueOrder): boolean {
  return other.pid === pid && other.tradeNo !== null && other.shown.length === 0;
}

/** No goods for what only a likely rule reads, before its owner said that it is money. */
export function checkConfirmed(truth: Truth): void {
  for (const { number, creditedAt, byHand, payments } of truth.orders) {
    if (creditedAt === null || byHand || payments.length === 0) continue;
    if (
      payments.every(
        ({ till }) => till.kind === 'told' && creditedAt < (till.confirmedAt ?? Number.POSITIVE_INFINITY),
      )
    )
      truth.wrong(`${number} was given out by a rule that nobody had confirmed`);
  }
}
