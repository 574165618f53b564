import { PlatformError } from '../../plugin-api/index.ts';
import type { FetchAnswer, PluginHost } from '../../plugin-host/index.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { errorText } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import { recordReceipts, type ToldReceipt } from '../receipts/index.ts';
import { type SettlementDeps, settleReceipts } from '../settlement/index.ts';
import { type AccountPoll, claimPoll, findPoll, finishPoll } from './account-poll.repository.ts';
import { FAILING_AFTER, nextPollAt } from './poll-pace.ts';
import { pollWindow } from './poll-window.ts';

export interface PollDeps {
  db: Db;
  clock: Clock;
  log: Log;
  accounts: AccountRepository;
  host: PluginHost;
  /** False for platforms without a back end, whose payments devices report. */
  isPolled(platform: string): boolean;
  settlement: SettlementDeps;
  /** This process, in lease rows. */
  owner: string;
  /** In [0, 1): spreads the queries. */
  random(): number;
}

/** `asked` is false when somebody asked less than an interval ago, or is asking now: no request was made. */
export type PollOutcome =
  | { asked: false; waitMs: number }
  | { asked: true; ok: true; settled: string[] }
  | { asked: true; ok: false; message: string };

/** Why an account is to be asked, read a moment ago. */
export interface WhyAsked {
  poll: AccountPoll;
  /** When its oldest open order was created, ms; null when the last one has just run out. */
  oldestOpenAt: number | null;
}

/** Longer than the host's deadline for a call: while the lease runs, the query may still be under way. */
const LEASE_MS = 30 * SECOND;
const NOTABLE_SKEW_MS = 30 * SECOND;

/**
 * 4 POLLED: one query to the account's platform for all its open orders, if it may be asked now; what it tells is
 * recorded, then settled. Never throws for what a platform did: that becomes the account's health.
 */
export async function pollAccount(
  deps: PollDeps,
  account: Account,
  { poll, oldestOpenAt }: WhyAsked,
): Promise<PollOutcome> {
  const { db, clock, owner } = deps;
  const startedAt = clock.now();
  const pace = { startedAt, intervalMs: account.intervalMs, random: deps.random() };
  const claimed = await claimPoll(db, {
    accountId: account.id,
    owner,
    now: startedAt,
    leaseUntil: startedAt + LEASE_MS,
    nextPollAt: nextPollAt({ ...pace, failures: 0 }),
  });
  if (!claimed) {
    const { nextPollAt: free } = await findPoll(db, account.id);
    return { asked: false, waitMs: Math.max(SECOND, free - startedAt) };
  }
  try {
    const answer = await query(deps, account, {
      now: startedAt,
      oldestOpenAt,
      polledUntil: poll.polledUntil,
    });
    const settled = await takeIn(deps, account, answer);
    await finishPoll(db, account.id, owner, { ok: true, at: clock.now(), polledUntil: startedAt });
    if (account.health !== 'ok') await deps.accounts.setHealth(db, account.id, 'ok', null, clock.now());
    return { asked: true, ok: true, settled };
  } catch (error) {
    const failures = poll.failures + 1;
    const message = error instanceof PlatformError ? error.message : '查询出错，详情见系统日志';
    if (!(error instanceof PlatformError))
      deps.log.error({ accountId: account.id, err: error }, 'poll_failed');
    await finishPoll(db, account.id, owner, {
      ok: false,
      failures,
      nextPollAt: nextPollAt({ ...pace, failures }),
      error: errorText(error),
    });
    await noteTrouble(deps, account, error, failures, message);
    return { asked: true, ok: false, message };
  }
}

async function query(
  deps: PollDeps,
  account: Account,
  asked: Parameters<typeof pollWindow>[0],
): Promise<FetchAnswer> {
  const { db, accounts, host } = deps;
  const { settings, session } = await accounts.openAccess(db, account.id);
  try {
    const answer = await host.fetchReceipts(
      account.platform,
      { settings, session, now: asked.now },
      pollWindow(asked),
    );
    await keepSession(deps, account.id, session, answer.session);
    if (answer.clockSkewMs !== null && Math.abs(answer.clockSkewMs) > NOTABLE_SKEW_MS) {
      deps.log.warn({ accountId: account.id, skewMs: answer.clockSkewMs }, 'platform_clock_differs');
    }
    return answer;
  } catch (error) {
    if (error instanceof PlatformError && error.session !== undefined) {
      await keepSession(deps, account.id, session, error.session);
    }
    throw error;
  }
}

async function keepSession(
  deps: PollDeps,
  accountId: number,
  before: unknown,
  after: unknown,
): Promise<void> {
  if (JSON.stringify(before) !== JSON.stringify(after))
    await deps.accounts.saveSession(deps.db, accountId, after);
}

async function takeIn(deps: PollDeps, account: Account, answer: FetchAnswer): Promise<string[]> {
  const seenAt = deps.clock.now();
  const { id: accountId, pid, platform } = account;
  const told = answer.receipts.map(
    ({ externalId, payType, amountFen, terminal, paidAt, raw }): ToldReceipt => ({
      accountId,
      pid,
      platform,
      externalId,
      payType,
      amountFen,
      terminal,
      paidAt,
      seenAt,
      raw,
    }),
  );
  const fresh = await recordReceipts(deps.db, told);
  return settleReceipts(deps.settlement, fresh);
}

async function noteTrouble(
  deps: PollDeps,
  account: Account,
  error: unknown,
  failures: number,
  message: string,
): Promise<void> {
  const now = deps.clock.now();
  if (error instanceof PlatformError && error.kind === 'refused') {
    await deps.accounts.setHealth(deps.db, account.id, 'stopped', message, now);
    deps.log.error({ accountId: account.id, platform: account.platform, reason: message }, 'account_stopped');
    return;
  }
  deps.log.warn(
    { accountId: account.id, platform: account.platform, failures, reason: message },
    'poll_without_answer',
  );
  if (failures >= FAILING_AFTER && account.health === 'ok') {
    await deps.accounts.setHealth(deps.db, account.id, 'failing', message, now);
  }
}
