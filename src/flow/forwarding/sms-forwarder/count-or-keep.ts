import { DAY } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import { listHash } from '../../../shared/list-hash.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import {
  correctedNow,
  correctedTime,
  longestWait,
  receiveTime,
  SENT_AT_ONCE_MS,
  type WrittenTime,
} from '../../counting/index.ts';
import { type Device, lateMsOf, sourceOf } from '../../devices/index.ts';
import type { TextReading } from '../../forwarded-texts/index.ts';
import { findEvidence } from '../../receipts/index.ts';
import type { HoldDeps } from '../../settlement/index.ts';
import { RULE_UNCONFIRMED } from '../../text-rules/index.ts';
import { countReport } from '../count-report.ts';
import { findKept, type KeptReason, type KeptReport, keepForReview } from '../keep-for-review.ts';
import {
  knownAs,
  longest,
  type MessageFacts,
  type Placed,
  type ToldPayment,
  WITHIN_SECOND_MS,
} from '../told-payment.ts';
import type { PhoneFrame } from './read-phone-frame.ts';

type Money = Extract<TextReading, { kind: 'money' }>;

/** Money that a phone's text tells of. */
export interface PhoneMoney {
  frame: PhoneFrame;
  device: Device;
  written: WrittenTime;
  reading: Money;
  /** As told, else as the account's codes have it; null: several are possible. */
  payType: PayType | null;
  /** False: what it says waits until the owner confirms the rule. */
  isConfirmed: boolean;
}

/** What became of it, and when it was made as far as that is known: at some moment of the `lateMs` before. */
interface PlacedMoney extends Placed {
  happenedAt: number;
  lateMs: number | null;
}

/** How long before it was told a payment may have been made, where nothing is known. */
const UNKNOWN_MS = 7 * DAY;

/**
 * Counts the payment that a phone tells of, or keeps it for a person where the phone's word for it is not enough: it can't
 * be told when it was made, the rule that read it is not confirmed, or it may be two that look alike.
 */
export async function countOrKeep(
  trx: Db,
  holds: HoldDeps,
  facts: MessageFacts,
  told: PhoneMoney,
): Promise<PlacedMoney> {
  const { frame, device, written, reading, payType, isConfirmed } = told;
  const { account, signedAt, now } = facts;
  const by = { account, device, now };
  // By the time as it stands there: whatever we believe of the zone, the same text is the same message.
  const fingerprint = phoneFingerprint({
    ...{ accountId: account.id, title: frame.title, msg: frame.msg, receivedAt: frame.receivedAt },
  });
  const received = receiveTime(written, device.zone);
  if (received.at === null) return keepDoubtful(trx, holds, facts, told, fingerprint, received.why);

  const isSentAtOnce = signedAt - received.at <= SENT_AT_ONCE_MS;
  const { at: happenedAt, doubtMs } = isSentAtOnce
    ? correctedNow(received.at, device.skewSamples)
    : { at: correctedTime(received.at, device.skewSamples), doubtMs: 0 };
  const awayMs = lateMsOf(device, happenedAt, now);
  const when = { happenedAt, lateMs: longest(awayMs, doubtMs) };
  const likely = { reason: RULE_UNCONFIRMED, key: keyOf('likely rule', device, fingerprint) };
  const mayBeKeptAs = [...doubts(device, fingerprint), ...(reading.grade === 'sure' ? [] : [likely])];
  const before = await findKept(trx, account.id, mayBeKeptAs);
  if (before) return { ...before, ...when };

  const { amountFen } = reading;
  const report = { ...when, payType, amountFen, told: textOf(frame) };
  if (!isConfirmed) {
    const kept = { ...report, key: likely.key, rule: reading.rule };
    return { ...(await keepForReview(trx, holds, by, likely.reason, kept)), ...when };
  }
  const payment: ToldPayment = {
    ...{ ...when, payType, amountFen, fingerprint },
    channels: reading.channels,
    withinMs: WITHIN_SECOND_MS,
    count: reading.countersOfToday ? (reading.count ?? null) : null,
    raw: JSON.stringify({ device: device.name, ...textOf(frame), receivedAt: received.at }),
  };
  const counted = await countReport(trx, holds, by, payment);
  /*
   * A phone that was away told it twice, the same text in one second. Android hands over at once what came meanwhile, so
   * two payments may look alike to the letter, as does a notification that the app posted twice. Told so long after that
   * a person sent it again, or while the phone was awake, it is the same one.
   */
  const mayBeTwo = counted.placed === 'known' && awayMs !== null && isSentAtOnce;
  if (!mayBeTwo) return { ...counted, ...when };
  const second = { ...report, key: listHash('again', fingerprint, signedAt) };
  return { ...(await keepForReview(trx, holds, by, 'same_second', second)), ...when };
}

