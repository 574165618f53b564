import type { PluginRegistry } from '../../../plugin-host/index.ts';
import type { Db } from '../../../shared/db.ts';
import type { Log } from '../../../shared/log.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import { say, saying } from '../../../shared/saying.ts';
import { type Account, codes } from '../../accounts/index.ts';
import { raiseAlert } from '../../alerts/index.ts';
import {
  correctedNow,
  correctedTime,
  type ReceiveTime,
  receiveTime,
  SENT_AT_ONCE_MS,
  type WrittenTime,
} from '../../counting/index.ts';
import { type Device, type DeviceRepository, lateMsOf } from '../../devices/index.ts';
import { readNotification, type TextRules, wantsAPerson } from '../../forwarded-texts/index.ts';
import { noteDayCounters } from '../../lost-messages/index.ts';
import type { HoldDeps } from '../../settlement/index.ts';
import { isRuleConfirmed } from '../../text-rules/index.ts';
import { countReport } from '../count-report.ts';
import { noteText, type TextOutcome } from '../forwarded-text.repository.ts';
import {
  longest,
  type MessageFacts,
  type Placed,
  type Taken,
  type ToldPayment,
  WITHIN_SECOND_MS,
} from '../told-payment.ts';
import {
  findKeptBefore,
  keepDoubtful,
  keepSecond,
  keepUnasked,
  keepUnconfirmed,
  type PhoneMoney,
  textOf,
  type WhenMade,
} from './keep-phone-money.ts';
import { type PhoneFrame, phoneFingerprint } from './read-phone-frame.ts';

/** A scheduled task of SmsForwarder sends this title: the phone is alive, nothing came in. */
export const HEARTBEAT_TITLE = 'mpay-heartbeat';

export interface PhoneDeps {
  log: Log;
  plugins: Pick<PluginRegistry, 'find'>;
  devices: Pick<DeviceRepository, 'see'>;
  settlement: HoldDeps;
  /** Asks the platform about this account as soon as it may; for one with a back end. */
  askPlatform(accountId: number): Promise<void>;
}

/**
 * Notes the phone, reads its text, and counts the payment that it tells of, or keeps it. In one transaction, the account
 * locked.
 */
export async function takePhoneMessage(
  trx: Db,
  deps: PhoneDeps,
  facts: MessageFacts,
  frame: PhoneFrame,
  rules: TextRules,
): Promise<Taken> {
  const { account, now } = facts;
  const heartbeat = frame.title === HEARTBEAT_TITLE;
  const platform = deps.plugins.find(account.platform);
  // The template that people are given need not name the app: then any of its platform's is meant.
  const usual = (platform?.told?.apps ?? []).map((app) => app.package);
  const packageName = frame.packageName ?? usual[0] ?? '';
  const written = { writtenAt: frame.receivedAt, namesZone: frame.namesZone, signedAt: facts.signedAt };
  const device = await see(trx, deps, facts, frame, written, heartbeat ? null : packageName);
  if (heartbeat) return { code: 'heartbeat', toSettle: [] };

  const packages = frame.packageName === null && usual.length > 0 ? usual : [packageName];
  const reading = readNotification(rules, packages, frame, { platform: account.platform });
  const received = receiveTime(written, device.zone);
  const entry = {
    ...{ accountId: account.id, deviceId: device.id, packageName, title: frame.title, text: frame.msg },
    ...{ receivedAt: received.at ?? frame.receivedAt, at: now },
  };
  if (reading.kind !== 'money') {
    const isOthers = readNotification(rules, packages, frame).kind === 'money';
    const outcome: TextOutcome = isOthers || wantsAPerson(reading.why) ? 'unknown' : 'not_money';
    const why = isOthers ? 'other_platform' : reading.why;
    if (why === 'hidden') await raiseHiddenAlert(trx, facts, device, packageName);
    const nothing = { rule: null, amountFen: null, receiptId: null, placed: null };
    await noteText(trx, { ...entry, outcome, why, ...nothing });
    return { code: outcome === 'unknown' ? 'unknown' : 'not_money', toSettle: [] };
  }
  const noteMoney = (placed: Placed | null, why: string | null) =>
    noteText(trx, {
      ...{ ...entry, outcome: 'money', why, rule: reading.rule, amountFen: reading.amountFen },
      ...{ receiptId: placed?.receiptId ?? null, placed: placed?.placed ?? null },
    });
  // By the time as it stands there: whatever we believe of the zone, the same text is the same message.
  const fingerprint = phoneFingerprint({ ...frame, accountId: account.id });
  const told = { frame, device, written, reading, fingerprint };

  if (platform?.listening === 'polled') {
    /*
     * The app's word is one more reason to ask the back end at once, and the record that it gives, with a number and the
     * code, is what counts. So a payment that is told and asked for is counted once.
     */
    const isAsked = account.health !== 'stopped' && account.health !== 'needs_you';
    const kept = isAsked ? null : await keepUnasked(trx, deps.settlement, facts, told);
    await noteMoney(kept, isAsked ? 'asked' : null);
    // Not waited for: this transaction holds the connection, and the phone wants its answer.
    if (isAsked)
      void deps.askPlatform(account.id).catch((err) => deps.log.error({ err }, 'listening_failed'));
    return { code: 'money', toSettle: [] };
  }

  const isConfirmed = reading.grade === 'sure' || (await isRuleConfirmed(trx, account.id, reading.rule));
  const payType = reading.payType ?? (await payTypeOfCodes(trx, account));
  const placed = await countOrKeep(
    trx,
    deps.settlement,
    facts,
    { ...told, payType },
    { received, isConfirmed },
  );
  await noteMoney(placed, whyOf(placed, received.at === null ? received.why : null, isConfirmed));
  // What nobody vouches for proves no losses.
  if (isConfirmed && placed.placed !== 'known') await noteDayCounters(trx, deps.log, facts, reading, placed);
  return { code: 'money', toSettle: placed.toSettle };
}

