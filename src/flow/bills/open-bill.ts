import { PlatformError } from '../../plugin-api/index.ts';
import type { PayableBill } from '../../plugin-host/index.ts';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import { inTransaction } from '../../shared/db.ts';
import { errorText } from '../../shared/errors.ts';
import { elapsed, pause } from '../../shared/timers.ts';
import type { Account } from '../accounts/index.ts';
import { amountSlots } from '../amount-slots/index.ts';
import { billIn, billTerminal, isOpen, type Order, orders } from '../orders/index.ts';
import * as bills from './bill.repository.ts';
import { askForBill, type BillDeps } from './bill-deps.ts';

export const DECIDED_WITHIN_MS = 8 * SECOND;
/** After a failure an account's orders take its other codes for a while, rather than wait for another one. */
const REST_MS = MINUTE;
const LOOK_AGAIN_MS = 100;

/**
 * `shown`: its buyer is shown the code that it has. `nothing`: only a bill would be shown, and there is none: it needs
 * another code. `moved`: it was given another code meanwhile, of which the same is to be asked.
 */
export type Decision = 'shown' | 'nothing' | 'moved';

/** Opens bills for orders that have just been given a code of an account whose platform makes such. */
export class BillOpener {
  /** By account: until when it is left alone; ms. */
  private readonly resting = new Map<number, number>();
  private readonly underWay = new Set<Promise<unknown>>();
  /** By account; it stays what it is as long as the account is there. */
  private readonly platformIds = new Map<number, string>();

  private readonly withinMs: number;

  constructor(private readonly deps: BillDeps) {
    this.withinMs = deps.decidedWithinMs ?? DECIDED_WITHIN_MS;
  }

  /**
   * Resolves when it is decided what the order's buyer is shown: a bill of its own, with the price itself to pay and
   * nothing to type, or the code that it has, as before. Nobody is to be shown the order until then. Never throws for
   * what a platform did.
   */
  async decide(tradeNo: string, withinMs: number = this.withinMs): Promise<Decision> {
    const { db, plugins, host, accounts, clock } = this.deps;
    const order = await orders.findOrder(db, tradeNo);
    if (!order?.placement || !isOpen(order, clock.now()) || billIn(order.placement.terminal) !== null)
      return 'shown';
    const account = await accounts.find(db, order.placement.accountId);
    if (!account || !plugins.find(account.platform)) return 'shown';
    const needsBill = this.showsBillsAlone(account.platform);
    // One that fails, or needs its owner, is asked as seldom as can be.
    const mayTry = (account.health === 'ok' || needsBill) && !this.rests(account.id);
    if (mayTry && host.makesBills(account.platform, account.settings))
      await this.tryOnce(order, account, withinMs);
    return needsBill ? this.afterwards(order) : 'shown';
  }

  /** True where the account's platform makes bills. Asked of each new order's account, and costs it nothing. */
  async makesBills(accountId: number): Promise<boolean> {
    let platformId = this.platformIds.get(accountId);
    if (platformId === undefined) {
      platformId = (await this.deps.accounts.find(this.deps.db, accountId))?.platform;
      if (platformId === undefined) return false;
      this.platformIds.set(accountId, platformId);
    }
    const platform = this.deps.plugins.find(platformId);
    return platform?.listening === 'polled' && platform.openBill !== undefined;
  }

  /** True where its buyers are shown bills alone, and none can be made just now. */
  showsNothing({ id, platform }: { id: number; platform: string }): boolean {
    return this.rests(id) && this.showsBillsAlone(platform);
  }

  /** Resolves when no platform is being asked. */
  async idle(): Promise<void> {
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
  }

  private showsBillsAlone(platformId: string): boolean {
    const platform = this.deps.plugins.find(platformId);
    return platform?.listening === 'polled' && platform.onlyBills === true;
  }

  /** What became of an order that nothing but a bill is shown of. */
  private async afterwards({ tradeNo, placementNo }: Order): Promise<Decision> {
    const order = await orders.getOrder(this.deps.db, tradeNo);
    if (!order.placement || !isOpen(order, this.deps.clock.now())) return 'shown';
    if (billIn(order.placement.terminal) !== null) return 'shown';
    return order.placementNo === placementNo ? 'nothing' : 'moved';
  }

