import { HOUR } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import {
  type Placement,
  placeReport,
  RECENT_MS,
  type ReceiptSoFar,
  type Recent,
  type Report,
  type ReviewReason,
  reviseReviews,
} from '../counting/index.ts';
import { sourceOf } from '../devices/index.ts';
import {
  addEvidence,
  type EvidencedReceipt,
  findEvidence,
  listEvidenced,
  moveEvidence,
  receipts,
} from '../receipts/index.ts';
import { type HoldDeps, holdUnclaimed } from '../settlement/index.ts';
import { leaveIfCountedElsewhere } from './counted-elsewhere.ts';
import { isKept } from './keep-for-review.ts';
import { lateIfMissed, vouchFor } from './missed-before.ts';
import {
  knownAs,
  longest,
  type Placed,
  receiptOf,
  type ToldBy,
  type ToldPayment,
  WITHIN_SECOND_MS,
} from './told-payment.ts';

/** A receipt may have been seen a little before evidence that joined it. */
const JOINED_WITHIN_MS = HOUR;
const IN_REVIEW: string[] = [
  'told_again',
  'far_apart',
  'pairing_unclear',
  'away_too_long',
] satisfies ReviewReason[];

/**
 * Writes a device's report into the books, once: a payment that another device reported too gets more evidence, a
 * new one gets a receipt, and one that can't be told waits in review and settles nothing, its amount held. To be called
 * with the account's lock held, so that two devices are placed one after the other.
 */
export async function countReport(trx: Db, holds: HoldDeps, by: ToldBy, told: ToldPayment): Promise<Placed> {
  const { account } = by;
  const source = sourceOf(by.device.id);
  const before = await findEvidence(trx, account.id, { ...told, source });
  if (before !== null) return knownAs(before);
  const payment = { ...told, lateMs: longest(told.lateMs, (await lateIfMissed(trx, by, told)) ?? 0) };
  const report: Report = { ...payment, source };
  let recent = await recentOf(trx, account.id, report);
  if (await vouchFor(trx, report, recent)) recent = await recentOf(trx, account.id, report);
  const place = placeReport(report, recent);
  if (place.place === 'known') return knownAs(place.receiptId);

  const receiptId = place.place === 'join' ? place.receiptId : await open(trx, by, payment, place);
  await addEvidence(trx, receiptId, account.id, { ...report, channels: [...report.channels] });
  if (place.place === 'review') {
    await holdUnclaimed(trx, holds, { ...account, accountId: account.id, ...payment });
  }
  const isCountedElsewhere =
    place.place === 'open' && (await leaveIfCountedElsewhere(trx, holds, by, payment, receiptId));
  const toSettle = place.place === 'open' && !isCountedElsewhere ? [receiptId] : [];
  // Whoever tells for this account alone proves that the money came to it.
  const proves = place.place === 'join' && by.device.accountId !== null;
  if (proves && recent.ofWhichAccount.has(receiptId)) {
    if (await receipts.proveAccount(trx, receiptId)) toSettle.push(receiptId);
  }
  // Only what is in review can be revised.
  if (place.place === 'review' || recent.receipts.some(({ inReview }) => inReview)) {
    toSettle.push(...(await revise(trx, account.id, report)));
  }
  return { placed: place.place, receiptId, toSettle };
}

async function open(
  trx: Db,
  by: ToldBy,
  payment: ToldPayment,
  place: Extract<Placement, { place: 'open' | 'review' }>,
): Promise<number> {
  const receipt = receiptOf(by, payment, `${sourceOf(by.device.id)}:${payment.fingerprint}`.slice(0, 100));
  if (place.place === 'review') {
    const why = JSON.stringify({ by: 'counting', candidates: place.candidates });
    return receipts.insertReceipt(trx, receipt, { state: 'unmatched', reason: place.why, why });
  }
  const paidAt = Math.min(receipt.paidAt, place.toldAt ?? receipt.paidAt);
  return receipts.insertReceipt(trx, { ...receipt, paidAt }, { state: 'new' });
}

/** Carries out what the new evidence made certain; returns the receipts that may settle because of it. */
async function revise(trx: Db, accountId: number, placed: Report): Promise<number[]> {
  const opened: number[] = [];
  for (;;) {
    const recent = await recentOf(trx, accountId, placed);
    const revision = reviseReviews(placed, recent);
    if (!revision) return opened;
    if (revision.place === 'open') {
      await receipts.markNew(trx, revision.reviewed, await paidAmong(trx, revision, recent));
      opened.push(revision.reviewed);
    } else {
      await moveEvidence(trx, revision.reviewed, revision.receiptId);
      await receipts.markCountedElsewhere(trx, revision.reviewed, revision.receiptId);
    }
  }
}

/**
 * When the payment was made that a revision opened: it may be the one of any receipt among which it was chosen, which
 * matters when one of them was told late. Undefined: when its own receipt says. `toldAt`: see Placement.
 */
async function paidAmong(
  trx: Db,
  { reviewed, among, toldAt }: { reviewed: number; among: number[]; toldAt?: number },
  { receipts: all }: Recent,
): Promise<{ from: number; at: number } | undefined> {
  const evidence = all.filter(({ id }) => among.includes(id)).flatMap((receipt) => receipt.evidence);
  if (evidence.every(({ lateMs }) => lateMs === null)) {
    return toldAt === undefined ? undefined : { from: toldAt, at: toldAt };
  }
  const { paidAt } = await receipts.getReceipt(trx, reviewed);
  return {
    from: Math.min(paidAt, ...evidence.map(({ happenedAt, lateMs }) => happenedAt - (lateMs ?? 0))),
    at: Math.max(paidAt, ...evidence.map(({ happenedAt }) => happenedAt + WITHIN_SECOND_MS)),
  };
}

async function recentOf(
  trx: Db,
  accountId: number,
  { payType, amountFen, happenedAt }: Report,
): Promise<Recent & { ofWhichAccount: ReadonlySet<number> }> {
  const since = happenedAt - RECENT_MS;
  const found = await listEvidenced(trx, { accountId, payType, amountFen, since: since - JOINED_WITHIN_MS });
  // What nobody vouches for has no say in what a device's word means, until a person believed it.
  // An app told of them that tells no account.
  const ofWhichAccount = new Set(found.filter(receipts.isOfUnknownAccount).map(({ id }) => id));
  return { since, receipts: found.filter(({ reason }) => !isKept(reason)).map(toSoFar), ofWhichAccount };
}

function toSoFar(receipt: EvidencedReceipt): ReceiptSoFar {
  // Set aside by a person it is still in doubt: later evidence may prove that it was a payment of its own.
  const open = receipt.state === 'unmatched' || receipt.state === 'set_aside';
  return { ...receipt, inReview: open && IN_REVIEW.includes(receipt.reason ?? '') };
}
