import type { Db } from '../../shared/db.ts';
import { formatFen } from '../../shared/money.ts';
import { raiseAlert } from '../alerts/index.ts';
import { keepUnproven } from './keep-unproven.ts';
import type { ForwardedMessage } from './read-message.ts';
import type { PcFrame } from './read-pc-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import type { MessageFacts } from './take-message.ts';
import { listHash } from './text-hash.ts';
import { onlyPayTypeOf } from './told-platform.ts';

/** So many reports beside the first are kept for one signature; who sends more is no monitor that looks once a second. */
export const SAME_SECOND_AT_MOST = 3;
/** True for a message whose signed time is a whole second, so that an honest monitor may sign two payments alike. */
export function signsSeconds({ action, time }: Pick<ForwardedMessage, 'action' | 'time'>): boolean {
  return action === 'mpaypc' && /^\d{10}$/.test(time);
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
  { log, plugins, settlement }: Pick<ForwardingDeps, 'log' | 'plugins' | 'settlement'>,
  { account, signedAt, now }: MessageFacts,
  frame: PcFrame,
  request: { replayKey: string; bodyHash: string },
): Promise<void> {
  const amountFen = frame.moneyFen;
  const key = listHash('same second', request.replayKey, request.bodyHash);
  const receiptId = await keepUnproven(trx, settlement, { account, now }, 'same_second', {
    payType: onlyPayTypeOf(plugins, account),
    ...{ amountFen, happenedAt: signedAt, paidFrom: null, key, device: 'PC' },
    told: { chan: frame.chan, money: formatFen(amountFen), at: signedAt },
  });
  log.error({ accountId: account.id, receiptId, amountFen }, 'same_second_report');
  await raiseAlert(trx, {
    kind: 'same_second',
    subject: `same-second:${account.id}`,
    accountId: account.id,
    detail: { receiptId, amountFen },
    now,
  });
}
