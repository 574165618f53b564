import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { changesBetween } from '../audit/index.ts';
import { recordDeed } from '../events/index.ts';
import type { MerchantRepository } from './merchant.repository.ts';
import type { Merchant, MerchantRules } from './merchant.ts';
import type { MerchantDirectory } from './merchant-directory.ts';

/** What people do about merchants. Each is written down in the transaction of the deed. */

export interface ManageMerchantsDeps {
  db: Db;
  clock: Clock;
  merchants: MerchantRepository;
  /** Told when a merchant changed, so that shops notice at once. */
  directory: Pick<MerchantDirectory, 'forget'>;
}

export const LONGEST_NAME = 100;

/** Adds a merchant with a number, keys and rules of its own. Refusal 'bad_merchant'. */
export async function addMerchant(
  { db, clock, merchants, directory }: ManageMerchantsDeps,
  { name: typed }: { name: string },
  actor: Actor,
): Promise<Merchant> {
  const name = typed.trim();
  if (name === '' || name.length > LONGEST_NAME || /\p{Cc}/u.test(name)) {
    throw refuseField('bad_merchant', 'name', saying('problem.merchantName', { max: LONGEST_NAME }));
  }
  const added = await inTransaction(db, async (trx) => {
    const at = clock.now();
    const merchant = await merchants.create(trx, { name, now: at });
    const { pid } = merchant;
    await recordDeed(trx, actor, {
      at,
      action: 'merchant.add',
      subject: `merchant ${pid}`,
      pid,
      detail: { name },
    });
    return merchant;
  });
  directory.forget(added.pid);
  return added;
}

/** Writes those of the merchant's rules that are named; the others stay. */
export async function changeRules(
  { db, clock, merchants, directory }: ManageMerchantsDeps,
  { pid, rules: before }: Pick<Merchant, 'pid' | 'rules'>,
  changes: Partial<MerchantRules>,
  actor: Actor,
): Promise<void> {
  const rules = { ...before, ...changes };
  await inTransaction(db, async (trx) => {
    await merchants.saveRules(trx, pid, rules);
    await recordDeed(trx, actor, {
      ...{ at: clock.now(), action: 'merchant.rules', subject: `merchant ${pid}`, pid },
      detail: changesBetween(before, rules),
    });
  });
  directory.forget(pid);
}

/** Which of a merchant's keys: the one of 易支付 shops, or the one of V免签 shops. */
export type KeyKind = 'key' | 'vmqKey';

const shown = { key: 'merchant.revealKey', vmqKey: 'merchant.revealVmqKey' } as const;
const renewed = { key: 'merchant.resetKey', vmqKey: 'merchant.resetVmqKey' } as const;

/** Makes a new key; the old one is worth nothing from now on. */
export async function renewKey(
  { db, clock, merchants, directory }: ManageMerchantsDeps,
  pid: number,
  kind: KeyKind,
  actor: Actor,
): Promise<string> {
  const key = await inTransaction(db, async (trx) => {
    const fresh = await (kind === 'key' ? merchants.resetKey(trx, pid) : merchants.resetVmqKey(trx, pid));
    const at = clock.now();
    await recordDeed(trx, actor, { at, action: renewed[kind], subject: `merchant ${pid}`, pid });
    return fresh;
  });
  directory.forget(pid);
  return key;
}

/** To be called before a key is shown: it is written down to whom. */
export async function noteKeyShown(
  { db, clock }: Pick<ManageMerchantsDeps, 'db' | 'clock'>,
  pid: number,
  kind: KeyKind,
  actor: Actor,
): Promise<void> {
  const at = clock.now();
  await recordDeed(db, actor, { at, action: shown[kind], subject: `merchant ${pid}`, pid });
}
