import { expect, test } from 'vitest';
import { createLoginThrottle } from '../../src/users/index.ts';
import { createSlowLane } from '../../src/users/slow-lane.ts';

const limits = { perName: 3, perNetwork: 6, windowSeconds: 600 };

test('a name that failed too often from one network must wait, and is told how long', async () => {
  const throttle = createLoginThrottle(limits);
  for (let i = 0; i < 3; i++) expect(await throttle.begin('admin', '203.0.113.5')).toBe(0);
  const wait = await throttle.begin('ADMIN', '203.0.113.5');
  expect(wait).toBeGreaterThan(590);
  expect(wait).toBeLessThanOrEqual(600);
  expect(await throttle.begin('admin', '203.0.113.6')).toBe(0);
});

test('attempts at the same moment are counted each', async () => {
  const throttle = createLoginThrottle(limits);
  const waits = await Promise.all(Array.from({ length: 6 }, () => throttle.begin('admin', '203.0.113.5')));
  expect(waits.filter((wait) => wait === 0)).toHaveLength(3);
});

test('a network that tries many names must wait; one IPv6 /64 is one network', async () => {
  const throttle = createLoginThrottle(limits);
  for (let i = 0; i < 6; i++) expect(await throttle.begin(`user${i}`, `2001:db8:1:2::${i + 1}`)).toBe(0);
  expect(await throttle.begin('another', '2001:db8:1:2:ffff::9')).toBeGreaterThan(0);
  expect(await throttle.begin('another', '2001:db8:1:3::9')).toBe(0);
});

test('a right password clears the name and takes nothing from the network', async () => {
  const throttle = createLoginThrottle(limits);
  for (let round = 0; round < 10; round++) {
    expect(await throttle.begin('admin', '203.0.113.5')).toBe(0);
    await throttle.succeeded('admin', '203.0.113.5');
  }
});

const wrong = async () => false;
const right = async () => true;

test.each(['127.0.0.1', '::1', '10.0.0.1', '172.17.0.1', '192.168.1.1', '100.64.0.1', 'fd00::1'])(
  'behind a proxy that we were not told of (%s) strangers fail as often as they like: the owner gets in',
  async (ip) => {
    const throttle = createLoginThrottle(limits);
    const owner = { username: 'admin', ip };
    for (let i = 0; i < 40; i++) expect(await throttle.attempt(owner, wrong)).toMatchObject({ right: false });
    expect(await throttle.attempt(owner, wrong)).toEqual({ right: false, waitSeconds: expect.any(Number) });
    expect(await throttle.attempt(owner, right)).toEqual({ right: true });
  },
);

test('where an address tells one from another, its guesser waits, whatever he types', async () => {
  const throttle = createLoginThrottle(limits);
  const guesser = { username: 'admin', ip: '203.0.113.5' };
  for (let i = 0; i < 3; i++)
    expect(await throttle.attempt(guesser, wrong)).toEqual({ right: false, waitSeconds: 0 });
  const looks: string[] = [];
  const blocked = await throttle.attempt(guesser, async () => looks.push('looked') > 0);
  expect(blocked).toEqual({ right: false, waitSeconds: expect.any(Number) });
  expect(looks).toEqual([]);
  // In the browser that the owner uses, on that very address.
  expect(await throttle.attempt({ ...guesser, browser: 'known' }, right)).toEqual({ right: true });
});

test('a browser that is known has a limit too, and waits with its network after that', async () => {
  const throttle = createLoginThrottle(limits);
  const stolen = { username: 'admin', ip: '203.0.113.5', browser: 'stolen' };
  for (let i = 0; i < 6; i++)
    expect(await throttle.attempt(stolen, wrong)).toEqual({ right: false, waitSeconds: 0 });
  expect(await throttle.attempt(stolen, right)).toMatchObject({ right: false });
});

test('in the slow lane one goes after the other, only so many wait, and the rest is told to come again', async () => {
  const lane = createSlowLane({ places: 3, withoutPause: 100, pauseMs: 0, forgetAfterMs: 60_000 });
  let inside = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++inside);
    await new Promise((resolve) => setImmediate(resolve));
    inside -= 1;
    return 'done';
  };
  const answers = await Promise.all(Array.from({ length: 5 }, () => lane(work)));
  expect(answers).toEqual(['done', 'done', 'done', undefined, undefined]);
  expect(most).toBe(1);
  await expect(lane(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  expect(await lane(work)).toBe('done');
});

test('after many, a pause lies between two', async () => {
  const lane = createSlowLane({ places: 5, withoutPause: 2, pauseMs: 30, forgetAfterMs: 60_000 });
  const times: number[] = [];
  const work = async () => void times.push(performance.now());
  await Promise.all(Array.from({ length: 4 }, () => lane(work)));
  const [a = 0, b = 0, c = 0, d = 0] = times;
  expect(b - a).toBeLessThan(20);
  expect(c - b).toBeGreaterThan(25);
  expect(d - c).toBeGreaterThan(25);
});
