import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  countRefusalsSince,
  forgetRefusals,
  listRefusals,
  REFUSALS_KEPT_MS,
  RefusalBook,
} from '../../../src/flow/shop-refusals/index.ts';
import { DAY, HOUR } from '../../../src/shared/clock.ts';
import { type Refusal, refuse } from '../../../src/shared/errors.ts';
import { createLog } from '../../../src/shared/log.ts';
import { say } from '../../../src/shared/saying.ts';
import { TestClock } from '../../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../../support/database.ts';

const KEY = 'a'.repeat(32);
const VMQ_KEY = '0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f';

describe.each(databases.filter(({ available }) => available))(
  'refused requests of shops on $name',
  ({ name }) => {
    const clock = new TestClock();
    let place: TestDatabase;
    let book: RefusalBook;
    beforeAll(async () => {
      place = await openTestDatabase(name);
    });
    afterAll(() => place.close());
    beforeEach(async () => {
      await place.db('shop_refusals').delete();
      book = newBook();
    });
    const newBook = () =>
      new RefusalBook({
        db: place.db,
        clock,
        log: createLog('silent', { write: () => {} }),
        merchants: { all: async () => [{ pid: 1000, key: KEY, vmqKey: VMQ_KEY }] },
      });
    const badSign = (reason = 'unknown') => refuse('bad_sign.unknown', {}, { reason });
    const note = (params: Record<string, string>, refusal: Refusal = badSign(), door = 'mapi') =>
      book.note({ door, params, refusal });
    const rows = async () => Number((await place.db('shop_refusals').count({ n: '*' }).first())?.n);

    test('those of one cause, merchant, address and day are one row, with the last one’s fields', async () => {
      const first = clock.now();
      note({ pid: '1000', name: 'one', sign: 'f' });
      await book.write();
      clock.advance(1_000);
      for (let at = 0; at < 50; at++) note({ pid: '1000', name: `last ${at}`, sign: 'f' });
      expect(await rows()).toBe(1);
      await book.write();
      expect(await rows()).toBe(1);
      const [listed, ...more] = await listRefusals(place.db, 'all', 10);
      expect(more).toEqual([]);
      expect(listed).toEqual({
        pid: 1000,
        door: 'mapi',
        code: 'bad_sign',
        reason: 'unknown',
        times: 51,
        firstAt: first,
        lastAt: clock.now(),
        answer: { say: 'refusal.bad_sign.unknown', with: {} },
        fields: [
          ['pid', '1000'],
          ['name', 'last 49'],
          ['sign', '••••••'],
        ],
      });
    });

    test('two processes add to the same row', async () => {
      const other = newBook();
      note({ pid: '1000', sign: 'f' });
      other.note({ door: 'mapi', params: { pid: '1000', sign: 'f' }, refusal: badSign() });
      await Promise.all([book.write(), other.write()]);
      expect((await listRefusals(place.db, 'all', 10)).map(({ times }) => times)).toEqual([2]);
    });

    test('days are listed together, the latest first, and forgotten after a week', async () => {
      note({ pid: '1000', sign: 'f' });
      await book.write();
      clock.advance(DAY);
      note({ pid: '1000', sign: 'f' });
      note({ pid: '1000', sign: 'f' }, badSign('plus'));
      await book.write();
      expect(await rows()).toBe(3);
      const listed = await listRefusals(place.db, 'all', 10);
      expect(listed.map(({ reason, times }) => [reason, times]).sort()).toEqual([
        ['plus', 1],
        ['unknown', 2],
      ]);
      clock.advance(REFUSALS_KEPT_MS - HOUR);
      await forgetRefusals(place.db, clock.now() - REFUSALS_KEPT_MS);
      expect(await rows()).toBe(2);
      clock.advance(2 * HOUR);
      await forgetRefusals(place.db, clock.now() - REFUSALS_KEPT_MS);
      expect(await rows()).toBe(0);
    });

    test('no key and no signature is kept, wherever it stood', async () => {
      note(
        {
          pid: '1000',
          key: KEY,
          sign: 'secret-sign',
          name: `${KEY} in a name`,
          notify_url: `https://shop.example/n?token=tok1&a=1&api_key=tok2`,
          my_password: 'tok3',
          param: `${VMQ_KEY} in a param`,
          [KEY]: 'x',
          long: 'x'.repeat(5_000),
          nul: 'a\0b',
          half: '\ud83d',
        },
        refuse('bad_sign.plus', { fields: ['a'.repeat(5_000), KEY, `x${VMQ_KEY}`, 'a\0b'] }),
      );
      await book.write();
      const [listed] = await listRefusals(place.db, 'all', 1);
      const text = JSON.stringify(listed);
      expect(text).not.toMatch(new RegExp(`${KEY}|${VMQ_KEY}|secret-sign|tok[123]`));
      expect(text).toContain('a=1');
      expect(text.length).toBeLessThan(2_000);
      const raw = JSON.stringify(await place.db('shop_refusals').select());
      expect(raw).not.toMatch(new RegExp(`${KEY}|${VMQ_KEY}|secret-sign|tok[123]`));
    });

    test('nobody can fill the table: made-up numbers are one row, and memory is bounded', async () => {
      for (let at = 0; at < 5_000; at++)
        note({ pid: String(100_000 + at), sign: 'f' }, refuse('unknown_merchant', { pid: '1' }));
      for (let at = 0; at < 5_000; at++)
        note({ pid: 'x'.repeat(at), sign: 'f' }, refuse('unknown_merchant', { pid: '1' }));
      await book.write();
      expect(await rows()).toBe(1);
      for (let at = 0; at < 500; at++) note({ pid: '1000', sign: 'f' }, badSign(`made-up ${at}`));
      await book.write();
      expect(await rows()).toBe(2);
      expect(
        (await listRefusals(place.db, 'all', 10)).find(({ code }) => code === 'unknown_merchant')?.pid,
      ).toBeNull();
    });

    test('who sends none of a shop’s fields is no shop; busy and missing orders are no mistakes', async () => {
      note({}, refuse('unknown_act.other'));
      note({ foo: 'bar' }, refuse('bad_input.fields', { problems: 'pid' }));
      note({}, refuse('not_a_form.empty'), 'submit');
      for (const code of ['all_taken', 'unknown_order', 'no_number', 'too_many_failures'] as const)
        note({ pid: '1000' }, refuse(code));
      await book.write();
      expect(await rows()).toBe(0);
      // What was lost on its way leaves none of them either.
      note({}, refuse('not_a_form.json'), 'submit');
      note({}, refuse('not_a_form.empty'));
      note({}, refuse('wrong_method'));
      note({}, refuse('bad_form'));
      await book.write();
      expect(await rows()).toBe(4);
    });

    test('what the shop was told is kept in no language, and an older row’s sentence as it stands', async () => {
      note({ pid: '1000', sign: 'f' }, refuse('bad_sign.plus', { fields: ['name', 'param'] }));
      await book.write();
      const [{ answer } = {}] = await listRefusals(place.db, 'all', 1);
      const told = (lang: 'zh' | 'en') => answer && say(lang, answer);
      expect(told('zh')).toContain('name、param 里的加号没有网址编码');
      expect(told('en')).toContain('a plus sign in name, param was not encoded');
      await place.db('shop_refusals').update({ message: '签名错误，请检查商户密钥' });
      const [old] = await listRefusals(place.db, 'all', 1);
      expect(old && say('en', old.answer)).toBe('签名错误，请检查商户密钥');
    });

    test('what is new since a moment is counted', async () => {
      note({ pid: '1000', sign: 'f' });
      await book.write();
      expect(await countRefusalsSince(place.db, 'all', clock.now() - 1, 10)).toBe(1);
      expect(await countRefusalsSince(place.db, 'all', clock.now(), 10)).toBe(0);
    });

    test('a database that can’t be written hurts nobody', async () => {
      const broken = new RefusalBook({
        db: place.db,
        clock,
        log: createLog('silent', { write: () => {} }),
        merchants: { all: () => Promise.reject(new Error('gone')) },
      });
      broken.note({ door: 'mapi', params: { pid: '1' }, refusal: badSign() });
      await expect(broken.write()).resolves.toBeUndefined();
    });
  },
);
