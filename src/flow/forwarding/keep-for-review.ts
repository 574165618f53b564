import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { usualRules } from '../counting/index.ts';
import { addEvidence, listEvidenced, receipts } from '../receipts/index.ts';
import { type HoldDeps, holdUnclaimed } from '../settlement/index.ts';
import { RULE_UNCONFIRMED } from '../text-rules/index.ts';
import { knownAs, type Placed, receiptOf, type ToldBy, WITHIN_SECOND_MS } from './told-payment.ts';

/** Why money that a device tells is kept for a person instead of being counted. Stable words: stored, translated on pages. */
const keptReasons = [
  /** A second report under one signature, or one text twice in a second: two payments, or one that is told again? */
  'same_second',
  /** Its receive time may be of another zone than we take the phone's for. See ReceiveTime. */
  'time_zone',
  /** Its receive time can't be right in any zone: by it, the money might be given to the wrong one of two orders. */
  'receive_time',
  /** Read by a rule that is only likely, which the owner has not confirmed for the account. See confirmRule. */
  RULE_UNCONFIRMED,
  /** An app's word of money at a platform that would be asked, but lets us in no more: nobody else will tell of it. */
  'platform_stopped',
] as const;
export type KeptReason = (typeof keptReasons)[number];

/** True of a receipt that keepForReview wrote. */
export function isKept(reason: string | null): boolean {
  return keptReasons.some((one) => one === reason);
}

/** A report of which nobody can tell whether it speaks of a payment of its own. */
export interface KeptReport {
  /** 64 hex digits, the same for the same message however often it is sent. */
  key: string;
  /** Null: not told. */
  payType: PayType | null;
  amountFen: Fen;
  /** ms, when the device received it. */
  happenedAt: number;
  /** See Evidence. */
  lateMs: number | null;
  /** The rule whose confirmation it waits for, where it does. */
  rule?: string;
  /** What was told; with the device kept as it came. */
  told: Record<string, unknown>;
}

/**
 * A receipt in review that never settles by itself, not by later evidence either, only by a person. It has no say in
 * what devices tell: else a forged report could take the place of the PC's true one of a payment that the phone told,
 * and that true one would be counted as a second payment. So its evidence stands under the device's name, never as the
 * device's word. Once a person gave it to an order, it is a payment that is known: a device that tells it later opens no
 * other. Its amount is held for a while: it may be told again, better proven. The same message sent again is the same
 * receipt, whatever became of it meanwhile.
 */
export async function keepForReview(
  trx: Db,
  holds: HoldDeps,
  { account, device, now }: Omit<ToldBy, 'device'> & { device: { name: string } },
  reason: KeptReason,
  report: KeptReport,
): Promise<Placed> {
  const accountId = account.id;
  const { payType, amountFen, happenedAt, lateMs, key, rule } = report;
  const before = await findKept(trx, accountId, [{ reason, key }]);
  if (before) return before;
  const since = happenedAt - usualRules.jitterMs;
  const known = await listEvidenced(trx, { accountId, payType, amountFen, since });
  const raw = JSON.stringify({ device: device.name, ...report.told });
  const receiptId = await receipts.insertReceipt(
    trx,
    receiptOf(
      { account, now },
      { ...report, withinMs: WITHIN_SECOND_MS, raw },
      externalIdOf({ reason, key }),
    ),
    {
      state: 'unmatched',
      reason,
      why: JSON.stringify({ by: 'counting', candidates: known.slice(-5).map(({ id }) => id), rule }),
    },
  );
  await holdUnclaimed(trx, holds, { ...account, accountId, amountFen });
  await addEvidence(trx, receiptId, accountId, {
    ...{ source: device.name.slice(0, 40), fingerprint: key, happenedAt, lateMs, channels: [], count: null },
  });
  return { placed: 'review', receiptId, toSettle: [] };
}

/** What a message that was sent before is kept as, the first of these; null: it was not kept. */
export async function findKept(
  trx: Db,
  accountId: number,
  wanted: { reason: KeptReason; key: string }[],
): Promise<Placed | null> {
  const externalIds = wanted.map(externalIdOf);
  const found = await receipts.findByExternalIds(
    trx,
    externalIds.map((externalId) => ({ accountId, externalId })),
  );
  const kept = externalIds.map((id) => found.find(({ externalId }) => externalId === id)).find(Boolean);
  return kept ? knownAs(kept.id) : null;
}

function externalIdOf({ reason, key }: { reason: KeptReason; key: string }): string {
  return `${reason}:${key}`;
}