/**
 * Counts the payment that a phone tells of, or keeps it for a person where the phone's word for it is not enough: it can't
 * be told when it was made, the rule that read it is not confirmed, or it may be two that look alike.
 */
async function countOrKeep(
  trx: Db,
  holds: HoldDeps,
  facts: MessageFacts,
  told: PhoneMoney,
  { received, isConfirmed }: { received: ReceiveTime; isConfirmed: boolean },
): Promise<Placed & WhenMade> {
  const { frame, device, reading, fingerprint, payType } = told;
  const { account, signedAt, now } = facts;
  if (received.at === null) return keepDoubtful(trx, holds, facts, told, received.why);

  const isSentAtOnce = signedAt - received.at <= SENT_AT_ONCE_MS;
  const { at: happenedAt, doubtMs } = isSentAtOnce
    ? correctedNow(received.at, device.skewSamples)
    : { at: correctedTime(received.at, device.skewSamples), doubtMs: 0 };
  const awayMs = lateMsOf(device, happenedAt, now);
  const when = { happenedAt, lateMs: longest(awayMs, doubtMs) };
  const before = await findKeptBefore(trx, facts, told);
  if (before) return { ...before, ...when };
  if (!isConfirmed) return { ...(await keepUnconfirmed(trx, holds, facts, told, when)), ...when };

  const payment: ToldPayment = {
    ...{ ...when, payType, amountFen: reading.amountFen, fingerprint },
    channels: reading.channels,
    withinMs: WITHIN_SECOND_MS,
    count: reading.countersOfToday ? (reading.count ?? null) : null,
    raw: JSON.stringify({ device: device.name, ...textOf(frame), receivedAt: received.at }),
  };
  const counted = await countReport(trx, holds, { account, device, now }, payment);
  /*
   * A phone that was away told it twice, the same text in one second. Android hands over at once what came meanwhile, so
   * two payments may look alike to the letter, as does a notification that the app posted twice. Told so long after that
   * a person sent it again, or while the phone was awake, it is the same one.
   */
  const mayBeTwo = counted.placed === 'known' && awayMs !== null && isSentAtOnce;
  if (!mayBeTwo) return { ...counted, ...when };
  return { ...(await keepSecond(trx, holds, facts, told, when)), ...when };
}

function see(
  trx: Db,
  { devices }: PhoneDeps,
  { account, deviceId, signedAt, now }: MessageFacts,
  frame: PhoneFrame,
  written: WrittenTime,
  packageName: string | null,
): Promise<Device> {
  const sighting = {
    ...{ pid: account.pid, accountId: account.id, app: 'sms_forwarder' as const },
    ...{
      name: frame.device ?? say('device', saying('device.unnamedPhone')),
      uid: frame.uid,
      packageName,
      appVersion: frame.appVersion,
    },
    ...{ battery: frame.battery, deviceAt: signedAt, heartbeat: packageName === null, written },
    silentAfterMs: account.silentAfterMs,
  };
  return devices.see(trx, sighting, now, deviceId ?? undefined);
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

/** The pay type of money whose text doesn't tell it: that of the account's codes in use, where they take but one. */
async function payTypeOfCodes(db: Db, { id }: Pick<Account, 'id'>): Promise<PayType | null> {
  const inUse = (await codes.listCodes(db, [id])).filter(({ enabled }) => enabled);
  const [only = null, ...others] = new Set(inUse.flatMap(({ payTypes }) => payTypes));
  return others.length === 0 ? only : null;
}

/** Why what was told waits for a person; null: it doesn't, or for what its receipt says. */
function whyOf({ placed }: Placed, timeDoubt: string | null, isConfirmed: boolean): string | null {
  if (placed !== 'review') return null;
  return timeDoubt ?? (isConfirmed ? null : 'unconfirmed');
}
