import type { Db } from '../../shared/db.ts';
import { codes } from '../accounts/index.ts';
import { correctedNow, correctedTime, receiveTime, SENT_AT_ONCE_MS, sightedAt } from '../counting/index.ts';
import { type Device, lateMsOf } from '../devices/index.ts';
import { readText, type TextReading, type TextRules, wantsAPerson } from '../forwarded-texts/index.ts';
import type { Counted } from './count-payment.ts';
import { counterKind } from './counter-kind.ts';
import { phoneFingerprint } from './fingerprint.ts';
import { keepText, type TextOutcome } from './forwarded-text.repository.ts';
import { type DoubtfulMessage, findDoubtful, keepDoubtful } from './keep-doubtful-time.ts';
import { keepUnproven } from './keep-unproven.ts';
import type { PhoneFrame } from './read-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import { countReport, longest, type MessageFacts, type Payment, type Taken } from './take-message.ts';
import { noteDayCounter } from './tell-losses.ts';
import { listHash } from './text-hash.ts';

/** A scheduled task of SmsForwarder sends this title: the phone is alive, nothing came in. */
export const HEARTBEAT_TITLE = 'mpay-heartbeat';

const PACKAGES: Record<string, string> = { wxpay: 'com.tencent.mm', alipay: 'com.eg.android.AlipayGphone' };

type Money = Extract<TextReading, { kind: 'money' }>;

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
  // The template that people are given doesn't name the app.
  const packageName = frame.packageName ?? PACKAGES[account.platform] ?? '';
  const device = await see(trx, deps, facts, frame, heartbeat ? null : packageName);
  if (heartbeat) return { code: 'heartbeat', toSettle: [] };

  const reading = readBoth(rules, packageName, frame);
  const received = receiveTime(writtenTime(facts, frame), device.zone);
  const entry = {
    accountId: account.id,
    deviceId: device.id,
    packageName,
    title: frame.title,
    text: frame.msg,
    receivedAt: received.at ?? frame.receivedAt,
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
  const taken = await takeMoney(trx, facts, { frame, device, reading });
  const { counted } = taken;
  await keepText(trx, {
    ...entry,
    outcome: 'money',
    why: received.at === null && counted.placed === 'review' ? received.why : null,
    rule: reading.rule,
    amountFen: reading.amountFen,
    receiptId: counted.receiptId,
    placed: counted.placed,
  });
  if (counted.placed !== 'known') await noteCounters(trx, deps, facts, reading, taken);
  return { code: 'money', toSettle: counted.toSettle };
}

function see(
  trx: Db,
  deps: ForwardingDeps,
  facts: MessageFacts,
  frame: PhoneFrame,
  packageName: string | null,
): Promise<Device> {
  const { account, signedAt, now } = facts;
  const sighting = {
    pid: account.pid,
    accountId: account.id,
    app: 'sms_forwarder' as const,
    name: frame.device ?? '手机',
    uid: frame.uid,
    packageName,
    appVersion: frame.appVersion,
    battery: frame.battery,
    deviceAt: signedAt,
    heartbeat: packageName === null,
    written: writtenTime(facts, frame),
    silentAfterMs: account.silentAfterMs,
  };
  return deps.devices.see(trx, sighting, now, facts.deviceId ?? undefined);
}

function writtenTime({ signedAt }: MessageFacts, { receivedAt, namesZone }: PhoneFrame) {
  return { writtenAt: receivedAt, namesZone, signedAt };
}

interface Told {
  frame: PhoneFrame;
  device: Device;
  reading: Money;
}

/** What became of a payment, and when it was made as far as that is known: at some moment of the `lateMs` before. */
interface TakenMoney {
  counted: Counted;
  happenedAt: number;
  lateMs: number | null;
}

async function takeMoney(trx: Db, facts: MessageFacts, told: Told): Promise<TakenMoney> {
  const { frame, device, reading } = told;
  const { account, signedAt, now } = facts;
  // By the time as it stands there: whatever we believe of the zone, the same text is the same message.
  const fingerprint = phoneFingerprint({
    accountId: account.id,
    title: frame.title,
    msg: frame.msg,
    receivedAt: frame.receivedAt,
  });
  const message: DoubtfulMessage = {
    ...{ payType: reading.payType, amountFen: reading.amountFen, fingerprint, device, frame },
    written: writtenTime(facts, frame),
  };
  const received = receiveTime(message.written, device.zone);
  if (received.at === null) return keepDoubtful(trx, facts, message, received.why);

  const isSentAtOnce = signedAt - received.at <= SENT_AT_ONCE_MS;
  const { at: happenedAt, doubtMs } = isSentAtOnce
    ? correctedNow(received.at, device.skewSamples)
    : { at: correctedTime(received.at, device.skewSamples), doubtMs: 0 };
  const awayMs = lateMsOf(device, happenedAt, now);
  const when = { happenedAt, lateMs: longest(awayMs, doubtMs) };
  const before = await findDoubtful(trx, account.id, message);
  if (before !== null) return { counted: { placed: 'known', receiptId: before, toSettle: [] }, ...when };
  const payment: Payment = {
    ...when,
    payType: reading.payType,
    amountFen: reading.amountFen,
    channels: reading.channels,
    fingerprint,
    count: reading.countersOfToday ? (reading.count ?? null) : null,
    raw: JSON.stringify({
      device: device.name,
      title: frame.title,
      text: frame.msg,
      receivedAt: received.at,
    }),
  };
  const counted = await countReport(trx, facts, device, payment);
  const mayBeTwo = counted.placed === 'known' && awayMs !== null && isSentAtOnce;
  return { counted: mayBeTwo ? await keepSecond(trx, facts, told, payment) : counted, ...when };
}

/**
 * Keeps for a person what a phone that was away told twice, the same text in one second. Android hands over at once
 * what came meanwhile, so two payments may look alike to the letter, as does a notification that the app posted twice.
 * Told so long after that a person sent it again, or while the phone was awake, it is the same one.
 */
async function keepSecond(
  trx: Db,
  facts: MessageFacts,
  { frame, device }: Told,
  { payType, amountFen, happenedAt, lateMs, fingerprint }: Payment,
): Promise<Counted> {
  const receiptId = await keepUnproven(trx, facts, 'same_second', {
    ...{ payType, amountFen, happenedAt, paidFrom: happenedAt - (lateMs ?? 0), device: device.name },
    key: listHash('again', fingerprint, facts.signedAt),
    told: { title: frame.title, text: frame.msg, receivedAt: frame.receivedAt },
  });
  return { placed: 'review', receiptId, toSettle: [] };
}

/** What the text says of the day: numbers that jump prove that messages were lost. */
async function noteCounters(
  trx: Db,
  { log }: ForwardingDeps,
  { account, now }: MessageFacts,
  reading: Money,
  { happenedAt, lateMs }: TakenMoney,
): Promise<void> {
  const dayAt = reading.countersOfToday ? sightedAt(happenedAt, lateMs) : null;
  if (dayAt === null) return;
  const kind = counterKind(reading.channels, await codes.listCodes(trx, [account.id]));
  if (kind === null) return;
  const sighting = {
    amountFen: reading.amountFen,
    count: reading.count ?? null,
    totalFen: reading.totalFen ?? null,
    happenedAt: dayAt,
  };
  await noteDayCounter(trx, log, { accountId: account.id, kind, sighting, now });
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
