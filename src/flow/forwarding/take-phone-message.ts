import type { Db } from '../../shared/db.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { codes } from '../accounts/index.ts';
import { raiseAlert } from '../alerts/index.ts';
import { correctedNow, correctedTime, receiveTime, SENT_AT_ONCE_MS, sightedAt } from '../counting/index.ts';
import { type Device, lateMsOf } from '../devices/index.ts';
import { readText, type TextReading, type TextRules, wantsAPerson } from '../forwarded-texts/index.ts';
import type { HoldDeps } from '../settlement/index.ts';
import { isRuleConfirmed } from './confirmed-rule.repository.ts';
import type { Counted } from './count-payment.ts';
import { counterKind } from './counter-kind.ts';
import { phoneFingerprint } from './fingerprint.ts';
import { keepText, type TextOutcome } from './forwarded-text.repository.ts';
import { type DoubtfulMessage, findDoubtful, keepDoubtful } from './keep-doubtful-time.ts';
import { findLikely, keepLikely, likelyKey } from './keep-likely.ts';
import { keepUnproven } from './keep-unproven.ts';
import type { NotificationText, PhoneFrame } from './read-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import { takeAsked } from './take-asked.ts';
import { countReport, longest, type MessageFacts, type Payment, type Taken } from './take-message.ts';
import { noteDayCounter } from './tell-losses.ts';
import { listHash } from './text-hash.ts';
import { isAsked, payTypeOfCodes, usualPackages } from './told-platform.ts';

/** A scheduled task of SmsForwarder sends this title: the phone is alive, nothing came in. */
export const HEARTBEAT_TITLE = 'mpay-heartbeat';

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
  // The template that people are given need not name the app.
  const usual = usualPackages(deps.plugins, account);
  const packageName = frame.packageName ?? usual[0] ?? '';
  const device = await see(trx, deps, facts, frame, heartbeat ? null : packageName);
  if (heartbeat) return { code: 'heartbeat', toSettle: [] };

  const packages = frame.packageName === null && usual.length > 0 ? usual : [packageName];
  const reading = readApps(rules, packages, frame, account.platform);
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
  if (reading.kind !== 'money') {
    const isOthers = readApps(rules, packages, frame).kind === 'money';
    const outcome: TextOutcome = isOthers || wantsAPerson(reading.why) ? 'unknown' : 'not_money';
    const why = isOthers ? 'other_platform' : reading.why;
    if (why === 'hidden') await raiseHiddenAlert(trx, facts, device, packageName);
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
  if (isAsked(deps.plugins, account)) return takeAsked(trx, deps, facts, { frame, device, reading, entry });
  const isConfirmed = reading.grade === 'sure' || (await isRuleConfirmed(trx, account.id, reading.rule));
  const payType = reading.payType ?? (await payTypeOfCodes(trx, account));
  const taken = await takeMoney(trx, deps.settlement, facts, {
    frame,
    device,
    reading,
    payType,
    isConfirmed,
  });
  const { counted } = taken;
  await keepText(trx, {
    ...entry,
    outcome: 'money',
    why: whyOf(counted, received.at === null ? received.why : null, isConfirmed),
    rule: reading.rule,
    amountFen: reading.amountFen,
    receiptId: counted.receiptId,
    placed: counted.placed,
  });
  // What nobody vouches for proves no losses.
  if (isConfirmed && counted.placed !== 'known') await noteCounters(trx, deps, facts, reading, taken);
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
  /** As told, else as the account's codes have it; null: several are possible. */
  payType: PayType | null;
  /** False: what it says waits until the owner confirms the rule. */
  isConfirmed: boolean;
}

/** Why what was counted waits for a person; null: it doesn't, or for what its receipt says. */
function whyOf({ placed }: Counted, timeDoubt: string | null, isConfirmed: boolean): string | null {
  if (placed !== 'review') return null;
  return timeDoubt ?? (isConfirmed ? null : 'unconfirmed');
}

