import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  CHINA_ZONE,
  noteZone,
  noZoneSeen,
  receiveTime,
  type WrittenTime,
  type ZoneSeen,
} from '../../../src/flow/counting/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { NOON } from './make.ts';

const ABROAD = [-720, -300, -210, 0, 60, 330, 345, 420, 525, 540, 600, 765, 840];

/** A message received at `at` by a phone of this zone, signed so long after. */
function written(zone: number, at: number, waitMs = 400): WrittenTime {
  return { writtenAt: at + (zone - CHINA_ZONE) * MINUTE, namesZone: false, signedAt: at + waitMs };
}

const afterBeats = (zone: number, count = 3, before: ZoneSeen = noZoneSeen, from = NOON - HOUR) =>
  Array.from({ length: count }, (_, i) => written(zone, from + i * 30 * SECOND)).reduce(noteZone, before);

/** What becomes of one message, which is noted first. */
function take(told: WrittenTime, seen: ZoneSeen) {
  return receiveTime(told, noteZone(seen, told));
}

describe('a phone of which nothing is known', () => {
  test.each([0, 900, 30 * SECOND, 10 * MINUTE, 50 * MINUTE])('is in China: sent %d ms later', (wait) => {
    expect(take(written(CHINA_ZONE, NOON, wait), noZoneSeen)).toEqual({ at: NOON });
  });

  test.each(ABROAD)('is somewhere else when its first message says so: %d minutes', (zone) => {
    expect(take(written(zone, NOON), noZoneSeen)).toEqual({ at: null, why: 'time_zone' });
    expect(take(written(zone, NOON, 25 * SECOND), noZoneSeen)).toEqual({ at: null, why: 'time_zone' });
  });

  test('or its message was sent again an hour later: nobody knows', () => {
    for (const wait of [HOUR, HOUR + 7 * MINUTE, 26 * HOUR]) {
      expect(take(written(CHINA_ZONE, NOON, wait), noZoneSeen)).toEqual({ at: null, why: 'time_zone' });
    }
  });

  test.each(ABROAD)('is believed to be in zone %d at its third message, over a minute', (zone) => {
    expect(afterBeats(zone, 2).minutes).toBeNull();
    expect(afterBeats(zone)).toEqual({ minutes: zone, rumour: null });
    expect(take(written(zone, NOON), afterBeats(zone))).toEqual({ at: NOON });
    const inOneMoment = [0, 5, 10, 15].map((s) => written(zone, NOON + s * SECOND));
    expect(inOneMoment.reduce(noteZone, noZoneSeen).minutes).toBeNull();
  });

  test('one message sent again three times is told once', () => {
    const again = [0, 1, 2, 3].map((s) => written(420, NOON, s * SECOND));
    expect(again.reduce(noteZone, noZoneSeen).rumour).toMatchObject({ times: 1 });
  });
});

describe('a phone whose zone is known', () => {
  const known = afterBeats(CHINA_ZONE);

  test.each([
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE + 3 * SECOND,
    45 * MINUTE,
    HOUR + 7 * MINUTE,
    3 * DAY + 20 * MINUTE,
  ])('sends again by hand %d ms later: the receive time is believed', (wait) => {
    expect(take(written(CHINA_ZONE, NOON, wait), known)).toEqual({ at: NOON });
  });

  test('sends again just an hour later, or is in another zone now: nobody knows', () => {
    const again = written(CHINA_ZONE, NOON, HOUR + 3 * SECOND);
    expect(take(again, known)).toEqual({ at: null, why: 'time_zone' });
    expect(take(written(420, NOON + HOUR), known)).toEqual({ at: null, why: 'time_zone' });
    // Slowly told, and another message said so before.
    const moved = noteZone(known, written(420, NOON + HOUR));
    expect(take(written(420, NOON + HOUR, 3 * MINUTE), moved)).toEqual({ at: null, why: 'time_zone' });
    // A message of the known zone ends the doubt.
    const back = noteZone(moved, written(CHINA_ZONE, NOON + 2 * HOUR));
    expect(back).toEqual(known);
  });

  test('moves: the new zone is believed at the third message', () => {
    for (const zone of ABROAD) {
      const moving = afterBeats(zone, 2, known, NOON);
      expect(take(written(zone, NOON + 40 * SECOND), moving)).toEqual({ at: null, why: 'time_zone' });
      expect(take(written(zone, NOON + 70 * SECOND), moving)).toEqual({ at: NOON + 70 * SECOND });
    }
  });

  test('a heap of heartbeats that is sent again after an outage moves nothing', () => {
    const beats = Array.from({ length: 600 }, (_, i) => NOON + i * 30 * SECOND);
    const end = NOON + 600 * 30 * SECOND;
    const heap = beats.map((at, i) => written(CHINA_ZONE, at, end + i * 100 - at));
    expect(heap.reduce(noteZone, known).minutes).toBe(CHINA_ZONE);
  });
});

describe('times that can’t be', () => {
  const known = afterBeats(CHINA_ZONE);
  test.each([
    ['years ahead', -73 * 365 * DAY],
    ['a day ahead', -DAY],
    ['five seconds ahead', -5 * SECOND],
    ['eight days ago', 8 * DAY],
    ['years ago', 9 * 365 * DAY],
  ])('%s', (_name, wait) => {
    for (const seen of [known, noZoneSeen]) {
      expect(take(written(CHINA_ZONE, NOON, wait), seen)).toEqual({ at: null, why: 'receive_time' });
    }
    const named = { ...written(CHINA_ZONE, NOON, wait), namesZone: true };
    expect(take(named, noZoneSeen)).toEqual({ at: null, why: 'receive_time' });
  });

  test('a text that names its zone is believed within these bounds, and says nothing of other texts', () => {
    const named = { writtenAt: NOON, namesZone: true, signedAt: NOON + HOUR + 400 };
    expect(take(named, noZoneSeen)).toEqual({ at: NOON });
    expect(noteZone(noZoneSeen, named)).toEqual(noZoneSeen);
  });
});

test('whatever a phone sends late or again, in whatever zone: the true time or none', () => {
  const wait = fc.oneof(
    fc.integer({ min: 0, max: 9_000 }),
    fc.integer({ min: 0, max: 2 * MINUTE }),
    fc.integer({ min: 0, max: 6 * DAY }),
    fc
      .tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: -5_000, max: 70_000 }))
      .map(([hours, off]) => hours * HOUR + off),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(CHINA_ZONE, ...ABROAD),
      fc.array(fc.tuple(wait, fc.integer({ min: 1_000, max: HOUR })), { maxLength: 40 }),
      (zone, messages) => {
        let seen = zone === CHINA_ZONE ? noZoneSeen : afterBeats(zone);
        let at = NOON;
        for (const [waited, pause] of messages) {
          at += pause;
          const told = written(zone, at, waited);
          seen = noteZone(seen, told);
          const read = receiveTime(told, seen);
          if (read.at !== null) expect(read.at).toBe(at);
          else expect(read.why).toBe('time_zone');
          if (waited > 70_000 && waited % (15 * MINUTE) > 65_000 && seen.minutes !== null && !seen.rumour) {
            expect(read.at).toBe(at);
          }
        }
      },
    ),
    { numRuns: 3_000 },
  );
});
