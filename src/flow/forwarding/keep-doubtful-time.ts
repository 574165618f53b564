import { DAY } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { correctedTime, longestWait, type WrittenTime } from '../counting/index.ts';
import type { Device } from '../devices/index.ts';
import { findEvidence, receipts } from '../receipts/index.ts';
import type { HoldDeps } from '../settlement/index.ts';
import type { Counted } from './count-payment.ts';
import { keepUnproven } from './keep-unproven.ts';
import type { PhoneFrame } from './read-frame.ts';
import type { MessageFacts } from './take-message.ts';
import { listHash } from './text-hash.ts';
import type { UnprovenReason } from './unproven-reasons.ts';

/** A payment that a phone tells of, of which it isn't sure when. */
export interface DoubtfulMessage {
  payType: PayType | null;
  amountFen: Fen;
  fingerprint: string;
  device: Device;
  frame: PhoneFrame;
  written: WrittenTime;
}

type TimeDoubt = Extract<UnprovenReason, 'time_zone' | 'receive_time'>;
const DOUBTS: readonly TimeDoubt[] = ['time_zone', 'receive_time'];

/** How long before it was told a payment may have been made, where nothing is known. */
const UNKNOWN_MS = 7 * DAY;

/** The receipt that this message, sent before, is kept as; null: it was not kept in doubt. */
export async function findDoubtful(
  trx: Db,
  accountId: number,
  message: DoubtfulMessage,
): Promise<number | null> {
  const externalIds = DOUBTS.map((why) => ({ accountId, externalId: `${why}:${keyOf(message)}` }));
  const [kept] = await receipts.findByExternalIds(trx, externalIds);
  return kept?.id ?? null;
}

/**
 * Keeps for a person what a phone told with a receive time that can't be believed (keepUnproven): by it, the money
 * might be given to the wrong one of two orders. What was counted or kept before, and is only sent again, is known.
 */
export async function keepDoubtful(
  trx: Db,
  holds: HoldDeps,
  facts: MessageFacts,
  message: DoubtfulMessage,
  why: TimeDoubt,
): Promise<{ counted: Counted; happenedAt: number; lateMs: number }> {
  const { device, frame, fingerprint } = message;
  const { id } = facts.account;
  const happenedAt = correctedTime(facts.signedAt, device.skewSamples);
  const lateMs = longestWait(message.written) ?? UNKNOWN_MS;
  const before =
    (await findEvidence(trx, id, { source: `device:${device.id}`, fingerprint })) ??
    (await findDoubtful(trx, id, message));
  if (before !== null) {
    return { counted: { placed: 'known', receiptId: before, toSettle: [] }, happenedAt, lateMs };
  }
  const receiptId = await keepUnproven(trx, holds, facts, why, {
    ...{ payType: message.payType, amountFen: message.amountFen, happenedAt, device: device.name },
    // When it was sent, as it is shown; a person who gives it to an order knows better.
    paidFrom: null,
    key: keyOf(message),
    told: { title: frame.title, text: frame.msg, receivedAt: frame.receivedAt, signedAt: facts.signedAt },
  });
  return { counted: { placed: 'review', receiptId, toSettle: [] }, happenedAt, lateMs };
}

/** Two phones may tell the same text at the same time. */
function keyOf({ device, fingerprint }: DoubtfulMessage): string {
  return listHash('doubtful time', device.id, fingerprint);
}
