import { isDeepStrictEqual } from 'node:util';
import { type FailureKind, type FetchWindow, PlatformError } from '../../plugin-api/index.ts';
import type { CallBounds, FetchAnswer, PluginHost } from '../../plugin-host/index.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { errorText, Refusal } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { formatFen } from '../../shared/money.ts';
import { kept, type Saying, say, saying } from '../../shared/saying.ts';
import { elapsed } from '../../shared/timers.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import type { AwaitedAmounts } from '../amount-slots/index.ts';
import { type ChangedAmount, recordReceipts, type ToldReceipt } from '../receipts/index.ts';
import { type SettlementDeps, settleReceipts } from '../settlement/index.ts';
import { type AccountPoll, claimPoll, findPoll, finishPoll } from './account-poll.repository.ts';
import type { AskingBounds } from './asking-bounds.ts';
import { haltAccount, noteWell } from './halt-account.ts';
import { freeAt, readSpent, reservedOf } from './hourly-budget.ts';
import { dueAt, FAILING_AFTER, nextPollAt, restAfter } from './poll-pace.ts';
import { OVERLAP_MS, pollWindow } from './poll-window.ts';
import { tellUnread } from './tell-unread.ts';

export interface PollDeps {
  db: Db;
  clock: Clock;
  log: Log;
  accounts: AccountRepository;
  host: PluginHost;
  /** False for platforms without a back end, whose payments devices report. */
  isPolled(platform: string): boolean;
  /** What its platform wants: between two questions, and between those that keep a session alive; ms. */
  intervalsOf(platform: string): { minIntervalMs: number; keepAliveMs: number };
  settlement: SettlementDeps;
  /**
   * What its platform is told of the account's bills when it is asked for money paid after `from` (ms). `isLast`: no order
   * waits any more, so that it may not be asked again soon.
   */
  billsOf(
    account: Account,
    asked: { from: number; isLast: boolean },
  ): Promise<Pick<FetchWindow, 'bills' | 'hasBills'>>;
  /** Requests in an hour, and logins: of all processes together. */
  asking: AskingBounds;
  /** This process, in lease rows. */
  owner: string;
  /** In [0, 1): spreads the queries. */
  random(): number;
  /** By account: its platform's clock minus ours, ms, as the last answer showed it. Made anew at each start. */
  skews: Map<number, number>;
}

/** `asked` is false when somebody asked less than an interval ago, or is asking now: no request was made. */
export type PollOutcome =
  | { asked: false; waitMs: number }
  | { asked: true; ok: true; settled: string[] }
  | { asked: true; ok: false; problem: Saying };

/** Why an account is to be asked, read a moment ago. */
export interface WhyAsked {
  poll: AccountPoll;
  /** Payments up to here have been read; ms. */
  readUntil: number;
  /** When its oldest open order was created, ms; null when the last one has just run out. */
  oldestOpenAt: number | null;
  /** Of all its open orders; null: there is none. */
  open: AwaitedAmounts | null;
  /**
   * Which part of the hour's budget it may use: all of it for a press on 确认支付, and where money is lost sight of
   * otherwise; else what is not kept for those. Left out: all.
   */
  share?: 'usual' | 'reserved';
  /** The budget it is that has the account asked more seldom. */
  isTight?: boolean;
}

type Access = Awaited<ReturnType<AccountRepository['openAccess']>>;

const LIST_CUT = saying('platform.listCut');
const NOT_FORESEEN = saying('platform.notForeseen');
/** Longer than the host's deadline for a call: while the lease runs, the query may still be under way. */
const LEASE_MS = 30 * SECOND;
/** Less than this may be the network's, and no buyer pays so soon after the order that he could be mistaken. */
const TRUSTED_SKEW_MS = 5 * SECOND;
const NOTABLE_SKEW_MS = 30 * SECOND;

/**
 * 4 POLLED: one query to the account's platform for all its open orders, if it may be asked now; what it tells is
 * recorded, then settled. Never throws for what a platform did: that becomes the account's health.
 */