  private async tryOnce(order: Order, account: Account, withinMs: number): Promise<void> {
    const { db, clock } = this.deps;
    const { tradeNo, placementNo } = order;
    const begun = { tradeNo, placementNo, accountId: account.id, now: clock.now() };
    const id = await bills.beginBill(db, begun);
    if (id === null) return this.waitForOther(order, withinMs);
    const work = this.track(this.open(id, order, account));
    const isDecided = await Promise.race([
      work.then(() => true),
      pause(withinMs, { keepsAlive: false }).then(() => false),
    ]);
    // Whoever is first says what it is: the platform's answer that comes now finds the bill given up, and closes it.
    if (!isDecided && (await bills.markFailed(db, id, clock.now()))) this.rest(account, 'too slow');
  }

  /** Somebody else sent the same number, or another process has it. */
  private async waitForOther(order: Order, withinMs: number): Promise<void> {
    for (const until = elapsed() + withinMs; elapsed() < until; ) {
      const begun = await bills.findBegun(this.deps.db, order);
      if (begun?.state !== 'opening') return;
      await pause(LOOK_AGAIN_MS);
    }
  }

  private async open(id: number, order: Order, account: Account): Promise<void> {
    const { db, clock, log } = this.deps;
    const { tradeNo, moneyFen, name, expiresAt, placement } = order;
    if (!placement) return;
    const { payType } = placement;
    const noted: Promise<void>[] = [];
    let isClosed = false;
    try {
      const wanted = { tradeNo, amountFen: moneyFen, payType, title: name || tradeNo, closesAt: expiresAt };
      const bill = await askForBill(this.deps, account, wanted, {
        begun(reference) {
          const written = bills.noteReference(db, id, reference);
          noted.push(written);
          return written;
        },
        closed() {
          isClosed = true;
        },
      });
      await Promise.allSettled(noted);
      if (await this.give(id, order, bill)) return;
      log.warn({ tradeNo, billId: id }, 'bill_too_late');
      await bills.markFailed(db, id, clock.now());
      await bills.markToClose(db, id, bill);
    } catch (error) {
      await Promise.allSettled(noted);
      await bills.markFailed(db, id, clock.now());
      if (isClosed) await bills.markEnded(db, id, 'closed', clock.now());
      this.rest(account, error instanceof PlatformError ? error.kind : errorText(error));
    }
  }

  /** The order's from now on, instead of the code and amount that nobody has been shown. False: it waits no more, or was given up. */
  private async give(id: number, seen: Order, bill: PayableBill): Promise<boolean> {
    const { db, clock } = this.deps;
    return inTransaction(db, async (trx) => {
      const order = await orders.lockOrder(trx, seen.tradeNo);
      const now = clock.now();
      const { placement, placementNo, moneyFen, expiresAt, heldUntil, renewedAt } = order;
      if (!placement || !isOpen(order, now) || placementNo !== seen.placementNo) return false;
      if (!(await bills.markOpen(trx, id, bill))) return false;
      const { accountId, codeId, payType, payableFen } = placement;
      const held = await amountSlots.findSlotsOf(trx, order.tradeNo);
      const slot = held.find(
        (one) => one.accountId === accountId && one.payType === payType && one.payableFen === payableFen,
      );
      if (slot) await amountSlots.dropSlot(trx, order.tradeNo, slot);
      const paidHoldMs = placement.paidHoldMs ?? 0;
      await amountSlots.insertSlots(trx, [
        {
          ...{
            scope: billTerminal(id),
            payType,
            payableFen: moneyFen,
            tradeNo: order.tradeNo,
            accountId,
            codeId,
          },
          ...{ moneyFen, network: null, placedAt: now, expiresAt, releaseAt: heldUntil, paidHoldMs },
        },
      ]);
      const why = JSON.stringify({ rule: 'bill', reference: bill.reference });
      const billed = { ...placement, payableFen: moneyFen, terminal: billTerminal(id), why };
      const renewal = { placement: billed, placedAt: now, expiresAt, heldUntil, renewedAt };
      if (!(await orders.renewOrder(trx, order, renewal)))
        throw new Error(`order ${order.tradeNo} changed although it was locked`);
      return true;
    });
  }

  /** True while the account is left alone after a failure. */
  rests(accountId: number): boolean {
    return this.deps.clock.now() < (this.resting.get(accountId) ?? 0);
  }

  private rest(account: Account, problem: string): void {
    const { clock, log } = this.deps;
    this.resting.set(account.id, clock.now() + REST_MS);
    log.warn({ accountId: account.id, problem }, 'bill_not_opened');
  }

  private track<T>(work: Promise<T>): Promise<T> {
    const tracked = work
      .catch((error: unknown) => this.deps.log.error({ err: error }, 'bill_failed'))
      .finally(() => this.underWay.delete(tracked));
    this.underWay.add(tracked);
    return tracked as Promise<T>;
  }
}
