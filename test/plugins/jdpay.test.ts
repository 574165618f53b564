import { describe, expect, test } from 'vitest';
import jdpay from '../../plugins/jdpay/index.ts';
import { orderCode } from '../../plugins/jdpay/order-code.ts';
import { codeForOrder } from '../../src/plugin-host/index.ts';

const order = { number: '20260301075950123456789012345678', amountFen: 1_003 };

describe('京东收银: a code with the amount in it', () => {
  test.each([
    ['https://order.duolabao.com/active/c?state=10011015%7C10021111000000000001', '10021111000000000001'],
    ['https://order.duolabao.com/active/c?state=x%7C10021111000000000001%7C', '10021111000000000001'],
    ['10021111000000000001', '10021111000000000001'],
    ['https://example.com/100%/10021111', '10021111'],
  ])('of %s', (own, device) => {
    expect(orderCode(order, own)).toBe(
      `https://order.duolabao.com/active/c?state=${order.number}%7C${device}%7C10.03%7C%7CAPI`,
    );
  });

  test.each([
    '',
    '10',
    'code://jdpay',
    'https://x.example/10021111/7',
    'https://x.example/90021111',
    'wxp://f2f0abc',
  ])('of “%s” none can be made: its last number is no device’s', (own) =>
    expect(orderCode(order, own)).toBeNull(),
  );

  test.each([
    [1, '0.01'],
    [10, '0.10'],
    [29, '0.29'],
    [100, '1.00'],
    [58_035, '580.35'],
    [123_456_789, '1234567.89'],
  ])('%i fen are %s yuan', (amountFen, yuan) => {
    expect(orderCode({ ...order, amountFen }, '10021111')).toContain(`%7C${yuan}%7C%7CAPI`);
  });

  test('the plain kind is computed for nobody, nor is one of another name', () => {
    expect(codeForOrder(jdpay, 'aggregate', order, '10021111')).toBeNull();
    expect(codeForOrder(jdpay, null, order, '10021111')).toBeNull();
    expect(codeForOrder(jdpay, 'fixed', order, '10021111')).toContain('10021111');
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('oops');
      },
    ],
    ['gives no text', () => 42 as unknown as string],
    ['gives a text that fits into no code', () => 'x'.repeat(2_000)],
    ['gives nothing', () => ' '],
  ])('a plugin that %s costs nobody anything: the owner’s own code is shown', (_, content) => {
    const [plain, fixed] = jdpay.codeKinds;
    if (!plain || !fixed) throw new Error('no kinds');
    const forOrder = { content, unfit: { zh: '不行', en: 'no' } };
    expect(
      codeForOrder({ ...jdpay, codeKinds: [plain, { ...fixed, forOrder }] }, 'fixed', order, '1'),
    ).toBeNull();
  });

  test('what its app says names no kind: it may be either’s', () => {
    expect(jdpay.told.textRules.rules.map(({ channels }) => channels)).toEqual([['aggregate', 'fixed']]);
  });
});
