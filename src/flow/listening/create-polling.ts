import type { PolledPlatform } from '../../plugin-api/index.ts';
import type { PluginHost } from '../../plugin-host/index.ts';
import type { Account } from '../accounts/index.ts';
import { askAsCorrected } from './ask-as-corrected.ts';
import { askTerminals } from './ask-terminals.ts';
import { Listener } from './listener.ts';
import { findLogins, type LoginTimes } from './login.repository.ts';
import { PersonalLogins } from './personal-logins.ts';
import type { PollDeps } from './poll-account.ts';

export interface AccountLogins extends LoginTimes {
  /** Until when the platform keeps its session, by its own word; ms, null: it said nothing. */
  sessionEndsAt: number | null;
}

/** 4 POLLED: the listener of the accounts whose platforms are asked, and what is asked of them besides. */
export function createPolling({
  hostFor,
  ...deps
}: Omit<PollDeps, 'skews'> & {
  /** For a platform as it would be, with the sessions of the one that is there. */
  hostFor(platform: PolledPlatform): PluginHost;
}) {
  const pollDeps: PollDeps = { ...deps, skews: new Map() };
  const { db, accounts } = deps;
  const listener = new Listener(pollDeps);
  const logins = new PersonalLogins(pollDeps);
  return {
    listener,
    logins,
    /** At once, also where it is asked only when buyers press for it: told money is as good a reason. */
    async askPlatform(accountId: number): Promise<void> {
      const account = await accounts.find(db, accountId);
      if (account) await listener.askNow(account);
    },
    /** A buyer sees the cashier of an order that waits for this account's word. Never fails. */
    noteLooked: (accountId: number, placedAt: number) => listener.noteLooked(accountId, placedAt),
    budgetOf: (account: Account) => deps.asking.gauge(account),
    async loginsOf({ id, platform }: Account): Promise<AccountLogins> {
      const { settings, session } = await accounts.openAccess(db, id);
      return {
        ...(await findLogins(db, id)),
        sessionEndsAt: deps.host.sessionEndsAt(platform, { settings, session }),
      };
    },
    confirmPaid: (tradeNo: string) => listener.pressConfirm(tradeNo),
    testLogin: (account: Account) => logins.begin(account),
    askAsCorrected: (account: Account, platform: PolledPlatform) =>
      askAsCorrected(pollDeps, hostFor, account, platform),
    askTerminals: (account: Account) => askTerminals(pollDeps, account),
  };
}
