import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FetchWindow, PlatformError } from '../../src/plugin-api/index.ts';
import { askInParts, Stretches } from '../../src/plugin-host/ask-in-parts.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 1, 28, 4);

const failed = (kind: 'broken' | 'tooFast', tooMany = false) =>
  new PlatformError(kind, { zh: '一', en: 'one' }, { tooMany });

/** A list that gives `most` rows of a window, a request each, and what it was asked for. */
function listOf(times: readonly number[], most: number) {
  const asked: FetchWindow[] = [];
  let requests = 0;
  return {
    asked,
    requests: () => requests,
    async ask(part: FetchWindow) {
      asked.push(part);
      const found = times.filter((time) => time >= part.from && time <= part.to);
      requests += Math.min(most, Math.max(1, found.length));
      if (found.length > most) throw failed('broken', true);
      const receipts = found.map((paidAt) => ({
        ...{ externalId: String(times.indexOf(paidAt)), amountFen: 1, payType: null, terminal: null },
        ...{ paidAt, raw: null },
      }));
      return { receipts };
    },
  };
}

/** As the poller does it: on from what is known. */
async function readAll(list: ReturnType<typeof listOf>, since: number, maxCalls = 400) {
  const how = { stretches: new Stretches(), account: '1', newest: false };
  const found = new Set<string>();
  let knownUntil = since;
  let calls = 0;
  while (knownUntil < NOW) {
    if (calls++ > maxCalls) throw new Error('it does not get on');
    const window = { from: knownUntil - 3 * MINUTE, to: NOW + 3 * MINUTE, knownUntil };
    const { receipts, readUntil = NOW } = await askInParts(how, window, list.requests, list.ask);
    for (const { externalId } of receipts) found.add(externalId);
    knownUntil = Math.max(knownUntil, Math.min(readUntil, NOW));
  }
  return { found, calls, how };
}

describe('a window is read in parts where it is too long', () => {
  test('one that is short enough is asked as it is', async () => {
    const list = listOf([NOW], 2);
    const { calls } = await readAll(list, NOW - HOUR);
    expect(calls).toBe(1);
    expect(list.asked).toEqual([{ from: NOW - HOUR - 3 * MINUTE, to: NOW + 3 * MINUTE }]);
  });

  test('whatever comes when, in the end each is found, and each call gets further', async () => {
    const spread = fc.array(fc.integer({ min: 0, max: 3 * HOUR }), { minLength: 1, maxLength: 300 });
    const crowd = fc.tuple(fc.integer({ min: 0, max: 3 * HOUR }), fc.integer({ min: 1, max: 60 }));
    await fc.assert(
      fc.asyncProperty(spread, crowd, fc.integer({ min: 12, max: 40 }), async (offs, [begin, many], most) => {
        const close = Array.from({ length: many }, (_, at) => begin + at * SECOND);
        const times = [...new Set([...offs, ...close].map((off) => NOW - off))];
        const inFiveSeconds = (at: number) => times.filter((time) => time >= at && time <= at + 8 * SECOND);
        fc.pre(times.every((at) => inFiveSeconds(at).length <= most));
        const { found } = await readAll(listOf(times, most), NOW - 4 * HOUR);
        expect(found.size).toBe(times.length);
      }),
      { numRuns: 200 },
    );
  });

  test('once it is easy again, the whole window is asked for again', async () => {
    const busy = Array.from({ length: 100 }, (_, at) => NOW - 3 * HOUR + at * SECOND);
    const { how } = await readAll(listOf(busy, 20), NOW - 4 * HOUR);
    const quiet = listOf([], 20);
    const window = { from: NOW - HOUR, to: NOW, knownUntil: NOW - MINUTE };
    for (let call = 0; call < 20; call++) await askInParts(how, window, quiet.requests, quiet.ask);
    expect(quiet.asked.at(-1)).toEqual({ from: window.from, to: window.to });
  });

  test('a platform that does not look at the window is broken, and asked a few times only', async () => {
    let asked = 0;
    const how = { stretches: new Stretches(), account: '1', newest: false };
    const window = { from: NOW - 24 * HOUR, to: NOW, knownUntil: NOW - HOUR };
    const ask = () => {
      asked += 1;
      return Promise.reject(failed('broken', true));
    };
    const once = () => askInParts(how, window, () => asked, ask);
    let told: unknown = null;
    for (let call = 0; told === null && call < 10; call++) {
      const before = asked;
      const answer = await once().catch((error: unknown) => {
        told = error;
      });
      expect(asked - before).toBeLessThanOrEqual(2);
      // Nothing was read, and nothing is taken for read.
      if (answer) expect(answer).toEqual({ receipts: [], readUntil: expect.any(Number) });
    }
    expect(told).toMatchObject({ kind: 'broken', tooMany: true });
    await expect(once()).rejects.toMatchObject({ kind: 'broken' });
    expect(asked).toBeLessThan(12);
  });

  test('what ended in the middle of a list, for want of time or budget, is shorter the next time; another failure tells nothing', async () => {
    const how = { stretches: new Stretches(), account: '1', newest: false };
    const window = { from: NOW - HOUR, to: NOW, knownUntil: NOW - HOUR };
    let requests = 0;
    const asked: number[] = [];
    const failing = (after: number) => (part: FetchWindow) => {
      requests += after;
      asked.push(part.to - part.from);
      return Promise.reject(failed('tooFast'));
    };
    for (const after of [1, 40, 40])
      await expect(askInParts(how, window, () => requests, failing(after))).rejects.toThrow();
    expect(asked).toEqual([HOUR, HOUR, HOUR / 4]);
  });

  test('where a shorter one would be the same, what was read counts, and is not taken for all', async () => {
    const how = { stretches: new Stretches(), account: '1', newest: false };
    const read = { receipts: [] };
    const ask = () =>
      Promise.reject(new PlatformError('broken', { zh: '一', en: 'one' }, { tooMany: true, read }));
    const window = { from: NOW - HOUR, to: NOW };
    expect(await askInParts(how, window, () => 1, ask)).toEqual({ receipts: [], isCut: true });
  });

  test('for people: the newest part', async () => {
    const list = listOf(
      Array.from({ length: 100 }, (_, at) => NOW - at * SECOND * 10),
      20,
    );
    const how = { stretches: new Stretches(), account: '1', newest: true };
    const { receipts, readUntil } = await askInParts(
      how,
      { from: NOW - HOUR, to: NOW },
      list.requests,
      list.ask,
    );
    expect(receipts[0]?.paidAt).toBe(NOW);
    expect(receipts.length).toBeGreaterThan(4);
    expect(readUntil).toBeUndefined();
  });
});
