import { describe, expect, test } from 'vitest';
import { endQuiet, quietAt, type Silence } from '../../../src/flow/counting/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';

const NOON = 1_800_000_000_000;

/** What is known of a device that spoke at these moments, ms after noon. */
function spokenAt(...moments: number[]): readonly Silence[] {
  return moments.reduce<{ quiet: readonly Silence[]; last: number | null }>(
    ({ quiet, last }, at) => ({ quiet: endQuiet(quiet, last, NOON + at), last: NOON + at }),
    { quiet: [], last: null },
  ).quiet;
}

describe('a device without heartbeats', () => {
  test('is quiet where two words are two minutes apart, and each pause is one of its own', () => {
    const first = { from: NOON - 7 * DAY, to: NOON };
    expect(spokenAt(0)).toEqual([first]);
    expect(spokenAt(0, 119 * SECOND)).toEqual([first]);
    expect(spokenAt(0, 2 * MINUTE, 10 * MINUTE)).toEqual([
      first,
      { from: NOON, to: NOON + 2 * MINUTE },
      { from: NOON + 2 * MINUTE, to: NOON + 10 * MINUTE },
    ]);
  });

  test('what it tells within five minutes of a pause may be of the pause', () => {
    const quiet = spokenAt(0, HOUR);
    const at = (ms: number) => quietAt(quiet, NOON + ms)?.from;
    expect(at(0)).toBe(NOON - 7 * DAY);
    const afterFirst = 6 * MINUTE;
    expect([at(afterFirst), at(HOUR), at(HOUR + 5 * MINUTE)]).toEqual([NOON, NOON, NOON]);
    expect(at(HOUR + 5 * MINUTE + 1)).toBeUndefined();
  });

  test('a week is remembered, and no more pauses than sixty', () => {
    expect(spokenAt(0, HOUR, 9 * DAY)).toEqual([{ from: NOON + HOUR, to: NOON + 9 * DAY }]);
    const many = spokenAt(...Array.from({ length: 100 }, (_, each) => each * 3 * MINUTE));
    expect(many).toHaveLength(60);
    expect(many.at(-1)?.to).toBe(NOON + 99 * 3 * MINUTE);
  });
});
