import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readJsonObject, scalarText } from '../../src/shared/json-object.ts';

const membersOf = (text: string) => {
  const reading = readJsonObject(text);
  return reading.ok ? Object.fromEntries(reading.members) : reading.why;
};

describe('readJsonObject', () => {
  test('gives each name with its value as it was written', () => {
    const text = ' { "a" : "x\\"}" , "b":1.10, "c":[{"a":1},"]"],"d":{"a":2} , "":null}\n';
    expect(membersOf(text)).toEqual({
      a: '"x\\"}"',
      b: '1.10',
      c: '[{"a":1},"]"]',
      d: '{"a":2}',
      '': 'null',
    });
    expect(membersOf('{}')).toEqual({});
  });

  test.each([
    '{"a":1,"a":2}',
    '{"a":1,"\\u0061":1}',
    '{"a":{"a":1},"b":[],"a":""}',
    '{"__proto__":1,"__proto__":2}',
  ])('refuses a name that stands twice: %s', (text) => expect(membersOf(text)).toBe('duplicate_name'));

  test.each(['', 'null', '[]', '"a"', '7', '{"a":1', '{"a":1}x', "{'a':1}", '{"a":"\n"}', '\ufeff{}'])(
    'refuses what is no JSON object: %j',
    (text) => expect(membersOf(text)).toBe('not_an_object'),
  );

  test('reads every object as JSON.parse does', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue()),
        fc.nat(3),
        (object, indent) => {
          const reading = readJsonObject(JSON.stringify(object, null, indent));
          const members = reading.ok
            ? [...reading.members].map(([name, value]) => [name, JSON.parse(value)])
            : [];
          expect(Object.fromEntries(members)).toEqual(JSON.parse(JSON.stringify(object)));
        },
      ),
    );
  });

  test('stands deep nesting', () => {
    const deep = 50_000;
    expect(readJsonObject(`{"a":${'['.repeat(deep)}${']'.repeat(deep)}}`).ok).toBe(true);
  });
});

test('scalarText keeps the digits of numbers and knows what is no text', () => {
  const values = ['"a\\n"', '0.10', '-1', '12345678901234567890', 'null', 'true', '{}', '[]'];
  expect(values.map(scalarText)).toEqual([
    'a\n',
    '0.10',
    '-1',
    '12345678901234567890',
    null,
    undefined,
    undefined,
    undefined,
  ]);
});
