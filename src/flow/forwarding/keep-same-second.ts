import type { Db } from '../../shared/db.ts';
import { formatFen } from '../../shared/money.ts';
import { raiseAlert } from '../alerts/index.ts';
import { usualRules } from '../counting/index.ts';
import { addEvidence, listEvidenced, receipts } from '../receipts/index.ts';
import { SAME_SECOND, WITHIN_SECOND_MS } from './count-payment.ts';
import type { ForwardedMessage } from './read-message.ts';
import type { PcFrame } from './read-pc-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import type { MessageFacts } from './take-message.ts';

/** So many reports beside the first are kept for one signature; who sends more is no monitor that looks once a second. */
export const SAME_SECOND_AT_MOST = 3;
/** Whose word its evidence is: nobody's that is proven, so never a device's. */
const SOURCE = 'PC';

/** True for a message whose signed time is a whole second, so that an honest monitor may sign two payments alike. */
export function signsSeconds({ action, time }: Pick<ForwardedMessage, 'action' | 'time'>): boolean {
  return action === 'mpaypc' && /^\d{10}$/.test(time);
}

/**
 * Keeps a PC monitor's second report under one signature, for a person, with an alert.
 *
 * A monitor's time is in seconds and its signature covers nothing but that time. Two payments in one second therefore
 * look exactly like a captured signature under a forged body: refusing it and forgetting it may lose a payment,
 * believing it lets whoever overhears one message name any amount. So it becomes a receipt in review, and:
 *
 * - the sender is told "no". A monitor that tries again does so in another second, under a signature of its own, and
 *   is then believed like any other; a forger learns and gains nothing.
 * - it never settles, not by later evidence either, only by a person. Nor does it count as this PC's word about other
 *   reports: else a forged one could take the place of the PC's true report of a payment that the phone told, and
 *   that true report would be counted as a second payment.
 * - once a person gave it to an order, it is a payment that is known: a phone that tells it later opens no other.
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
  bodyHash: string,
): Promise<number> {
  const payType = account.platform === 'alipay' ? 'alipay' : 'wxpay';
  const amountFen = frame.moneyFen;
  const known = await listEvidenced(trx, {
    ...{ accountId: account.id, payType, amountFen },
    since: signedAt - usualRules.jitterMs,
  });
  const receiptId = await receipts.insertReceipt(
    trx,
    {
      accountId: account.id,
      pid: account.pid,
      platform: account.platform,
      externalId: `${SAME_SECOND}:${bodyHash}`,
      payType,
      amountFen,
      terminal: null,
      paidAt: Math.min(now, signedAt + WITHIN_SECOND_MS),
      seenAt: now,
      raw: JSON.stringify({ device: SOURCE, chan: frame.chan, money: formatFen(amountFen), at: signedAt }),
    },
    {
      state: 'unmatched',
      reason: SAME_SECOND,
      why: JSON.stringify({ by: 'counting', candidates: known.slice(-5).map(({ id }) => id) }),
    },
  );
  await addEvidence(trx, receiptId, account.id, {
    ...{ source: SOURCE, fingerprint: bodyHash, happenedAt: signedAt },
    ...{ channels: [], count: null, lateMs: null },
  });
  log.error({ accountId: account.id, receiptId, amountFen }, 'same_second_report');
  await raiseAlert(trx, {
    kind: 'same_second',
    subject: `same-second:${account.id}`,
    accountId: account.id,
    detail: { receiptId, amountFen },
    now,
  });
  return receiptId;
}
