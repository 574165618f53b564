import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { notificationQuery, notificationUrl, returnUrl } from '../../../src/flow/protocols/shop-message.ts';
import type { ToldOrder } from '../../../src/flow/protocols/told-order.ts';
import { signContent, verifyEpaySign } from '../../../src/shared/epay-sign.ts';
import { fen } from '../../../src/shared/money.ts';
import { vectors } from '../../support/vectors.ts';

const KEY = 'k3yMadeUp0000000000000000000000A';

/** The order that the shared vectors and docs/reference/epay-v1.md tell of. */
const order: ToldOrder = {
  protocol: 'epay',
  pid: 1000,
  tradeNo: '2026010203040512345',
  outTradeNo: 'SN20260102030405',
  requestedType: 'wxpay',
  placement: null,
  name: 'VIP会员',
  moneyFen: fen(100),
  param: null,
  notifyUrl: 'https://shop.example/notify',
  returnUrl: null,
};
const told = (changes: Partial<ToldOrder> = {}) => [
  ...new URLSearchParams(notificationQuery({ ...order, ...changes }, KEY)),
];

describe('the vectors', () => {
  test.each(vectors.epayAppendQuery)('the notification to $base is the known one', ({ base, expected }) => {
    expect(notificationUrl({ ...order, notifyUrl: base }, KEY)).toBe(expected);
    expect(returnUrl({ ...order, returnUrl: base }, KEY)).toBe(expected);
  });

  test('with param, the signature is that of vector epay-24 for the same money text', () => {
    const vector = vectors.epayMd5.find(({ id }) => id === 'epay-24');
    const params = Object.fromEntries(
      told({ requestedType: 'alipay', name: 'product', moneyFen: fen(1050), param: '{"uid":7}' }),
    );
    expect(signContent({ ...params, money: '10.5' })).toBe(vector?.signContent);
    expect(params.money).toBe('10.50');
  });
});

describe('the message', () => {
  test('has these parameters in this order, and param only when there is one', () => {
    const names = (changes?: Partial<ToldOrder>) => told(changes).map(([name]) => name);
    const head = ['pid', 'trade_no', 'out_trade_no', 'type', 'name', 'money', 'trade_status'];
    expect(names()).toEqual([...head, 'sign', 'sign_type']);
    expect(names({ param: 'a' })).toEqual([...head, 'param', 'sign', 'sign_type']);
  });

  test.each([
    ['an empty param', { param: '' }],
    ['a param of white space', { param: ' \n' }],
    ['no param', { param: null }],
  ])('leaves out %s', (_, changes) => {
    expect(told(changes)).toEqual(told());
  });

  test('names the type that the buyer chose when the shop asked for none', () => {
    const placement = {
      payType: 'alipay',
      payableFen: fen(101),
      accountId: 1,
      codeId: 1,
      terminal: 'T',
      why: '',
    } as const;
    expect(told({ requestedType: null, placement })).toContainEqual(['type', 'alipay']);
    expect(told({ requestedType: null, placement: null }).map(([name]) => name)).not.toContain('type');
  });

  test('tells the money that the shop asked, not what the buyer paid', () => {
    const placement = {
      payType: 'wxpay',
      payableFen: fen(103),
      accountId: 1,
      codeId: 1,
      terminal: 'T',
      why: '',
    } as const;
    expect(told({ placement })).toContainEqual(['money', '1.00']);
  });

  test('writes a space so that every decoder reads it as one', () => {
    const query = notificationQuery({ ...order, name: 'a+b c' }, KEY);
    expect(query).toContain('name=a%2Bb%20c');
    expect(decodeURIComponent(/name=([^&]*)/.exec(query)?.[1] ?? '')).toBe('a+b c');
  });

  test('can be verified, and holds nothing empty, whatever the shop sent', () => {
    const blank = (param: string): [{ name: string; param: string; outTradeNo: 'SN1' }] => [
      { name: '', param, outTradeNo: 'SN1' },
    ];
    const text = fc.string({ unit: 'binary', maxLength: 30 });
    const orders = fc.record({ name: text, param: fc.option(text), outTradeNo: fc.constant('SN1') });
    fc.assert(
      fc.property(orders, (changes) => {
        const params = Object.fromEntries(told(changes));
        expect(Object.values(params)).not.toContain('');
        expect(verifyEpaySign(params, KEY)).toBe(true);
        // Blank as PHP's trim() has it: NUL is, a no-break space is not.
        if (changes.param && /[^ \t\n\r\0\v]/.test(changes.param)) expect(params.param).toBe(changes.param);
      }),
      { examples: ['\0', ' \0', '\u00a0', '\u3000'].map(blank) },
    );
  });

  test('has no return address when the shop gave none', () => {
    expect(returnUrl({ ...order, returnUrl: null }, KEY)).toBeNull();
    expect(returnUrl({ ...order, returnUrl: '' }, KEY)).toBeNull();
  });
});
