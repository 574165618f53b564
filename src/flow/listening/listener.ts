import { KEEP_ALIVE } from '../../plugin-api/index.ts';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import { after, type Timer } from '../../shared/timers.ts';
import type { Account } from '../accounts/index.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { isAwaited, type Order, orders } from '../orders/index.ts';
import { findPoll } from './account-poll.repository.ts';
import { type PollDeps, type PollOutcome, pollAccount, type WhyAsked } from './poll-account.ts';
import { dueAt } from './poll-pace.ts';
import { readUntil } from './poll-window.ts';

/** Hardly more than one look at one's own page in a browser. */
const KEEP_ALIVE_MS = 10 * MINUTE;

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

  constructor(private readonly deps: PollDeps) {}

  /** The new-order job 新订单监听: starts a query for each account that has an open order and is due. Doesn't wait for them. */
  async tick(signal: AbortSignal): Promise<void> {
    for (const account of await this.deps.accounts.listAskable(this.deps.db, 'continuous')) {
      if (signal.aborted) return;
      if (this.deps.isPolled(account.platform)) await this.look(account);
    }
  }

  /**
   * Asks the accounts whose owner wants it and that nobody asked for ten minutes: their sessions don't lapse for want of use, and
   * he learns that one is over before an order waits for it. Not those that need him already, or are switched off.
   */
  async keepSessions(signal: AbortSignal): Promise<void> {
    const { db, clock, accounts } = this.deps;
    for (const account of await accounts.list(db)) {
      if (signal.aborted || this.stopped) return;
      const { enabled, health, settings } = account;
      const isWanted = enabled && settings[KEEP_ALIVE] === 'yes' && (health === 'ok' || health === 'failing');
      if (!isWanted || !this.mayAsk(account)) continue;
      const now = clock.now();
      const why = await this.whyAsked(account, now, null);
      const { lastStartedAt } = why.poll;
      if (lastStartedAt !== null && lastStartedAt <= now && lastStartedAt > now - KEEP_ALIVE_MS) continue;
      void this.track(pollAccount(this.deps, account, why));
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
    const awaited = (await this.findAwaited(account)) ?? (await this.whyAsked(account, now, since));
    return this.track(pollAccount(this.deps, account, awaited));
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
    const why = await this.whyAsked(account, now, await amountSlots.oldestAwaitedAt(db, account.id, now));
    const { endedAt } = why.poll;
    if (why.oldestOpenAt !== null || (endedAt > why.readUntil && endedAt <= now)) return why;
    return (await amountSlots.hasEndedUnpaid(db, account.id, why.readUntil, now)) ? why : null;
  }

  private async whyAsked(account: Account, now: number, oldestOpenAt: number | null): Promise<WhyAsked> {
    const poll = await findPoll(this.deps.db, account.id);
    const { polledUntil } = poll;
    return { poll, oldestOpenAt, readUntil: readUntil({ now, polledUntil, addedAt: account.createdAt }) };
  }

  private async look(account: Account): Promise<void> {
    if (this.stopped) return;
    const now = this.deps.clock.now();
    const awaited = await this.findAwaited(account);
    if (!awaited) return;
    const nextPollAt = dueAt(awaited.poll, now);
    const waitMs = nextPollAt - now;
    if (waitMs > 0) this.quietUntil.set(account.id, Math.min(nextPollAt, now + TICK_MS));
    if (waitMs <= 0) {
      this.timers.get(account.id)?.cancel();
      this.timers.delete(account.id);
      if (!this.stopped) void this.track(pollAccount(this.deps, account, awaited));
    } else if (waitMs < TICK_MS && !this.stopped && !this.timers.has(account.id)) {
      const timer = after(waitMs, () => {
        this.timers.delete(account.id);
        void this.track(this.askNow(account));
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
