import { MINUTE } from '../../shared/clock.ts';
import type { Account } from '../accounts/index.ts';
import { findDetail, raiseAlert, resolveAlert } from '../alerts/index.ts';
import { findLogins } from './login.repository.ts';
import type { PollDeps } from './poll-account.ts';

/** So long before a session ends its owner is told, */
const AHEAD_MS = 30 * MINUTE;
/** but not before it has lasted for most of its time. */
const OF_ITS_TIME = 1 / 4;

/**
 * Where only its owner can log an account in, and its platform says until when a session lasts: he is told before it ends,
 * once for each session, and no more once there is another one.
 */
export async function tellEnding(
  { db, clock, accounts, host }: Pick<PollDeps, 'db' | 'clock' | 'accounts' | 'host'>,
  { id, platform, health, enabled }: Account,
): Promise<void> {
  if (!host.isOwnersLogin(platform)) return;
  const now = clock.now();
  const subject = `ending:${id}`;
  const { settings, session } = await accounts.openAccess(db, id);
  const endsAt = host.sessionEndsAt(platform, { settings, session });
  // One that waits for him already is told of as that.
  const isLoggedIn = enabled && (health === 'ok' || health === 'failing');
  const { sessionAt } = await findLogins(db, id);
  const aheadMs = Math.min(AHEAD_MS, ((endsAt ?? now) - (sessionAt ?? 0)) * OF_ITS_TIME);
  if (!isLoggedIn || endsAt === null || endsAt - now > aheadMs)
    return void (await resolveAlert(db, subject, now));
  if ((await findDetail(db, subject))?.endsAt === endsAt) return;
  const minutes = Math.max(0, Math.round((endsAt - now) / MINUTE));
  await raiseAlert(db, { kind: 'session_ending', subject, accountId: id, detail: { endsAt, minutes }, now });
}
