import type { BillOrder } from '../../plugin-api/index.ts';
import type {
  BillTold,
  CallBounds,
  PayableBill,
  PluginHost,
  PluginRegistry,
} from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import type { Account, AccountRepository, AskedSession } from '../accounts/index.ts';

export interface BillDeps {
  db: Db;
  clock: Clock;
  log: Log;
  host: PluginHost;
  plugins: PluginRegistry;
  accounts: AccountRepository;
  /** Makes a call within what is left of the account's hour; a new bill leaves alone what is kept for last looks. */
  asking: {
    within<T>(
      account: Account,
      access: AskedSession,
      share: 'usual' | 'reserved',
      call: (bounds: CallBounds) => Promise<T>,
    ): Promise<T>;
  };
  /** A shop or a buyer waits: a bill that takes longer is given up; ms. Left out: 8 s. */
  decidedWithinMs?: number;
}

/** Asks the account's platform for a bill, once. PlatformError; what was begun and failed is closed by then. */
export async function askForBill(
  deps: BillDeps,
  account: Account,
  order: BillOrder,
  tell: BillTold,
): Promise<PayableBill> {
  const { call, access } = await callFor(deps, account);
  try {
    const { bill, session } = await deps.asking.within(account, access, 'usual', (bounds) =>
      deps.host.openBill(account.platform, { ...call, bounds }, order, tell),
    );
    await call.keep(session);
    return bill;
  } catch (error) {
    await call.keepOf(error);
    throw error;
  }
}

/** That it is closed or gone already is no failure. PlatformError. */
export async function closeAtPlatform(deps: BillDeps, account: Account, reference: string): Promise<void> {
  const { call, access } = await callFor(deps, account);
  try {
    const { session } = await deps.asking.within(account, access, 'reserved', (bounds) =>
      deps.host.closeBill(account.platform, { ...call, bounds }, reference),
    );
    await call.keep(session);
  } catch (error) {
    await call.keepOf(error);
    throw error;
  }
}

async function callFor({ db, clock, accounts }: BillDeps, account: Account) {
  const access = await accounts.openAccess(db, account.id);
  const keep = (after: unknown) => accounts.keepSession(db, account.id, after, access);
  async function keepOf(error: unknown): Promise<void> {
    const { session } = (error ?? {}) as { session?: unknown };
    if (session !== undefined) await keep(session);
  }
  const { settings, session } = access;
  const call = { settings, session, now: clock.now(), account: String(account.id) };
  return { access, call: { ...call, keep, keepOf } };
}
