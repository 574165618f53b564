import { PlatformError } from '../../plugin-api/index.ts';
import type { Account } from '../accounts/index.ts';
import type { PollDeps } from './poll-account.ts';

/** What came of trying a login; `message` in plain words, '' where it works. */
export interface LoginTest {
  ok: boolean;
  message: string;
}

/**
 * Logs in at the platform afresh and keeps the session. What came of it is the account's health from then on: a login
 * that is refused stops it, as it would when an order waits; what can't be reached or read is failing. Never refuses.
 */
export async function testLogin(
  { db, clock, log, accounts, host }: Pick<PollDeps, 'db' | 'clock' | 'log' | 'accounts' | 'host'>,
  account: Account,
): Promise<LoginTest> {
  const access = await accounts.openAccess(db, account.id);
  const { settings } = access;
  try {
    const { session } = await host.login(account.platform, { settings, session: null, now: clock.now() });
    await accounts.saveSession(db, account.id, session, access);
    await accounts.setHealth(db, account.id, 'ok', null, clock.now());
    return { ok: true, message: '' };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const { kind, message } = error;
    log.info({ accountId: account.id, kind }, 'login_test_failed');
    if (kind === 'refused') await accounts.stop(db, account.id, access, message, clock.now());
    // A login that was refused before isn't right because nobody answers now.
    else if (account.health !== 'stopped') {
      await accounts.setHealth(db, account.id, 'failing', message, clock.now());
    }
    return { ok: false, message };
  }
}
