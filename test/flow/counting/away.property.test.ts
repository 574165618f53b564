import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lateBy, type Report, type Silence } from '../../../src/flow/counting/index.ts';
import { SECOND } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';
import { Ledger } from './ledger.ts';
import { NOON, toldApart } from './make.ts';

interface Told {
  payment: number;
  report: Report;
}

const SOURCES = ['a', 'b', 'c'];
const at = (seconds: number) => NOON + seconds * SECOND;

/**
 * Up to six payments of one amount within two hours. Each device tells each of them up to 120 s late, or not at all;
 * each may be away for a while, and tells what it missed within 120 s after it is back. Any message may come twice.
 */
const history = fc
  .record({
    payments: fc.array(
      fc.record({
        paidAt: fc.nat(7_200),
        lags: fc.array(fc.option(fc.nat(119), { freq: 4 }), { minLength: 3, maxLength: 3 }),
        /** Each device may tell it once more, so many seconds later. */
        again: fc.array(fc.option(fc.nat(45), { freq: 2 }), { minLength: 3, maxLength: 3 }),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    away: fc.array(
      fc.option(fc.record({ from: fc.nat(6_000), length: fc.integer({ min: 90, max: 5_000 }) }), { freq: 3 }),
      { minLength: 3, maxLength: 3 },
    ),
  })
  .map(({ payments, away }) =>
    payments.flatMap(({ paidAt, lags, again }, payment): Told[] =>
      SOURCES.flatMap((source, i) => {
        const lag = lags[i];
        if (lag === null || lag === undefined) return [];
        const gone = away[i];
        const silences: Silence[] = gone ? [{ from: at(gone.from), to: at(gone.from + gone.length) }] : [];
        const [silence] = silences;
        const inTime = at(paidAt + lag);
        const isMissed = silence !== undefined && silence.from < inTime && inTime <= silence.to;
        const happenedAt = isMissed ? silence.to + lag * SECOND : inTime;
        const report: Report = {
          ...{ source, fingerprint: `${source}${payment}`, happenedAt, channels: [], count: null },
          ...{ payType: 'wxpay', amountFen: fen(1_000) },
          lateMs: lateBy(silences, happenedAt, at(20_000)),
        };
        const after = again[i];
        if (after === null || after === undefined) return [{ payment, report }];
        const twice = { ...report, fingerprint: `${report.fingerprint} again` };
        // What came up to 120 s late comes no later for being told twice.
        const secondAt = isMissed
          ? silence.to + Math.min(119, lag + after) * SECOND
          : at(paidAt + Math.min(119, lag + after));
        const isHeldBack = silence !== undefined && silence.from < secondAt && secondAt <= silence.to;
        if (isHeldBack && !isMissed) return [{ payment, report }];
        twice.happenedAt = secondAt;
        twice.lateMs = lateBy(silences, secondAt, at(20_000));
        return [report, twice].map((one) => ({ payment, report: one }));
      }),
    ),
  )
  .filter((told) => told.length > 0)
  .chain((told) => fc.shuffledSubarray(told, { minLength: told.length, maxLength: told.length }));

test('any history of devices that come and go: none counted twice, none merged that a device tells apart', () => {
  let inReview = 0;
  let late = 0;
  fc.assert(
    fc.property(history, (told) => {
      const ledger = new Ledger();
      for (const { report } of told) ledger.take(report);
      const payments = new Set(told.map(({ payment }) => payment)).size;
      expect(ledger.counted().length).toBeLessThanOrEqual(payments);
      for (const source of SOURCES) {
        const own = told.map(({ report }) => report).filter((report) => report.source === source);
        expect(ledger.counted().length).toBeGreaterThanOrEqual(toldApart(own));
      }
      const kept = [...ledger.counted(), ...ledger.inReview()].flatMap(({ evidence }) => evidence);
      expect(kept).toHaveLength(told.length);
      // What is told late is never merged by its time; two devices that were awake may be.
      for (const { evidence } of [...ledger.counted(), ...ledger.inReview()]) {
        const prompt = evidence.filter(({ lateMs }) => lateMs === null);
        if (evidence.length > 1) expect(prompt.length).toBeGreaterThan(0);
      }
      inReview += ledger.inReview().length;
      late += told.filter(({ report }) => report.lateMs !== null).length;
    }),
    { numRuns: 3_000 },
  );
  expect(late).toBeGreaterThan(1_000);
  expect(inReview).toBeGreaterThan(100);
});
