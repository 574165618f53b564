import { expect, test } from 'vitest';
import { createHostLanes, type LaneLimits } from '../../../src/flow/notifications/host-lanes.ts';

/** Lanes, and tasks that end when the test says so. */
function open(limits: Partial<LaneLimits> = {}) {
  const lanes = createHostLanes({ perHost: 2, total: 4, hardTotal: 6, waitingPerHost: 2, ...limits });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (host: string, name: string) =>
    lanes.run(host, () => {
      started.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { lanes, started, run, end };
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