export async function pollAccount(
  deps: PollDeps,
  account: Account,
  { poll, readUntil, oldestOpenAt, share, isTight = false }: WhyAsked,
): Promise<PollOutcome> {
  const { db, clock, owner, asking } = deps;
  const startedAt = clock.now();
  const pace = { startedAt, intervalMs: intervalOf(deps, account), random: deps.random() };
  const most = asking.budgetOf(account);
  const budget = share === 'usual' ? most - reservedOf(most) : most;
  const spent = await claimPoll(db, {
    accountId: account.id,
    owner,
    now: startedAt,
    leaseUntil: startedAt + LEASE_MS,
    nextPollAt: nextPollAt({ ...pace, failures: 0 }),
    budget,
    isTight,
  });
  if (spent === null) {
    const plan = await findPoll(db, account.id);
    const due = Math.max(dueAt(plan, startedAt), freeAt(readSpent(plan.spent, startedAt), startedAt, budget));
    return { asked: false, waitMs: Math.max(SECOND, due - startedAt) };
  }
  let access: Access | null = null;
  let requests = () => 0;
  try {
    access = await deps.accounts.openAccess(db, account.id);
    const measured = asking.bound(account.id, access, most - spent + 1);
    requests = measured.requests;
    const { answer, covered } = await query(deps, account, access, measured.bounds, {
      now: startedAt,
      oldestOpenAt,
      readUntil,
    });
    const { settled, changed } = await takeIn(deps, account, answer);
    await tellUnread(db, account, answer.dropped, clock.now());
    const read = Math.min(startedAt, answer.readUntil ?? startedAt);
    const polledUntil = covered && !answer.isCut ? Math.max(read, readUntil) : readUntil;
    const at = clock.now();
    await finishPoll(db, account.id, owner, { ok: true, at, polledUntil, requests: requests() });
    // The query itself went well, so that the account is asked on, and the row is left behind in time.
    const odd = changed ? amountChanged(changed) : answer.isCut ? LIST_CUT : null;
    if (odd) await deps.accounts.setHealth(db, account.id, 'failing', odd, at);
    else if (account.health !== 'ok') await noteWell(deps, account);
    return { asked: true, ok: true, settled };
  } catch (error) {
    const failures = poll.failures + 1;
    const isTold = error instanceof PlatformError;
    const problem = isTold ? kept(error.words) : NOT_FORESEEN;
    const cause = error instanceof Refusal ? error.saying : kept(errorText(error));
    if (!isTold) deps.log.error({ accountId: account.id, err: error }, 'poll_failed');
    const kind = isTold ? error.kind : null;
    await finishPoll(db, account.id, owner, {
      ok: false,
      at: clock.now(),
      failures,
      nextPollAt: nextPollAt({ ...pace, failures, kind }),
      restUntil: isTold ? restAfter(error, clock.now(), failures) : 0,
      error: isTold ? problem : cause,
      requests: requests(),
    });
    const isPassing = isTold && error.mayPass && !isStanding(poll, failures, problem);
    const halt = isPassing ? null : haltOf(kind);
    const why = { kind, halt, refused: isTold ? error.fields : [], failures, problem };
    await noteTrouble(deps, account, access, why);
    return { asked: true, ok: false, problem };
  }
}

/** The least time between two questions: the owner's, and never less than the platform's; ms. */
export function intervalOf(
  { intervalsOf }: Pick<PollDeps, 'intervalsOf'>,
  { platform, intervalMs }: Pick<Account, 'platform' | 'intervalMs'>,
): number {
  return Math.max(intervalMs, intervalsOf(platform).minIntervalMs);
}

async function query(
  deps: PollDeps,
  account: Account,
  access: Access,
  bounds: CallBounds,
  asked: Parameters<typeof pollWindow>[0],
): Promise<{ answer: FetchAnswer; covered: boolean }> {
  const { host } = deps;
  const { settings, session } = access;
  const window = pollWindow(asked);
  const skewMs = deps.skews.get(account.id) ?? 0;
  const bills = await deps.billsOf(account, { from: window.from, isLast: asked.oldestOpenAt === null });
  const begun = elapsed();
  try {
    const answer = await host.fetchReceipts(
      account.platform,
      { settings, session, now: asked.now, account: String(account.id), bounds },
      { ...by(skewMs, { ...window, knownUntil: asked.readUntil }), ...bills },
    );
    await deps.accounts.keepSession(deps.db, account.id, answer.session, access);
    const isSteady = Math.abs(deps.clock.now() - asked.now - (elapsed() - begun)) < SECOND;
    const ours = byOurClock(deps, account.id, isSteady ? answer : { ...answer, clockSkewMs: null });
    // A clock that turns out to be off by more than the window's margins: what was asked for was another stretch.
    const movedMs = Math.abs((deps.skews.get(account.id) ?? 0) - skewMs);
    return { answer: ours, covered: movedMs < OVERLAP_MS };
  } catch (error) {
    if (error instanceof PlatformError && error.session !== undefined) {
      await deps.accounts.keepSession(deps.db, account.id, error.session, access);
    }
    throw error;
  }
}

