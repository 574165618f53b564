import { PlatformError } from '../../plugin-api/index.ts';
import type { PluginCall } from '../../plugin-host/index.ts';
import { MINUTE } from '../../shared/clock.ts';
import type { Fen } from '../../shared/money.ts';
import { kept, type Saying } from '../../shared/saying.ts';
import type { Account } from '../accounts/index.ts';
import type { PollDeps } from './poll-account.ts';

/** A terminal that the platform itself names: of its list of codes, or of a payment of the last minutes. */
export interface AskedTerminal {
  terminal: string;
  /** What the merchant calls it there; '' when that isn't told. */
  label: string;
  /** The newest payment to it; null: none in the last minutes. */
  paid: { amountFen: Fen; at: number } | null;
}

/** `problem`: why the platform could not be asked. */
export type AskedTerminals = { terminals: AskedTerminal[]; problem: Saying | null };

const RECENT_MS = 15 * MINUTE;

/**
 * Asks the platform which terminals an account has, so that its owner picks his instead of typing a number. Settles
 * nothing, and says nothing of the account's health.
 */
export async function askTerminals(
  { db, clock, accounts, host, asking }: Pick<PollDeps, 'db' | 'clock' | 'accounts' | 'host' | 'asking'>,
  account: Account,
): Promise<AskedTerminals> {
  const now = clock.now();
  const access = await accounts.openAccess(db, account.id);
  const ask = <T>(call: (given: PluginCall) => Promise<T>) =>
    asking.within(account, access, 'usual', (bounds) =>
      call({ settings: access.settings, session: access.session, now, account: String(account.id), bounds }),
    );
  const keep = (after: unknown) => accounts.keepSession(db, account.id, after, access);
  const found = new Map<string, AskedTerminal>();
  try {
    const listed = await ask((call) => host.codes(account.platform, call));
    if (listed) await keep(listed.session);
    for (const { terminal, label = '' } of listed?.codes ?? []) {
      found.set(terminal, { terminal, label, paid: null });
    }
    const told = await ask((call) =>
      host.recent(account.platform, call, { from: now - RECENT_MS, to: now + MINUTE }),
    );
    if (told) await keep(told.session);
    for (const { terminal, amountFen, paidAt } of told?.receipts ?? []) {
      if (terminal === null) continue;
      const known = found.get(terminal) ?? { terminal, label: '', paid: null };
      if (known.paid === null || known.paid.at < paidAt) known.paid = { amountFen, at: paidAt };
      found.set(terminal, known);
    }
    return { terminals: [...found.values()], problem: null };
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    if (error.session !== undefined) await keep(error.session);
    return { terminals: [...found.values()], problem: kept(error.words) };
  }
}
