import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { appendQuery, epaySign, signContent, verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { vectors } from '../support/vectors.ts';

const KEY = 'demoKEYdemoKEYdemoKEYdemoKEYdemo';

describe('the shared vectors', () => {
  test('there are vectors to check', () => {
    expect(vectors.epayMd5.length).toBeGreaterThan(10);
    expect(vectors.epayAppendQuery.length).toBeGreaterThan(3);
  });

  test.each(vectors.epayMd5)('$id: $desc', ({ params, key, rule, signContent: content, sign }) => {
    expect(signContent(params, rule)).toBe(content);
    expect(epaySign(params, key, rule)).toBe(sign);
    expect(verifyEpaySign({ ...params, sign, sign_type: 'MD5' }, key)).toBe(true);
  });

  test.each(vectors.epayAppendQuery)('appending to $base', ({ base, query, expected }) => {
    expect(appendQuery(base, query)).toBe(expected);
  });
});

describe('the signed text', () => {
  test('leaves out sign and sign_type but keeps the same names in another case', () => {
    expect(signContent({ sign: 'x', sign_type: 'MD5', Sign: 'y', a: '1' })).toBe('Sign=y&a=1');
  });

  test('is sorted by bytes where code units would give another order', () => {
    // U+FF5E is EF BD 9E in UTF-8 and comes before U+1F600 (F0 9F 98 80), whose first code unit is D83D.
    expect(signContent({ '\u{1F600}': '2', '～': '1', a: '0' })).toBe('a=0&～=1&\u{1F600}=2');
  });

  test('has names in the order of their bytes, for any names', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1 }), { maxLength: 8 }),
        (names) => {
          const wanted = names
            .filter((name) => name !== 'sign' && name !== 'sign_type' && name !== '__proto__')
            .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          const content = signContent(Object.fromEntries(wanted.toReversed().map((name) => [name, 'v'])));
          expect(content).toBe(wanted.map((name) => `${name}=v`).join('&'));
        },
      ),
    );
  });

  test('drops what PHP trims, and not what only JavaScript would', () => {
    expect(signContent({ a: ' \t\n\r\0\v', b: '\u3000', c: '' }, 'trim-empty')).toBe('b=\u3000');
  });
});

describe('verifying', () => {
  const params = { pid: '1000', money: '1.00', name: 'VIP会员', param: '' };
  const sign = epaySign(params, KEY);

  test('takes its own signature, with any name present', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), fc.string(), (given, key) => {
        const { sign: _, ...some } = given;
        expect(verifyEpaySign({ ...some, sign: epaySign(some, key) }, key)).toBe(true);
      }),
    );
  });

  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['upper-case hex', sign.toUpperCase()],
    ['one digit changed', sign.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'))],
    ['a part', sign.slice(0, 16)],
    ['white space around it', ` ${sign}`],
    ['another language of the same length', '零'.repeat(32)],
  ])('refuses a signature that is %s', (_, given) => {
    expect(verifyEpaySign({ ...params, ...(given === undefined ? {} : { sign: given }) }, KEY)).toBe(false);
  });

  test.each([
    ['a changed value', { money: '0.01' }],
    ['an added parameter', { device: 'pc' }],
    ['a parameter that is no longer empty', { param: '0' }],
  ])('refuses %s', (_, change) => {
    expect(verifyEpaySign({ ...params, ...change, sign }, KEY)).toBe(false);
  });

  test('refuses another merchant’s key', () => {
    expect(verifyEpaySign({ ...params, sign }, `${KEY}x`)).toBe(false);
  });

  test('doesn’t take keep-empty when there is nothing empty, nor trim-empty when there is nothing blank', () => {
    const full = { pid: '1000', money: '1.00' };
    const forged = createHash('md5').update(`money=1.00&param=&pid=1000${KEY}`).digest('hex');
    expect(verifyEpaySign({ ...full, sign: forged }, KEY)).toBe(false);
  });
});

describe('appending a query', () => {
  test.each([
    ['https://s.example/n?', 'https://s.example/n?a=1'],
    ['https://s.example/n?x=1&', 'https://s.example/n?x=1&a=1'],
    ['https://s.example/n#top', 'https://s.example/n?a=1#top'],
    ['https://s.example/#/pay?x=1', 'https://s.example/?a=1#/pay?x=1'],
  ])('%s', (base, expected) => {
    expect(appendQuery(base, 'a=1')).toBe(expected);
  });
});