/** The system of the phone hides what may be payments: nothing comes in by itself until its owner allows it. */
async function raiseHiddenAlert(
  trx: Db,
  { account, now }: MessageFacts,
  device: Device,
  packageName: string,
): Promise<void> {
  await raiseAlert(trx, {
    kind: 'hidden_text',
    subject: `hidden-text:${account.id}`,
    accountId: account.id,
    detail: { device: device.name, app: device.app, package: packageName },
    now,
  });
}

/** What became of a payment, and when it was made as far as that is known: at some moment of the `lateMs` before. */
interface TakenMoney {
  counted: Counted;
  happenedAt: number;
  lateMs: number | null;
}

async function takeMoney(trx: Db, holds: HoldDeps, facts: MessageFacts, told: Told): Promise<TakenMoney> {
  const { frame, device, reading, payType, isConfirmed } = told;
  const { account, signedAt, now } = facts;
  // By the time as it stands there: whatever we believe of the zone, the same text is the same message.
  const fingerprint = phoneFingerprint({
    accountId: account.id,
    title: frame.title,
    msg: frame.msg,
    receivedAt: frame.receivedAt,
  });
  const message: DoubtfulMessage = {
    ...{ payType, amountFen: reading.amountFen, fingerprint, device, frame },
    written: writtenTime(facts, frame),
  };
  const received = receiveTime(message.written, device.zone);
  if (received.at === null) return keepDoubtful(trx, holds, facts, message, received.why);

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
    payType,
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
  if (!isConfirmed) {
    const { rule } = reading;
    return { counted: await keepLikely(trx, holds, facts, { frame, device, rule }, payment), ...when };
  }
  const kept =
    reading.grade === 'sure' ? null : await findLikely(trx, account.id, likelyKey(device, fingerprint));
  if (kept !== null) return { counted: { placed: 'known', receiptId: kept, toSettle: [] }, ...when };
  const counted = await countReport(trx, holds, facts, device, payment);
  const mayBeTwo = counted.placed === 'known' && awayMs !== null && isSentAtOnce;
  return { counted: mayBeTwo ? await keepSecond(trx, holds, facts, told, payment) : counted, ...when };
}

/**
 * Keeps for a person what a phone that was away told twice, the same text in one second. Android hands over at once
 * what came meanwhile, so two payments may look alike to the letter, as does a notification that the app posted twice.
 * Told so long after that a person sent it again, or while the phone was awake, it is the same one.
 */
async function keepSecond(
  trx: Db,
  holds: HoldDeps,
  facts: MessageFacts,
  { frame, device }: Told,
  { payType, amountFen, happenedAt, lateMs, fingerprint }: Payment,
): Promise<Counted> {
  const receiptId = await keepUnproven(trx, holds, facts, 'same_second', {
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

/**
 * The text as the notification of one of these apps. Where the phone doesn't name the app and more than one of its
 * platform may have posted it, they must agree on the money.
 */
function readApps(
  rules: TextRules,
  packages: readonly string[],
  frame: PhoneFrame,
  platform?: string,
): TextReading {
  const readings = packages.map((packageName) => readBoth(rules, packageName, frame, platform));
  const money = readings.filter((reading) => reading.kind === 'money');
  const [first, ...others] = money.length > 0 ? money : readings;
  if (!first) return { kind: 'unknown', why: 'unknown_text' };
  return others.every((other) => first.kind !== 'money' || isSameMoney(first, other))
    ? first
    : { kind: 'unknown', why: 'unknown_text' };
}

/** SmsForwarder doesn't escape and other tools do; where the two readings mean different money, nobody knows. */
function readBoth(rules: TextRules, packageName: string, frame: PhoneFrame, platform?: string): TextReading {
  const options = platform === undefined ? {} : { platform };
  const read = ({ title, msg }: NotificationText) =>
    readText(rules, { package: packageName, title, text: msg }, options);
  const reading = read(frame);
  if (!frame.verbatim) return reading;
  return isSameMoney(reading, read(frame.verbatim)) ? reading : { kind: 'unknown', why: 'unknown_text' };
}

function isSameMoney(one: TextReading, other: TextReading): boolean {
  if (one.kind !== 'money' || other.kind !== 'money') return one.kind !== 'money' && other.kind !== 'money';
  return one.amountFen === other.amountFen && one.payType === other.payType && one.grade === other.grade;
}
