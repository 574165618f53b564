import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routing } from '../../src/flow/accounts/index.ts';
import { amountSlots } from '../../src/flow/amount-slots/index.ts';
import { chooseType } from '../../src/flow/intake/choose-type.ts';
import { OrderIntake, type Rotation } from '../../src/flow/intake/index.ts';
import type { Merchant } from '../../src/flow/merchants/index.ts';
import { notifications } from '../../src/flow/notifications/index.ts';
import {
  expireOrders,
  isPayable,
  type Order,
  type OrderTerms,
  orders,
  type Placement,
  placements,
} from '../../src/flow/orders/index.ts';
import { type NewReceipt, receipts, recordReceipts } from '../../src/flow/receipts/index.ts';
import {
  closeOrder,
  completeByHand,
  type SettlementDeps,
  settleLeftovers,
  settleReceipt,
} from '../../src/flow/settlement/index.ts';
import { DAY, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { Refusal } from '../../src/shared/errors.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { actorNamed } from '../support/actors.ts';
import { captureLog } from '../support/captured-log.ts';
import { TestClock } from '../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildAccount, buildCode, buildMerchant, buildTerms, testRotation } from '../support/factories.ts';

/**
 * Random schedules of orders that live more than once: their shop sends them again, their buyers change the pay type,
 * give them up, pay what they were asked before, and pay twice; some of it at the same moment as the money comes in.
 *
 * What must hold, always:
 * 1. money settles no order but the one whose buyer paid it, whichever of its amounts he paid;
 * 2. what was paid for an amount while it was the order's own settles it, once it was told, unless the owner ended it;
 * 3. an order is paid by one receipt, and then has the code and amount that were paid;
 * 4. a second payment settles nothing;
 * 5. no order holds more than a few amounts.
 */

const TERMINALS = ['A', 'B'];
const TYPES: readonly PayType[] = ['wxpay', 'alipay', 'unionpay'];
const MONEY = [100, 101];
const RULES = { orderLifetimeMs: MINUTE, graceMs: 30 * SECOND, slotLimitFen: 4, paidHoldMs: 2 * MINUTE };

type Command =
  | { does: 'create'; money: number; payType: PayType | null }
  | { does: 'send again'; who: number; payType: PayType | null }
  | { does: 'choose'; who: number; payType: PayType }
  | { does: 'pay'; who: number; which: number; at: number }
  | { does: 'pay again'; who: number; at: number }
  | { does: 'pay too late'; who: number; which: number }
  | { does: 'cancel' | 'close' | 'complete'; who: number }
  | { does: 'rush'; who: number; payType: PayType }
  | { does: 'expire' | 'release' | 'restart' }
  | { does: 'poll'; reversed: boolean; dies: boolean }
  | { does: 'wait'; ms: number };

const who = fc.nat(9);
const seldom = fc.oneof(
  { weight: 5, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);
const does = <W extends Command['does']>(word: W) => fc.constant(word);
const payType = fc.constantFrom(...TYPES);
const maybeType = fc.oneof({ weight: 4, arbitrary: payType }, { weight: 1, arbitrary: fc.constant(null) });
const { orderLifetimeMs, graceMs } = RULES;
const ms = fc.constantFrom(1, SECOND, graceMs, orderLifetimeMs, orderLifetimeMs + graceMs, 2 * MINUTE);
const one: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: does('create'), money: fc.constantFrom(...MONEY), payType: maybeType }),
  },
  { weight: 4, arbitrary: fc.record({ does: does('send again'), who, payType: maybeType }) },
  { weight: 3, arbitrary: fc.record({ does: does('choose'), who, payType }) },
  { weight: 6, arbitrary: fc.record({ does: does('pay'), who, which: fc.nat(3), at: fc.nat(100) }) },
  { weight: 2, arbitrary: fc.record({ does: does('pay again'), who, at: fc.nat(100) }) },
  { weight: 1, arbitrary: fc.record({ does: does('pay too late'), who, which: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ does: does('cancel'), who }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('close' as const, 'complete' as const), who }) },
  { weight: 3, arbitrary: fc.record({ does: does('rush'), who, payType }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('expire' as const, 'release' as const, 'restart' as const),
    }),
  },
  { weight: 4, arbitrary: fc.record({ does: does('poll'), reversed: fc.boolean(), dies: seldom }) },
  { weight: 4, arbitrary: fc.record({ does: does('wait'), ms }) },
);
const schedules = fc.array(one, { minLength: 6, maxLength: 28, size: 'max' });