/** What was counted or kept before, and is only sent again, is known. */
async function keepDoubtful(
  trx: Db,
  holds: HoldDeps,
  { account, signedAt, now }: MessageFacts,
  { frame, device, written, reading, payType }: PhoneMoney,
  fingerprint: string,
  why: Extract<KeptReason, 'time_zone' | 'receive_time'>,
): Promise<PlacedMoney> {
  const happenedAt = correctedTime(signedAt, device.skewSamples);
  const when = { happenedAt, lateMs: longestWait(written) ?? UNKNOWN_MS };
  const counted = await findEvidence(trx, account.id, { source: sourceOf(device.id), fingerprint });
  if (counted !== null) return { ...knownAs(counted), ...when };
  const before = await findKept(trx, account.id, doubts(device, fingerprint));
  if (before) return { ...before, ...when };
  const report: KeptReport = {
    ...{ payType, amountFen: reading.amountFen, key: keyOf('doubtful time', device, fingerprint) },
    // When it was sent, as it is shown; a person who gives it to an order knows better.
    ...{ happenedAt, lateMs: null },
    told: { ...textOf(frame), signedAt },
  };
  return { ...(await keepForReview(trx, holds, { account, device, now }, why, report)), ...when };
}

/** What an app told beside a platform that lets us in no more, so that it can't be asked. */
export function keepUnasked(
  trx: Db,
  holds: HoldDeps,
  { account, signedAt, now }: MessageFacts,
  { frame, device, reading }: Pick<PhoneMoney, 'frame' | 'device' | 'reading'>,
): Promise<Placed> {
  const { payType, amountFen } = reading;
  return keepForReview(trx, holds, { account, device, now }, 'platform_stopped', {
    key: listHash('told beside', device.id, frame.title, frame.msg, frame.receivedAt),
    ...{ payType, amountFen, happenedAt: correctedTime(signedAt, device.skewSamples), lateMs: null },
    told: textOf(frame),
  });
}

/** As which a message may have been kept while it was not known when it was received. */
function doubts(device: Device, fingerprint: string): { reason: KeptReason; key: string }[] {
  const key = keyOf('doubtful time', device, fingerprint);
  return [
    { reason: 'time_zone', key },
    { reason: 'receive_time', key },
  ];
}

/**
 * The identity of a notification that a phone forwarded; 64 hex digits. A re-send by hand has a new signature but
 * the same fingerprint. Receive times are whole seconds: two equal payments to one account within a second
 * share a fingerprint and can't be told apart. Source: docs/reference/listeners.md 4.5, point 5.
 */
export function phoneFingerprint(notification: {
  accountId: number;
  title: string;
  msg: string;
  /** UTC ms, the phone's clock. */
  receivedAt: number;
}): string {
  const { accountId, title, msg, receivedAt } = notification;
  return listHash('phone', accountId, title, msg, receivedAt);
}

/** Two phones may tell the same text at the same time. */
function keyOf(kind: 'doubtful time' | 'likely rule', { id }: Device, fingerprint: string): string {
  return listHash(kind, id, fingerprint);
}

function textOf({ title, msg, receivedAt }: PhoneFrame) {
  return { title, text: msg, receivedAt };
}
