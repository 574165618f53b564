import { KEEP_ALIVE } from '../../plugin-api/index.ts';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import { after, type Timer } from '../../shared/timers.ts';
import type { Account } from '../accounts/index.ts';
import { type AwaitedAmounts, amountSlots } from '../amount-slots/index.ts';
import { isAwaited, type Order, orders } from '../orders/index.ts';
import { type AccountPoll, findPoll, noteLooked } from './account-poll.repository.ts';
import { QUICK_MS, rhythmOf } from './ask-rhythm.ts';
import { freeAt, readSpent, reservedOf, totalOf } from './hourly-budget.ts';
import { intervalOf, type PollDeps, type PollOutcome, pollAccount, type WhyAsked } from './poll-account.ts';
import { dueAt } from './poll-pace.ts';
import { readUntil } from './poll-window.ts';
import { tellEnding } from './tell-ending.ts';

/** Hardly more than one look at one's own page in a browser. */
const KEEP_ALIVE_MS = 10 * MINUTE;

/** Of last looks, once nothing but what is kept for them is left: one tells of all orders that ran out since. */
const LAST_LOOKS_MS = MINUTE;

/** How far ahead a tick looks: a query due before the next tick gets a timer of its own, to be on time. */
const TICK_MS = SECOND;

/**
 * Decides when accounts are asked: in continuous mode while they have an open order, in on-demand mode when a buyer
 * presses 确认支付. What may really be asked is decided by claimPoll, in the database, for every process together.
 */
export class Listener {
  private readonly timers = new Map<number, Timer>();
  private readonly underWay = new Set<Promise<unknown>>();
  private stopped = false;
  private readonly looking = new Set<number>();
  /** Until then the account's next query is planned, or there is none to make: a new order needs no look of its own. */
  private readonly quietUntil = new Map<number, number>();

  /** As noteLooked wrote it last. */
  private readonly quickUntil = new Map<number, number>();

  constructor(private readonly deps: PollDeps) {}

  /** The new-order job 新订单监听: starts a query for each account that has an open order and is due. Doesn't wait for them. */
  async tick(signal: AbortSignal): Promise<void> {
    for (const account of await this.deps.accounts.listAskable(this.deps.db, 'continuous')) {
      if (signal.aborted) return;
      if (this.deps.isPolled(account.platform)) await this.look(account);
    }
  }

  /**
   * Asks the accounts whose owner wants it and that nobody asked for ten minutes, or as long as their platform says: their sessions don't lapse for want of use, and
   * he learns that one is over, or ends soon, before an order waits for it. Not those that need him already, or are switched off.
   */
  async keepSessions(signal: AbortSignal): Promise<void> {
    const { db, clock, accounts } = this.deps;
    for (const account of await accounts.list(db)) {
      if (signal.aborted || this.stopped) return;
      if (this.deps.isPolled(account.platform))
        await this.track(tellEnding(this.deps, account)).catch(() => {});
      const { enabled, health, settings } = account;
      const isWanted = enabled && settings[KEEP_ALIVE] === 'yes' && (health === 'ok' || health === 'failing');
      if (!isWanted || !this.mayAsk(account)) continue;
      const now = clock.now();
      const everyMs = Math.max(KEEP_ALIVE_MS, this.deps.intervalsOf(account.platform).keepAliveMs);
      const why = await this.whyAsked(account, now, null);
      const { lastStartedAt } = why.poll;
      if (lastStartedAt !== null && lastStartedAt <= now && lastStartedAt > now - everyMs) continue;
      void this.track(pollAccount(this.deps, account, { ...why, share: 'usual' }));
    }
  }

  /** A new order waits at this account: look at it now instead of at the next tick. Returns at once. */
  nudge(accountId: number): void {
    const now = this.deps.clock.now();
    if (this.looking.has(accountId) || (this.quietUntil.get(accountId) ?? 0) > now) return;
    this.looking.add(accountId);
    void this.track(
      this.deps.accounts
        .find(this.deps.db, accountId)
        .then((account) => {
          if (account?.mode === 'continuous' && this.mayAsk(account)) return this.look(account);
          this.quietUntil.set(accountId, now + TICK_MS);
        })
        .finally(() => this.looking.delete(accountId)),
    );
  }

