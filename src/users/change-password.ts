import { type Db, inTransaction } from '../shared/db.ts';
import { refuseField } from '../shared/refuse-fields.ts';
import { saying } from '../shared/saying.ts';
import { checkPassword, tellWeakness } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import { endSessionsOf } from './session-store.ts';
import { findUserById, savePasswordHash, type User } from './user.repository.ts';

interface Deps {
  db: Db;
  passwords: Passwords;
}

/**
 * Gives a user a new password and ends all of the user's sessions but `keepSid` (the one that asked).
 * Throws Refusal 'weak_password' or, when the current password is wrong, 'wrong_password'.
 */
export async function changePassword(
  deps: Deps,
  change: { userId: number; current: string; next: string; keepSid: string },
): Promise<void> {
  const user = await findUserById(deps.db, change.userId);
  if (!user || !(await deps.passwords.matches(change.current, user.passwordHash))) {
    throw refuseField('wrong_password', 'current', saying('login.wrong'));
  }
  await setPassword(deps, { user, next: change.next, keepSid: change.keepSid });
}

/**
 * As changePassword, for whoever has proven already to be the user, or runs the machine. Returns how many sessions
 * ended. `alsoDo` belongs to the same transaction. Throws Refusal 'weak_password'.
 */
export async function setPassword(
  { db, passwords }: Deps,
  change: {
    user: Pick<User, 'id' | 'username'>;
    next: string;
    keepSid?: string;
    alsoDo?: (trx: Db, ended: number) => Promise<void>;
  },
): Promise<number> {
  const { user, next, keepSid, alsoDo } = change;
  const weak = checkPassword(next, user.username);
  if (weak) throw refuseField('weak_password', 'next', tellWeakness(weak));
  const hash = await passwords.hash(next);
  return inTransaction(db, async (trx) => {
    await savePasswordHash(trx, user.id, hash);
    const ended = await endSessionsOf(trx, user.id, keepSid);
    await alsoDo?.(trx, ended);
    return ended;
  });
}
