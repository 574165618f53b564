import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccountDeps, addAccount, addCode, editCode } from '../../../src/flow/accounts/index.ts';
import { checkRuleSet } from '../../../src/flow/forwarded-texts/index.ts';
import { loadPlugins } from '../../../src/plugin-host/index.ts';
import { type Refusal, tell, tellFields } from '../../../src/shared/errors.ts';
import type { PayType } from '../../../src/shared/pay-type.ts';
import { captureLog } from '../../support/captured-log.ts';
import { TestClock } from '../../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../../support/database.ts';
import { accountRepository, buildAccount, buildMerchant } from '../../support/factories.ts';

describe.each(databases.filter(({ available }) => available))('adding codes on $name', ({ name }) => {
  let place: TestDatabase;
  let deps: AccountDeps;
  let pid: number;
  beforeAll(async () => {
    place = await openTestDatabase(name);
    const plugins = await loadPlugins(captureLog().log, checkRuleSet);
    deps = { db: place.db, clock: new TestClock(), accounts: accountRepository, plugins };
    pid = (await buildMerchant(place.db)).pid;
  });
  afterAll(() => place.close());

  const refusalOf = (work: Promise<unknown>): Promise<Refusal> =>
    work.then(
      () => Promise.reject(new Error('nothing was refused')),
      (error: Refusal) => error,
    );
  const all: PayType[] = ['wxpay', 'alipay', 'unionpay'];
  const code = (terminal: string, content = `https://qr.example/${terminal}`, payTypes = all) => ({
    ...{ terminal, label: '', payTypes },
    ...{ style: 'link' as const, content },
  });

  test('one platform login listed twice is noticed by its terminals: each payment would be told twice', async () => {
    const [first, second] = [
      await buildAccount(place.db, pid, { login: '13800000000' }),
      await buildAccount(place.db, pid, { login: 'shopname' }),
    ];
    await addCode(deps, first, code('SQB-1'));
    const twice = await refusalOf(addCode(deps, second, code('SQB-1')));
    expect(twice.code).toBe('duplicate_terminal');
    expect(tellFields('zh', twice.fields)).toEqual([
      { field: 'terminal', message: expect.stringContaining('“13800000000”') },
    ]);
    expect(tell('zh', twice)).toBe(
      'SQB-1：这个终端编号已经在账号“13800000000”里了；同一个平台账号只要添加一次',
    );
    const other = await addCode(deps, second, code('SQB-2'));
    await expect(editCode(deps, other, code('SQB-1'))).rejects.toMatchObject({ code: 'duplicate_terminal' });
    await editCode(deps, other, { ...code('SQB-2'), label: '柜台' });
  });

  test.each([
    ['wxp://f2f0abc', ['wxpay', 'alipay'], '只能收微信'],
    ['https://qr.alipay.com/fkx0abc', ['wxpay'], '只能收支付宝'],
    ['HTTPS://QR.ALIPAY.COM/FKX0ABC', ['alipay', 'unionpay'], '只能收支付宝'],
  ] as [string, PayType[], string][])(
    '%s is a code of one app alone: no other pay type can be ticked',
    async (content, payTypes, words) => {
      const account = await buildAccount(place.db, pid, { login: `only ${content} ${payTypes}` });
      const refusal = await refusalOf(addCode(deps, account, code(`T ${content}`, content, payTypes)));
      expect(refusal.code).toBe('bad_code');
      expect(tellFields('zh', refusal.fields)).toEqual([
        { field: 'payTypes', message: expect.stringContaining(words) },
      ]);
      const own: PayType[] = content.startsWith('wxp') ? ['wxpay'] : ['alipay'];
      await addCode(deps, account, code(`T ${content}`, content, own));
    },
  );

  test('what is wrong with a code is told in the language of whoever reads it', async () => {
    const owner = { login: '主号', mode: 'continuous' as const, intervalMs: 3_000, settings: {} };
    const phone = await addAccount(deps, pid, 'wxpay', owner);
    const { terminal: _, ...plain } = code('-', 'wxp://f2f0abc');
    const form = (kind: string) => ({ ...plain, payTypes: ['wxpay' as const], kind });
    const none = await refusalOf(addCode(deps, phone, { ...form('none'), label: 'x'.repeat(101) }));
    expect(tell('zh', none)).toMatch(
      /^kind 请选择码的种类：personal（个人码）、reward（赞赏码）、.*；label 太长，最多 100 个字符$/,
    );
    expect(tell('en', none)).toMatch(
      /^kind choose what kind of code it is: personal \(Personal code\), .*; label too long, 100 characters at most$/,
    );
    await addCode(deps, phone, form('personal'));
    const clash = await refusalOf(addCode(deps, phone, form('business')));
    expect(tellFields('zh', clash.fields)[0]?.message).toMatch(
      /^手机分不清.+和个人码的到账通知，一个账号只能放其中一种；请另建一个账号，用另一台手机或电脑监听$/,
    );
    expect(tellFields('en', clash.fields)[0]?.message).toMatch(/^a phone can’t tell payments to /);
    expect(tell('en', clash)).not.toMatch(/\p{Script=Han}/u);
  });
});
