import { DAY } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import { listHash } from '../../../shared/list-hash.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import { correctedTime, longestWait, type WrittenTime } from '../../counting/index.ts';
import { type Device, sourceOf } from '../../devices/index.ts';
import type { TextReading } from '../../forwarded-texts/index.ts';
import { findEvidence } from '../../receipts/index.ts';
import type { HoldDeps } from '../../settlement/index.ts';
import { RULE_UNCONFIRMED } from '../../text-rules/index.ts';
import { findKept, type KeptReason, type KeptReport, keepForReview } from '../keep-for-review.ts';
import { knownAs, type MessageFacts, type Placed } from '../told-payment.ts';
import type { PhoneFrame } from './read-phone-frame.ts';

/* Where a phone's word for money is not enough to count it. What is sent again is found as what it was kept as. */

/** Money that a phone's text tells of. */
export interface PhoneMoney {
  frame: PhoneFrame;
  device: Device;
  written: WrittenTime;
  reading: Extract<TextReading, { kind: 'money' }>;
  /** See phoneFingerprint. */
  fingerprint: string;
  /** As told, else as the account's codes have it; null: several are possible. */
  payType: PayType | null;
}

/** When it was made as far as that is known: at some moment of the `lateMs` before. */
export interface WhenMade {
  happenedAt: number;
  lateMs: number | null;
}

/** How long before it was told a payment may have been made, where nothing is known. */
const UNKNOWN_MS = 7 * DAY;

/** As what such a message was kept that was sent before; null: it was not kept. */
export function findKeptBefore(
  trx: Db,
  { account }: MessageFacts,
  { device, reading, fingerprint }: PhoneMoney,
): Promise<Placed | null> {
  const likely = { reason: RULE_UNCONFIRMED, key: keyOf('likely rule', device, fingerprint) };
  return findKept(trx, account.id, [
    ...doubts(device, fingerprint),
    ...(reading.grade === 'sure' ? [] : [likely]),
  ]);
}

/** The rule that read it is only likely, and its owner has not confirmed it. */
export function keepUnconfirmed(
  trx: Db,
  holds: HoldDeps,
  { account, now }: MessageFacts,
  { frame, device, reading, fingerprint, payType }: PhoneMoney,
  when: WhenMade,
): Promise<Placed> {
  return keepForReview(trx, holds, { account, device, now }, RULE_UNCONFIRMED, {
    ...{ ...when, payType, amountFen: reading.amountFen, told: textOf(frame) },
    ...{ key: keyOf('likely rule', device, fingerprint), rule: reading.rule },
  });
}

/** It looks like one that was counted, and may be a second one. */
export function keepSecond(
  trx: Db,
  holds: HoldDeps,
  { account, signedAt, now }: MessageFacts,
  { frame, device, reading, fingerprint, payType }: PhoneMoney,
  when: WhenMade,
): Promise<Placed> {
  return keepForReview(trx, holds, { account, device, now }, 'same_second', {
    ...{ ...when, payType, amountFen: reading.amountFen, told: textOf(frame) },
    key: listHash('again', fingerprint, signedAt),
  });
}

/** It can't be told when it was received. What was counted or kept before, and is only sent again, is known. */
export async function keepDoubtful(
  trx: Db,
  holds: HoldDeps,
  { account, signedAt, now }: MessageFacts,
  { frame, device, written, reading, fingerprint, payType }: PhoneMoney,
  why: Extract<KeptReason, 'time_zone' | 'receive_time'>,
): Promise<Placed & WhenMade> {
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

/** Two phones may tell the same text at the same time. */
function keyOf(kind: 'doubtful time' | 'likely rule', { id }: Device, fingerprint: string): string {
  return listHash(kind, id, fingerprint);
}

export function textOf({ title, msg, receivedAt }: PhoneFrame) {
  return { title, text: msg, receivedAt };
}
