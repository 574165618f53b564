import { constants, createDecipheriv, generateKeyPairSync, privateDecrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CantCompute, type Operation, operate } from '../../../src/plugin-host/descriptor/operations.ts';
import { elementsAt, leafText, readPath, valueAt } from '../../../src/plugin-host/descriptor/paths.ts';
import {
  type Filling,
  fill,
  fillLeaf,
  isTemplate,
  NothingToFill,
  readTemplate,
} from '../../../src/plugin-host/descriptor/template.ts';
import { readTime, TIME_FORMS, tellsMoment, writeTime } from '../../../src/plugin-host/descriptor/times.ts';

const AT = Date.UTC(2026, 1, 28, 15, 59, 50);
const filling = (texts: Record<string, string> = {}): Filling => ({
  texts: new Map(Object.entries(texts)),
  times: new Map([['now', AT]]),
  zone: '+08:00',
});

describe('templates', () => {
  test('are filled once', () => {
    const values = filling({ 'settings.login': '{settings.password}', 'settings.password': 'secret' });
    expect(fill('a{settings.login}b', values)).toBe('a{settings.password}b');
    expect(fill('{{settings.login}', values)).toBe('{settings.login}');
    expect(fill('{{{settings.password}}', values)).toBe('{secret}');
    expect(fill('}', values)).toBe('}');
  });

  test('times need a form, and nothing else takes one', () => {
    expect(fill('{now:ms}|{now:s}|{now:YYYY-MM-DD HH:mm:ss}|{now:HHmmss}', filling())).toBe(
      `${AT}|${AT / 1000}|2026-02-28 23:59:50|235950`,
    );
    for (const wrong of [
      '{now}',
      '{now:}',
      '{now:YY}',
      '{page:ms}',
      '{page:}',
      '{ page}',
      '{}',
      '{a.b}',
      '{page',
    ]) {
      expect(isTemplate(readTemplate(wrong)), wrong).toBe(false);
    }
  });

  test('a leaf of JSON becomes a number, and only what is one', () => {
    expect(fillLeaf('{page:number}', filling({ page: '7' }))).toBe(7);
    expect(fillLeaf('{now:ms:number}', filling())).toBe(AT);
    expect(fillLeaf('{page}', filling({ page: '7' }))).toBe('7');
    for (const page of ['', '1e3', '0x1', '007', ' 7', '12345678901234567890', 'NaN', 'Infinity', '1.10']) {
      expect(() => fillLeaf('{page:number}', filling({ page })), page).toThrow(NothingToFill);
    }
  });

  test('a name that is empty or not there is an error, and no part of it leaks', () => {
    for (const texts of [{}, { 'session.token': '' }]) {
      expect(() => fill('Bearer {session.token}', filling(texts))).toThrow(NothingToFill);
    }
    for (const name of ['settings.constructor', 'settings.__proto__', 'kept.toString']) {
      expect(() => fill(`{${name}}`, filling())).toThrow();
    }
  });

  test('whatever is put in comes out as it is, whatever stands around it', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(text, text, text, (before, value, after) => {
        const source = `${before.replaceAll('{', '{{')}{settings.a}${after.replaceAll('{', '{{')}`;
        expect(fill(source, filling({ 'settings.a': value }))).toBe(before + value + after);
      }),
    );
  });

  test('any text is a template or a fault, never a crash', () => {
    fc.assert(fc.property(fc.string(), (source) => void readTemplate(source)));
  });
});

describe('times', () => {
  test('what is written is read again, in every form that tells a moment', () => {
    const zones = fc.constantFrom('+08:00', '-03:30', '+00:00', '+14:00');
    const moments = fc.integer({ min: Date.UTC(2015, 0), max: Date.UTC(2037, 0) });
    fc.assert(
      fc.property(moments, zones, (at, zone) => {
        for (const form of TIME_FORMS.filter(tellsMoment)) {
          const grain = form === 'ms' ? 1 : form.includes('ss') || form.length < 4 ? 1_000 : 60_000;
          expect(readTime(writeTime(at, form, zone), form, zone), form).toBe(Math.floor(at / grain) * grain);
        }
      }),
    );
  });

  test.each([
    ['2026-02-28T23:59:50+08:00', AT],
    ['2026-02-28T15:59:50Z', AT],
    ['2026-02-28T15:59:50.1234Z', AT + 123],
    ['2026-02-28T23:59+0800', AT - 50_000],
    ['2026-02-30T00:00:00Z', null],
    ['2026-02-28T23:59:50', null],
    ['2026-02-28T23:59:50+99:00', null],
    ['yesterday', null],
  ])('ISO: %s', (text, at) => {
    expect(readTime(text, 'iso', '+08:00')).toBe(at);
  });

  test('a day, or a time of day, is no moment', () => {
    expect(readTime('2026-02-28', 'YYYY-MM-DD', '+08:00')).toBeNull();
    expect(readTime('23:59:50', 'HH:mm:ss', '+08:00')).toBeNull();
    expect(readTime('2026\u5e7402\u670828\u65e5 23:59:50', TIME_FORMS[12], '+08:00')).toBe(AT);
  });
});

