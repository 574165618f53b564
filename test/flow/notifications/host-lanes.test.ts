import { expect, test } from 'vitest';
import { createHostLanes, type LaneLimits, type Manner } from '../../../src/flow/notifications/host-lanes.ts';

/** Lanes, and tasks that end when the test says so, and how. */
function open(limits: Partial<LaneLimits> = {}) {
  const low: string[] = [];
  const lanes = createHostLanes(
    {
      ...{ perHost: 2, mostPerHost: 2, leastPerHost: 1, total: 4, assured: 1, hardTotal: 6 },
      ...{ waitingPerHost: 2, crowded: 1_000, waitingWhenCrowded: 1 },
      ...limits,
    },
    (host) => low.push(host),
  );
  const started: string[] = [];
  const ends = new Map<string, (manner: Manner) => void>();
  const run = (host: string, name: string) =>
    lanes.run(host, () => {
      started.push(name);
      return new Promise<Manner>((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string, manner: Manner = 'fair') => {
    ends.get(name)?.(manner);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lanes, started, low, run, end };
}

test('a host has so many at a time, the rest waits in order, and too many are refused', async () => {
  const { lanes, started, run, end } = open();
  expect(['a1', 'a2', 'a3', 'a4', 'a5'].map((name) => run('a', name))).toEqual([
    true,
    true,
    true,
    true,
    false,
  ]);
  expect(started).toEqual(['a1', 'a2']);
  await end('a2');
  expect(started).toEqual(['a1', 'a2', 'a3']);
  expect(run('a', 'a6')).toBe(true);
  await end('a1');
  await end('a3');
  expect(started).toEqual(['a1', 'a2', 'a3', 'a4', 'a6']);
  await end('a4');
  await end('a6');
  expect(lanes.size()).toBe(0);
});

test('when slow hosts have taken every place, another host still gets one at once', () => {
  const { started, run } = open();
  for (const name of ['a1', 'a2', 'a3']) run('a', name);
  for (const name of ['b1', 'b2', 'b3']) run('b', name);
  run('c', 'c1');
  run('c', 'c2');
  expect(started).toEqual(['a1', 'a2', 'b1', 'b2', 'c1']);
});

test('beyond the hard limit a new host waits, and gets the next place that comes free', async () => {
  const { started, run, end } = open({ perHost: 1, total: 1, hardTotal: 2 });
  run('a', 'a1');
  run('b', 'b1');
  run('c', 'c1');
  expect(started).toEqual(['a1', 'b1']);
  await end('b1');
  expect(started).toEqual(['a1', 'b1', 'c1']);
});

test('a place that comes free goes to a host that waits for it', async () => {
  const { started, run, end } = open({ perHost: 2, total: 2, hardTotal: 10 });
  run('a', 'a1');
  run('a', 'a2');
  run('b', 'b1');
  run('b', 'b2');
  expect(started).toEqual(['a1', 'a2', 'b1']);
  await end('a1');
  await end('a2');
  expect(started).toEqual(['a1', 'a2', 'b1', 'b2']);
});

test('a host that answers well gets more at a time, up to the most, while others leave half of the places', async () => {
  const { started, run, end } = open({ mostPerHost: 4, total: 8, waitingPerHost: 20 });
  for (let task = 1; task <= 20; task++) run('a', `a${task}`);
  expect(started).toHaveLength(2);
  await end('a1', 'well');
  expect(started).toHaveLength(4);
  await end('a2', 'well');
  expect(started).toHaveLength(6);
  await end('a3', 'well');
  expect(started, 'four at a time and no more').toHaveLength(7);
  for (const name of ['b1', 'b2']) run('b', name);
  await end('a4', 'well');
  await end('a5', 'well');
  expect(
    started.filter((name) => name.startsWith('a')),
    'two now: half of the places are taken',
  ).toHaveLength(7);
});

test('one that doesn’t answer gets fewer, and its places back as it answers again', async () => {
  const { started, run, end } = open({
    perHost: 8,
    mostPerHost: 8,
    leastPerHost: 2,
    total: 20,
    waitingPerHost: 99,
  });
  for (let task = 1; task <= 40; task++) run('a', `a${task}`);
  for (let task = 1; task <= 8; task++) await end(`a${task}`, 'badly');
  expect(started, 'two are under way').toHaveLength(10);
  for (const name of ['a9', 'a10', 'a11']) await end(name);
  expect(started).toHaveLength(16);
});

test('when many wait altogether, a newcomer’s host may still let some wait', () => {
  const { lanes, run } = open({ perHost: 1, waitingPerHost: 10, crowded: 8, waitingWhenCrowded: 3 });
  expect(Array.from({ length: 12 }, (_, at) => run('a', `a${at}`)).filter(Boolean)).toHaveLength(1 + 8);
  expect(Array.from({ length: 12 }, (_, at) => run('b', `b${at}`)).filter(Boolean)).toHaveLength(1 + 3);
  expect([lanes.room('a'), lanes.room('b'), lanes.room('c')]).toEqual([0, 0, 4]);
  expect(lanes.crowdedHosts()).toEqual(['a', 'b']);
});

test('a lane that has taken nearly all that waited says so, each time', async () => {
  const { low, run, end } = open({ perHost: 1, waitingPerHost: 4 });
  for (let task = 1; task <= 5; task++) run('a', `a${task}`);
  await end('a1');
  expect(low).toEqual([]);
  await end('a2');
  await end('a3');
  expect(low).toEqual(['a', 'a']);
});

test('cleared: what waits never runs, what runs goes on', async () => {
  const { lanes, started, run, end } = open();
  for (const name of ['a1', 'a2', 'a3', 'a4']) run('a', name);
  lanes.clear();
  expect(lanes.size()).toBe(2);
  await end('a1');
  await end('a2');
  expect(started).toEqual(['a1', 'a2']);
  expect(lanes.size()).toBe(0);
});
