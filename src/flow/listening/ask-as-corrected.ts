import { PlatformError, type PolledPlatform } from '../../plugin-api/index.ts';
import type { CheckedReceipt, PluginHost } from '../../plugin-host/index.ts';
import { DAY, MINUTE } from '../../shared/clock.ts';
import { kept, type Saying } from '../../shared/saying.ts';
import type { Account } from '../accounts/index.ts';
import type { PollDeps } from './poll-account.ts';

/** What an account's platform told when it was asked in another way than is saved. It settles nothing. */
export interface AskedOtherwise {
  receipts: CheckedReceipt[];
  dropped: { count: number; problems: string[] };
  /** Null: it came to its end. */
  problem: Saying | null;
}

const TOLD_AT_MOST = 5;

/**
 * Asks for the payments of the last day with the account's session, as `platform` says, within its budget. Nobody logs in but
 * where that needs nobody. Says nothing of the account's health.
 */
export async function askAsCorrected(
  { db, clock, accounts, asking }: Pick<PollDeps, 'db' | 'clock' | 'accounts' | 'asking'>,
  hostFor: (platform: PolledPlatform) => PluginHost,
  account: Account,
  platform: PolledPlatform,
): Promise<AskedOtherwise> {
  const now = clock.now();
  const access = await accounts.openAccess(db, account.id);
  const { settings, session } = access;
  const host = hostFor(platform);
  const keep = (after: unknown) => accounts.keepSession(db, account.id, after, access);
  try {
    const answer = await asking.within(account, access, 'usual', (bounds) =>
      host.recent(
        platform.id,
        { settings, session, now, account: String(account.id), bounds },
        { from: now - DAY, to: now + MINUTE },
      ),
    );
    if (!answer) return { receipts: [], dropped: { count: 0, problems: [] }, problem: null };
    await keep(answer.session);
    const problems = [...new Set(answer.dropped.map(({ problem }) => problem))].slice(0, TOLD_AT_MOST);
    return { receipts: answer.receipts, dropped: { count: answer.dropped.length, problems }, problem: null };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.session !== undefined) await keep(error.session);
    return { receipts: [], dropped: { count: 0, problems: [] }, problem: kept(error.words) };
  } finally {
    await host.close();
  }
}
