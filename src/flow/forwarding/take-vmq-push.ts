import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { Account } from '../accounts/index.ts';
import { correctedTime } from '../counting/index.ts';
import { type Device, lateMsOf, VMQ_APP_NAME } from '../devices/index.ts';
import { receipts } from '../receipts/index.ts';
import { holdUnclaimed } from '../settlement/index.ts';
import { countPayment, sourceOf } from './count-payment.ts';
import { keepText } from './forwarded-text.repository.ts';
import { isBelieved, listVmqAccounts, type VmqSigner } from './identify-vmq-app.ts';
import type { ForwardingDeps } from './receive-message.ts';
import { listHash } from './text-hash.ts';
import { chooseVmqAccount } from './vmq-account.ts';

/** The rule by which the texts of V免签 apps are understood: there is no text. */
export const VMQ_RULE = 'vmq';

/** What a push says, as it stands there. */
export interface VmqPush {
  type: string;
  price: string;
  /** Null: no amount of money. */
  amountFen: Fen | null;
  /** Tells this push from the next one of that amount. */
  id: string;
}

/** Whose app sent a call, and when by the phone's clock, signed; ms. */
export interface VmqSender extends VmqSigner {
  at: number;
}

/**
 * Notes the app and counts the payment that it tells of; returns the receipts that may settle now. In one transaction,
 * the accounts locked that it may be of.
 */
export async function takeVmqPush(
  trx: Db,
  deps: ForwardingDeps,
  sender: VmqSender,
  push: VmqPush & { amountFen: Fen; payType: PayType; able: [Account, ...Account[]] },
): Promise<number[]> {
  const { amountFen, payType, able } = push;
  const { at } = sender;
  const now = deps.clock.now();
  const device = await seeVmqApp(trx, deps, sender, false);
  const happenedAt = correctedTime(at, device.skewSamples);
  const told = { source: sourceOf(device.id), payType, amountFen, happenedAt };
  const { account, certain } = await chooseVmqAccount(trx, able, told);
  const lateMs = lateMsOf(device, happenedAt, now);
  const counted = await countPayment(
    trx,
    deps.settlement,
    {
      ...told,
      fingerprint: listHash('vmq', account.id, push.type, push.price, push.id),
      channels: [],
      count: null,
      lateMs,
    },
    {
      ...{ accountId: account.id, pid: account.pid, platform: account.platform, terminal: null },
      paidAt: Math.min(now, happenedAt),
      paidFrom: lateMs === null ? null : happenedAt - lateMs,
      seenAt: now,
      raw: JSON.stringify({ app: 'V免签', type: push.type, price: push.price, t: push.id }),
    },
  );
  await keepText(trx, {
    ...{ accountId: account.id, deviceId: device.id, packageName: null },
    ...{ title: VMQ_APP_NAME, text: push.price, receivedAt: at, at: now },
    ...{ outcome: 'money', why: null, rule: VMQ_RULE, amountFen },
    ...{ receiptId: counted.receiptId, placed: counted.placed },
  });
  if (!certain || counted.placed === 'review') await holdEverywhere(trx, deps, push);
  if (certain) return counted.toSettle;
  const why = JSON.stringify({ by: 'counting', candidates: [] });
  for (const id of counted.toSettle) await receipts.markUnmatched(trx, id, 'several_accounts', why);
  return [];
}

/**
 * The money that an app told of settles nothing: told again, it might be taken for that of another account of the
 * merchant, so its amount is held at each that it may be of.
 */
export async function holdEverywhere(
  trx: Db,
  { settlement }: ForwardingDeps,
  { able, amountFen }: { amountFen: Fen; able: readonly Account[] },
): Promise<void> {
  for (const { id: accountId, pid, platform } of able) {
    await holdUnclaimed(trx, settlement, { accountId, pid, platform, amountFen });
  }
}

/** Notes that the app was heard: it speaks for all accounts of its merchant where its pushes of money are believed. */
export async function seeVmqApp(
  trx: Db,
  deps: ForwardingDeps,
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
