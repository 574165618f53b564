import { describe, expect, test } from 'vitest';
import { dueAt, nextPollAt, restAfter } from '../../../src/flow/listening/poll-pace.ts';
import { pollWindow, readUntil } from '../../../src/flow/listening/poll-window.ts';
import { PlatformError } from '../../../src/plugin-api/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';

const now = Date.parse('2026-03-01T08:00:00Z');

describe('pollWindow', () => {
  test('reaches from a little before the last query to a little after now', () => {
    const window = pollWindow({ now, oldestOpenAt: now - MINUTE, readUntil: now - 3 * SECOND });
    expect(window).toEqual({ from: now - MINUTE - 3 * MINUTE, to: now + 3 * MINUTE });
  });

  test('after an outage it reaches back to the oldest open order', () => {
    expect(pollWindow({ now, oldestOpenAt: now - 2 * HOUR, readUntil: now - HOUR }).from).toBeLessThanOrEqual(
      now - 2 * HOUR,
    );
  });

  test('of what was read already it reads an hour again, however long the oldest order waits', () => {
    const window = pollWindow({ now, oldestOpenAt: now - 20 * HOUR, readUntil: now - 3 * SECOND });
    expect(window.from).toBe(now - 3 * SECOND - HOUR - 3 * MINUTE);
  });

  test('and to the last query, so that a late payment in between is not missed', () => {
    expect(pollWindow({ now, oldestOpenAt: now - SECOND, readUntil: now - HOUR }).from).toBeLessThanOrEqual(
      now - HOUR,
    );
  });
});

describe('readUntil', () => {
  const addedAt = now - 10 * DAY;

  test('is the end of the last query that was answered', () => {
    expect(readUntil({ now, polledUntil: now - HOUR, addedAt })).toBe(now - HOUR);
  });

  test('never asks for weeks of other sales', () => {
    expect(readUntil({ now, polledUntil: now - 30 * DAY, addedAt })).toBe(now - DAY);
    expect(readUntil({ now, polledUntil: 0, addedAt })).toBe(now - DAY);
  });

  test('before the first answer it is when the account was added: queries that failed have read nothing', () => {
    expect(readUntil({ now, polledUntil: 0, addedAt: now - 20 * MINUTE })).toBe(now - 20 * MINUTE);
  });

  test('one that lies ahead was written before the clock was set back, and tells nothing', () => {
    expect(readUntil({ now, polledUntil: now + HOUR, addedAt })).toBe(now - DAY);
  });
});

describe('dueAt', () => {
  test('is as planned, but at once where the plan lies further ahead than one is ever made', () => {
    const plan = { restUntil: 0 };
    expect(dueAt({ ...plan, nextPollAt: now + 66 * SECOND }, now)).toBe(now + 66 * SECOND);
    expect(dueAt({ ...plan, nextPollAt: now + 8 * HOUR }, now)).toBe(now);
  });

  test('waits for the end of a rest, unless that lies further ahead than one is ever given', () => {
    const plan = { nextPollAt: now + 3 * SECOND };
    expect(dueAt({ ...plan, restUntil: now + 20 * MINUTE }, now)).toBe(now + 20 * MINUTE);
    expect(dueAt({ ...plan, restUntil: now + SECOND }, now)).toBe(now + 3 * SECOND);
    expect(dueAt({ ...plan, restUntil: now + 8 * HOUR }, now)).toBe(now + 3 * SECOND);
  });
});

describe('restAfter', () => {
  const words = { zh: '无', en: 'none' };

  test('is as long as the platform wants, an hour at most; where only a person gets on, ten minutes; else none', () => {
    const tooFast = (retryAfterMs?: number) =>
      restAfter(new PlatformError('tooFast', words, retryAfterMs === undefined ? {} : { retryAfterMs }), now);
    expect(tooFast(90 * SECOND)).toBe(now + 90 * SECOND);
    expect(tooFast(9 * HOUR)).toBe(now + HOUR);
    expect(tooFast()).toBe(now + MINUTE);
    expect(restAfter(new PlatformError('needsPerson', words), now)).toBe(now + 10 * MINUTE);
    for (const kind of ['unreachable', 'broken', 'wrongPassword', 'blocked'] as const) {
      expect(restAfter(new PlatformError(kind, words), now)).toBe(0);
    }
  });
});

describe('nextPollAt', () => {
  const pace = { startedAt: now, intervalMs: 3 * SECOND, failures: 0, random: 0 };

  test('is an interval later, plus jitter, never sooner', () => {
    expect(nextPollAt(pace)).toBe(now + 3 * SECOND);
    expect(nextPollAt({ ...pace, random: 0.99 })).toBeGreaterThan(now + 3 * SECOND);
    expect(nextPollAt({ ...pace, random: 0.99 })).toBeLessThanOrEqual(now + 3.3 * SECOND);
  });

  test('doubles with each failure in a row, up to a minute', () => {
    const waits = [1, 2, 3, 4, 5, 20].map((failures) => nextPollAt({ ...pace, failures }) - now);
    expect(waits).toEqual([6, 12, 24, 48, 60, 60].map((seconds) => seconds * SECOND));
  });
});
