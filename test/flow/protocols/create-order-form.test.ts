import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressesOf, checkCreateOrder } from '../../../src/flow/protocols/vmq/create-order-form.ts';
import { Refusal, tell, tellFields } from '../../../src/shared/errors.ts';
import { vmqVectors } from '../forwarding/forwarded-vectors.ts';

const addresses = { notifyUrl: 'https://shop.example/n', returnUrl: 'https://shop.example/r' };
const fields = { payId: 'P1', param: 'vip', type: '2', price: '0.1', sign: 'x', ...addresses };

function refusalOf(changes: Record<string, string | undefined>, allowPrivate = false): Refusal {
  try {
    checkCreateOrder({ ...fields, ...changes }, allowPrivate);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe.each(vmqVectors.filter(({ op }) => op === 'createOrder'))('$id', ({ query }) => {
  test('is read as it was meant', () => {
    expect(checkCreateOrder({ ...query, ...addresses }, false)).toEqual({
      payId: query.payId,
      param: query.param ?? null,
      payType: query.type === '2' ? 'alipay' : 'wxpay',
      priceFen: Math.round(Number(query.price) * 100),
      ...addresses,
      wantsPage: false,
    });
  });
});

test.each([
  ['10.0', 1_000],
  ['1.0E7', 1_000_000_000],
  ['19.99', 1_999],
  ['20', 2_000],
])('price %s', (price, expected) => {
  expect(checkCreateOrder({ ...fields, price }, false).priceFen).toBe(expected);
});

test('an empty param is none, white space is a param, and only isHtml=1 asks for the page', () => {
  expect(checkCreateOrder({ ...fields, param: '' }, false).param).toBeNull();
  expect(checkCreateOrder({ ...fields, param: ' ' }, false).param).toBe(' ');
  expect(checkCreateOrder({ ...fields, isHtml: '1' }, false).wantsPage).toBe(true);
  for (const isHtml of ['0', '', 'true', '2']) {
    expect(checkCreateOrder({ ...fields, isHtml }, false).wantsPage).toBe(false);
  }
});

describe('a no names the field in Chinese', () => {
  test.each(['payId', 'type', 'price', 'sign'])('%s missing or empty', (field) => {
    for (const value of [undefined, '']) {
      const refusal = refusalOf({ [field]: value });
      expect(refusal.code).toBe('bad_input');
      expect(tellFields('shop', refusal.fields)).toEqual([{ field, message: `缺少参数 ${field}` }]);
      expect(tell('shop', refusal)).toBe(`缺少参数 ${field}`);
    }
  });

  test.each([
    ['payId', 'a b'],
    ['payId', '订单'],
    ['payId', 'x'.repeat(65)],
    ['payId', 'P\0'],
    ['param', 'x'.repeat(2_001)],
    ['param', 'a\0b'],
    ['type', '0'],
    ['type', '3'],
    ['type', 'wxpay'],
    ['type', '1 '],
    ['price', '0'],
    ['price', '0.001'],
    ['price', '01.00'],
    ['price', '007'],
    ['price', '00.10'],
    ['price', '.50'],
    ['price', '5.'],
    ['price', '01.0E2'],
    ['price', '-1'],
    ['price', '1e3'],
    ['price', '1.0E8'],
    ['price', '１'],
    ['notifyUrl', 'shop.example'],
    ['notifyUrl', 'javascript:alert(1)'],
    ['notifyUrl', 'http://127.0.0.1/n'],
    ['notifyUrl', 'http://user:pass@shop.example/'],
    ['notifyUrl', `https://shop.example/${'x'.repeat(1_000)}`],
    ['returnUrl', 'javascript:alert(1)'],
  ])('%s = %j', (field, value) => {
    const refusal = refusalOf({ [field]: value });
    expect(refusal.code).toBe('bad_input');
    expect(refusal.fields.map((problem) => problem.field)).toEqual([field]);
    const message = tell('shop', refusal);
    expect(message).toContain(field);
    expect(message).toMatch(/[一-鿿]/);
    expect(message).not.toMatch(/[{}]/);
  });

  test('all that is wrong is told at once', () => {
    expect(refusalOf({ type: '9', price: 'x' }).fields.map(({ field }) => field)).toEqual(['type', 'price']);
    expect(tell('shop', refusalOf({ type: '9', price: 'x', param: 'x'.repeat(2_001) }))).toBe(
      'param 太长，最多 2000 个字符；type 只能是 1（微信）或 2（支付宝）；price 要是大于 0、最多两位小数的金额，如 1.00',
    );
  });
});

describe('addresses that an order does not bring', () => {
  const order = checkCreateOrder({ ...fields, notifyUrl: '', returnUrl: '' }, false);
  const defaults = {
    vmqNotifyUrl: 'https://shop.example/default',
    vmqReturnUrl: 'https://shop.example/home',
  };

  test('are the merchant’s; what the order brings comes first', () => {
    expect(addressesOf(order, defaults, false)).toEqual({
      notifyUrl: 'https://shop.example/default',
      returnUrl: 'https://shop.example/home',
    });
    expect(addressesOf(checkCreateOrder(fields, false), defaults, false)).toEqual(addresses);
  });

  test('and where the merchant has none, there is nobody to tell and no way back', () => {
    const none = { vmqNotifyUrl: null, vmqReturnUrl: null };
    expect(addressesOf(order, none, false)).toEqual({ notifyUrl: '', returnUrl: null });
  });

  test('a default that may not be called is refused by name', () => {
    try {
      addressesOf(order, { ...defaults, vmqNotifyUrl: 'http://127.0.0.1/n' }, false);
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      expect((error as Refusal).fields.map(({ field }) => field)).toEqual(['notifyUrl']);
      return;
    }
    throw new Error('was not refused');
  });

  test('may be spelled as 易支付 does; blanks around them don’t count', () => {
    const { notifyUrl, returnUrl, ...rest } = fields;
    const spelled = { ...rest, notify_url: ` ${notifyUrl}\n`, return_url: `${returnUrl} ` };
    expect(checkCreateOrder(spelled, false)).toMatchObject({ notifyUrl, returnUrl });
    const both = { ...spelled, notifyUrl: 'https://shop.example/first' };
    expect(checkCreateOrder(both, false).notifyUrl).toBe('https://shop.example/first');
  });
});

test('never throws anything but a Refusal', () => {
  const value = fc.option(fc.string({ unit: 'binary', maxLength: 40 }), { nil: undefined });
  const some = fc.record({ payId: value, param: value, type: value, price: value, notifyUrl: value });
  fc.assert(
    fc.property(some, (changes) => {
      try {
        checkCreateOrder({ ...fields, ...changes }, true);
      } catch (error) {
        expect(error).toBeInstanceOf(Refusal);
      }
    }),
  );
});
