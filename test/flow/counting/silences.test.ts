import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endSilence, lateBy, type Silence } from '../../../src/flow/counting/index.ts';
import { MAX_SILENCES, SILENCES_KEPT_MS } from '../../../src/flow/counting/silences.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { NOON } from './make.ts';

const JITTER = 120 * SECOND;
const away: Silence[] = [{ from: NOON, to: NOON + HOUR }];

describe('a word after a silence ends it', () => {
  test.each([
    ['after 89 s there was none', 89 * SECOND, 0],
    ['after 90 s there was one', 90 * SECOND, 1],
  ])('%s', (_title, quietMs, silences) => {
    expect(endSilence([], NOON, NOON + quietMs)).toHaveLength(silences);
  });

  test('the first word ever ends none, and the limit can be set', () => {
    expect(endSilence([], null, NOON)).toEqual([]);
    expect(endSilence([], NOON, NOON + MINUTE, 40 * SECOND)).toEqual([{ from: NOON, to: NOON + MINUTE }]);
  });

  test('however long the owner lets it be silent, what is later than the usual jitter is late', () => {
    expect(endSilence([], NOON, NOON + JITTER - 1, HOUR)).toEqual([]);
    expect(endSilence([], NOON, NOON + JITTER, HOUR)).toEqual([{ from: NOON, to: NOON + JITTER }]);
  });

  test('heard for less than two minutes in between, it is one silence; for longer, two', () => {
    const end = NOON + HOUR;
    const [short, long] = [end + 2 * MINUTE, end + 2 * MINUTE + 1];
    expect(endSilence(away, short, short + HOUR)).toEqual([{ from: NOON, to: short + HOUR }]);
    expect(endSilence(away, long, long + HOUR)).toEqual([...away, { from: long, to: long + HOUR }]);
  });

  test('a year of silences stays small, and forgets none of the last days', () => {
    let silences: readonly Silence[] = [];
    for (let n = 0; n < 24 * 365; n++)
      silences = endSilence(silences, NOON + n * HOUR, NOON + n * HOUR + 30 * MINUTE);
    expect(silences.length).toBeLessThanOrEqual(MAX_SILENCES);
    const now = NOON + 24 * 365 * HOUR;
    for (let back = 1; back < 7 * 24; back++) {
      expect(lateBy(silences, now - back * HOUR + 10 * MINUTE, now)).not.toBeNull();
    }
  });
});

describe('how late a text may be', () => {
  test.each<[string, number, number | null]>([
    ['received before the silence', NOON - 1, null],
    ['received with the last word', NOON, null],
    ['received during the silence', NOON + MINUTE, MINUTE + JITTER],
    ['received with the first word after it', NOON + HOUR, HOUR + JITTER],
    ['received two minutes after it', NOON + HOUR + 2 * MINUTE, HOUR + 2 * MINUTE + JITTER],
    ['received later', NOON + HOUR + 2 * MINUTE + 1, null],
    ['received so long ago that silences are forgotten', NOON - SILENCES_KEPT_MS, SILENCES_KEPT_MS],
  ])('%s', (_title, receivedAt, late) => {
    expect(lateBy(away, receivedAt, NOON + 2 * HOUR)).toBe(late);
  });

  test('a re-send by hand, hours and other silences later, is judged by its own receive time', () => {
    const more = endSilence(away, NOON + 3 * HOUR, NOON + 4 * HOUR);
    expect(lateBy(more, NOON + HOUR + SECOND, NOON + 9 * HOUR)).toBe(HOUR + SECOND + JITTER);
    expect(lateBy(more, NOON + 2 * HOUR, NOON + 9 * HOUR)).toBeNull();
  });
});

test('any heartbeats: whatever was received in or just after a gap may have been paid since it began, else only lately', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 2 * HOUR }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(gaps, fc.nat(1_000), fc.nat(2 * MINUTE), (steps, which, lag) => {
      let silences: readonly Silence[] = [];
      const words = [NOON];
      for (const step of steps) {
        const [last = NOON, now = NOON] = [words.at(-1), (words.at(-1) ?? NOON) + step];
        silences = endSilence(silences, last, now);
        words.push(now);
      }
      const end = (words.at(-1) ?? NOON) + DAY;
      const at = 1 + (which % steps.length);
      const [from = 0, to = 0] = [words[at - 1], words[at]];
      const late = lateBy(silences, to + lag, end);
      if (to - from >= 90 * SECOND) expect(to + lag - (late ?? 0)).toBeLessThanOrEqual(from - JITTER);
      // Never further back than a silence reaches.
      if (late !== null) expect(silences.some((one) => one.from === to + lag - late + JITTER)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});
