import { expect, test } from 'vitest';
import { checkTime } from '../../../src/flow/bound-requests/signed-request.ts';

const NOW = 1_767_294_245_123;
const TOLERANCE = 300_000;

test.each([
  ['milliseconds', '1767294245123', { ok: true, at: NOW, skewMs: 0 }],
  ['seconds', '1767294245', { ok: true, at: 1_767_294_245_000, skewMs: -123 }],
  [
    'the oldest that is still fine',
    String(NOW - TOLERANCE),
    { ok: true, at: NOW - TOLERANCE, skewMs: -TOLERANCE },
  ],
  [
    'one ms older',
    String(NOW - TOLERANCE - 1),
    { ok: false, why: 'too_old', at: NOW - TOLERANCE - 1, skewMs: -TOLERANCE - 1 },
  ],
  [
    'the furthest ahead that is still fine',
    String(NOW + TOLERANCE),
    { ok: true, at: NOW + TOLERANCE, skewMs: TOLERANCE },
  ],
  [
    'one ms further',
    String(NOW + TOLERANCE + 1),
    { ok: false, why: 'in_future', at: NOW + TOLERANCE + 1, skewMs: TOLERANCE + 1 },
  ],
  [
    'seconds of an hour ago',
    '1767290645',
    { ok: false, why: 'too_old', at: 1_767_290_645_000, skewMs: -3_600_123 },
  ],
])('%s', (_title, time, expected) => {
  expect(checkTime(time, NOW)).toEqual(expected);
  expect(checkTime(time, NOW, TOLERANCE)).toEqual(expected);
});

test.each([
  '',
  ' 1767294245',
  '1767294245 ',
  '1767294245.5',
  '+1767294245',
  '-767294245',
  '17672942451',
  '0x17672942',
  '１７６７２９４２４５',
  '1767294245123\n',
  '[timestamp]',
  '1e12',
])('no time: %j', (time) => expect(checkTime(time, NOW)).toEqual({ ok: false, why: 'not_a_time' }));
