import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { usualRules } from '../counting/index.ts';
import { addEvidence, listEvidenced, receipts } from '../receipts/index.ts';
import { type HoldDeps, holdUnclaimed } from '../settlement/index.ts';
import { WITHIN_SECOND_MS } from './count-payment.ts';
import type { MessageFacts } from './take-message.ts';
import type { UnprovenReason } from './unproven-reasons.ts';

/** A report of which nobody can tell whether it speaks of a payment of its own. */
export interface Unproven {
  /** Null: not told. */
  payType: PayType | null;
  amountFen: Fen;
  /** ms, when the device received it. */
  happenedAt: number;
  /** See NewReceipt. */
  paidFrom: number | null;
  /** 64 hex digits, the same for the same message however often it is sent. */
  key: string;
  /** What the device is called. Its evidence stands under this name, never as the device's word. */
  device: string;
  /** The rule whose confirmation it waits for, where it does. */
  rule?: string;
  /** What was told; with the device kept as it came. */
  told: Record<string, unknown>;
}

/**
 * A receipt in review that never settles by itself, not by later evidence either, only by a person. It has no say in
 * what devices tell: else a forged report could take the place of the PC's true one of a payment that the phone told,
 * and that true one would be counted as a second payment. Once a person gave it to an order, it is a payment that is
 * known: a device that tells it later opens no other. Its amount is held for a while: it may be told again, better proven.
 */
export async function keepUnproven(
  trx: Db,
  holds: HoldDeps,
  { account, now }: Pick<MessageFacts, 'account' | 'now'>,
  reason: UnprovenReason,
  { payType, amountFen, happenedAt, paidFrom, key, device, rule, told }: Unproven,
): Promise<number> {
  const accountId = account.id;
  const since = happenedAt - usualRules.jitterMs;
  const known = await listEvidenced(trx, { accountId, payType, amountFen, since });
  const receiptId = await receipts.insertReceipt(
    trx,
    {
      ...{ accountId, pid: account.pid, platform: account.platform, payType, amountFen, terminal: null },
      externalId: `${reason}:${key}`,
      ...{ paidAt: Math.min(now, happenedAt + WITHIN_SECOND_MS), paidFrom, seenAt: now },
      raw: JSON.stringify({ device, ...told }),
    },
    {
      state: 'unmatched',
      reason,
      why: JSON.stringify({ by: 'counting', candidates: known.slice(-5).map(({ id }) => id), rule }),
    },
  );
  await holdUnclaimed(trx, holds, { ...account, accountId, amountFen });
  await addEvidence(trx, receiptId, accountId, {
    ...{ source: device.slice(0, 40), fingerprint: key, happenedAt, channels: [], count: null },
    lateMs: paidFrom === null ? null : happenedAt - paidFrom,
  });
  return receiptId;
}
