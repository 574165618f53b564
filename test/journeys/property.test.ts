import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routing } from '../../src/flow/accounts/index.ts';
import { amountSlots } from '../../src/flow/amount-slots/index.ts';
import { OrderIntake, type Rotation } from '../../src/flow/intake/index.ts';
import type { Merchant } from '../../src/flow/merchants/index.ts';
import { notifications } from '../../src/flow/notifications/index.ts';
import { expireOrders, type Order, orders } from '../../src/flow/orders/index.ts';
import { type NewReceipt, receipts, recordReceipts } from '../../src/flow/receipts/index.ts';
import {
  closeOrder,
  completeByHand,
  type SettlementDeps,
  settleLeftovers,
  settleReceipt,
} from '../../src/flow/settlement/index.ts';
import { DAY, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { actorNamed } from '../support/actors.ts';
import { captureLog } from '../support/captured-log.ts';
import { TestClock } from '../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildAccount, buildCode, buildMerchant, buildTerms, testRotation } from '../support/factories.ts';

/**
 * Random schedules against a model that knows what the product can't: which buyer paid for which order.
 *
 * What buyers do here:
 * - pay the exact payable of their order, once, at any moment from its creation to the end of its held time
 *   (expiry plus grace); also when the order was closed, or completed, by hand meanwhile;
 * - pay another amount, unless some order waits for just that amount at that moment: nobody could tell then;
 * - pay after the held time, when the slot may be somebody else's, unless another order waits for that very money
 *   (amount, pay type and terminal) at that moment. This is the one case that no gateway can tell apart; it is left
 *   out by construction, and the grace is there to make it rare;
 * - pay a second time, after the first payment has settled their order, for as long as its amount cools.
 *
 * What the platform does: it tells of each payment late or early, in any order, again and again, and at times
 * without the pay type or the terminal. What a device tells twice under two names, by the time at which it tells it,
 * is a payment like one that was made twice.
 *
 * What must hold, always:
 * 1. a receipt settles no order but the one whose buyer paid it;
 * 2. an order is paid at most once, by one receipt, and its shop's notification is queued once;
 * 3. each payment that was told is one receipt, however often it was told;
 * 4. an exact payment within the held time of an order that no hand has closed or completed settles it, once it was told and nothing
 *    is left unfinished; unless what the platform left out makes it ambiguous: then it is unmatched, not guessed;
 * 5. a payment of another amount, or after the held time, or for an order that was ended by hand, settles nothing; nor
 *    does a second one;
 * 6. no two orders that can be paid at the same time wait for the same money, and the price itself is given out only
 *    while no other order of that price waits there.
 */

const TERMINALS = ['A', 'B'];
const TYPES: readonly PayType[] = ['wxpay', 'alipay'];
const MONEY = [100, 101, 500];
const RULES = { orderLifetimeMs: MINUTE, graceMs: 30 * SECOND, slotLimitFen: 2 };

type Command =
  | { does: 'create'; money: number; payType: PayType; count: number }
  | { does: 'pay'; who: number; at: number; tells: Tells }
  | { does: 'pay late'; who: number; at: number; tells: Tells }
  | { does: 'pay after the held time'; who: number; after: number; tells: Tells }
  | { does: 'pay another amount'; who: number; by: number; tells: Tells }
  | { does: 'pay again'; who: number; at: number; tells: Tells }
  | { does: 'close' | 'complete by hand'; who: number }
  | { does: 'expire' | 'release' | 'restart' }
  | { does: 'poll'; again: number; reversed: boolean; dies: boolean }
  | { does: 'wait'; ms: number };

/** What the platform says of a payment besides amount and time. */
interface Tells {
  payType: boolean;
  terminal: boolean;
}

interface Payment {
  receipt: NewReceipt;
  /** Whose buyer paid; what the product must find out. */
  order: Order;
  kind: 'exact' | 'other amount' | 'too late' | 'ended by hand' | 'again';
  told: boolean;
}

interface Kind {
  title: string;
  /** The platform leaves things out at times. */
  omits: boolean;
  /** A person closes and completes orders by hand. */
  byHand: boolean;
  /** Receipts never name the code, so that payables are unique per account instead. */
  perAccount: boolean;
}

const KINDS: readonly Kind[] = [
  {
    title: 'the platform tells everything, some orders are ended by hand',
    omits: false,
    byHand: true,
    perAccount: false,
  },
  { title: 'the platform leaves things out', omits: true, byHand: false, perAccount: false },
  {
    title: 'the platform leaves things out and some orders are ended by hand',
    omits: true,
    byHand: true,
    perAccount: false,
  },
  {
    title: 'receipts never name the code, some orders are ended by hand',
    omits: false,
    byHand: true,
    perAccount: true,
  },
];

const who = fc.nat(19);
const seldom = fc.oneof(
  { weight: 6, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);

function commands({ omits, byHand, perAccount }: Kind): fc.Arbitrary<Command[]> {
  const told = omits ? seldom.map((left) => !left) : fc.constant(true);
  const tells: fc.Arbitrary<Tells> = fc.record({
    payType: told,
    terminal: perAccount ? fc.constant(false) : told,
  });
  const does = <W extends Command['does']>(word: W) => fc.constant(word);
  const create = fc.record({
    does: does('create'),
    money: fc.constantFrom(...MONEY),
    payType: fc.constantFrom(...TYPES),
    count: fc.integer({ min: 1, max: 3 }),
  });
  const pay = fc.record({ does: does('pay'), who, at: fc.nat(100), tells });
  const payLate = fc.record({ does: does('pay late'), who, at: fc.nat(100), tells });
  const payTooLate = fc.record({ does: does('pay after the held time'), who, after: fc.nat(2_000), tells });
  const payOther = fc.record({
    does: does('pay another amount'),
    who,
    by: fc.integer({ min: -3, max: 3 }),
    tells,
  });
  const payAgain = fc.record({ does: does('pay again'), who, at: fc.nat(100), tells });
  const close = fc.record({ does: does('close'), who });
  const complete = fc.record({ does: does('complete by hand'), who });
  const job = fc.record({ does: fc.constantFrom('expire' as const, 'release' as const, 'restart' as const) });
  const poll = fc.record({ does: does('poll'), again: fc.nat(5), reversed: fc.boolean(), dies: seldom });
  const { orderLifetimeMs, graceMs } = RULES;
  const ms = fc.constantFrom(1, SECOND, graceMs, orderLifetimeMs, orderLifetimeMs + graceMs);
  const wait = fc.record({ does: does('wait'), ms });
  const one: fc.Arbitrary<Command> = fc.oneof(
    { weight: 5, arbitrary: create },
    { weight: 5, arbitrary: pay },
    { weight: 2, arbitrary: payLate },
    { weight: 1, arbitrary: payTooLate },
    { weight: 1, arbitrary: payOther },
    { weight: 3, arbitrary: payAgain },
    { weight: byHand ? 2 : 0, arbitrary: close },
    { weight: byHand ? 2 : 0, arbitrary: complete },
    { weight: 2, arbitrary: job },
    { weight: 4, arbitrary: poll },
    { weight: 2, arbitrary: wait },
  );
  return fc.array(one, { minLength: 4, maxLength: 24, size: 'max' });
}

describe.each(databases.filter(({ available }) => available))('random schedules on $name', ({ name }) => {
  const RUNS = Number(process.env.SCHEDULES ?? (name === 'sqlite' ? 1_000 : 150));
  let place: TestDatabase;
  const clock = new TestClock();
  let counted = { paid: 0, late: 0, unmatched: 0, ambiguous: 0, again: 0, reused: 0 };

  beforeAll(async () => {
    place = await openTestDatabase(name);
    // What is proved here does not hang on the disk, and 2,000 schedules should not wait for it.
    if (name === 'sqlite') await place.db.raw('PRAGMA synchronous = OFF');
  });
  afterAll(() => place.close());

  class Schedule {
    readonly orders: Order[] = [];
    readonly payments: Payment[] = [];
    readonly closed = new Set<string>();
    readonly completed = new Set<string>();
    private readonly intake: OrderIntake;
    private readonly deps: SettlementDeps;

    constructor(
      private readonly merchant: Merchant,
      private readonly accountId: number,
      private readonly scopeOf: (code: { id: number; accountId: number }) => string,
      devicesTell: boolean,
    ) {
      const { db } = place;
      const listRoutable: Rotation['listRoutable'] = (trx, pid) =>
        routing.listRoutable(trx, pid, { scopeOf, isForwarded: () => devicesTell });
      this.intake = new OrderIntake(db, { ...testRotation, listRoutable }, clock);
      this.deps = {
        db,
        clock,
        log: captureLog().log,
        queueNotifications: (trx, told, now) =>
          notifications.enqueue(trx, {
            tradeNos: told.map(({ tradeNo }) => tradeNo),
            now,
            leaseOwner: 'test',
            leaseUntil: now,
          }),
        paid() {},
      };
    }

    static async begin({ perAccount }: Kind): Promise<Schedule> {
      const merchant = await buildMerchant(place.db, { rules: RULES });
      const accountId = await buildAccount(place.db, merchant.pid);
      for (const terminal of TERMINALS) await buildCode(place.db, accountId, { terminal });
      const scopeOf = ({ id }: { id: number }) => (perAccount ? `account:${accountId}` : `code:${id}`);
      return new Schedule(merchant, accountId, scopeOf, perAccount);
    }

    async run(commands: Command[]): Promise<void> {
      for (const one of commands) {
        // Nothing in the world happens in the same millisecond as something else.
        clock.advance(1);
        await this.learnHolds();
        await this.do(one);
      }
    }

    /** A payment may lengthen the time in which nobody else has the amount; one that is given out again ends it. */
    private async learnHolds(): Promise<void> {
      const rows = await place
        .db('orders')
        .where({ pid: this.merchant.pid })
        .select('trade_no', 'held_until');
      const held = new Map(rows.map((row) => [String(row.trade_no), Number(row.held_until)]));
      for (const order of this.orders) order.heldUntil = held.get(order.tradeNo) ?? order.heldUntil;
    }

    private async do(one: Command): Promise<void> {
      const { db } = place;
      switch (one.does) {
        case 'create':
          return this.create(one.money, one.payType, one.count);
        case 'pay': {
          const order = this.choose(one.who);
          if (order && !this.hasPaid(order))
            this.payWithin(order, order.createdAt, order.heldUntil, one.at, one.tells);
          return;
        }
        case 'pay late': {
          const order = this.choose(one.who);
          if (order && !this.hasPaid(order))
            this.payWithin(order, order.expiresAt + 1, order.heldUntil, one.at, one.tells);
          return;
        }
        case 'pay after the held time': {
          const order = this.choose(one.who);
          if (!order || this.hasPaid(order)) return;
          this.waitUntil(order.heldUntil + 1 + one.after);
          const receipt = this.receiptFor(order, one.tells, 0);
          if (!this.someoneWaitsFor(receipt))
            this.payments.push({ order, receipt, kind: 'too late', told: false });
          return;
        }
        case 'pay another amount': {
          const order = this.choose(one.who);
          if (!order || one.by === 0) return;
          const receipt = this.receiptFor(order, one.tells, one.by);
          if (!this.someoneWaitsFor(receipt))
            this.payments.push({ order, receipt, kind: 'other amount', told: false });
          return;
        }
        case 'pay again':
          return this.payAgain(one.who, one.at, one.tells);
        case 'close': {
          const order = this.choose(one.who);
          // What is over by the clock can't be closed any more, even before the job has written it.
          if (!order || order.expiresAt <= clock.now()) return;
          if ((await orders.getOrder(db, order.tradeNo)).state !== 'pending') return;
          await closeOrder(this.deps, order.tradeNo, RULES.graceMs);
          this.closed.add(order.tradeNo);
          order.heldUntil = (await orders.getOrder(db, order.tradeNo)).heldUntil;
          return;
        }
        case 'complete by hand': {
          const order = this.choose(one.who);
          if (!order) return;
          const { state } = await orders.getOrder(db, order.tradeNo);
          if (state !== 'pending' && state !== 'expired') return;
          await completeByHand(this.deps, order.tradeNo, actorNamed('owner'));
          this.completed.add(order.tradeNo);
          return;
        }
        case 'expire':
          await expireOrders(db, clock.now(), () => {});
          return;
        case 'release':
          await amountSlots.releaseOverdueSlots(db, clock.now());
          return;
        case 'restart':
          await settleLeftovers(this.deps, { at: 'start' });
          return;
        case 'poll':
          return this.poll(one);
        case 'wait':
          clock.advance(one.ms);
      }
    }

    private async create(money: number, payType: PayType, count: number): Promise<void> {
      const { merchant } = this;
      const wanted = Array.from({ length: count }, () => ({
        merchant,
        terms: buildTerms(merchant, { money, requestedType: payType }),
        sitename: null,
        clientIp: null,
        device: null,
      }));
      const taken = await Promise.allSettled(wanted.map((submission) => this.intake.submit(submission)));
      for (const answer of taken) {
        if (answer.status === 'rejected') {
          expect(answer.reason).toMatchObject({ code: 'all_taken' });
          continue;
        }
        const order = await orders.getOrder(place.db, answer.value.tradeNo);
        await this.expectFairAmount(order);
        this.orders.push(order);
      }
    }

    /** Once his order is paid, the buyer pays once more, or his device tells of it once more, while the amount cools. */
    private async payAgain(who: number, at: number, tells: Tells): Promise<void> {
      const order = this.choose(who);
      if (!order?.placement) return;
      const { payType, payableFen, paidHoldMs } = order.placement;
      const { paidAt, receiptId } = await orders.getOrder(place.db, order.tradeNo);
      if (paidAt === null || receiptId === null) return;
      this.waitUntil(Math.min(paidAt + Math.floor((Number(paidHoldMs) * at) / 100), order.heldUntil));
      // What was given out again before its time is another's; which only happens when nothing else was left.
      const slots = await amountSlots.findSlotsOf(place.db, order.tradeNo);
      const isOwn = slots.some(
        (slot) => slot.payType === payType && slot.payableFen === payableFen && slot.releaseAt >= clock.now(),
      );
      if (isOwn)
        this.payments.push({ order, receipt: this.receiptFor(order, tells, 0), kind: 'again', told: false });
    }

    /** It is nobody else's, unless it cooled and nothing else was left; and the price itself only for one alone. */
    private async expectFairAmount({ tradeNo, moneyFen, placement, createdAt }: Order): Promise<void> {
      if (!placement) throw new Error('the order has no code');
      const { codeId, accountId, payableFen, why } = placement;
      const scope = this.scopeOf({ id: codeId, accountId });
      const isThere = (other: Order) =>
        other.placement !== null && this.scopeOf({ id: other.placement.codeId, accountId }) === scope;
      const waiting = this.orders.filter((other) => isThere(other) && other.heldUntil >= createdAt);
      const { reused } = JSON.parse(why) as { reused?: { tradeNo: string } };
      const range = { scope, from: moneyFen, to: moneyFen + RULES.slotLimitFen };
      const taken = (await amountSlots.findTaken(place.db, [range])).filter((one) => one.tradeNo !== tradeNo);
      const unpaid = new Set(taken.filter((one) => one.coolingSince === null).map((one) => one.tradeNo));
      const rivals = waiting.filter((other) => other.moneyFen === moneyFen && unpaid.has(other.tradeNo));
      if (payableFen === moneyFen) expect(rivals, 'the price itself').toEqual([]);
      if (reused) {
        counted.reused += 1;
        expect(this.scopeOf({ id: codeId, accountId })).toMatch(/^code:/);
        expect(taken.length, 'of the others, none is free').toBeGreaterThanOrEqual(RULES.slotLimitFen - 1);
        return;
      }
      const same = waiting.filter((other) => other.placement?.payableFen === payableFen);
      // A receipt-paid order's amount is free when its hold is over, which may be before its own time.
      const free = await Promise.all(same.map((other) => this.isFreed(other, createdAt)));
      expect(free, 'the amount was another’s').toEqual(same.map(() => true));
    }

    private async isFreed({ tradeNo, placement }: Order, at: number): Promise<boolean> {
      const { paidAt, receiptId } = await orders.getOrder(place.db, tradeNo);
      return receiptId !== null && paidAt !== null && paidAt + Number(placement?.paidHoldMs) <= at;
    }

    private choose(who: number): Order | undefined {
      return this.orders.length === 0 ? undefined : this.orders[who % this.orders.length];
    }

    private hasPaid({ tradeNo }: Order): boolean {
      return this.payments.some(({ order, kind }) => order.tradeNo === tradeNo && kind !== 'other amount');
    }

    private waitUntil(moment: number): void {
      if (clock.now() < moment) clock.set(moment);
    }

    /** The buyer pays at a moment between the two, `at` percent of the way; not when it is too late for that. */
    private payWithin(order: Order, from: number, to: number, at: number, tells: Tells): void {
      const begin = Math.max(from, clock.now());
      if (begin > to) return;
      this.waitUntil(begin + Math.floor(((to - begin) * at) / 100));
      const ended = this.closed.has(order.tradeNo) || this.completed.has(order.tradeNo);
      const kind = ended ? 'ended by hand' : 'exact';
      this.payments.push({ order, receipt: this.receiptFor(order, tells, 0), kind, told: false });
    }

    private receiptFor({ placement }: Order, tells: Tells, by: number): NewReceipt {
      if (!placement) throw new Error('an order without a code can’t be paid');
      return {
        accountId: this.accountId,
        pid: this.merchant.pid,
        platform: 'sqbpay',
        externalId: `P${this.payments.length + 1}`,
        payType: tells.payType ? placement.payType : null,
        amountFen: fen(placement.payableFen + by),
        terminal: tells.terminal ? placement.terminal : null,
        paidAt: clock.now(),
        seenAt: clock.now(),
        raw: '{}',
      };
    }

    /** Orders for which this money would do at its moment, by all that the platform tells of it. */
    private fitting(money: NewReceipt): Order[] {
      return this.orders.filter(
        ({ placement, createdAt, heldUntil }) =>
          placement?.payableFen === money.amountFen &&
          (money.payType === null || placement.payType === money.payType) &&
          (money.terminal === null || placement.terminal === money.terminal) &&
          createdAt <= money.paidAt &&
          heldUntil >= money.paidAt,
      );
    }

    private someoneWaitsFor(money: NewReceipt): boolean {
      return this.fitting(money).length > 0;
    }

    /** The platform tells of all that is new and of some that it has told already; the process may die after writing it down. */
    private async poll({
      again,
      reversed,
      dies,
    }: {
      again: number;
      reversed: boolean;
      dies: boolean;
    }): Promise<void> {
      const old = this.payments.filter(({ told }) => told).slice(0, again);
      const list = [...this.payments.filter(({ told }) => !told), ...old];
      if (reversed) list.reverse();
      for (const payment of list) payment.told = true;
      const seenAt = clock.now();
      const fresh = await recordReceipts(
        place.db,
        list.map(({ receipt }) => ({ ...receipt, seenAt })),
      );
      if (!dies) await Promise.all(fresh.map((receipt) => settleReceipt(this.deps, receipt)));
    }

    /** After everything was told and nothing is left unfinished. */
    async check(): Promise<void> {
      const { db } = place;
      clock.advance(1);
      await this.poll({ again: 100, reversed: false, dies: false });
      await settleLeftovers(this.deps, { at: 'start' });
      await this.learnHolds();

      const kept = await receipts.listReceipts(db, { accountId: this.accountId }, 1_000);
      const byNumber = new Map(kept.map((receipt) => [receipt.externalId, receipt]));
      expect(kept, 'each payment that was told is one receipt').toHaveLength(this.payments.length);
      const used = kept.filter(({ state }) => state === 'used');
      expect(new Set(used.map(({ tradeNo }) => tradeNo)).size, 'a receipt for each order at most').toBe(
        used.length,
      );

      for (const { order, receipt, kind } of this.payments) {
        const { state, tradeNo, reason } = byNumber.get(receipt.externalId) ?? {};
        const told = `${receipt.externalId} (${kind}) of ${order.tradeNo} became ${state} ${tradeNo} ${reason}`;
        if (state === 'used') expect(tradeNo, told).toBe(order.tradeNo);
        if (kind !== 'exact') expect(state, told).toBe('unmatched');
        else if (this.closed.has(order.tradeNo) || this.completed.has(order.tradeNo))
          expect(['used', 'unmatched'], told).toContain(state);
        else if (this.fitting(receipt).length === 1) expect(state, told).toBe('used');
        else expect(['used', 'unmatched'], told).toContain(state);
        if (kind === 'again') counted.again += 1;
        if (state === 'unmatched') counted.unmatched += 1;
        if (reason === 'ambiguous') counted.ambiguous += 1;
      }

      let paid = 0;
      for (const { tradeNo } of this.orders) {
        const order = await orders.getOrder(db, tradeNo);
        const mine = used.filter((receipt) => receipt.tradeNo === tradeNo);
        const notification = await notifications.findNotification(db, tradeNo);
        expect(
          mine.map(({ id }) => id),
          tradeNo,
        ).toEqual(order.state === 'paid' && !this.completed.has(tradeNo) ? [order.receiptId] : []);
        expect(notification !== undefined, tradeNo).toBe(order.state === 'paid');
        if (order.state !== 'paid') continue;
        if (this.completed.has(tradeNo)) {
          expect(order, tradeNo).toMatchObject({ odd: ['by_hand'], receiptId: null });
          continue;
        }
        paid += 1;
        if (order.odd.includes('late')) counted.late += 1;
        expect(order.odd, tradeNo).toEqual((mine[0]?.paidAt ?? 0) > order.expiresAt ? ['late'] : []);
      }
      counted.paid += paid;
      expect(paid).toBe(used.length);

      // Nothing of this schedule stays open for the next one.
      clock.advance(DAY);
      await expireOrders(db, clock.now(), () => {});
      await amountSlots.releaseOverdueSlots(db, clock.now());
      expect(await db('amount_slots').count({ count: '*' }).first()).toMatchObject({ count: 0 });
    }
  }

  test.each(KINDS)(
    '$title: no payment is given to the wrong order, lost, or counted twice',
    async (kind) => {
      counted = { paid: 0, late: 0, unmatched: 0, ambiguous: 0, again: 0, reused: 0 };
      await fc.assert(
        fc.asyncProperty(commands(kind), async (schedule) => {
          const world = await Schedule.begin(kind);
          await world.run(schedule);
          await world.check();
        }),
        { numRuns: RUNS },
      );
      // The schedules were not idle: what they are about has happened again and again.
      expect(counted.paid).toBeGreaterThan(RUNS / 4);
      if (kind.perAccount) expect(counted.reused).toBe(0);
      if (!kind.omits) expect(counted.ambiguous).toBe(0);
      expect(counted.late).toBeGreaterThan(0);
      expect(counted.unmatched).toBeGreaterThan(0);
      expect(counted.again).toBeGreaterThan(0);
      // What is rarer can be missing from the fewer schedules of the slower database.
      if (name !== 'sqlite') return;
      if (!kind.perAccount) expect(counted.reused).toBeGreaterThan(0);
      if (kind.omits) expect(counted.ambiguous).toBeGreaterThan(0);
    },
    150_000 + RUNS * 50,
  );

  test('the money of an order that was closed meanwhile, told without its code, is not given to the order on the other code', async () => {
    const kind = { title: '', omits: true, byHand: true, perAccount: false };
    const schedule = await Schedule.begin(kind);
    await schedule.run([
      { does: 'create', money: 100, payType: 'wxpay', count: 2 },
      { does: 'pay', who: 1, at: 0, tells: { payType: true, terminal: false } },
      { does: 'close', who: 1 },
    ]);
    await schedule.check();
  });

  /** One order with its buyer's money, settled by what the platform tells; `true` when it was settled. */
  class Counter {
    private told = 0;
    constructor(
      private readonly merchant: Merchant,
      private readonly accountId: number,
    ) {}

    static async open(codeCount: number): Promise<Counter> {
      const merchant = await buildMerchant(place.db, { rules: RULES });
      const accountId = await buildAccount(place.db, merchant.pid);
      for (let at = 1; at <= codeCount; at++) await buildCode(place.db, accountId, { terminal: `T-${at}` });
      return new Counter(merchant, accountId);
    }

    async order(): Promise<Order> {
      const { merchant } = this;
      const terms = buildTerms(merchant, { money: 1_000, requestedType: 'wxpay' });
      const intake = new OrderIntake(place.db, testRotation, clock);
      const { tradeNo } = await intake.submit({
        merchant,
        terms,
        sitename: null,
        clientIp: null,
        device: null,
      });
      clock.advance(1);
      return orders.getOrder(place.db, tradeNo);
    }

    async isSettledBy({ placement, tradeNo, pid }: Order): Promise<boolean> {
      this.told += 1;
      clock.advance(1);
      const [receipt] = await recordReceipts(place.db, [
        {
          accountId: this.accountId,
          pid,
          platform: 'sqbpay',
          externalId: `C${this.told}`,
          payType: 'wxpay',
          amountFen: fen(placement?.payableFen ?? 0),
          terminal: placement?.terminal ?? null,
          paidAt: clock.now(),
          seenAt: clock.now(),
          raw: '{}',
        },
      ]);
      const deps: SettlementDeps = {
        db: place.db,
        clock,
        log: captureLog().log,
        queueNotifications: async () => {},
        paid() {},
      };
      return receipt !== undefined && (await settleReceipt(deps, receipt)) === tradeNo;
    }
  }

  test('45 orders that wait for the same amount on 45 codes of one account: each is settled by its own payment', async () => {
    const counter = await Counter.open(45);
    const waiting: Order[] = [];
    for (let at = 0; at < 45; at++) waiting.push(await counter.order());
    expect(new Set(waiting.map(({ placement }) => placement?.payableFen))).toEqual(new Set([1_000]));
    const settled: boolean[] = [];
    for (const order of waiting) settled.push(await counter.isSettledBy(order));
    expect(settled).toEqual(waiting.map(() => true));
  });

  test('an order that waits while 60 others of the same amount come and go is settled by its own payment', async () => {
    const counter = await Counter.open(2);
    const patient = await counter.order();
    for (let at = 0; at < 60; at++) {
      const quick = await counter.order();
      expect(await counter.isSettledBy(quick), `sale ${at + 1}`).toBe(true);
    }
    expect(clock.now()).toBeLessThan(patient.expiresAt);
    expect(await counter.isSettledBy(patient)).toBe(true);
  });
});
