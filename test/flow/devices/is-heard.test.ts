import { describe, expect, test } from 'vitest';
import { isHeard } from '../../../src/flow/devices/watch-devices.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';

const NOW = 1_000 * HOUR;
const LIMIT = 90 * SECOND;

/** Last heard so many ms ago; `beats`: for how long it sent heartbeats, null: it never does. */
const device = (ago: number | null, beats: number | null) => ({
  lastSeenAt: ago === null ? null : NOW - ago,
  heartbeatAt: beats === null || ago === null ? null : NOW - ago,
  firstBeatAt: beats === null || ago === null ? null : NOW - ago - beats,
  toldMoney: false,
});
/** One that told of money of the account. */
const teller = (one: ReturnType<typeof device>) => ({ ...one, toldMoney: true });
const phone = (ago: number) => device(ago, 100 * HOUR);
const tried = (ago: number) => device(ago, 30 * SECOND);
const quiet = (ago: number | null) => device(ago, null);

describe('an account is heard by', () => {
  test.each([
    ['a phone that is alive', [phone(MINUTE)], true],
    ['a phone that is silent', [phone(2 * MINUTE)], false],
    ['one that was only tried', [tried(2 * MINUTE)], false],
    ['one of two that is alive', [phone(HOUR), phone(SECOND)], true],
    ['two that are silent', [phone(HOUR), tried(2 * MINUTE)], false],
    ['one that told something just now, though it sends no heartbeats', [phone(HOUR), quiet(SECOND)], true],
    ['one without heartbeats, long ago', [quiet(100 * HOUR)], true],
    ['one without heartbeats, beside an app that was tried later', [quiet(100 * HOUR), tried(HOUR)], true],
    ['one without heartbeats, heard after the phone fell silent', [phone(HOUR), quiet(50 * MINUTE)], true],
    ['one without heartbeats, heard before the phone fell silent', [phone(HOUR), quiet(2 * HOUR)], false],
    [
      'one that told of money, beside an app that was tried for hours',
      [teller(quiet(9 * HOUR)), phone(HOUR)],
      true,
    ],
    [
      'one that told of money, before the one fell silent that told of money since',
      [teller(quiet(9 * HOUR)), teller(phone(HOUR))],
      false,
    ],
    [
      'one that told of money, though only just put into service',
      [quiet(9 * HOUR), teller(tried(HOUR))],
      false,
    ],
    ['one that told of none, beside an app in service', [quiet(9 * HOUR), phone(HOUR)], false],
    [
      'one that told of money after the phone that did fell silent',
      [teller(quiet(50 * MINUTE)), teller(phone(HOUR))],
      true,
    ],
    ['one that was announced and never heard, beside a silent one', [phone(HOUR), quiet(null)], false],
    ['nobody: there is nothing to judge', [], true],
    ['one that was announced only', [quiet(null)], true],
  ])('%s: %s', (_title, devices, expected) => {
    expect(isHeard(devices, NOW, LIMIT)).toBe(expected);
  });
});
