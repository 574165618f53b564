import type { Db } from '../shared/db.ts';
import type { Passwords } from './passwords.ts';
import { findUserById } from './user.repository.ts';

/** True when this is the user's password. */
export async function isPasswordOf(
  { db, passwords }: { db: Db; passwords: Passwords },
  userId: number,
  password: string,
): Promise<boolean> {
  const user = await findUserById(db, userId);
  return passwords.matches(password, user?.passwordHash);
}
