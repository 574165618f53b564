import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Evidence,
  endSilence,
  lateBy,
  placeReport,
  type ReceiptSoFar,
  type Report,
  reviseReviews,
  type Silence,
} from '../../../src/flow/counting/index.ts';
import { type Candidate, matchReceipt } from '../../../src/flow/matching/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';
import { newOrder } from './waiting-order.ts';

/**
 * Counting and matching together: one account, one amount, three devices that come and go, lose messages and tell
 * late, orders that are paid or not, one after the other; each device tells a payment up to three times, and buyers pay
 * twice. A paid order keeps its amount for a while. Held: an order is settled only when its buyer paid, once, and no
 * report is lost from sight.
 */

const BEAT = 30 * SECOND;
/** How long the amount of a paid order stays taken. */
const HOLD = 5 * MINUTE;
const DEVICES = [0, 1, 2];

type Command =
  | { does: 'order' }
  | { does: 'pay'; lags: (number | null)[]; again: number[][]; twice: boolean }
  | { does: 'wait'; ms: number }
  | { does: 'lose' | 'find'; device: number };

const device = fc.constantFrom(...DEVICES);
const commands = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.constant<Command>({ does: 'order' }) },
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant('pay' as const),
        lags: fc.array(fc.option(fc.nat(100 * SECOND), { freq: 2 }), { minLength: 3, maxLength: 3 }),
        // The same second, seconds or minutes later.
        again: fc.array(
          fc.array(fc.oneof(fc.constant(0), fc.nat(10 * SECOND), fc.nat(45 * SECOND), fc.nat(150 * SECOND)), {
            maxLength: 2,
          }),
          { minLength: 3, maxLength: 3 },
        ),
        twice: fc.boolean(),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        does: fc.constant('wait' as const),
        ms: fc.oneof(fc.nat(MINUTE), fc.nat(4 * MINUTE), fc.nat(20 * MINUTE)),
      }),
    },
    { weight: 4, arbitrary: fc.record({ does: fc.constant('lose' as const), device }) },
    { weight: 4, arbitrary: fc.record({ does: fc.constant('find' as const), device }) },
  ),
  { minLength: 8, maxLength: 50, size: 'max' },
);

/** `copy`: which posting of the same notification. `first`: the device tells it for the first time. */
interface Telling {
  payer: string;
  lag: number;
  copy: string;
}

class Device {
  silences: readonly Silence[] = [];
  lastHeard: number;
  lostAt: number | null = null;
  heldBack: Telling[] = [];

  constructor(now: number) {
    this.lastHeard = now;
  }

  hear(now: number): void {
    this.silences = endSilence(this.silences, this.lastHeard, now);
    this.lastHeard = now;
  }
}

interface Kept extends ReceiptSoFar {
  evidence: Evidence[];
  paidFrom: number | null;
  paidAt: number;
}

class World {
  private now = 1_000_000_000_000;
  private readonly devices = DEVICES.map(() => new Device(this.now));
  readonly orders: Candidate[] = [];
  readonly paid = new Set<string>();
  /** When each order was settled. */
  private readonly paidAt = new Map<string, number>();
  readonly receipts: Kept[] = [];
  private due: (Omit<Telling, 'lag'> & { at: number; by: number })[] = [];
  private payments = 0;
  readonly settled: string[] = [];
  readonly why: string[] = [];
  told = 0;

  run(all: Command[]): void {
    for (const one of all) {
      this.advance(1);
      this.do(one);
    }
    for (const by of DEVICES) this.find(by);
    this.advance(HOUR);
  }

  private do(one: Command): void {
    const last = this.orders.at(-1);
    if (one.does === 'order') {
      const heldUntil =
        last?.state === 'paid' ? (this.paidAt.get(last.tradeNo) ?? 0) + HOLD : last?.heldUntil;
      const isFree = heldUntil === undefined || heldUntil < this.now;
      if (isFree) this.orders.push(newOrder(`order ${this.orders.length}`, this.now));
    } else if (one.does === 'pay') {
      const isFirst = last && !this.paid.has(last.tradeNo) && last.state !== 'paid';
      // A buyer who is impatient pays once more, and sees by then that he has paid.
      const isSecond =
        last?.state === 'paid' && one.twice && this.now < (this.paidAt.get(last.tradeNo) ?? 0) + 2 * MINUTE;
      if (last && (isFirst || isSecond) && this.now <= last.heldUntil - 2 * MINUTE)
        this.pay(last.tradeNo, one);
    } else if (one.does === 'wait') this.advance(one.ms);
    else if (one.does === 'find') this.find(one.device);
    else {
      const lost = this.devices[one.device];
      if (lost) lost.lostAt ??= this.now;
    }
  }

  private pay(payer: string, { lags, again }: { lags: (number | null)[]; again: number[][] }): void {
    this.paid.add(payer);
    const payment = ++this.payments;
    this.devices.forEach((device, by) => {
      const lag = lags[by] ?? null;
      if (lag === null) return;
      [0, ...(again[by] ?? [])].forEach((after, time) => {
        const copy = `${payment}.${time}`;
        // What Android held back it posts twice within moments, if it does.
        if (device.lostAt !== null) device.heldBack.push({ payer, lag: lag + (after % (19 * SECOND)), copy });
        else this.due.push({ at: this.now + (lag % (3 * SECOND)) + after, by, payer, copy });
      });
    });
  }