describe('operations', () => {
  const run = (text: string, ...operations: Operation[]) => operate(text, operations, (source) => source);

  test.each<[string, Operation[], string]>([
    ['abc', ['md5'], '900150983cd24fb0d6963f7d28e17f72'],
    ['abc', [['md5', 'base64']], 'kAFQmDzST7DWlj99KOF/cg=='],
    ['abc', ['sha1'], 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['abc', ['sha256'], 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    // GB/T 32905-2016, example 1.
    ['abc', ['sm3'], '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    // RFC 2202, case 2; RFC 4231, case 2.
    ['what do ya want for nothing?', [['hmac', 'md5', 'Jefe']], '750c783e6ab0b503eaa86e310a5db738'],
    [
      'what do ya want for nothing?',
      [['hmac', 'sha256', 'Jefe']],
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    ['what do ya want for nothing?', [['hmac', 'sha1', 'Jefe', 'base64']], '7/zfauXrL6LSdBbV8YTfnCWafHk='],
    ['\u7801', ['hex'], 'e7a081'],
    ['a?>', ['base64'], 'YT8+'],
    ['a?>', ['base64url'], 'YT8-'],
    ['a b&\u7801', ['url'], 'a%20b%26%E7%A0%81'],
    ['aBc', ['upper'], 'ABC'],
    ['aBc', ['lower'], 'abc'],
    [
      'b',
      [
        ['prefix', 'a'],
        ['suffix', 'c'],
      ],
      'abc',
    ],
    ['a\\b\\c', [['replace', '\\', '']], 'abc'],
    ['a.b.c', [['replace', '.', '$&']], 'a$&b$&c'],
    ['abcdef', [['slice', 1, 3]], 'bc'],
    ['abcdef', [['slice', -2]], 'ef'],
  ])('%j %j', (text, operations, result) => {
    expect(run(text, ...operations)).toBe(result);
  });

  test('AES and SM4: what was encrypted is read with the key', () => {
    const key = 'hex:0123456789abcdeffedcba9876543210';
    // The blocks of the standards are no text in UTF-8, so what is text is deciphered again by Node.js itself.
    for (const [name, node, keys] of [
      ['sm4', 'sm4', [16]],
      ['aes', 'aes', [16, 24, 32]],
    ] as const) {
      for (const size of keys) {
        const ownKey = 'k'.repeat(size);
        const cipher = node === 'sm4' ? 'sm4' : `aes-${size * 8}`;
        const made = run('\u4e00\u4e8c\u4e09', [name, 'cbc', ownKey, 'i'.repeat(16)]);
        const decipher = createDecipheriv(`${cipher}-cbc`, ownKey, 'i'.repeat(16));
        expect(decipher.update(made, 'base64', 'utf8') + decipher.final('utf8')).toBe('\u4e00\u4e8c\u4e09');
        const blocks = run('\u4e00\u4e8c\u4e09', [name, 'ecb', ownKey]);
        const ecb = createDecipheriv(`${cipher}-ecb`, ownKey, null);
        expect(ecb.update(blocks, 'base64', 'utf8') + ecb.final('utf8')).toBe('\u4e00\u4e8c\u4e09');
      }
    }
    expect(run('', ['sm4', 'ecb', key])).toBe(
      run('', ['sm4', 'ecb', key.toUpperCase().replace('HEX', 'hex')]),
    );
  });

  test('RSA: what was encrypted is read with the private key', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
    const made = Buffer.from(run('secret', ['rsa', pem, 'oaep']), 'base64');
    const how = { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING };
    expect(privateDecrypt(how, made).toString()).toBe('secret');
    // Node.js reads the other padding no more, so its frame is looked at: 00 02, eight bytes or more, 00, the text.
    const block = Buffer.from(run('secret', ['rsa', pem, 'pkcs1']), 'base64');
    const frame = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block);
    expect(frame.subarray(0, 2).toString('hex')).toBe('0002');
    expect(frame.subarray(-7).toString('latin1')).toBe('\0secret');
  });

  test('chance has the length and the letters that are asked for', () => {
    expect(run('whatever', ['random', 7, 'digits'])).toMatch(/^\d{7}$/);
    expect(run('', ['random', 33, 'hex'])).toMatch(/^[0-9a-f]{33}$/);
    expect(run('', ['random', 16, 'hex'])).not.toBe(run('', ['random', 16, 'hex']));
  });

  test('64 KB in and out, and a short text can’t grow beyond', () => {
    const most = 'a'.repeat(65_536);
    expect(run(most)).toBe(most);
    expect(() => run(`${most}a`)).toThrow(CantCompute);
    expect(() => run('\u7801'.repeat(30_000))).toThrow(CantCompute);
    expect(() => run(most, 'hex')).toThrow(CantCompute);
    expect(() => run('a'.repeat(4_000), ['replace', 'a', 'b'.repeat(4_000)])).toThrow(CantCompute);
    expect(() => run('a', ['replace', '', 'b'])).toThrow(CantCompute);
  });

  test('what can’t be computed says which, and no key', () => {
    for (const operation of [
      ['aes', 'cbc', 'hunter2hunter2', 'i'],
      ['rsa', 'no key', 'pkcs1'],
      ['sm4', 'ecb', 'hex:zz'],
    ] as Operation[]) {
      expect(() => run('text', operation)).toThrow(new CantCompute(String(operation[0])));
    }
    expect(() => run('\ud800', 'url')).toThrow(CantCompute);
  });

  test('any text through any of them: a text, or CantCompute', () => {
    const operations: Operation[] = [
      ...['md5', 'sha1', 'sha256', 'sm3', 'hex', 'base64', 'base64url', 'url', 'upper', 'lower'],
      ...([
        ['slice', -3, 2],
        ['prefix', 'x'],
        ['replace', 'a', 'bb'],
      ] as Operation[]),
    ];
    fc.assert(
      fc.property(fc.string(), fc.array(fc.constantFrom(...operations), { maxLength: 8 }), (text, chosen) => {
        try {
          expect(typeof run(text, ...chosen)).toBe('string');
        } catch (error) {
          expect(error).toBeInstanceOf(CantCompute);
        }
      }),
    );
  });
});

describe('paths', () => {
  const content = { a: { b: [{ c: 1 }, { c: null }] }, '\u91d1\u989d': '1.00', list: null };

  test.each([
    ['a.b[0].c', 1],
    ['$.a.b[1].c', null],
    ['$.\u91d1\u989d', '1.00'],
    ['a.b[2].c', undefined],
    ['a.b.c', undefined],
    ['list.x', undefined],
    ['toString', undefined],
    ['a.hasOwnProperty', undefined],
  ])('%s', (path, value) => {
    expect(valueAt(content, path)).toEqual(value);
  });

  test.each([
    '',
    '.',
    'a.',
    '.a',
    'a..b',
    'a[',
    'a[x]',
    'a[-1]',
    'a[0',
    'a b',
    '__proto__',
    'a.constructor.b',
    'a["b"]',
  ])('%j is none', (path) => {
    expect(readPath(path)).toBeNull();
    expect(valueAt(content, path)).toBeUndefined();
  });

  test('each element of lists in lists', () => {
    const days = { data: { days: [{ list: [1, 2] }, { list: [] }, { list: null }, { list: [3] }] } };
    expect(elementsAt(days, 'data.days[*].list[*]')).toEqual([1, 2, 3]);
    expect(elementsAt([1, 2], '[*]')).toEqual([1, 2]);
    expect(elementsAt({ list: null }, 'list[*]')).toEqual([]);
  });

  test('a list that is not there is none, and not an empty one', () => {
    for (const wrong of [{}, { data: null }, { data: { list: 'x' } }, { data: { list: {} } }, null, 'page']) {
      expect(elementsAt(wrong, 'data.list[*]')).toBeUndefined();
    }
  });

  test('any text on any value: never a crash, never a prototype', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), (path, value) => {
        const found = valueAt(value, path);
        expect(typeof found).not.toBe('function');
      }),
    );
  });

  test('a leaf by its shortest decimal text', () => {
    expect([1.1, 10, true, 'x', null, undefined, {}, []].map(leafText)).toEqual([
      ...['1.1', '10', 'true', 'x'],
      ...[null, null, null, null],
    ]);
  });
});
