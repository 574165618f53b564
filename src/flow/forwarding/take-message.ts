import type { Db } from '../../shared/db.ts';
import { type Fen, formatFen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { Account } from '../accounts/index.ts';
import { correctedTime, sightedAt } from '../counting/index.ts';
import { type Device, lateMsOf } from '../devices/index.ts';
import { readText, type TextReading, type TextRules, wantsAPerson } from '../forwarded-texts/index.ts';
import { type Counted, countPayment, WITHIN_SECOND_MS } from './count-payment.ts';
import { pcFingerprint, phoneFingerprint } from './fingerprint.ts';
import { keepText, type TextOutcome } from './forwarded-text.repository.ts';
import { keepUnproven } from './keep-same-second.ts';
import type { PhoneFrame } from './read-frame.ts';
import type { PcFrame } from './read-pc-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import { noteDayCounter } from './tell-losses.ts';
import { listHash } from './text-hash.ts';

/** A scheduled task of SmsForwarder sends this title: the phone is alive, nothing came in. */
export const HEARTBEAT_TITLE = 'mpay-heartbeat';

/** SmsForwarder sends what it receives within seconds; a person who sends it again is slower. */
const SENT_AT_ONCE_MS = 10_000;

const PACKAGES: Record<string, string> = { wxpay: 'com.tencent.mm', alipay: 'com.eg.android.AlipayGphone' };
const PC_KINDS = ['personal', 'reward', 'business', 'merchant', 'clerk'] as const;

export interface MessageFacts {
  account: Account;
  /** Known when the device signed with a secret of its own. */
  deviceId: number | null;
  /** ms, by the device's clock, signed. */
  signedAt: number;
  now: number;
}

export interface Taken {
  code: 'money' | 'not_money' | 'unknown' | 'heartbeat';
  toSettle: number[];
}

/** Notes the phone, reads its text, and counts the payment that it tells of. In one transaction, the account locked. */
export async function takePhoneMessage(
  trx: Db,
  deps: ForwardingDeps,
  facts: MessageFacts,
  frame: PhoneFrame,
  rules: TextRules,
): Promise<Taken> {
  const { account, now } = facts;
  const heartbeat = frame.title === HEARTBEAT_TITLE;
  const device = await deps.devices.see(
    trx,
    {
      pid: account.pid,
      accountId: account.id,
      app: 'sms_forwarder',
      name: (frame.device ?? '手机').slice(0, 100),
      packageName: frame.packageName,
      appVersion: frame.appVersion,
      battery: frame.battery,
      deviceAt: facts.signedAt,
      heartbeat,
      silentAfterMs: account.silentAfterMs,
    },
    now,
    facts.deviceId ?? undefined,
  );
  if (heartbeat) return { code: 'heartbeat', toSettle: [] };

  const packageName = frame.packageName ?? PACKAGES[account.platform] ?? '';
  const reading = readBoth(rules, packageName, frame);
  const happenedAt = correctedTime(frame.receivedAt, device.skewSamples);
  const lateMs = lateMsOf(device, happenedAt, now);
  const entry = {
    accountId: account.id,
    deviceId: device.id,
    packageName,
    title: frame.title,
    text: frame.msg,
    receivedAt: frame.receivedAt,
    at: now,
  };
  if (reading.kind !== 'money' || reading.payType !== account.platform) {
    const outcome: TextOutcome =
      reading.kind === 'not_money' && !wantsAPerson(reading.why) ? 'not_money' : 'unknown';
    const why = reading.kind === 'money' ? 'other_platform' : reading.why;
    await keepText(trx, {
      ...entry,
      outcome,
      why,
      rule: null,
      amountFen: null,
      receiptId: null,
      placed: null,
    });
    return { code: outcome === 'unknown' ? 'unknown' : 'not_money', toSettle: [] };
  }
  const payment = {
    payType: reading.payType,
    amountFen: reading.amountFen,
    channels: reading.channels,
    happenedAt,
    lateMs,
    fingerprint: phoneFingerprint({
      accountId: account.id,
      title: frame.title,
      msg: frame.msg,
      receivedAt: frame.receivedAt,
    }),
    count: reading.countersOfToday ? (reading.count ?? null) : null,
    raw: JSON.stringify({
      device: device.name,
      title: frame.title,
      text: frame.msg,
      receivedAt: frame.receivedAt,
    }),
  };
  const counted = await countPhone(trx, facts, frame, device, payment);
  await keepText(trx, {
    ...entry,
    outcome: 'money',
    why: null,
    rule: reading.rule,
    amountFen: reading.amountFen,
    receiptId: counted.receiptId,
    placed: counted.placed,
  });
  const [kind, ...otherKinds] = reading.channels;
  const dayAt = sightedAt(happenedAt, lateMs);
  if (
    reading.countersOfToday &&
    kind &&
    otherKinds.length === 0 &&
    counted.placed !== 'known' &&
    dayAt !== null
  ) {
    const sighting = {
      amountFen: reading.amountFen,
      count: reading.count ?? null,
      totalFen: reading.totalFen ?? null,
      happenedAt: dayAt,
    };
    await noteDayCounter(trx, deps.log, { accountId: account.id, kind, sighting, now });
  }
  return { code: 'money', toSettle: counted.toSettle };
}

/**
 * As count; but where a phone that was away tells one text twice in one second, it is kept for a person. Android hands
 * over at once what came meanwhile, so two payments may look alike to the letter, as does a notification that the app
 * posted twice. Told so long after that a person sent it again, or while the phone was awake, it is the same one.
 */
async function countPhone(
  trx: Db,
  facts: MessageFacts,
  frame: PhoneFrame,
  device: Device,
  payment: Payment,
): Promise<Counted> {
  const counted = await count(trx, facts, device, payment);
  const isSentAtOnce = facts.signedAt - frame.receivedAt <= SENT_AT_ONCE_MS;
  if (counted.placed !== 'known' || payment.lateMs === null || !isSentAtOnce) return counted;
  const { payType, amountFen, happenedAt, lateMs, fingerprint } = payment;
  const receiptId = await keepUnproven(trx, facts, {
    ...{ payType, amountFen, happenedAt, paidFrom: happenedAt - lateMs, device: device.name },
    key: listHash('again', fingerprint, facts.signedAt),
    told: { title: frame.title, text: frame.msg, receivedAt: frame.receivedAt },
  });
  return { placed: 'review', receiptId, toSettle: [] };
}

/** As takePhoneMessage, for a PC monitor: it has read the window itself and tells kind and amount. */
export async function takePcMessage(
  trx: Db,
  deps: ForwardingDeps,
  facts: MessageFacts,
  frame: PcFrame,
): Promise<Taken> {
  const { account, now, signedAt } = facts;
  const device = await deps.devices.see(
    trx,
    {
      pid: account.pid,
      accountId: account.id,
      app: 'pc',
      name: 'PC',
      packageName: null,
      appVersion: null,
      battery: null,
      deviceAt: signedAt,
      heartbeat: false,
      silentAfterMs: account.silentAfterMs,
    },
    now,
    facts.deviceId ?? undefined,
  );
  const kind = PC_KINDS[frame.chan - 1] ?? 'personal';
  const happenedAt = correctedTime(signedAt, device.skewSamples);
  const counted = await count(trx, facts, device, {
    payType: account.platform === 'alipay' ? 'alipay' : 'wxpay',
    amountFen: frame.moneyFen,
    channels: [kind],
    happenedAt,
    lateMs: lateMsOf(device, happenedAt, now),
    fingerprint: pcFingerprint({
      accountId: account.id,
      chan: frame.chan,
      moneyFen: frame.moneyFen,
      at: signedAt,
    }),
    count: null,
    raw: JSON.stringify({
      device: device.name,
      chan: frame.chan,
      money: formatFen(frame.moneyFen),
      at: signedAt,
    }),
  });
  await keepText(trx, {
    accountId: account.id,
    deviceId: device.id,
    packageName: null,
    title: `PC ${frame.chan}`,
    text: formatFen(frame.moneyFen),
    receivedAt: signedAt,
    at: now,
    outcome: 'money',
    why: null,
    rule: 'pc',
    amountFen: frame.moneyFen,
    receiptId: counted.receiptId,
    placed: counted.placed,
  });
  return { code: 'money', toSettle: counted.toSettle };
}

interface Payment {
  payType: PayType;
  amountFen: Fen;
  channels: readonly string[];
  happenedAt: number;
  /** See Evidence. */
  lateMs: number | null;
  fingerprint: string;
  count: number | null;
  raw: string;
}

function count(trx: Db, { account, now }: MessageFacts, device: Device, payment: Payment) {
  const { payType, amountFen, channels, happenedAt, lateMs, fingerprint, raw } = payment;
  const report = {
    source: `device:${device.id}`,
    fingerprint,
    happenedAt,
    channels,
    count: payment.count,
    lateMs,
    payType,
    amountFen,
  };
  return countPayment(trx, report, {
    accountId: account.id,
    pid: account.pid,
    platform: account.platform,
    // A phone can't be relied on to tell the code; payables are unique per account instead.
    terminal: null,
    paidAt: Math.min(now, happenedAt + WITHIN_SECOND_MS),
    paidFrom: lateMs === null ? null : happenedAt - lateMs,
    seenAt: now,
    raw,
  });
}

/** SmsForwarder doesn't escape and other tools do; where the two readings mean different money, nobody knows. */
function readBoth(rules: TextRules, packageName: string, frame: PhoneFrame): TextReading {
  const reading = readText(rules, { package: packageName, title: frame.title, text: frame.msg });
  if (!frame.verbatim) return reading;
  const other = readText(rules, {
    package: packageName,
    title: frame.verbatim.title,
    text: frame.verbatim.msg,
  });
  const money = (one: TextReading) => (one.kind === 'money' ? one.amountFen : null);
  return money(reading) === money(other) ? reading : { kind: 'unknown', why: 'unknown_text' };
}
