import { isDeepStrictEqual } from 'node:util';
import { mergedSession } from '../../plugin-host/index.ts';
import { type Scope, within } from '../../shared/actor.ts';
import { type Db, isSqlite } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import { type Fen, fen } from '../../shared/money.ts';
import type { Vault } from '../../shared/secrets.ts';
import { findRow } from '../../shared/written-sql.ts';
import { type Limits, readLimits, writeLimits } from '../code-limits/index.ts';
import type { Account, Health, ListenMode } from './account.ts';
import { keepSaying, readKept, type Telling } from './kept-saying.ts';

/** Of the column. */
const LONGEST_REASON = 2_000;
/** As the column `refused_fields`. */
const LONGEST_KEYS = 255;

export type AccountFields = Pick<Account, 'login' | 'settings' | 'mode' | 'intervalMs'> & {
  secrets: Record<string, string>;
};

/** How an account listens to devices. */
export type AccountListening = Pick<Account, 'acceptKey' | 'silentAfterMs'> &
  Partial<Pick<Account, 'takesUnheard' | 'toldLimitFen'>>;

/** Which password or keys a call of the account's plugin began with, and which session. */
export interface AskedSession {
  secretsSealed: string;
  session: unknown;
  /** As it is stored, by which it is known from a later one; null: there was none. */
  sessionSealed: string | null;
}

/** What a call of the account's plugin needs. */
export type AccountAccess = AskedSession & { settings: Record<string, string> };

/** How often it is tried to keep a session while others keep theirs. */
const KEPT_AGAINST = 3;

export type AccountRepository = ReturnType<typeof createAccountRepository>;

