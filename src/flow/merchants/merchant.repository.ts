import { type Scope, within } from '../../shared/actor.ts';
import { type Db, isSqlite } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { randomHex } from '../../shared/random.ts';
import type { Vault } from '../../shared/secrets.ts';
import { defaultRules, FIRST_PID, type Merchant, MerchantRules } from './merchant.ts';

const KEY_BYTES = 16;

export type MerchantRepository = ReturnType<typeof createMerchantRepository>;

/** The only SQL on `merchants`. Keys are sealed in the table and open in what is returned. */
export function createMerchantRepository(vault: Vault) {
  async function find(db: Db, pid: number): Promise<Merchant | undefined> {
    const row = await db('merchants').where({ pid }).first();
    return row && toMerchant(row, vault);
  }

  return {
    find,

    /** Throws Refusal 'no_merchant'. */
    async get(db: Db, pid: number): Promise<Merchant> {
      const merchant = await find(db, pid);
      if (!merchant) throw refuse('no_merchant.pid', { pid });
      return merchant;
    },

    async list(db: Db): Promise<Merchant[]> {
      const rows = await db('merchants').orderBy('pid');
      return rows.map((row) => toMerchant(row, vault));
    },

    async listWithin(db: Db, scope: Scope): Promise<Merchant[]> {
      const rows = await within(db('merchants'), 'pid', scope).orderBy('pid');
      return rows.map((row) => toMerchant(row, vault));
    },

    /** Numbers and names alone, for choices. */
    async listNames(db: Db, scope: Scope): Promise<{ pid: number; name: string }[]> {
      const rows = await within(db('merchants'), 'pid', scope).orderBy('pid').select('pid', 'name');
      return rows.map((row) => ({ pid: Number(row.pid), name: String(row.name) }));
    },

    /** The next free pid from 1000 upwards, with a fresh key. */
    async create(db: Db, { name, now }: { name: string; now: number }): Promise<Merchant> {
      const last = (await db('merchants').max({ last: 'pid' }).first())?.last ?? null;
      const merchant: Merchant = {
        pid: last === null ? FIRST_PID : Number(last) + 1,
        name,
        key: randomHex(KEY_BYTES),
        vmqKey: randomHex(KEY_BYTES),
        enabled: true,
        rules: defaultRules,
        createdAt: now,
      };
      await db('merchants').insert({
        pid: merchant.pid,
        name,
        key_sealed: vault.seal(merchant.key),
        vmq_key_sealed: vault.seal(merchant.vmqKey),
        enabled: true,
        rules: JSON.stringify(merchant.rules),
        created_at: now,
      });
      return merchant;
    },

    /** A new key; the old one is worth nothing from now on. */
    async resetKey(db: Db, pid: number): Promise<string> {
      const key = randomHex(KEY_BYTES);
      await db('merchants')
        .where({ pid })
        .update({ key_sealed: vault.seal(key) });
      return key;
    },

    /** A new key for V免签 shops; the old one is worth nothing from now on. */
    async resetVmqKey(db: Db, pid: number): Promise<string> {
      const key = randomHex(KEY_BYTES);
      await db('merchants')
        .where({ pid })
        .update({ vmq_key_sealed: vault.seal(key) });
      return key;
    },

    /** Gives a V免签 key to merchants from before there was one; of several processes one wins. */
    async giveVmqKeys(db: Db): Promise<void> {
      for (const { pid } of await db('merchants').whereNull('vmq_key_sealed').select('pid')) {
        await db('merchants')
          .where({ pid })
          .whereNull('vmq_key_sealed')
          .update({ vmq_key_sealed: vault.seal(randomHex(KEY_BYTES)) });
      }
    },

    async saveRules(db: Db, pid: number, rules: MerchantRules): Promise<void> {
      await db('merchants')
        .where({ pid })
        .update({ rules: JSON.stringify(rules) });
    },

    /**
     * Locks the merchant's rotation until the transaction ends: whoever places orders for this merchant does so one
     * after another, in every process. The embedded database has one writer at a time anyway.
     */
    async lockTurns(trx: Db, pid: number): Promise<void> {
      if (!isSqlite(trx)) await trx('merchants').where({ pid }).forUpdate().first('pid');
    },
  };
}

function toMerchant(row: Record<string, unknown>, vault: Vault): Merchant {
  return {
    pid: Number(row.pid),
    name: String(row.name),
    key: vault.open(String(row.key_sealed)),
    vmqKey: row.vmq_key_sealed === null ? '' : vault.open(String(row.vmq_key_sealed)),
    enabled: Boolean(row.enabled),
    rules: MerchantRules.parse(JSON.parse(String(row.rules))),
    createdAt: Number(row.created_at),
  };
}