/** An amount that is an order's own for a time. */
interface Asked {
  placement: Placement;
  from: number;
  to: number;
}

interface Payment {
  tradeNo: string;
  receipt: NewReceipt;
  kind: 'right' | 'again' | 'too late';
  told: boolean;
}

describe.each(databases.filter(({ available }) => available))(
  'orders that live again on $name',
  ({ name }) => {
    const RUNS = name === 'sqlite' ? 300 : 200;
    let place: TestDatabase;
    const clock = new TestClock();
    let counted = { paid: 0, earlier: 0, cancelled: 0, again: 0, renewed: 0, rushed: 0 };

    beforeAll(async () => {
      place = await openTestDatabase(name);
      if (name === 'sqlite') await place.db.raw('PRAGMA synchronous = OFF');
    });
    afterAll(() => place.close());

    class Schedule {
      private readonly terms = new Map<string, OrderTerms>();
      private readonly payments: Payment[] = [];
      /** Ended by the owner: what comes after, he looks at himself. */
      private readonly ended = new Set<string>();
      private readonly intake: OrderIntake;
      private readonly rotation: Rotation;
      private readonly deps: SettlementDeps;

      constructor(
        private readonly merchant: Merchant,
        private readonly accountId: number,
        private readonly devicesTell: boolean,
      ) {
        const { db } = place;
        const scopeOf = ({ id }: { id: number }) => (devicesTell ? `account:${accountId}` : `code:${id}`);
        this.rotation = {
          ...testRotation,
          listRoutable: (trx, pid) =>
            routing.listRoutable(trx, pid, { scopeOf, isForwarded: () => devicesTell }),
        };
        this.intake = new OrderIntake(db, this.rotation, clock);
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

      static async begin(devicesTell: boolean): Promise<Schedule> {
        const merchant = await buildMerchant(place.db, { rules: RULES });
        const accountId = await buildAccount(place.db, merchant.pid);
        for (const terminal of TERMINALS) await buildCode(place.db, accountId, { terminal });
        return new Schedule(merchant, accountId, devicesTell);
      }

      async run(commands: Command[]): Promise<void> {
        for (const command of commands) {
          clock.advance(1);
          await this.do(command);
        }
      }

      private async do(command: Command): Promise<void> {
        const { db } = place;
        switch (command.does) {
          case 'create': {
            const terms = buildTerms(this.merchant, { money: command.money, requestedType: command.payType });
            return this.send(terms);
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
            return this.poll(command);
          case 'wait':
            clock.advance(command.ms);
            return;
        }
        const tradeNo = [...this.terms.keys()][command.who % Math.max(1, this.terms.size)];
        const order = tradeNo === undefined ? undefined : await orders.getOrder(db, tradeNo);
        if (order) await this.doTo(order, command);
      }

      private async doTo(order: Order, command: Command & { who: number }): Promise<void> {
        const { tradeNo } = order;
        switch (command.does) {
          case 'send again':
            return this.send({ ...(this.terms.get(tradeNo) as OrderTerms), requestedType: command.payType });
          case 'choose':
            return this.choose(order, command.payType);
          case 'pay':
            return this.pay(order, command.which, command.at);
          case 'pay again':
            return this.payAgain(order, command.at);
          case 'pay too late':
            return this.payTooLate(order, command.which);
          case 'cancel':
          case 'close': {
            const by = command.does === 'cancel' ? 'buyer' : 'owner';
            const closing = closeOrder(this.deps, tradeNo, RULES.graceMs, by);
            return closing.then(
              () => void (by === 'owner' && this.ended.add(tradeNo)),
              (error) => expectRefusal(error, ['not_pending']),
            );
          }
          case 'complete':
            return completeByHand(this.deps, tradeNo, actorNamed('owner')).then(
              () => void this.ended.add(tradeNo),
              (error) => expectRefusal(error, ['already_paid', 'order_closed']),
            );
          case 'rush': {
            counted.rushed += 1;
            const again = { ...(this.terms.get(tradeNo) as OrderTerms), requestedType: command.payType };
            await Promise.all([
              this.poll({ reversed: false, dies: false }),
              this.choose(order, command.payType),
              this.send(again),
              expireOrders(place.db, clock.now(), () => {}),
            ]);
          }
        }
      }

      private async send(terms: OrderTerms): Promise<void> {
        try {
          const submission = { merchant: this.merchant, terms, sitename: null, clientIp: null, device: null };
          const { tradeNo, renewed } = await this.intake.submit(submission);
          this.terms.set(tradeNo, terms);
          if (renewed) counted.renewed += 1;
          const order = await orders.getOrder(place.db, tradeNo);
          const isLive = order.state === 'paid' || order.state === 'pending';
          expect(isLive, `${tradeNo} was taken again, and is ${order.state}`).toBe(true);
        } catch (error) {
          expectRefusal(error, ['all_taken', 'order_closed', 'too_many_changes']);
        }
      }

      private async choose(order: Order, payType: PayType): Promise<void> {
        const moment = () => ({ now: clock.now(), random: Math.random });
        const deps = { db: place.db, rotation: this.rotation, moment, ranOut: async () => {} };
        try {
          await chooseType(deps, order, payType, this.merchant.rules);
        } catch (error) {
          expectRefusal(error, ['all_taken', 'too_many_changes']);
        }
      }

      /** What the order asks and asked, with the times in which that is its own. */
      private async askedOf(order: Order): Promise<Asked[]> {
        const earlier = await placements.listEarlier(place.db, order.tradeNo);
        const present = order.placement
          ? [{ placement: order.placement, from: order.placedAt ?? 0, to: order.heldUntil }]
          : [];
        return [
          ...present,
          ...earlier.map((one) => ({ placement: one, from: one.placedAt, to: one.heldUntil })),
        ];
      }

      private async pay(order: Order, which: number, at: number): Promise<void> {
        if (!isPayable(order) || this.payments.some((one) => one.tradeNo === order.tradeNo)) return;
        const open = (await this.askedOf(order)).filter(({ to }) => to >= clock.now());
        const asked = open[which % Math.max(1, open.length)];
        if (!asked) return;
        clock.advance(Math.floor(((asked.to - clock.now()) * at) / 100));
        this.note(order, asked.placement, 'right');
      }

      private async payAgain(order: Order, at: number): Promise<void> {
        const { placement, paidAt, receiptId } = order;
        if (paidAt === null || receiptId === null || !placement) return;
        const until = paidAt + Math.floor((Number(placement.paidHoldMs) * at) / 100);
        if (until > clock.now()) clock.set(until);
        const slots = await amountSlots.findSlotsOf(place.db, order.tradeNo);
        const isOwn = slots.some(
          ({ payType, payableFen, releaseAt }) =>
            payType === placement.payType && payableFen === placement.payableFen && releaseAt >= clock.now(),
        );
        if (isOwn) this.note(order, placement, 'again');
      }

      /** Unless another order's time, or its own present one, includes this moment: then nobody could tell. */
      private async payTooLate(order: Order, which: number): Promise<void> {
        if (this.payments.some((one) => one.tradeNo === order.tradeNo)) return;
        const over = (await this.askedOf(order)).filter(({ to }) => to < clock.now());
        const asked = over[which % Math.max(1, over.length)];
        if (!asked) return;
        for (const tradeNo of this.terms.keys()) {
          const other = await orders.getOrder(place.db, tradeNo);
          for (const { placement, to } of await this.askedOf(other)) {
            const isSame =
              placement.payableFen === asked.placement.payableFen &&
              placement.payType === asked.placement.payType;
            if (isSame && to >= clock.now()) return;
          }
        }
        this.note(order, asked.placement, 'too late');
      }

      private note({ tradeNo }: Order, placement: Placement, kind: Payment['kind']): void {
        this.payments.push({
          ...{ tradeNo, kind, told: false },
          receipt: {
            ...{ accountId: this.accountId, pid: this.merchant.pid, platform: 'sqbpay', raw: '{}' },
            externalId: `P${this.payments.length + 1}`,
            payType: placement.payType,
            amountFen: placement.payableFen,
            terminal: this.devicesTell ? null : placement.terminal,
            ...{ paidAt: clock.now(), seenAt: clock.now() },
          },
        });
        clock.advance(1);
      }

      private async poll({ reversed, dies }: { reversed: boolean; dies: boolean }): Promise<void> {
        const list = this.payments.filter(({ told }) => !told);
        if (reversed) list.reverse();
        for (const payment of list) payment.told = true;
        const fresh = await recordReceipts(
          place.db,
          list.map(({ receipt }) => ({ ...receipt, seenAt: clock.now() })),
        );
        if (!dies) await Promise.all(fresh.map((receipt) => settleReceipt(this.deps, receipt)));
      }

      async check(): Promise<void> {
        const { db } = place;
        clock.advance(1);
        await this.poll({ reversed: false, dies: false });
        await settleLeftovers(this.deps, { at: 'start' });
        const kept = await receipts.listReceipts(db, { accountId: this.accountId }, 1_000);
        const byNumber = new Map(kept.map((receipt) => [receipt.externalId, receipt]));
        for (const { tradeNo, receipt, kind } of this.payments) {
          const found = byNumber.get(receipt.externalId);
          const told = `${receipt.externalId} (${kind}) of ${tradeNo} became ${found?.state} ${found?.tradeNo} ${found?.reason}`;
          if (found?.state === 'used') expect(found.tradeNo, told).toBe(tradeNo);
          if (kind === 'right' && !this.ended.has(tradeNo)) expect(found?.state, told).toBe('used');
          // Paid too late, and the order came back to life with its amount, which nobody had meanwhile: then it is its own.
          if (kind === 'again') expect(found?.state, told).toBe('unmatched');
          if (kind === 'again') counted.again += 1;
        }
        for (const tradeNo of this.terms.keys()) {
          const order = await orders.getOrder(db, tradeNo);
          const used = kept.filter((receipt) => receipt.tradeNo === tradeNo);
          expect(used.length, tradeNo).toBeLessThanOrEqual(1);
          const slots = await amountSlots.findSlotsOf(db, tradeNo);
          expect(slots.length, tradeNo).toBeLessThanOrEqual(4);
          const [receipt] = used;
          if (!receipt) continue;
          counted.paid += 1;
          expect(order, tradeNo).toMatchObject({ state: 'paid', receiptId: receipt.id });
          expect(order.placement, tradeNo).toMatchObject({
            payableFen: receipt.amountFen,
            payType: receipt.payType,
          });
          if (order.odd.includes('earlier_amount')) counted.earlier += 1;
          if (order.odd.includes('cancelled')) counted.cancelled += 1;
          const notification = await notifications.findNotification(db, tradeNo);
          expect(notification, tradeNo).toBeDefined();
        }
        clock.advance(DAY);
        await expireOrders(db, clock.now(), () => {});
        await amountSlots.releaseOverdueSlots(db, clock.now());
        expect(await db('amount_slots').count({ count: '*' }).first()).toMatchObject({ count: 0 });
      }
    }

    test.each([
      ['a platform that is asked', false],
      ['devices that tell', true],
    ])(
      '%s: no money is given to the wrong order, lost, or counted twice',
      async (_title, devicesTell) => {
        counted = { paid: 0, earlier: 0, cancelled: 0, again: 0, renewed: 0, rushed: 0 };
        await fc.assert(
          fc.asyncProperty(schedules, async (commands) => {
            const world = await Schedule.begin(devicesTell);
            await world.run(commands);
            await world.check();
          }),
          { numRuns: RUNS },
        );
        // The schedules were not idle.
        expect(counted.paid).toBeGreaterThan(RUNS / 4);
        for (const [what, times] of Object.entries(counted)) expect(times, what).toBeGreaterThan(0);
      },
      150_000,
    );
  },
);

function expectRefusal(error: unknown, codes: string[]): void {
  expect(error).toBeInstanceOf(Refusal);
  expect(codes).toContain((error as Refusal).code);
}
