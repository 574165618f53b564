import { recordAudit } from '../flow/audit/index.ts';
import type { Clock } from '../shared/clock.ts';
import { type Db, inTransaction, isDuplicate, isSqlite } from '../shared/db.ts';
import { type Refusal, refuse } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { migrate } from '../shared/migrate.ts';
import { saying } from '../shared/saying.ts';
import { checkPassword, createUser, isUsername, normalizeUsername, type Passwords } from '../users/index.ts';
import { unfitDatabase } from './explain-database.ts';
import type { InstalledMark } from './installed-mark.ts';
import { foreignTables, INSTALLED_AT, isInstalled } from './installed-state.ts';
import { findUnfit } from './unfit-tables.ts';

export interface InstallDeps {
  db: Db;
  clock: Clock;
  log: Log;
  passwords: Passwords;
  /** Of the DATA_DIR that the product runs on. */
  mark: InstalledMark;
  /** Makes the first merchant, inside the transaction that it is given. */
  createMerchant(trx: Db, merchant: { name: string; now: number }): Promise<{ pid: number; key: string }>;
  /**
   * Called when all but the commit has succeeded, by the one installation that wins: the place to keep the
   * database's address. When it throws, everything is undone.
   */
  beforeCommit?(): void;
}

export interface InstallRequest {
  username: string;
  password: string;
  /** The administrator has accepted the statement of lawful use. */
  acceptedLawfulUse: true;
  /** For the audit log: where the wizard was filled in; null from the terminal. */
  ip?: string | null;
}

/** The first merchant; its key is told here and nowhere else. */
export interface Installed {
  pid: number;
  key: string;
}

/**
 * Makes the tables, the first administrator and the first merchant; all or nothing, and once: of several at the
 * same moment exactly one succeeds, also when they are for different databases. Throws Refusal 'already_installed', 'bad_username', 'weak_password', or
 * 'database_occupied' where another program's tables stand in the way, or 'database_unfit' where a MySQL can't do what
 * tables must. Tables that exist are kept.
 */
export async function install(deps: InstallDeps, request: InstallRequest): Promise<Installed> {
  const { db, clock, log, passwords, mark, createMerchant } = deps;
  const username = normalizeUsername(request.username);
  refuseBadAdministrator(username, request.password);
  if (mark.isComplete() || (await isInstalled(db))) throw alreadyInstalled();
  await refuseForeignTables(db);
  await refuseUnfit(db);

  const passwordHash = await passwords.hash(request.password);
  await migrate(db);
  await refuseUnfit(db); // also what a server makes otherwise than it was asked to
  const stamp = { at: clock.now(), database: isSqlite(db) ? 'sqlite' : 'mysql' } as const;
  let marked = false;
  const installed = await inTransaction(db, async (trx) => {
    const now = stamp.at;
    await claim(trx, now);
    const userId = await createUser(trx, { username, passwordHash, role: 'owner', now });
    const { pid, key } = await createMerchant(trx, { name: username, now });
    await recordAudit(trx, {
      at: now,
      pid: null,
      actor: request.ip ? username : 'terminal',
      action: 'install',
      subject: `user ${userId}`,
      detail: { pid, acceptedLawfulUse: request.acceptedLawfulUse },
      ip: request.ip ?? null,
    });
    marked ||= mark.claim(stamp);
    if (!marked) throw alreadyInstalled();
    deps.beforeCommit?.();
    return { pid, key };
  }).catch((error: unknown) => {
    if (marked) mark.drop();
    throw error;
  });
  mark.complete(stamp);
  log.info({ pid: installed.pid }, 'installed');
  return installed;
}

/** The setting's unique name decides who installs: the second one waits for the first and then is refused. */
async function claim(trx: Db, now: number): Promise<void> {
  try {
    await trx('settings').insert({ name: INSTALLED_AT, value: String(now) });
  } catch (error) {
    throw isDuplicate(error) ? alreadyInstalled() : error;
  }
}

function refuseBadAdministrator(username: string, password: string): void {
  if (!isUsername(username)) {
    const problem = saying('username.invalid');
    throw refuse('bad_username', { problem }, { fields: [{ field: 'username', problem }] });
  }
  const weak = checkPassword(password, username);
  if (weak) {
    const problem = { say: weak.key, ...(weak.values && { with: { ...weak.values } }) };
    throw refuse('weak_password.administrator', { problem }, { fields: [{ field: 'password', problem }] });
  }
}

async function refuseUnfit(db: Db): Promise<void> {
  const unfit = await findUnfit(db);
  if (unfit) throw unfitDatabase(unfit);
}

async function refuseForeignTables(db: Db): Promise<void> {
  const tables = (await foreignTables(db)).join(', ');
  if (tables === '') return;
  const database = isSqlite(db) ? 'mpay.db' : String(db.client.database());
  throw refuse('database_occupied', { database, tables });
}

export function alreadyInstalled(): Refusal {
  return refuse('already_installed');
}
