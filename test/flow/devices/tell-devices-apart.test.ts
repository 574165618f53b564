import { describe, expect, test } from 'vitest';
import { boundPackages } from '../../../src/flow/devices/device-packages.ts';
import { freeNames, mayBe } from '../../../src/flow/devices/tell-devices-apart.ts';

const device = (id: number, changes: Partial<Parameters<typeof mayBe>[0][number]> = {}) => ({
  ...{ id, name: 'Redmi', toldName: 'Redmi', uid: null, hasOwnSecret: false },
  ...changes,
});
const text = (uid: string | null, name = 'Redmi') => ({ name, uid, heartbeat: false });
const heartbeat = { name: 'Redmi', uid: null, heartbeat: true };
const ids = (found: { id: number }[]) => found.map(({ id }) => id);

describe('which device a message is of', () => {
  const first = device(1, { uid: '10123' });
  const second = device(2, { name: 'Redmi 2', uid: '10244' });

  test('the one of its name and uid', () => {
    expect(ids(mayBe([first, second], text('10244'), undefined))).toEqual([2]);
    expect(ids(mayBe([first, second], text('10123'), undefined))).toEqual([1]);
    expect(ids(mayBe([first, second], text('10123', 'Honor'), undefined))).toEqual([]);
  });

  test('the first uid takes a device that has none; the second is another device', () => {
    expect(ids(mayBe([device(1)], text('10123'), undefined))).toEqual([1]);
    expect(ids(mayBe([first], text('10244'), undefined))).toEqual([]);
    expect(ids(mayBe([device(3), first], text('10123'), undefined))).toEqual([1]);
  });

  test('without a uid, the first of the name', () => {
    expect(ids(mayBe([first, second], text(null), undefined))).toEqual([1]);
  });

  test('the one whose secret it is, called otherwise by its owner, unless it is another phone', () => {
    const announced = device(5, { name: '收银台', toldName: null, hasOwnSecret: true });
    expect(ids(mayBe([first, announced], text('10123'), 5))).toEqual([5]);
    const heard = { ...announced, toldName: 'Redmi', uid: '10300' };
    expect(ids(mayBe([heard], text('10123'), 5))).toEqual([]);
    expect(ids(mayBe([heard], text('10300', 'Honor'), 5))).toEqual([]);
  });

  test('a heartbeat may be of each of the name, but of none that has another secret', () => {
    const own = device(6, { hasOwnSecret: true });
    expect(ids(mayBe([first, second, own], heartbeat, undefined))).toEqual([1, 2]);
    expect(ids(mayBe([first, own], heartbeat, 6))).toEqual([6, 1]);
    expect(ids(mayBe([first, second], { ...heartbeat, uid: '10244' }, undefined))).toEqual([2]);
  });
});

test('a new device gets its own name, or the first free one with a number, never longer than 100 characters', () => {
  const [one] = freeNames('Redmi', []);
  expect(one).toBe('Redmi');
  const [third] = freeNames('Redmi', [{ name: 'Redmi' }, { name: 'Redmi 2' }]);
  expect(third).toBe('Redmi 3');
  const long = '📱'.repeat(100);
  const [other] = freeNames(long, [{ name: long }]);
  expect(other).toBe(`${'📱'.repeat(98)} 2`);
});

test('packages: each once, the newest last, no longer than the column', () => {
  expect(boundPackages(['a', 'b', 'a'])).toEqual(['b', 'a']);
  expect(boundPackages(['a,b', 'c'])).toEqual(['c']);
  const long = Array.from({ length: 9 }, (_, i) => `com.${i}.${'x'.repeat(90)}`);
  expect(boundPackages(long)).toEqual(long.slice(-3));
  expect(boundPackages([...'abcdefghij'])).toEqual([...'cdefghij']);
});
