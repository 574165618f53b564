import { HOUR } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import {
  placeReport,
  RECENT_MS,
  type ReceiptSoFar,
  type Recent,
  type Report,
  type ReviewReason,
  reviseReviews,
} from '../counting/index.ts';
import {
  addEvidence,
  type EvidencedReceipt,
  findEvidence,
  listEvidenced,
  moveEvidence,
  type NewReceipt,
  receipts,
} from '../receipts/index.ts';
import { type HoldDeps, holdUnclaimed } from '../settlement/index.ts';
import { isUnproven } from './unproven-reasons.ts';

/** Devices tell whole seconds: the payment lies within the second that they name. */
export const WITHIN_SECOND_MS = 999;
/** A receipt may have been seen a little before evidence that joined it. */
const JOINED_WITHIN_MS = HOUR;
const IN_REVIEW: string[] = [
  'told_again',
  'far_apart',
  'pairing_unclear',
  'away_too_long',
] satisfies ReviewReason[];

/** Evidence.source of what this device told. */
export function sourceOf(deviceId: number): string {
  return `device:${deviceId}`;
}

export interface Counted {
  /** What became of the report. */
  placed: 'open' | 'join' | 'known' | 'review';
  receiptId: number;
  /** Receipts that may settle now: the new one, and any whose doubt this report ended. */
  toSettle: number[];
}

/**
 * Writes a device's report into the books, once: a payment that another device reported too gets more evidence, a
 * new one gets a receipt, and one that can't be told waits in review and settles nothing, its amount held. To be called with the
 * account's lock held, so that two devices are placed one after the other.
 */
export async function countPayment(
  trx: Db,
  holds: HoldDeps,
  report: Report,
  receipt: Omit<NewReceipt, 'externalId' | 'payType' | 'amountFen'>,
): Promise<Counted> {
  const { accountId } = receipt;
  const told = await findEvidence(trx, accountId, report);
  if (told !== null) return { placed: 'known', receiptId: told, toSettle: [] };
  const place = placeReport(report, await recentOf(trx, accountId, report));
  if (place.place === 'known') return { placed: 'known', receiptId: place.receiptId, toSettle: [] };

  const receiptId = place.place === 'join' ? place.receiptId : await open(trx, report, receipt, place);
  await addEvidence(trx, receiptId, accountId, { ...report, channels: [...report.channels] });
  if (place.place === 'review') await holdUnclaimed(trx, holds, { ...receipt, ...report });
  const toSettle = place.place === 'open' ? [receiptId] : [];
  toSettle.push(...(await revise(trx, accountId, report)));
  return { placed: place.place, receiptId, toSettle };
}

async function open(
  trx: Db,
  report: Report,
  receipt: Omit<NewReceipt, 'externalId' | 'payType' | 'amountFen'>,
  place: { place: 'open'; toldAt?: number } | { place: 'review'; why: string; candidates: number[] },
): Promise<number> {
  const externalId = `${report.source}:${report.fingerprint}`.slice(0, 100);
  const toldAt = place.place === 'open' ? place.toldAt : undefined;
  const paidAt = Math.min(receipt.paidAt, toldAt ?? receipt.paidAt);
  const fresh = { ...receipt, paidAt, externalId, payType: report.payType, amountFen: report.amountFen };
  return place.place === 'open'
    ? receipts.insertReceipt(trx, fresh, { state: 'new' })
    : receipts.insertReceipt(trx, fresh, {
        state: 'unmatched',
        reason: place.why,
        why: JSON.stringify({ by: 'counting', candidates: place.candidates }),
      });
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
): Promise<Recent> {
  const since = happenedAt - RECENT_MS;
  const found = await listEvidenced(trx, { accountId, payType, amountFen, since: since - JOINED_WITHIN_MS });
  // What nobody vouches for has no say in what a device's word means, until a person believed it.
  return { since, receipts: found.filter(({ reason }) => !isUnproven(reason)).map(toSoFar) };
}

function toSoFar(receipt: EvidencedReceipt): ReceiptSoFar {
  // Set aside by a person it is still in doubt: later evidence may prove that it was a payment of its own.
  const open = receipt.state === 'unmatched' || receipt.state === 'set_aside';
  return { ...receipt, inReview: open && IN_REVIEW.includes(receipt.reason ?? '') };
}
