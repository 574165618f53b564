import { describe, expect, test } from 'vitest';
import { refuse, tell, tellFields } from '../../src/shared/errors.ts';
import { fromStored, say, saying, toStored } from '../../src/shared/saying.ts';

describe('a saying', () => {
  test('has words in each language only when it is told', () => {
    const tooLong = saying('problem.tooLong', { max: 9 });
    expect(say('zh', tooLong)).toBe('太长，最多 9 个字符');
    expect(say('en', tooLong)).toBe('too long, 9 characters at most');
    expect(say('shop', tooLong)).toBe(say('zh', tooLong));
    expect(say('device', tooLong)).toBe(say('zh', tooLong));
  });

  test('names lists, given words and sayings in the language of the whole', () => {
    const options = ['a', { zh: '微信', en: 'WeChat' }, saying('problem.empty')];
    const one = saying('problem.notOneOf', { options });
    expect(say('zh', one)).toBe('只能是 a、微信、不能为空 之一');
    expect(say('en', one)).toBe('must be one of a, WeChat, is required');
  });

  test('does not fill in what a value says', () => {
    expect(say('zh', saying('problem.notOneOf', { options: ['{options}'] }))).toContain('{options}');
  });

  test('is stored and read again, and an older sentence is told as it is', () => {
    const one = saying('problem.tooBig', { max: 5 });
    expect(fromStored(toStored(one))).toEqual(one);
    for (const old of ['商城返回 HTTP 500', '', '{"say":', '{"say":"no.such.text"}', '{"say":"constructor"}'])
      expect(say('en', fromStored(old))).toBe(old);
  });

  test('can’t be made without the values that its text needs', () => {
    // @ts-expect-error max is missing
    saying('problem.tooLong');
    // @ts-expect-error there is no such value
    saying('problem.tooLong', { least: 1 });
  });
});

describe('a refusal', () => {
  test('is a code and values, and its words are the audience’s', () => {
    const refusal = refuse('no_number', {}, { fields: [{ field: 'a', problem: saying('problem.empty') }] });
    expect(refusal).toMatchObject({ code: 'no_number', status: 400, reason: undefined });
    expect(tell('en', refusal)).not.toBe(tell('shop', refusal));
    expect(tell('shop', refusal)).toBe(tell('device', refusal));
    expect(tellFields('en', refusal.fields)).toEqual([{ field: 'a', message: 'is required' }]);
  });

  test('has the variant as its reason, and its own where it gives one', () => {
    expect(refuse('bad_key.key_blanks')).toMatchObject({
      code: 'bad_key',
      status: 403,
      reason: 'key_blanks',
    });
    expect(refuse('bad_key.key_blanks', {}, { reason: 'other' }).reason).toBe('other');
  });

  test('must be of the catalogue', () => {
    // @ts-expect-error nobody refuses this
    expect(() => refuse('too_late').status).toThrow();
  });
});
