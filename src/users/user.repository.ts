import { type Db, isDuplicate } from '../shared/db.ts';
import { refuseField } from '../shared/refuse-fields.ts';
import { saying } from '../shared/saying.ts';
import { isRole, type Role } from './deeds.ts';
import { normalizeUsername } from './username.ts';

/** The only SQL on `users` and `user_merchants`. */

/** A person who logs in to the console. */
export interface User {
  id: number;
  username: string;
  passwordHash: string;
  role: Role;
  /** The merchants whose things he sees, in order; of no meaning for an owner, who sees all. */
  pids: number[];
  /** ms; null: he can log in. */
  disabledAt: number | null;
  createdAt: number;
  lastLoginAt: number | null;
}

/** The user's name may be given in any case. */
export async function findUserByName(db: Db, username: string): Promise<User | undefined> {
  const row = await db('users')
    .where({ username: normalizeUsername(username) })
    .first();
  return row && toUser(row, await pidsOf(db, row));
}

export async function findUserById(db: Db, id: number): Promise<User | undefined> {
  const row = await db('users').where({ id }).first();
  return row && toUser(row, await pidsOf(db, row));
}

export async function listUsers(db: Db): Promise<User[]> {
  const all = await db('user_merchants').orderBy('pid').select('user_id', 'pid');
  const rows = await db('users').orderBy('id');
  return rows.map((row) =>
    toUser(
      row,
      all.filter((one) => Number(one.user_id) === Number(row.id)).map(({ pid }) => Number(pid)),
    ),
  );
}

/** Returns the new user's id. Throws Refusal 'username_taken' when the name, in any case, is someone's. */
export async function createUser(
  db: Db,
  user: { username: string; passwordHash: string; role: Role; now: number },
): Promise<number> {
  try {
    const [id] = await db('users').insert({
      username: normalizeUsername(user.username),
      password_hash: user.passwordHash,
      role: user.role,
      created_at: user.now,
    });
    return Number(id);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw refuseField('username_taken', 'username', saying('username.taken'));
  }
}

export async function savePasswordHash(db: Db, id: number, passwordHash: string): Promise<void> {
  await db('users').where({ id }).update({ password_hash: passwordHash });
}

/** What the user may do from now on, and for whom; `pids` of an owner are none. */
export async function saveRole(trx: Db, id: number, role: Role, pids: readonly number[]): Promise<void> {
  await trx('users').where({ id }).update({ role });
  await trx('user_merchants').where({ user_id: id }).delete();
  if (role === 'owner' || pids.length === 0) return;
  await trx('user_merchants').insert(pids.map((pid) => ({ user_id: id, pid })));
}

/** Null: the user can log in again. */
export async function saveDisabledAt(trx: Db, id: number, disabledAt: number | null): Promise<void> {
  await trx('users').where({ id }).update({ disabled_at: disabledAt });
}

/** The owners who can log in; nobody else changes who they are until the transaction ends. */
export async function lockOwners(trx: Db): Promise<number[]> {
  const rows = await trx('users')
    .where({ role: 'owner' })
    .whereNull('disabled_at')
    .orderBy('id')
    .forUpdate()
    .select('id');
  return rows.map(({ id }) => Number(id));
}

export async function noteLogin(db: Db, id: number, now: number): Promise<void> {
  await db('users').where({ id }).update({ last_login_at: now });
}

async function pidsOf(db: Db, { id, role }: Record<string, unknown>): Promise<number[]> {
  if (role === 'owner') return [];
  const pids = await db('user_merchants')
    .where({ user_id: Number(id) })
    .orderBy('pid')
    .pluck('pid');
  return pids.map(Number);
}

function toUser(row: Record<string, unknown>, pids: number[]): User {
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  const role = row.role === null ? null : String(row.role);
  return {
    id: Number(row.id),
    username: String(row.username),
    passwordHash: String(row.password_hash),
    // A role that this version doesn't know may do the least.
    role: isRole(role) ? role : 'viewer',
    pids,
    disabledAt: number(row.disabled_at),
    createdAt: Number(row.created_at),
    lastLoginAt: number(row.last_login_at),
  };
}