  private find(by: number): void {
    const device = this.devices[by];
    if (!device || device.lostAt === null) return;
    if (this.now - device.lostAt < 95 * SECOND) this.advance(95 * SECOND);
    device.lostAt = null;
    device.hear(this.now);
    for (const { lag, ...one } of device.heldBack) this.due.push({ at: this.now + lag, by, ...one });
    device.heldBack = [];
  }

  private advance(ms: number): void {
    const end = this.now + ms;
    for (;;) {
      const next = Math.min(
        end,
        ...this.due.map(({ at }) => Math.max(at, this.now)),
        ...this.devices.filter(({ lostAt }) => lostAt === null).map(({ lastHeard }) => lastHeard + BEAT),
      );
      this.now = Math.max(this.now, next);
      for (const device of this.devices) {
        if (device.lostAt === null && device.lastHeard + BEAT <= this.now) device.hear(this.now);
      }
      const ripe = this.due.filter(({ at }) => at <= this.now);
      this.due = this.due.filter(({ at }) => at > this.now);
      for (const one of ripe) this.tell(one);
      if (this.now >= end) break;
    }
    for (const order of this.orders) {
      if (order.state === 'pending' && order.expiresAt <= this.now) order.state = 'expired';
    }
  }

  private tell({ at, by, payer, copy }: (typeof this.due)[number]): void {
    const device = this.devices[by];
    if (!device) return;
    if (device.lostAt !== null) {
      // It was on its way when the network went: now it comes when that is back.
      device.heldBack.push({ payer, copy, lag: SECOND });
      return;
    }
    device.hear(this.now);
    this.told++;
    this.take({
      ...{ source: `device:${by}`, fingerprint: `${by}:${copy}`, happenedAt: at, channels: [], count: null },
      ...{ lateMs: lateBy(device.silences, at, this.now), payType: 'wxpay', amountFen: fen(1000) },
    });
  }

  /** As countReport does it, and then settles. */
  private take(report: Report): void {
    const recent = () => ({ since: report.happenedAt - DAY, receipts: this.receipts });
    const place = placeReport(report, recent());
    if (place.place === 'known') return;
    const toSettle: Kept[] = [];
    if (place.place === 'join') this.get(place.receiptId).evidence.push(report);
    else {
      const kept: Kept = {
        ...{ id: this.receipts.length + this.settled.length * 1_000 + this.told * 1_000_000 },
        ...{ payType: 'wxpay', amountFen: fen(1000), inReview: place.place === 'review', evidence: [report] },
        paidFrom: report.lateMs === null ? null : report.happenedAt - report.lateMs,
        paidAt: report.happenedAt,
      };
      this.receipts.push(kept);
      if (place.place === 'open') toSettle.push(kept);
    }
    const ask = () => reviseReviews(report, recent());
    for (let next = ask(); next; next = ask()) {
      const reviewed = this.get(next.reviewed);
      if (next.place === 'join') {
        this.get(next.receiptId).evidence.push(...reviewed.evidence);
        this.receipts.splice(this.receipts.indexOf(reviewed), 1);
        continue;
      }
      const { among } = next;
      const evidence = this.receipts.filter(({ id }) => among.includes(id)).flatMap((one) => one.evidence);
      reviewed.inReview = false;
      if (evidence.some(({ lateMs }) => lateMs !== null)) {
        reviewed.paidFrom = Math.min(...evidence.map(({ happenedAt, lateMs }) => happenedAt - (lateMs ?? 0)));
        reviewed.paidAt = Math.max(...evidence.map(({ happenedAt }) => happenedAt));
      }
      toSettle.push(reviewed);
    }
    for (const kept of toSettle) this.settle(kept);
  }

  private settle({ paidAt, paidFrom }: Kept): void {
    const money = { payType: 'wxpay' as const, amountFen: fen(1000), terminal: null, paidAt, paidFrom };
    const match = matchReceipt(money, this.orders);
    if (match.tradeNo === null) {
      this.why.push(match.reason);
      return;
    }
    const order = this.orders.find(({ tradeNo }) => tradeNo === match.tradeNo);
    this.settled.push(match.tradeNo);
    this.paidAt.set(match.tradeNo, this.now);
    if (order) Object.assign(order, { state: 'paid', paidAt: this.now, receiptId: this.settled.length });
  }

  private get(id: number): Kept {
    const found = this.receipts.find((one) => one.id === id);
    if (!found) throw new Error(`no receipt ${id}`);
    return found;
  }
}

test('three devices that come and go: no order is settled but those whose buyers paid, each once', () => {
  const seen = { told: 0, paid: 0, settled: 0, away: 0 };
  fc.assert(
    fc.property(commands, (all) => {
      const world = new World();
      world.run(all);
      for (const tradeNo of world.settled) expect(world.paid).toContain(tradeNo);
      expect(new Set(world.settled).size).toBe(world.settled.length);
      expect(world.receipts.flatMap(({ evidence }) => evidence)).toHaveLength(world.told);
      seen.told += world.told;
      seen.paid += world.paid.size;
      seen.settled += world.settled.length;
      seen.away += world.why.filter((reason) => reason === 'phone_away').length;
    }),
    { numRuns: 3_000 },
  );
  process.stdout.write(`devices that come and go: ${JSON.stringify(seen)}\n`);
  expect(seen.settled).toBeGreaterThan(seen.paid / 2);
});
