import { describe, expect, test } from 'vitest';
import { keepSaying, readKept } from '../../../src/flow/accounts/index.ts';
import { kept, say, saying } from '../../../src/shared/saying.ts';
import { databases, openTestDatabase } from '../../support/database.ts';
import { accountRepository, buildAccount, buildMerchant } from '../../support/factories.ts';

const told = (stored: unknown) => {
  const read = readKept(stored);
  return read && [say('zh', read), say('en', read)];
};

describe('what is kept of a trouble', () => {
  test('is told in the language of whoever reads it', () => {
    expect(told(keepSaying(saying('platform.notForeseen'), 300))).toEqual([
      '查询出错，详情见系统日志',
      'The query failed: see the log',
    ]);
    expect(told(keepSaying({ zh: '密码错误', en: 'wrong password' }, 300))).toEqual([
      '密码错误',
      'wrong password',
    ]);
  });

  test.each([
    ['words of both languages', '{"zh":"密码错误","en":"wrong password"}', ['密码错误', 'wrong password']],
    ['a sentence', '平台没有回答', ['平台没有回答', '平台没有回答']],
    ['what only looks like words', '{"zh":"密', ['{"zh":"密', '{"zh":"密']],
    ['nothing', '', null],
    ['nothing at all', null, null],
  ])('as older versions kept it: %s', (_what, stored, words) => {
    expect(told(stored)).toEqual(words);
  });

  test('is cut where it is too long, and can still be read', () => {
    const long = '付"款'.repeat(500);
    for (const telling of [
      kept(long),
      { zh: long, en: long },
      saying('platform.unreachable', { host: long, why: kept({ zh: long, en: long }) }),
      saying('problem.notOneOf', { options: [long, long] }),
    ]) {
      const stored = keepSaying(telling, 300);
      expect(stored.length).toBeLessThanOrEqual(300);
      expect(told(stored)?.join()).toContain('付"款');
    }
  });
});

describe.each(databases)('an account’s trouble on $name', ({ name, available }) => {
  test.skipIf(!available)('has room for a plugin’s words in both languages', async () => {
    const { db, close } = await openTestDatabase(name);
    try {
      const { pid } = await buildMerchant(db);
      const [recent, old] = [await buildAccount(db, pid), await buildAccount(db, pid, { login: 'other' })];
      const words = { zh: '付'.repeat(300), en: '"'.repeat(300) };
      await accountRepository.setHealth(db, recent, 'failing', words, 0);
      expect((await accountRepository.get(db, recent)).healthReason).toEqual(kept(words));
      await db('accounts').where({ id: old }).update({ health_reason: '密码错误' });
      expect((await accountRepository.get(db, old)).healthReason).toEqual(kept('密码错误'));
    } finally {
      await close();
    }
  });
});
