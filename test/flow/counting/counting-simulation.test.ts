import { describe, expect, test } from 'vitest';
import { type ReceiptSoFar, usualRules } from '../../../src/flow/counting/index.ts';
import { HOUR, MINUTE } from '../../../src/shared/clock.ts';
import { Ledger } from './ledger.ts';
import { type Sighting, SOURCES, simulate, type World } from './simulate-payments.ts';

const seeds = process.env.COUNTING_SEED ? [Number(process.env.COUNTING_SEED)] : [1, 2, 3];

const everyday: World = {
  payments: 10_000,
  equalShare: 0.05,
  equalWithinMs: 4 * MINUTE,
  lossShare: 0.03,
  resendShare: 0.05,
  slowShare: 0.05,
  counting: [],
};

const worlds: [string, World, { reviewShare: number }][] = [
  ['an everyday shop', everyday, { reviewShare: 0.1 }],
  ['a shop whose phones are all slow', { ...everyday, slowShare: 1 }, { reviewShare: 1 }],
  ['one price for everything', { ...everyday, equalShare: 0.97 }, { reviewShare: 0.1 }],
  ['devices that lose every third message', { ...everyday, lossShare: 0.33 }, { reviewShare: 0.1 }],
  ['one device that tells counters', { ...everyday, counting: ['pc'] }, { reviewShare: 0.1 }],
  ['devices that all tell counters', { ...everyday, slowShare: 1, counting: SOURCES }, { reviewShare: 0 }],
];

describe.each(worlds)('10,000 payments: %s', (title, world, limits) => {
  test.each(seeds)('are counted right, seed %i', (seed) => {
    const { sightings } = simulate(world, seed);
    const ledger = new Ledger(usualRules, HOUR);
    for (const { report } of sightings) ledger.take(report);

    const truth = bySightings(sightings);
    const counted = byAmount(ledger.counted());
    const inReview = byAmount(ledger.inReview());
    let unseen = 0;
    for (const [amountFen, { payments, perSource }] of truth) {
      const known = counted.get(amountFen) ?? 0;
      const open = inReview.get(amountFen) ?? 0;
      expect(known, `amount ${amountFen}: counted twice`).toBeLessThanOrEqual(payments);
      expect(known, `amount ${amountFen}: merged though told apart`).toBeGreaterThanOrEqual(perSource);
      unseen += Math.max(0, payments - known - open);
    }
    for (const { evidence } of ledger.counted()) {
      expect(new Set(evidence.map(({ source }) => source)).size).toBe(evidence.length);
    }
    const payments = [...truth.values()].reduce((sum, one) => sum + one.payments, 0);
    const share = ledger.inReview().length / payments;
    console.info(
      `${title}, seed ${seed}: ${payments} payments seen, ${ledger.counted().length} counted, ` +
        `${ledger.inReview().length} in review (${(share * 100).toFixed(2)} %), ${unseen} hidden`,
    );
    expect(share).toBeLessThanOrEqual(limits.reviewShare);
  });
});

function bySightings(sightings: Sighting[]): Map<number, { payments: number; perSource: number }> {
  const groups = new Map<number, Sighting[]>();
  for (const one of sightings) {
    groups.set(one.payment.amountFen, [...(groups.get(one.payment.amountFen) ?? []), one]);
  }
  return new Map(
    [...groups].map(([amountFen, group]) => {
      const perSource = SOURCES.map(
        (source) =>
          new Set(
            group.filter(({ report }) => report.source === source).map(({ report }) => report.fingerprint),
          ).size,
      );
      const payments = new Set(group.map(({ payment }) => payment.id)).size;
      return [amountFen, { payments, perSource: Math.max(...perSource) }];
    }),
  );
}

function byAmount(receipts: ReceiptSoFar[]): Map<number, number> {
  const found = new Map<number, number>();
  for (const { amountFen } of receipts) found.set(amountFen, (found.get(amountFen) ?? 0) + 1);
  return found;
}