/** The same stretch by the platform's clock. */
function by(skewMs: number, times: { from: number; to: number; knownUntil: number }): typeof times {
  const { from, to, knownUntil } = times;
  return { from: from + skewMs, to: to + skewMs, knownUntil: knownUntil + skewMs };
}

/**
 * The answer with payment times by our clock, by which orders begin and end: a clock that is off by seconds could
 * otherwise hand a payment to the order that had the amount before. A difference that was measured while our own
 * clock was being set tells nothing (`clockSkewMs` null): the one before it counts.
 */
function byOurClock(deps: PollDeps, accountId: number, answer: FetchAnswer): FetchAnswer {
  const told = answer.clockSkewMs ?? deps.skews.get(accountId) ?? 0;
  const skewMs = Math.abs(told) < TRUSTED_SKEW_MS ? 0 : told;
  if (Math.abs(skewMs) > NOTABLE_SKEW_MS && !deps.skews.get(accountId)) {
    deps.log.warn({ accountId, skewMs }, 'platform_clock_differs');
  }
  deps.skews.set(accountId, skewMs);
  if (skewMs === 0) return answer;
  return {
    ...answer,
    ...(answer.readUntil !== undefined && { readUntil: answer.readUntil - skewMs }),
    receipts: answer.receipts.map((receipt) => ({
      ...receipt,
      paidAt: receipt.paidAt - skewMs,
      ...(receipt.paidFrom !== undefined && { paidFrom: receipt.paidFrom - skewMs }),
    })),
  };
}

async function takeIn(
  deps: PollDeps,
  account: Account,
  answer: FetchAnswer,
): Promise<{ settled: string[]; changed: ChangedAmount | undefined }> {
  const seenAt = deps.clock.now();
  const { id: accountId, pid, platform } = account;
  const told = answer.receipts.map(
    ({
      externalId,
      payType,
      amountFen,
      terminal,
      paidAt,
      paidFrom,
      reference,
      isUnsure,
      raw,
    }): ToldReceipt => ({
      accountId,
      pid,
      platform,
      externalId,
      payType,
      amountFen,
      terminal,
      paidAt,
      ...(paidFrom !== undefined && { paidFrom }),
      reference,
      seenAt,
      ...(isUnsure && { doubt: 'other_kind' }),
      raw,
    }),
  );
  let changed: ChangedAmount[] = [];
  const fresh = await recordReceipts(deps.db, told, (found) => {
    changed = found;
  });
  const settled = await settleReceipts(deps.settlement, fresh);
  return { settled, changed: changed[0] };
}

/** What was told first counts, and what else came is settled already. A platform that does this can't be trusted blindly. */
function amountChanged({ externalId, was, is }: ChangedAmount): Saying {
  return saying('platform.amountChanged', { number: externalId, was: formatFen(was), is: formatFen(is) });
}

/** True of what came several times in a row, the last time too: it is not of the moment. */
function isStanding({ lastError }: AccountPoll, failures: number, problem: Saying): boolean {
  return failures >= FAILING_AFTER && isDeepStrictEqual(lastError, problem);
}

/** Which failures need a person, and what the account is until he acted. */
const HALTS: Partial<Record<FailureKind, 'stopped' | 'needs_you'>> = {
  wrongPassword: 'stopped',
  blocked: 'stopped',
  needsPerson: 'needs_you',
};

export function haltOf(kind: FailureKind | null): 'stopped' | 'needs_you' | null {
  return (kind && HALTS[kind]) ?? null;
}

async function noteTrouble(
  deps: PollDeps,
  account: Account,
  access: Access | null,
  {
    kind,
    halt,
    refused,
    failures,
    problem,
  }: {
    kind: FailureKind | null;
    halt: 'stopped' | 'needs_you' | null;
    refused: readonly string[];
    failures: number;
    problem: Saying;
  },
): Promise<void> {
  const now = deps.clock.now();
  const { id: accountId, platform } = account;
  if (access && halt !== null) {
    if (account.health === halt) return;
    const told = { asked: access, reason: problem, refused, now };
    if (!(await haltAccount(deps, account, halt, told))) return;
    const event = halt === 'stopped' ? 'account_stopped' : 'account_needs_person';
    deps.log.error({ accountId, platform, reason: say('zh', problem) }, event);
    return;
  }
  deps.log.warn({ accountId, platform, failures, kind, reason: say('zh', problem) }, 'poll_without_answer');
  if (failures >= FAILING_AFTER && account.health === 'ok') {
    await deps.accounts.setHealth(deps.db, accountId, 'failing', problem, now);
  }
}
