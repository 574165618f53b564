import type { Db } from '../../shared/db.ts';
import { formatFen } from '../../shared/money.ts';
import { correctedNow } from '../counting/index.ts';
import { lateMsOf } from '../devices/index.ts';
import { pcFingerprint } from './fingerprint.ts';
import { keepText } from './forwarded-text.repository.ts';
import type { PcFrame } from './read-pc-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import { countReport, longest, type MessageFacts, type Taken } from './take-message.ts';
import { kindOfNumber, onlyPayTypeOf } from './told-platform.ts';

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
  const kind = kindOfNumber(deps.plugins, account, frame.chan);
  const { at: happenedAt, doubtMs } = correctedNow(signedAt, device.skewSamples);
  const counted = await countReport(trx, deps.settlement, facts, device, {
    payType: onlyPayTypeOf(deps.plugins, account),
    amountFen: frame.moneyFen,
    channels: kind === null ? [] : [kind],
    happenedAt,
    lateMs: longest(lateMsOf(device, happenedAt, now), doubtMs),
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
