import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Order } from '../../../src/flow/orders/index.ts';
import { orderData, vmqState } from '../../../src/flow/protocols/vmq/order-data.ts';
import { fen, formatFen } from '../../../src/shared/money.ts';
import { saying } from '../../../src/shared/saying.ts';

const NOW = 1_767_294_245_123;

const order: Order = {
  id: 1,
  tradeNo: '20260301160000123456789012345678',
  protocol: 'vmq',
  pid: 1000,
  outTradeNo: 'P1',
  requestedType: 'alipay',
  name: '',
  moneyFen: fen(10),
  notifyUrl: 'https://shop.example/n',
  returnUrl: 'https://shop.example/r',
  param: 'vip',
  sitename: null,
  clientIp: null,
  device: null,
  placement: { payType: 'alipay', payableFen: fen(11), accountId: 1, codeId: 1, terminal: 'T', why: '{}' },
  state: 'pending',
  createdAt: NOW,
  expiresAt: NOW + 300_000,
  heldUntil: NOW + 600_000,
  paidAt: null,
  closedAt: null,
  closedBy: null,
  placedAt: NOW,
  placementNo: 0,
  renewedAt: null,
  receiptId: null,
  odd: [],
  whyPaid: null,
};

test('the data of a waiting order: the names of V免签, in its order, amounts as numbers', () => {
  const data = orderData(order, { payUrl: 'https://qr.example/1', notification: undefined, now: NOW });
  expect(JSON.stringify(data)).toBe(
    '{"payId":"P1","orderId":"20260301160000123456789012345678","payType":2,"price":0.1,"reallyPrice":0.11,' +
      '"payUrl":"https://qr.example/1","isAuto":1,"state":0,"timeOut":5,"date":1767294245}',
  );
});

test('every amount is printed as it is', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), (amount) => {
      const { price } = orderData(
        { ...order, moneyFen: fen(amount) },
        { payUrl: '', notification: undefined, now: NOW },
      );
      const printed = /^(\d+)(?:\.(\d+))?$/.exec(JSON.stringify(price));
      expect(`${printed?.[1]}.${(printed?.[2] ?? '').padEnd(2, '0')}`).toBe(formatFen(fen(amount)));
    }),
  );
});

describe('state', () => {
  const paid = { state: 'paid', expiresAt: NOW } as const;
  test.each([
    ['waiting', { state: 'pending', expiresAt: NOW + 1 }, undefined, 0],
    ['past its time, before the job has written it', { state: 'pending', expiresAt: NOW }, undefined, -1],
    ['expired', { state: 'expired', expiresAt: NOW }, undefined, -1],
    ['closed', { state: 'closed', expiresAt: NOW + 1 }, undefined, -1],
    ['paid, the first attempt under way', paid, { state: 'queued', lastCause: null }, 1],
    [
      'paid, the shop refused',
      paid,
      { state: 'queued', lastCause: saying('cause.status', { status: 500 }) },
      2,
    ],
    ['paid, given up', paid, { state: 'given_up', lastCause: saying('cause.status', { status: 500 }) }, 2],
    ['paid and taken', paid, { state: 'acknowledged', lastCause: null }, 1],
  ] as const)('%s', (_title, of, notification, expected) => {
    expect(vmqState(of, notification, NOW)).toBe(expected);
  });
});
