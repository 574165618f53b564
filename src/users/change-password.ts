import { type Db, inTransaction } from '../shared/db.ts';
import { Refusal } from '../shared/errors.ts';
import { translator } from '../shared/i18n/index.ts';
import { checkPassword } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import { endSessionsOf } from './session-store.ts';
import { findUserById, savePasswordHash } from './user.repository.ts';

/**
 * Gives a user a new password and ends all of the user's sessions but `keepSid` (the one that asked).
 * Throws Refusal 'weak_password' or, when the current password is wrong, 'wrong_password'.
 */
export async function changePassword(
  { db, passwords }: { db: Db; passwords: Passwords },
  change: { userId: number; current: string; next: string; keepSid: string },
): Promise<void> {
  const t = translator('zh');
  const user = await findUserById(db, change.userId);
  if (!user || !(await passwords.matches(change.current, user.passwordHash))) {
    throw refusal('wrong_password', 'current', t('login.wrong'));
  }
  const problem = checkPassword(change.next, user.username);
  if (problem) throw refusal('weak_password', 'next', t(problem.key, problem.values));
  const hash = await passwords.hash(change.next);
  await inTransaction(db, async (trx) => {
    await savePasswordHash(trx, user.id, hash);
    await endSessionsOf(trx, user.id, change.keepSid);
  });
}

function refusal(code: string, field: string, message: string): Refusal {
  return new Refusal(code, message, { fields: [{ field, message }] });
}
