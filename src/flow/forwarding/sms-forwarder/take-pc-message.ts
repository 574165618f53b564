import type { Platform } from '../../../plugin-api/index.ts';
import type { PluginRegistry } from '../../../plugin-host/index.ts';
import type { Db } from '../../../shared/db.ts';
import { listHash } from '../../../shared/list-hash.ts';
import type { Log } from '../../../shared/log.ts';
import { type Fen, formatFen } from '../../../shared/money.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import { raiseAlert } from '../../alerts/index.ts';
import { bindOtherBody, type SignedRequest } from '../../bound-requests/index.ts';
import { correctedNow } from '../../counting/index.ts';
import { type DeviceRepository, lateMsOf } from '../../devices/index.ts';
import type { HoldDeps } from '../../settlement/index.ts';
import { countReport } from '../count-report.ts';
import { noteText } from '../forwarded-text.repository.ts';
import { keepForReview } from '../keep-for-review.ts';
import { longest, type MessageFacts, type Taken, WITHIN_SECOND_MS } from '../told-payment.ts';
import type { PcFrame } from './read-pc-frame.ts';

export interface PcDeps {
  log: Log;
  plugins: Pick<PluginRegistry, 'find'>;
  devices: Pick<DeviceRepository, 'see'>;
  settlement: HoldDeps;
}

/** As takePhoneMessage, for a PC monitor: it has read the window itself and tells kind and amount. */
export async function takePcMessage(
  trx: Db,
  { devices, plugins, settlement }: PcDeps,
  { account, deviceId, signedAt, now }: MessageFacts,
  { chan, moneyFen }: PcFrame,
): Promise<Taken> {
  const device = await devices.see(
    trx,
    {
      ...{ pid: account.pid, accountId: account.id, app: 'pc', name: 'PC' },
      ...{ packageName: null, appVersion: null, battery: null },
      ...{ deviceAt: signedAt, heartbeat: false, silentAfterMs: account.silentAfterMs },
    },
    now,
    deviceId ?? undefined,
  );
  const platform = plugins.find(account.platform);
  const kind = kindOfNumber(platform, chan);
  const { at: happenedAt, doubtMs } = correctedNow(signedAt, device.skewSamples);
  const money = formatFen(moneyFen);
  const placed = await countReport(
    trx,
    settlement,
    { account, device, now },
    {
      ...{ payType: onlyPayTypeOf(platform), amountFen: moneyFen, channels: kind === null ? [] : [kind] },
      ...{ happenedAt, withinMs: WITHIN_SECOND_MS, count: null },
      lateMs: longest(lateMsOf(device, happenedAt, now), doubtMs),
      fingerprint: pcFingerprint({ accountId: account.id, chan, moneyFen, at: signedAt }),
      raw: JSON.stringify({ device: device.name, chan, money, at: signedAt }),
    },
  );
  await noteText(trx, {
    ...{ accountId: account.id, deviceId: device.id, packageName: null, title: `PC ${chan}`, text: money },
    ...{ receivedAt: signedAt, at: now, outcome: 'money', why: null, rule: 'pc', amountFen: moneyFen },
    ...{ receiptId: placed.receiptId, placed: placed.placed },
  });
  return { code: 'money', toSettle: placed.toSettle };
}

/** The identity of a payment that a PC monitor reported; 64 hex digits. `at` is the signed time (UTC ms, whole seconds). */
export function pcFingerprint(report: {
  accountId: number;
  chan: number;
  moneyFen: Fen;
  at: number;
}): string {
  return listHash('pc', report.accountId, report.chan, report.moneyFen, report.at);
}

/** So many reports beside the first are kept for one signature; who sends more is no monitor that looks once a second. */
const SAME_SECOND_AT_MOST = 3;

/**
 * Keeps a PC monitor's second report under one signature, for a person, with an alert. 'changed': it is not kept, as it
 * was not signed in whole seconds (`time`, as received) or too many were before it.
 *
 * A monitor's time is in seconds and its signature covers nothing but that time. Two payments in one second therefore
 * look exactly like a captured signature under a forged body: refusing it and forgetting it may lose a payment,
 * believing it lets whoever overhears one message name any amount. So it becomes a receipt in review (keepForReview):
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
  { log, plugins, settlement }: PcDeps,
  { account, signedAt, now }: MessageFacts,
  { chan, moneyFen: amountFen }: PcFrame,
  { time, signed }: { time: string; signed: SignedRequest },
): Promise<{ is: 'same_second' | 'changed' }> {
  if (!SECONDS.test(time)) return { is: 'changed' };
  const other = await bindOtherBody(trx, signed, SAME_SECOND_AT_MOST);
  if (other !== 'other') return { is: other === 'changed' ? 'changed' : 'same_second' };
  // Whichever PC it was: the device is not noted as heard.
  const by = { account, device: { name: 'PC' }, now };
  const { receiptId } = await keepForReview(trx, settlement, by, 'same_second', {
    key: listHash('same second', signed.replayKey, signed.bodyHash),
    ...{
      payType: onlyPayTypeOf(plugins.find(account.platform)),
      amountFen,
      happenedAt: signedAt,
      lateMs: null,
    },
    told: { chan, money: formatFen(amountFen), at: signedAt },
  });
  log.error({ accountId: account.id, receiptId, amountFen }, 'same_second_report');
  await raiseAlert(trx, {
    kind: 'same_second',
    subject: `same-second:${account.id}`,
    accountId: account.id,
    detail: { receiptId, amountFen },
    now,
  });
  return { is: 'same_second' };
}

/** In whole seconds an honest monitor may sign two payments alike. */
const SECONDS = /^\d{10}$/;

/** The pay type of money that came to a platform that takes one; null where it takes several. */
function onlyPayTypeOf(platform: Platform | undefined): PayType | null {
  const [only = null, ...others] = platform?.payTypes ?? [];
  return others.length === 0 ? only : null;
}

/** The kind of code that a PC monitor's number means at this platform; null: it has none of that number. */
function kindOfNumber(platform: Platform | undefined, number: number): string | null {
  if (platform?.listening !== 'forwarded') return null;
  return platform.codeKinds.find((kind) => kind.number === number)?.id ?? null;
}