/** The only SQL on `accounts`. Secrets and platform sessions are sealed in the table. */
export function createAccountRepository(vault: Vault) {
  async function find(db: Db, id: number): Promise<Account | undefined> {
    const row = await findRow(db, 'accounts', { id });
    return row && toAccount(row);
  }

  return {
    find,

    /** Throws Refusal 'unknown_account'. */
    async get(db: Db, id: number): Promise<Account> {
      const account = await find(db, id);
      if (!account) throw refuse('unknown_account.id', { id });
      return account;
    },

    async list(db: Db, pid?: number): Promise<Account[]> {
      const rows = await db('accounts')
        .where(pid === undefined ? {} : { pid })
        .orderBy('id');
      return rows.map(toAccount);
    },

    async listWithin(db: Db, scope: Scope): Promise<Account[]> {
      return (await within(db('accounts'), 'pid', scope).orderBy('id')).map(toAccount);
    },

    /** The accounts that may be asked: not stopped, in this mode. One that is switched off has its open orders still. */
    async listAskable(db: Db, mode: ListenMode): Promise<Account[]> {
      const rows = await db('accounts').where({ mode }).whereNot({ health: 'stopped' }).orderBy('id');
      return rows.map(toAccount);
    },

    /** Returns the new id. Throws the database's duplicate error when the login is already listed. */
    async insert(db: Db, pid: number, platform: string, fields: AccountFields, now: number): Promise<number> {
      const [id] = await db('accounts').insert({
        pid,
        platform,
        ...toColumns(fields, vault),
        enabled: true,
        accept_key: false,
        health: 'ok',
        created_at: now,
      });
      return Number(id);
    },

    /**
     * Writes the form's fields. `isOtherLogin`: with another login at the platform than before; then its session and its
     * trouble are forgotten, as what was wrong may be mended. That its devices are silent no form can mend.
     */
    async update(
      db: Db,
      id: number,
      fields: AccountFields,
      { isOtherLogin }: { isOtherLogin: boolean },
    ): Promise<void> {
      await db('accounts').where({ id }).update(toColumns(fields, vault));
      if (!isOtherLogin) return;
      await db('accounts').where({ id }).update({ session_sealed: null });
      await db('accounts')
        .where({ id })
        .whereNot({ health: 'silent' })
        .update({ health: 'ok', health_reason: null, health_at: null, refused_fields: null });
    },

    /** Forgets what the platform's accounts are logged in with. */
    async dropSessions(db: Db, platform: string): Promise<void> {
      await db('accounts').where({ platform }).update({ session_sealed: null });
    },

    /** How the account listens to devices; a limit that is left out stays as it is. */
    async saveListening(
      db: Db,
      id: number,
      { acceptKey, silentAfterMs, takesUnheard, toldLimitFen }: AccountListening,
    ): Promise<void> {
      await db('accounts')
        .where({ id })
        .update({
          accept_key: acceptKey,
          silent_after_ms: silentAfterMs,
          ...(takesUnheard !== undefined && { takes_unheard: takesUnheard }),
          ...(toldLimitFen !== undefined && { told_limit_fen: toldLimitFen }),
        });
    },

    /** Devices need keys of their own from now on. */
    async refuseMerchantKey(db: Db, id: number): Promise<void> {
      await db('accounts').where({ id }).update({ accept_key: false });
    },

    /** Above which what a device tells of the account waits for a person; null: no amount does. */
    async toldLimitOf(db: Db, id: number): Promise<Fen | null> {
      const row = await findRow(db, 'accounts', { id }, { columns: ['told_limit_fen'] });
      return toLimit(row?.told_limit_fen);
    },

    /** Waits for whoever else is at this account and keeps others out until the transaction ends. */
    async lock(trx: Db, id: number): Promise<void> {
      // There a transaction keeps everybody out by itself.
      if (isSqlite(trx)) return;
      await findRow(trx, 'accounts', { id }, { columns: ['id'], forUpdate: true });
    },

    /** A device told something for them: those that none was heard for take orders from now on. */
    async noteHeard(trx: Db, ids: number[], now: number): Promise<void> {
      await trx('accounts').whereIn('id', ids).whereNull('heard_at').update({ heard_at: now });
    },

    /** Nobody is left that was heard for it. */
    async forgetHeard(trx: Db, id: number): Promise<void> {
      await trx('accounts').where({ id }).update({ heard_at: null });
    },

    async saveLimits(db: Db, id: number, limits: Limits): Promise<void> {
      await db('accounts')
        .where({ id })
        .update({ limits: writeLimits(limits) });
    },

    /** Requests in any hour; null: as many as the platform bears. */
    async saveHourlyBudget(db: Db, id: number, hourlyBudget: number | null): Promise<void> {
      await db('accounts').where({ id }).update({ hourly_budget: hourlyBudget });
    },

    async setEnabled(db: Db, id: number, enabled: boolean): Promise<void> {
      await db('accounts').where({ id }).update({ enabled });
    },

    async setHealth(db: Db, id: number, health: Health, reason: Telling | null, now: number): Promise<void> {
      await db('accounts')
        .where({ id })
        .update(toHealth(health, reason, now));
    },

    /**
     * Stops the account whose login was refused, or has it wait for its owner; not when its password was changed since it
     * was read (`asked`: as openAccess gave it), for that one may be right; nor wait for him who handed over a session since. True when it was done.
     * `refused`: the settings that the platform named, by key.
     */
    async halt(
      db: Db,
      id: number,
      health: 'stopped' | 'needs_you',
      {
        asked,
        reason,
        refused = [],
        now,
      }: { asked: AskedSession; reason: Telling; refused?: readonly string[]; now: number },
    ): Promise<boolean> {
      const { secretsSealed: secrets_sealed, sessionSealed: session_sealed } = asked;
      const changed = await db('accounts')
        .where({ id, secrets_sealed, ...(health === 'needs_you' && { session_sealed }) })
        .update({ ...toHealth(health, reason, now), refused_fields: keepKeys(refused) });
      return changed === 1;
    },

    async openSecrets(db: Db, id: number): Promise<Record<string, string>> {
      const row = await db('accounts').where({ id }).first('secrets_sealed');
      return JSON.parse(vault.open(String(row.secrets_sealed)));
    },

    /** What a call of the account's plugin needs: its settings, open and secret ones, and what it kept from its last call (null: nothing). */
    async openAccess(db: Db, id: number): Promise<AccountAccess> {
      const access = await readAccess(db, id);
      if (!access) throw new Error(`account ${id} is gone`);
      return access;
    },

    /**
     * Keeps what a login got, whatever was kept before; not when the account was changed since it was read (`asked`: as
     * openAccess gave it): it may belong to another login at another address. From then on `asked` stands for it.
     */
    async saveSession(db: Db, id: number, session: unknown, asked?: AskedSession): Promise<void> {
      const session_sealed = sealSession(session);
      const changed = await db('accounts')
        .where({ id, ...(asked && { secrets_sealed: asked.secretsSealed }) })
        .update({ session_sealed });
      if (asked && changed === 1) Object.assign(asked, { session, sessionSealed: session_sealed });
    },

    /**
     * Keeps what a call that began with `asked` brought back. What was kept since by another call stays, as a new login:
     * of ours, only what that one left as it was is added. Not when the account was changed. Where nobody else kept any, `asked`
     * stands for it from then on.
     */
    async keepSession(db: Db, id: number, session: unknown, asked: AskedSession): Promise<void> {
      const { secretsSealed: secrets_sealed } = asked;
      let [wanted, known] = [session, asked];
      for (let tries = 0; tries < KEPT_AGAINST && !isDeepStrictEqual(wanted, known.session); tries++) {
        const session_sealed = sealSession(wanted);
        const changed = await db('accounts')
          .where({ id, secrets_sealed, session_sealed: known.sessionSealed })
          .update({ session_sealed });
        if (changed === 1) {
          if (known === asked) Object.assign(asked, { session: wanted, sessionSealed: session_sealed });
          return;
        }
        const now = await readAccess(db, id);
        if (now?.secretsSealed !== secrets_sealed) return;
        wanted = mergedSession(known.session, wanted, now.session);
        known = now;
      }
    },
  };

  async function readAccess(db: Db, id: number): Promise<AccountAccess | undefined> {
    const columns = ['settings', 'secrets_sealed', 'session_sealed'];
    const row = await findRow(db, 'accounts', { id }, { columns });
    if (!row) return undefined;
    const secrets = JSON.parse(vault.open(String(row.secrets_sealed)));
    return {
      settings: { ...JSON.parse(String(row.settings)), ...secrets },
      session: row.session_sealed ? JSON.parse(vault.open(String(row.session_sealed))) : null,
      secretsSealed: String(row.secrets_sealed),
      sessionSealed: row.session_sealed ? String(row.session_sealed) : null,
    };
  }

  function sealSession(session: unknown): string | null {
    return session === null ? null : vault.seal(JSON.stringify(session));
  }
}

