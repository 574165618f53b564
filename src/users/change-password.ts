import { type Db, inTransaction } from '../shared/db.ts';
import { Refusal } from '../shared/errors.ts';
import { type Translate, translator } from '../shared/i18n/index.ts';
import { checkPassword } from './password-rules.ts';
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
    const message = translator('zh')('login.wrong');
    throw new Refusal('wrong_password', message, { fields: [{ field: 'current', message }] });
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
  t: Translate = translator('zh'),
): Promise<number> {
  const { user, next, keepSid, alsoDo } = change;
  const problem = checkPassword(next, user.username);
  if (problem) {
    const message = t(problem.key, problem.values);
    throw new Refusal('weak_password', message, { fields: [{ field: 'next', message }] });
  }
  const hash = await passwords.hash(next);
  return inTransaction(db, async (trx) => {
    await savePasswordHash(trx, user.id, hash);
    const ended = await endSessionsOf(trx, user.id, keepSid);
    await alsoDo?.(trx, ended);
    return ended;
  });
}