  /** One query now, if the account has an open order and may be asked; else none. */
  async askNow(account: Account): Promise<PollOutcome | null> {
    if (this.stopped || !this.mayAsk(account)) return null;
    const awaited = await this.findAwaited(account);
    return awaited && this.track(pollAccount(this.deps, account, awaited));
  }

  /**
   * 确认支付: exactly one query for this press, or how long to wait before pressing again. Null: nothing to ask for.
   * A buyer who paid in the last moments may press as long as the order would take the money; one who changed the pay
   * type may have paid before he did, so that the account of his earlier amount is asked beside it.
   */
  async confirmPaid(order: Order): Promise<PollOutcome | null> {
    const { db, clock } = this.deps;
    if (!order.placement || this.stopped || !isAwaited(order, clock.now())) return null;
    const held = await amountSlots.findSlotsOf(db, order.tradeNo);
    const others = new Set(held.map(({ accountId }) => accountId));
    others.delete(order.placement.accountId);
    for (const accountId of others) await this.confirmAt(accountId, order);
    return this.confirmAt(order.placement.accountId, order);
  }

  /** As confirmPaid, of this number: that it was asked (or there was nothing to ask), or in how many seconds it may be. */
  async pressConfirm(tradeNo: string): Promise<{ asked: true } | { waitSeconds: number }> {
    const outcome = await this.confirmPaid(await orders.getOrder(this.deps.db, tradeNo));
    return outcome && !outcome.asked ? { waitSeconds: Math.ceil(outcome.waitMs / SECOND) } : { asked: true };
  }

  private async confirmAt(accountId: number, order: Order): Promise<PollOutcome | null> {
    const account = await this.deps.accounts.find(this.deps.db, accountId);
    if (account?.mode !== 'on_demand' || !this.mayAsk(account)) return null;
    const now = this.deps.clock.now();
    const since = order.placedAt ?? order.createdAt;
    const pressed = { oldestAt: since, newestAt: since, lastExpiryAt: now };
    const awaited = (await this.findAwaited(account)) ?? (await this.whyAsked(account, now, pressed));
    return this.track(pollAccount(this.deps, account, awaited));
  }

  /**
   * A buyer sees the cashier of an order of this account: it is asked quickly for a minute. Costs a write once in a
   * while, however many look. `placedAt`: since when the order is there; of a new one it is known without. Returns at once.
   */
  noteLooked(accountId: number, placedAt: number): void {
    const now = this.deps.clock.now();
    if (this.stopped || placedAt > now - QUICK_MS / 2) return;
    if ((this.quickUntil.get(accountId) ?? 0) > now + QUICK_MS / 2) return;
    const until = now + QUICK_MS;
    this.quickUntil.set(accountId, until);
    const noted = noteLooked(this.deps.db, accountId, now, until).then(() => {
      this.quietUntil.delete(accountId);
      this.nudge(accountId);
    });
    void this.track(noted);
  }

  /** Resolves when no query is under way. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
  }

  /** Starts nothing any more and waits for what is under way: a query is never cut in the middle. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers.values()) timer.cancel();
    this.timers.clear();
    await this.idle();
  }

  /** One that is switched off gets no new orders; those that it has are asked for until they end. */
  private mayAsk(account: Account): boolean {
    return account.health !== 'stopped' && this.deps.isPolled(account.platform);
  }

  /**
   * Not null while an order of the account is open, and until a query has succeeded after the last one ran out unpaid
   * and once more after its grace: its buyer may have paid between our last answer and the last second, late, or while
   * we or the platform were away.
   */
  private async findAwaited(account: Account): Promise<WhyAsked | null> {
    const { db, clock } = this.deps;
    const now = clock.now();
    const why = await this.whyAsked(account, now, await amountSlots.findAwaited(db, account.id, now));
    return why.open !== null || (await this.hasEnded(account, why, now)) ? why : null;
  }

