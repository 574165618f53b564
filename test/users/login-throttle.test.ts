import { expect, test } from 'vitest';
import { createLoginThrottle } from '../../src/users/index.ts';

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