function toHealth(health: Health, reason: Telling | null, now: number) {
  return {
    health,
    health_reason: reason === null ? null : keepSaying(reason, LONGEST_REASON),
    health_at: now,
    refused_fields: null,
  };
}

/** As many as the column takes. */
function keepKeys(keys: readonly string[]): string | null {
  const kept: string[] = [];
  for (const key of keys) if ([...kept, key].join().length <= LONGEST_KEYS) kept.push(key);
  return kept.join() || null;
}

function toColumns(fields: AccountFields, vault: Vault) {
  return {
    login: fields.login,
    settings: JSON.stringify(fields.settings),
    secrets_sealed: vault.seal(JSON.stringify(fields.secrets)),
    mode: fields.mode,
    interval_ms: fields.intervalMs,
  };
}

function toLimit(value: unknown): Fen | null {
  return value === null || value === undefined ? null : fen(Number(value));
}

function toAccount(row: Record<string, unknown>): Account {
  return {
    id: Number(row.id),
    pid: Number(row.pid),
    platform: String(row.platform),
    login: String(row.login),
    settings: JSON.parse(String(row.settings)),
    mode: String(row.mode) as ListenMode,
    intervalMs: Number(row.interval_ms),
    hourlyBudget: row.hourly_budget === null ? null : Number(row.hourly_budget),
    enabled: Boolean(row.enabled),
    health: String(row.health) as Health,
    healthReason: readKept(row.health_reason),
    healthAt: row.health_at === null ? null : Number(row.health_at),
    refusedFields: row.refused_fields ? String(row.refused_fields).split(',') : [],
    acceptKey: Boolean(row.accept_key),
    silentAfterMs: Number(row.silent_after_ms),
    heardAt: row.heard_at === null ? null : Number(row.heard_at),
    takesUnheard: Boolean(row.takes_unheard),
    toldLimitFen: toLimit(row.told_limit_fen),
    limits: readLimits(row.limits),
    createdAt: Number(row.created_at),
  };
}
