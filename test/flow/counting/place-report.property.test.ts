import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Report, usualRules } from '../../../src/flow/counting/index.ts';
import { fen } from '../../../src/shared/money.ts';
import { Ledger } from './ledger.ts';
import { NOON, toldApart } from './make.ts';

interface Told {
  payment: number;
  report: Report;
}

const SOURCES = ['a', 'b', 'c'];
const KINDS = ['personal', 'business'];

/**
 * Up to five payments of one amount, each told by any of three devices up to 120 s late, once or up to three times
 * within 45 s, in any order of arrival.
 */
const history = (withMarks: boolean) =>
  fc
    .array(
      fc.record({
        paidAt: fc.integer({ min: 0, max: 400 }),
        kind: fc.constantFrom(...KINDS),
        lags: fc.array(fc.option(fc.integer({ min: 0, max: 120 }), { freq: 3 }), {
          minLength: 3,
          maxLength: 3,
        }),
        again: fc.array(fc.array(fc.integer({ min: 0, max: 45 }), { maxLength: 2 }), {
          minLength: 3,
          maxLength: 3,
        }),
        marks: fc.array(fc.record({ counted: fc.boolean(), sureOfKind: fc.boolean() }), {
          minLength: 3,
          maxLength: 3,
        }),
      }),
      { minLength: 1, maxLength: 5 },
    )
    .map((payments) => {
      const byTime = payments.sort((one, other) => one.paidAt - other.paidAt);
      return byTime.flatMap(({ paidAt, kind, lags, again, marks }, payment): Told[] =>
        SOURCES.flatMap((source, i) => {
          const lag = lags[i];
          if (lag === null || lag === undefined) return [];
          const mark = withMarks ? marks[i] : undefined;
          const ofKind = byTime.slice(0, payment + 1).filter((one) => one.kind === kind).length;
          const report: Report = {
            ...{ source, fingerprint: `${source}${payment}`, happenedAt: NOON + (paidAt + lag) * 1_000 },
            ...{ payType: 'wxpay', amountFen: fen(1_000), lateMs: null },
            channels: !withMarks || mark?.sureOfKind ? [withMarks ? kind : 'personal'] : KINDS,
            count: mark?.counted && mark.sureOfKind ? ofKind : null,
          };
          const later = (again[i] ?? []).map((after, time) => ({
            ...report,
            fingerprint: `${report.fingerprint} again ${time}`,
            happenedAt: NOON + Math.min(paidAt + 120, paidAt + lag + after) * 1_000,
            // A summary of several notifications tells no number.
            count: time === 0 ? report.count : null,
          }));
          return [report, ...later].map((one) => ({ payment, report: one }));
        }),
      );
    })
    .filter((told) => told.length > 0)
    .chain((told) => fc.shuffledSubarray(told, { minLength: told.length, maxLength: told.length }));

function run(told: Told[]): Ledger {
  const ledger = new Ledger();
  for (const { report } of told) ledger.take(report);
  return ledger;
}

const distinct = (told: Told[]) => new Set(told.map(({ payment }) => payment)).size;

test.each([
  ['that tell only amount and time', false],
  ['that tell kinds of code and counters too', true],
])(
  'any history of devices %s: none counted twice, none merged that a device tells apart',
  (_title, marks) => {
    fc.assert(
      fc.property(history(marks), (told) => {
        const ledger = run(told);
        expect(ledger.counted().length).toBeLessThanOrEqual(distinct(told));
        for (const source of SOURCES) {
          const own = told.map(({ report }) => report).filter((report) => report.source === source);
          expect(ledger.counted().length).toBeGreaterThanOrEqual(toldApart(own));
        }
        const kept = [...ledger.counted(), ...ledger.inReview()].flatMap(({ evidence }) => evidence);
        expect(kept.length + ledger.repeats).toBe(told.length);
      }),
      { numRuns: 2_000 },
    );
  },
);

test('any history, sent again in any order, changes nothing', () => {
  fc.assert(
    fc.property(history(true), fc.integer(), (told, seed) => {
      const ledger = run(told);
      const before = JSON.stringify([ledger.counted(), ledger.inReview()]);
      const again = [...told].sort((a, b) => ((a.payment ^ seed) % 7) - ((b.payment ^ seed) % 7));
      for (const { report } of again) expect(ledger.take(report).place).toBe('known');
      expect(JSON.stringify([ledger.counted(), ledger.inReview()])).toBe(before);
    }),
    { numRuns: 1_000 },
  );
});

test('how many are counted does not depend on the order of arrival', () => {
  fc.assert(
    fc.property(history(false), (told) => {
      const inOrder = [...told].sort((a, b) => a.report.happenedAt - b.report.happenedAt);
      expect(run(told).counted().length).toBe(run(inOrder).counted().length);
    }),
    { numRuns: 1_000 },
  );
});

test('two payments that no device saw both of: the second is counted or in review unless both were told within seconds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 300 }), fc.boolean(), (gap, turned) => {
      const pair = [0, gap].map((at, payment): Told => {
        const source = SOURCES[payment] ?? 'a';
        const base = {
          source,
          fingerprint: source,
          happenedAt: NOON + at * 1_000,
          channels: [],
          count: null,
        };
        return { payment, report: { ...base, lateMs: null, payType: 'wxpay', amountFen: fen(1_000) } };
      });
      const ledger = run(turned ? pair.reverse() : pair);
      const visible = ledger.counted().length + ledger.inReview().length;
      expect(visible).toBe(gap * 1_000 <= usualRules.sureMs ? 1 : 2);
      expect(ledger.counted().length).toBe(gap * 1_000 > usualRules.jitterMs ? 2 : 1);
    }),
  );
});
