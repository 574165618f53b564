import type { TextRule } from '../../plugin-api/text-rules/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import {
  type AddDeviceDeps,
  addDevice,
  type Device,
  type DeviceApp,
  type DeviceRepository,
  forgetDevice,
} from '../devices/index.ts';
import { recordDeed } from '../events/index.ts';
import type { Receipt } from '../receipts/index.ts';
import type { SettlementDeps } from '../settlement/index.ts';
import { confirmRule, revokeRule } from './confirm-rule.ts';
import { dismissText } from './forwarded-text.repository.ts';
import type { RuleBook } from './rule-book.ts';

/** What people do about devices, texts and rules. Each is written down in the transaction of the deed. */

interface Deps {
  db: Db;
  clock: Clock;
}
type OfAccount = Pick<Account, 'id' | 'pid'>;

/** As addDevice. */
export async function registerDevice(
  deps: Deps & AddDeviceDeps,
  account: Account,
  { app, name }: { app: DeviceApp; name: string },
  actor: Actor,
): Promise<{ id: number; secret: string }> {
  const now = deps.clock.now();
  return inTransaction(deps.db, async (trx) => {
    const added = await addDevice(trx, deps, account, { app, name, now });
    await recordDeed(trx, actor, {
      ...{ at: now, action: 'device.add', subject: `device ${added.id}` },
      ...{ pid: account.pid, accountId: account.id, detail: { accountId: account.id, name, app } },
    });
    return added;
  });
}

/** As forgetDevice. */
export async function forgetDeviceByHand(
  deps: Deps & { accounts: AccountRepository; devices: DeviceRepository; plugins: PluginRegistry },
  device: Device,
  actor: Actor,
): Promise<void> {
  const { id, pid, name, app, accountId } = device;
  await inTransaction(deps.db, async (trx) => {
    await forgetDevice(trx, deps, device);
    await recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'device.remove', subject: `device ${id}` },
      ...{ pid, accountId, detail: { name, app, accountId } },
    });
  });
}

/** A person says that what the rule read is money: see confirmRule. */
export async function confirmByHand(
  deps: Deps & { accounts: AccountRepository; settlement: SettlementDeps },
  { id: receiptId, pid, accountId, amountFen }: Receipt,
  rule: string,
  actor: Actor,
): Promise<string | null> {
  return confirmRule(deps, { accountId, rule, receiptId }, (trx) =>
    recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'rule.confirm', subject: `rule ${rule}` },
      ...{ pid, accountId, receiptId, detail: { accountId, amountFen } },
    }),
  );
}

/** A person takes that back: see revokeRule. */
export async function revokeByHand(
  deps: Deps,
  { id: accountId, pid }: OfAccount,
  rule: string,
  actor: Actor,
): Promise<void> {
  await revokeRule(deps, { accountId, rule }, (trx) =>
    recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'rule.revoke', subject: `rule ${rule}` },
      ...{ pid, accountId, detail: { accountId } },
    }),
  );
}

/** A person has looked at a text that nobody understood. One that was dismissed already is fine too. */
export async function dismissByHand(
  deps: Deps,
  { id, account }: { id: number; account: OfAccount },
  actor: Actor,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    if (!(await dismissText(trx, id))) return;
    await recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'text.dismiss', subject: `text ${id}` },
      ...{ pid: account.pid, accountId: account.id },
    });
  });
}

interface RuleDeps extends Pick<Deps, 'clock'> {
  rules: Pick<RuleBook, 'add' | 'remove'>;
}

/** A rule of the owner's, which reads every merchant's texts: see RuleBook. */
export async function addOwnRule(
  deps: RuleDeps,
  platform: string,
  rule: TextRule,
  actor: Actor,
): Promise<void> {
  await deps.rules.add(platform, rule, noteRule(deps, 'rule.add', rule, actor));
}

export async function removeOwnRule(deps: RuleDeps, rule: TextRule, actor: Actor): Promise<void> {
  await deps.rules.remove(rule.id, noteRule(deps, 'rule.remove', rule, actor));
}

function noteRule(
  { clock }: RuleDeps,
  action: string,
  { id, titles, texts }: TextRule,
  actor: Actor,
): (trx: Db) => Promise<void> {
  return (trx) =>
    recordDeed(trx, actor, {
      ...{ at: clock.now(), action, subject: `rule ${id}`, pid: null, detail: { titles, texts } },
    });
}
