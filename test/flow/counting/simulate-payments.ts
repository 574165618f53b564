import { type Report, usualRules } from '../../../src/flow/counting/index.ts';
import { shanghaiDay } from '../../../src/flow/counting/shanghai-day.ts';
import { MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';
import { NOON } from './make.ts';

export interface TruePayment {
  id: number;
  amountFen: number;
  paidAt: number;
}

export interface Sighting {
  payment: TruePayment;
  report: Report;
  arrivesAt: number;
}

export interface World {
  payments: number;
  /** Share of payments that repeat an amount, within four minutes; 1: all payments are of one amount. */
  equalShare: number;
  /** Each payment is told to so many devices or more. */
  leastDevices: number;
  lossShare: number;
  resendShare: number;
  /** Share of messages that their device posts twice or three times, mostly within seconds: each with a text of its own. */
  againShare: number;
  /** Share of receive times that are late by up to the whole jitter; the others by up to 3 s. */
  slowShare: number;
  /** Which devices tell the daily counter. */
  counting: string[];
}

export const SOURCES = ['phone', 'pc', 'tablet'];
export const JITTER = 2 * MINUTE;

/** Small and quick, and the same on every machine: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Payments over some days, each seen by one to three devices, in the order in which the reports arrive. */
export function simulate(world: World, seed: number): Sighting[] {
  const random = seeded(seed);
  const payments = truePayments(world, random);
  const counters = new Map<number, number>();
  const sightings: Sighting[] = [];
  for (const payment of payments) {
    const day = shanghaiDay(payment.paidAt);
    const count = (counters.get(day) ?? 0) + 1;
    counters.set(day, count);
    const { leastDevices } = world;
    const seenBy = leastDevices + Math.floor(random() * (SOURCES.length + 1 - leastDevices));
    for (const source of shuffled(SOURCES, random).slice(0, seenBy)) {
      if (random() < world.lossShare) continue;
      const lag = random() < world.slowShare ? random() * JITTER : random() * 3 * SECOND;
      const happenedAt = Math.floor(payment.paidAt + lag);
      const report: Report = {
        ...{ source, happenedAt, payType: 'wxpay', amountFen: fen(payment.amountFen) },
        ...{ fingerprint: `${source}:${payment.id}`, channels: ['personal'], lateMs: null },
        count: world.counting.includes(source) ? count : null,
      };
      sightings.push({ payment, report, arrivesAt: happenedAt + random() * JITTER });
      const times = random() < world.againShare ? 1 + Math.floor(random() * 2) : 0;
      for (let time = 1; time <= times; time++) {
        const after = Math.floor(random() < 0.9 ? random() * 6 * SECOND : random() * usualRules.repeatMs);
        const again = {
          ...report,
          happenedAt: Math.min(happenedAt + after, payment.paidAt + JITTER),
          fingerprint: `${report.fingerprint}:${time}`,
          // A summary of several notifications tells no number.
          count: time === 1 ? report.count : null,
        };
        sightings.push({ payment, report: again, arrivesAt: again.happenedAt + random() * JITTER });
      }
      if (random() < world.resendShare)
        sightings.push({ payment, report, arrivesAt: happenedAt + random() * 30 * MINUTE });
    }
  }
  return sightings.sort((a, b) => a.arrivesAt - b.arrivesAt);
}

function truePayments({ payments: wanted, equalShare }: World, random: () => number): TruePayment[] {
  const payments: TruePayment[] = [];
  let now = NOON;
  while (payments.length < wanted) {
    now += Math.floor(random() * 2 * MINUTE);
    const id = payments.length;
    const amountFen = equalShare === 1 ? 100 : 100 + id;
    payments.push({ id, amountFen, paidAt: now });
    if (equalShare < 1 && random() < equalShare) {
      payments.push({ id: id + 1, amountFen, paidAt: now + Math.floor(random() * 4 * MINUTE) });
    }
  }
  return payments.sort((a, b) => a.paidAt - b.paidAt);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}
