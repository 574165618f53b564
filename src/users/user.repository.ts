import { type Db, isDuplicate } from '../shared/db.ts';
import { Refusal } from '../shared/errors.ts';
import { translator } from '../shared/i18n/index.ts';
import { normalizeUsername } from './username.ts';

/** A person who logs in to the console. */
export interface User {
  id: number;
  username: string;
  passwordHash: string;
  createdAt: number;
  lastLoginAt: number | null;
}

/** The user's name may be given in any case. */
export async function findUserByName(db: Db, username: string): Promise<User | undefined> {
  const row = await db('users')
    .where({ username: normalizeUsername(username) })
    .first();
  return row && toUser(row);
}

export async function findUserById(db: Db, id: number): Promise<User | undefined> {
  const row = await db('users').where({ id }).first();
  return row && toUser(row);
}

export async function listUsers(db: Db): Promise<User[]> {
  return (await db('users').orderBy('id')).map(toUser);
}

/** Returns the new user's id. Throws Refusal 'username_taken' when the name, in any case, is someone's. */
export async function createUser(
  db: Db,
  user: { username: string; passwordHash: string; now: number },
): Promise<number> {
  try {
    const [id] = await db('users').insert({
      username: normalizeUsername(user.username),
      password_hash: user.passwordHash,
      created_at: user.now,
    });
    return Number(id);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    const message = translator('zh')('username.taken');
    throw new Refusal('username_taken', message, { status: 409, fields: [{ field: 'username', message }] });
  }
}

export async function savePasswordHash(db: Db, id: number, passwordHash: string): Promise<void> {
  await db('users').where({ id }).update({ password_hash: passwordHash });
}

export async function noteLogin(db: Db, id: number, now: number): Promise<void> {
  await db('users').where({ id }).update({ last_login_at: now });
}

function toUser(row: Record<string, unknown>): User {
  return {
    id: Number(row.id),
    username: String(row.username),
    passwordHash: String(row.password_hash),
    createdAt: Number(row.created_at),
    lastLoginAt: row.last_login_at === null ? null : Number(row.last_login_at),
  };
}
