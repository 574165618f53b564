import fc from 'fast-check';
import { expect, test } from 'vitest';
import { notificationQuery, notificationUrl, returnUrl } from '../../../src/flow/protocols/shop-message.ts';
import type { ToldOrder } from '../../../src/flow/protocols/told-order.ts';
import { fen } from '../../../src/shared/money.ts';
import { verifyVmqSign } from '../../../src/shared/vmq-sign.ts';
import { vmqVectors } from '../forwarding/forwarded-vectors.ts';

const vector = vmqVectors.find(({ op }) => op === 'notify');
const KEY = vector?.key ?? '';

/** The order that vector vmq-09 tells of. */
const order: ToldOrder = {
  protocol: 'vmq',
  pid: 1000,
  tradeNo: '20260102030405123456789012345678',
  outTradeNo: 'P1',
  requestedType: 'alipay',
  placement: { payType: 'alipay', payableFen: fen(11), accountId: 1, codeId: 1, terminal: 'T', why: '' },
  name: '',
  moneyFen: fen(10),
  param: 'vip',
  notifyUrl: 'https://shop.example/notify?a=1#top',
  returnUrl: 'https://shop.example/return',
};
const told = (changes: Partial<ToldOrder> = {}) => [
  ...new URLSearchParams(notificationQuery({ ...order, ...changes }, KEY)),
];

test('the vector: these values in this order, prices with two decimals, and its signature', () => {
  expect(told()).toEqual(Object.entries(vector?.query ?? {}));
});

test('an address with a query keeps it in front, a fragment stays behind', () => {
  const query = notificationQuery(order, KEY);
  expect(notificationUrl(order, KEY)).toBe(`https://shop.example/notify?a=1&${query}#top`);
  expect(returnUrl(order, KEY)).toBe(`https://shop.example/return?${query}`);
});

test('without a param it is there and empty', () => {
  expect(told({ param: null }).find(([name]) => name === 'param')).toEqual(['param', '']);
});

test('any param comes back as it was, and the whole can be verified', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (param) => {
      const params = Object.fromEntries(told({ param }));
      expect(params.param).toBe(param);
      expect(verifyVmqSign('notify', params, KEY)).toBe(true);
    }),
  );
});
