import type { BillOrder } from '../../plugin-api/index.ts';
import type { BillTold, PayableBill, PluginHost, PluginRegistry } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';

export interface BillDeps {
  db: Db;
  clock: Clock;
  log: Log;
  host: PluginHost;
  plugins: PluginRegistry;
  accounts: AccountRepository;
  /** A shop or a buyer waits: a bill that takes longer is given up; ms. Left out: 8 s. */
  decidedWithinMs?: number;
}

/** Asks the account's platform for a bill, once. PlatformError; what was begun and failed is closed by then. */
export async function askForBill(
  { db, clock, host, accounts }: BillDeps,
  account: Account,
  order: BillOrder,
  tell: BillTold,
): Promise<PayableBill> {
  const call = await callFor({ db, clock, accounts }, account);
  try {
    const { bill, session } = await host.openBill(account.platform, call, order, tell);
    await call.keep(session);
    return bill;
  } catch (error) {
    await call.keepOf(error);
    throw error;
  }
}

/** That it is closed or gone already is no failure. PlatformError. */
export async function closeAtPlatform(deps: BillDeps, account: Account, reference: string): Promise<void> {
  const call = await callFor(deps, account);
  try {
    const { session } = await deps.host.closeBill(account.platform, call, reference);
    await call.keep(session);
  } catch (error) {
    await call.keepOf(error);
    throw error;
  }
}

async function callFor(
  { db, clock, accounts }: Pick<BillDeps, 'db' | 'clock' | 'accounts'>,
  account: Account,
) {
  const access = await accounts.openAccess(db, account.id);
  async function keep(session: unknown): Promise<void> {
    if (JSON.stringify(session) !== JSON.stringify(access.session))
      await accounts.saveSession(db, account.id, session, access);
  }
  return {
    settings: access.settings,
    session: access.session,
    now: clock.now(),
    account: String(account.id),
    keep,
    async keepOf(error: unknown): Promise<void> {
      const { session } = (error ?? {}) as { session?: unknown };
      if (session !== undefined) await keep(session);
    },
  };
}