  private async whyAsked(account: Account, now: number, open: AwaitedAmounts | null): Promise<WhyAsked> {
    const poll = await findPoll(this.deps.db, account.id);
    const { polledUntil } = poll;
    return {
      ...{ poll, open, oldestOpenAt: open?.oldestAt ?? null },
      readUntil: readUntil({ now, polledUntil, addedAt: account.createdAt }),
    };
  }

  /** When the account is to be asked by itself, and of what its requests are taken. */
  private async plan(
    account: Account,
    why: WhyAsked,
    now: number,
  ): Promise<{ at: number; share: 'usual' | 'reserved'; isTight: boolean }> {
    const { poll, open } = why;
    const most = this.deps.asking.budgetOf(account);
    const spent = readSpent(poll.spent, now);
    const used = totalOf(spent);
    const usual = most - reservedOf(most);
    const usualLeft = usual - used;
    const intervalMs = intervalOf(this.deps, account);
    if (open !== null && usualLeft > 0) {
      const quickUntil = Math.max(open.newestAt + QUICK_MS, Math.min(poll.quickUntil, now + QUICK_MS));
      const { lastExpiryAt } = open;
      const halfFreeAt = freeAt(spent, now, usual / 2);
      const rhythm = rhythmOf({
        now,
        intervalMs,
        quickUntil,
        lastExpiryAt,
        used,
        usual,
        halfFreeAt,
        cost: poll.lastRequests,
      });
      return { at: inRhythm(poll, intervalMs, rhythm.everyMs, now), share: 'usual', isTight: rhythm.isTight };
    }
    // A last look loses sight of money if it isn't made. It too makes what is left last for the hour.
    const isLast = open === null || (await this.hasEnded(account, why, now));
    if (!isLast) return { at: now + TICK_MS, share: 'usual', isTight: true };
    const everyMs = usualLeft > 0 ? intervalMs : LAST_LOOKS_MS;
    return { at: inRhythm(poll, intervalMs, everyMs, now), share: 'reserved', isTight: usualLeft <= 0 };
  }

  private async hasEnded(account: Account, { poll, readUntil }: WhyAsked, now: number): Promise<boolean> {
    if (poll.endedAt > readUntil && poll.endedAt <= now) return true;
    return amountSlots.hasEndedUnpaid(this.deps.db, account.id, readUntil, now);
  }

  private async look(account: Account): Promise<void> {
    if (this.stopped) return;
    const now = this.deps.clock.now();
    const awaited = await this.findAwaited(account);
    if (!awaited) return;
    const { at: nextPollAt, share, isTight } = await this.plan(account, awaited, now);
    const waitMs = nextPollAt - now;
    if (waitMs > 0) this.quietUntil.set(account.id, Math.min(nextPollAt, now + TICK_MS));
    if (waitMs <= 0) {
      this.timers.get(account.id)?.cancel();
      this.timers.delete(account.id);
      if (!this.stopped) void this.track(pollAccount(this.deps, account, { ...awaited, share, isTight }));
    } else if (waitMs < TICK_MS && !this.stopped && !this.timers.has(account.id)) {
      const timer = after(waitMs, () => {
        this.timers.delete(account.id);
        void this.track(this.look(account));
      });
      this.timers.set(account.id, timer);
    }
  }

  private track<T>(work: Promise<T>): Promise<T> {
    const tracked = work
      .catch((error: unknown) => this.deps.log.error({ err: error }, 'listening_failed'))
      .finally(() => this.underWay.delete(tracked));
    this.underWay.add(tracked);
    return work;
  }
}

/** So long after the last question, spread as its own next one was; never before the account may be asked. */
function inRhythm(poll: AccountPoll, intervalMs: number, everyMs: number, now: number): number {
  const due = dueAt(poll, now);
  const { lastStartedAt, nextPollAt } = poll;
  // Written before our clock was set back: it binds nobody.
  if (lastStartedAt === null || lastStartedAt > now) return due;
  const spread = Math.min(1.1, Math.max(1, (nextPollAt - lastStartedAt) / intervalMs));
  return Math.max(due, lastStartedAt + Math.round(everyMs * spread));
}
