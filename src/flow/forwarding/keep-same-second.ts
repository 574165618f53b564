import type { Db } from '../../shared/db.ts';
import { type Fen, formatFen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { raiseAlert } from '../alerts/index.ts';
import { usualRules } from '../counting/index.ts';
import { addEvidence, listEvidenced, receipts } from '../receipts/index.ts';
import { SAME_SECOND, WITHIN_SECOND_MS } from './count-payment.ts';
import type { ForwardedMessage } from './read-message.ts';
import type { PcFrame } from './read-pc-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import type { MessageFacts } from './take-message.ts';
import { listHash } from './text-hash.ts';

/** So many reports beside the first are kept for one signature; who sends more is no monitor that looks once a second. */
export const SAME_SECOND_AT_MOST = 3;
/** True for a message whose signed time is a whole second, so that an honest monitor may sign two payments alike. */
export function signsSeconds({ action, time }: Pick<ForwardedMessage, 'action' | 'time'>): boolean {
  return action === 'mpaypc' && /^\d{10}$/.test(time);
}

/** A report of which nobody can tell whether it speaks of a payment of its own. */
export interface Unproven {
  payType: PayType;
  amountFen: Fen;
  /** ms, when the device received it. */
  happenedAt: number;
  /** See NewReceipt. */
  paidFrom: number | null;
  /** 64 hex digits, the same for the same message however often it is sent. */
  key: string;
  /** What the device is called. Its evidence stands under this name, never as the device's word. */
  device: string;
  /** What was told; with the device kept as it came. */
  told: Record<string, unknown>;
}

/**
 * Keeps a PC monitor's second report under one signature, for a person, with an alert.
 *
 * A monitor's time is in seconds and its signature covers nothing but that time. Two payments in one second therefore
 * look exactly like a captured signature under a forged body: refusing it and forgetting it may lose a payment,
 * believing it lets whoever overhears one message name any amount. So it becomes a receipt in review (keepUnproven):
 *
 * - the sender is told "no". A monitor that tries again does so in another second, under a signature of its own, and
 *   is then believed like any other; a forger learns and gains nothing.
 * - at most SAME_SECOND_AT_MOST for each signature, which a PC made and which is good for a few minutes; the same body
 *   again is the same receipt.
 *
 * In the message's transaction, the account locked.
 */
export async function keepSameSecond(
  trx: Db,
  log: ForwardingDeps['log'],
  { account, signedAt, now }: MessageFacts,
  frame: PcFrame,
  request: { replayKey: string; bodyHash: string },
): Promise<void> {
  const amountFen = frame.moneyFen;
  const key = listHash('same second', request.replayKey, request.bodyHash);
  const receiptId = await keepUnproven(
    trx,
    { account, now },
    {
      payType: account.platform === 'alipay' ? 'alipay' : 'wxpay',
      ...{ amountFen, happenedAt: signedAt, paidFrom: null, key, device: 'PC' },
      told: { chan: frame.chan, money: formatFen(amountFen), at: signedAt },
    },
  );
  log.error({ accountId: account.id, receiptId, amountFen }, 'same_second_report');
  await raiseAlert(trx, {
    kind: 'same_second',
    subject: `same-second:${account.id}`,
    accountId: account.id,
    detail: { receiptId, amountFen },
    now,
  });
}

/**
 * A receipt in review that never settles by itself, not by later evidence either, only by a person. It has no say in
 * what devices tell: else a forged report could take the place of the PC's true one of a payment that the phone told,
 * and that true one would be counted as a second payment. Once a person gave it to an order, it is a payment that is
 * known: a device that tells it later opens no other.
 */
export async function keepUnproven(
  trx: Db,
  { account, now }: Pick<MessageFacts, 'account' | 'now'>,
  { payType, amountFen, happenedAt, paidFrom, key, device, told }: Unproven,
): Promise<number> {
  const accountId = account.id;
  const since = happenedAt - usualRules.jitterMs;
  const known = await listEvidenced(trx, { accountId, payType, amountFen, since });
  const receiptId = await receipts.insertReceipt(
    trx,
    {
      ...{ accountId, pid: account.pid, platform: account.platform, payType, amountFen, terminal: null },
      externalId: `${SAME_SECOND}:${key}`,
      ...{ paidAt: Math.min(now, happenedAt + WITHIN_SECOND_MS), paidFrom, seenAt: now },
      raw: JSON.stringify({ device, ...told }),
    },
    {
      state: 'unmatched',
      reason: SAME_SECOND,
      why: JSON.stringify({ by: 'counting', candidates: known.slice(-5).map(({ id }) => id) }),
    },
  );
  await addEvidence(trx, receiptId, accountId, {
    ...{ source: device.slice(0, 40), fingerprint: key, happenedAt, channels: [], count: null },
    lateMs: paidFrom === null ? null : happenedAt - paidFrom,
  });
  return receiptId;
}
