import type { Clock } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import { listHash } from '../../../shared/list-hash.ts';
import type { Fen } from '../../../shared/money.ts';
import type { PayType } from '../../../shared/pay-type.ts';
import type { Account, AccountRepository } from '../../accounts/index.ts';
import { correctedTime } from '../../counting/index.ts';
import {
  type Device,
  type DeviceRepository,
  isBelieved,
  lateMsOf,
  sourceOf,
  VMQ_APP_NAME,
} from '../../devices/index.ts';
import { receipts } from '../../receipts/index.ts';
import { type HoldDeps, holdUnclaimed } from '../../settlement/index.ts';
import { countReport } from '../count-report.ts';
import { noteText } from '../forwarded-text.repository.ts';
import { awaitOthers, mayOthersTell } from './await-others.ts';
import { listVmqAccounts, type VmqAccountDeps, type VmqSigner } from './identify-vmq-app.ts';
import type { VmqPush } from './read-vmq-call.ts';
import { chooseVmqAccount } from './vmq-account.ts';

/** The rule by which the texts of V免签 apps are understood: there is no text. */
export const VMQ_RULE = 'vmq';

export interface PushDeps extends VmqAccountDeps {
  clock: Clock;
  accounts: Pick<AccountRepository, 'list' | 'noteHeard'>;
  devices: Pick<DeviceRepository, 'see' | 'listNear'>;
  settlement: HoldDeps;
}

/** Whose app sent a call, and when by the phone's clock, signed; ms. */
export interface VmqSender extends VmqSigner {
  at: number;
}

/** A push that may be carried out, and the accounts that its money may have come to. */
export interface MoneyPush extends VmqPush {
  amountFen: Fen;
  payType: PayType;
  able: [Account, ...Account[]];
}

/**
 * Notes the app and counts the payment that it tells of; returns the receipts that may settle now. In one transaction,
 * the accounts locked that it may be of.
 */
export async function takeVmqPush(
  trx: Db,
  deps: PushDeps,
  sender: VmqSender,
  push: MoneyPush,
): Promise<number[]> {
  const { amountFen, payType, able } = push;
  const { at } = sender;
  const now = deps.clock.now();
  const device = await seeVmqApp(trx, deps, sender, false);
  const happenedAt = correctedTime(at, device.skewSamples);
  const lateMs = lateMsOf(device, happenedAt, now);
  const told = { source: sourceOf(device.id), payType, amountFen, happenedAt, lateMs };
  const chosen = await chooseVmqAccount(trx, able, told);
  const { account, certain, isExpected } = chosen;
  const placed = await countReport(
    trx,
    deps.settlement,
    { account, device, now },
    {
      ...{ payType, amountFen, channels: [], happenedAt, count: null },
      // It signs when it tells, which is after the payment.
      withinMs: 0,
      lateMs,
      fingerprint: listHash('vmq', account.id, push.type, push.price, push.id),
      raw: JSON.stringify({ app: VMQ_APP_NAME, type: push.type, price: push.price, t: push.id }),
    },
  );
  await noteText(trx, {
    ...{ accountId: account.id, deviceId: device.id, packageName: null },
    ...{ title: VMQ_APP_NAME, text: push.price, receivedAt: at, at: now },
    ...{ outcome: 'money', why: null, rule: VMQ_RULE, amountFen },
    ...{ receiptId: placed.receiptId, placed: placed.placed },
  });
  const isNew = placed.placed === 'open';
  const waits = isNew && (await mayOthersTell(trx, deps, able, { ...chosen, source: told.source }));
  const isNobodys = !certain || placed.placed === 'review' || (waits && !isExpected);
  if (isNobodys) await holdEverywhere(trx, deps, push);
  if (waits) {
    await awaitOthers(trx, placed.receiptId, { certain });
    return placed.toSettle.filter((id) => id !== placed.receiptId);
  }
  if (certain) return placed.toSettle;
  for (const id of placed.toSettle) await receipts.leaveToSeveral(trx, id, []);
  return [];
}

/**
 * The money that an app told of settles nothing: told again, it might be taken for that of another account of the
 * merchant, so its amount is held at each that it may be of.
 */
export async function holdEverywhere(
  trx: Db,
  { settlement }: Pick<PushDeps, 'settlement'>,
  { able, amountFen }: Pick<MoneyPush, 'able' | 'amountFen'>,
): Promise<void> {
  for (const { id: accountId, pid, platform } of able) {
    await holdUnclaimed(trx, settlement, { accountId, pid, platform, amountFen });
  }
}

/** Notes that the app was heard: it speaks for all accounts of its merchant where its pushes of money are believed. */
export async function seeVmqApp(
  trx: Db,
  deps: PushDeps,
  { merchant, at, deviceId }: VmqSender,
  heartbeat: boolean,
): Promise<Device> {
  const now = deps.clock.now();
  const unheard = (await listVmqAccounts({ ...deps, db: trx }, merchant.pid)).filter(
    (account) => account.heardAt === null && isBelieved(deviceId !== null, account),
  );
  if (unheard.length > 0) {
    await deps.accounts.noteHeard(
      trx,
      unheard.map(({ id }) => id),
      now,
    );
  }
  const told = { packageName: null, appVersion: null, battery: null };
  const who = { pid: merchant.pid, accountId: null, app: 'vmq' as const, name: VMQ_APP_NAME };
  return deps.devices.see(trx, { ...who, ...told, deviceAt: at, heartbeat }, now, deviceId ?? undefined);
}
