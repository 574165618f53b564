import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AccountForm, addAccount, addCode, editAccount } from '../../src/flow/accounts/index.ts';
import { listTexts } from '../../src/flow/forwarding/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { SECOND } from '../../src/shared/clock.ts';
import { type Refusal, tellFields } from '../../src/shared/errors.ts';
import { saying } from '../../src/shared/saying.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

const OK = { status: 200, text: '200' };

describe.each(databases.filter(({ available }) => available))(
  'what devices and people write at length, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      phone = await startForwarder(app, '主账号');
    });
    afterAll(() => app.stop());

    const newest = async () => (await listTexts(app.place.db, { accountId: phone.accountId }, 1))[0];
    const devices = () => app.services.devices.list(app.place.db, app.clock.now(), phone.accountId);

    test.each<[string, { title?: string; msg: string }]>([
      ['a text of 22,000 characters', { msg: `个人收款码到账¥1.01，${'长'.repeat(22_000)}` }],
      ['a text as long as is taken', { msg: '长'.repeat(65_000) }],
      ['a title of 30,000 characters', { title: '题'.repeat(30_000), msg: '个人收款码到账¥1.02' }],
      [
        'emoji, broken ones and what is no character',
        { msg: '个人收款码到账¥1.03 😀\\ud83d\\u0000 \\u0007' },
      ],
    ])('%s is taken, and kept whole', async (_name, told) => {
      app.clock.advance(SECOND);
      expect(await phone.push(told)).toEqual(OK);
      const kept = await newest();
      expect(kept?.at).toBe(app.clock.now());
      expect(kept?.title.length).toBe(told.title?.length ?? 4);
      if (!told.msg.includes('\\')) expect(kept?.text).toBe(told.msg);
    });

    test.each([
      ['a device name of 300 emoji', { device: '📱'.repeat(300) }],
      ['a device name with half an emoji', { device: `${'名'.repeat(99)}\\ud83d\\ude00\\ud83d` }],
      ['a device name with what is no character', { device: 'a\\u0000b\\u0007' }],
      ['an empty device name', { device: '' }],
      ['a uid as long as the data allows', { device: 'uid', uid: '9'.repeat(5_000) }],
      [
        'a long app version and battery',
        { device: 'v', more: { app_version: '版'.repeat(500), battery: '9'.repeat(500) } },
      ],
    ])('%s: the payment counts, and the next message is of the same device', async (_name, told) => {
      const before = (await devices()).length;
      for (const amount of ['2.01', '2.02', '2.03']) {
        app.clock.advance(SECOND);
        expect(await phone.push({ msg: `个人收款码到账¥${amount}`, ...told })).toEqual(OK);
      }
      expect(await devices()).toHaveLength(before + 1);
    });

    test('long names of many packages are bounded, and no payment is lost over them', async () => {
      for (let i = 0; i < 12; i++) {
        app.clock.advance(SECOND);
        const more = { pkg: `com.tencent.mm.${i}.${'x'.repeat(200)}` };
        expect(await phone.push({ msg: `个人收款码到账¥3.${10 + i}`, device: '多应用', more })).toEqual(OK);
      }
      const device = (await devices()).find((one) => one.name === '多应用');
      expect(device?.packages.join().length).toBeLessThanOrEqual(300);
      expect(device?.packages.at(-1)).toContain('com.tencent.mm.11.');
    });

    test('names that the database takes for equal are still two devices', async () => {
      for (const device of ['honor', 'Honor', 'HONOR', 'Honör']) {
        app.clock.advance(SECOND);
        expect(await phone.push({ msg: '个人收款码到账¥4.00', device, uid: '0' })).toEqual(OK);
      }
      const told = (await devices()).map(({ toldName }) => toldName);
      expect(told).toEqual(expect.arrayContaining(['honor', 'Honor', 'HONOR', 'Honör']));
      expect(await receipts.listReceipts(app.place.db, { amountFen: 400 }, 5)).toHaveLength(1);
    });

    test('the app of a template that names none is the platform’s', async () => {
      expect((await devices()).find((one) => one.toldName === 'honor')?.packages).toEqual(['com.tencent.mm']);
      await phone.heartbeat('只有心跳');
      expect((await devices()).find((one) => one.name === '只有心跳')?.packages).toEqual([]);
    });

    describe('an account’s name, of which terminal numbers are made', () => {
      const form = (login: string): AccountForm => ({
        ...{ login, mode: 'continuous', intervalMs: 3_000, settings: {} },
      });
      const code = {
        label: '',
        payTypes: ['wxpay' as const],
        style: 'link' as const,
        content: 'wxp://f2f0x',
      };
      const longer = (field: string, max: number) => ({ field, problem: saying('problem.tooLong', { max }) });
      const tooLong = { code: 'bad_account', fields: [longer('login', 93)] };

      test('may be as long as they allow, and no longer', async () => {
        const { accountDeps } = app.services;
        const id = await addAccount(accountDeps, app.merchant.pid, 'wxpay', form('甲'.repeat(93)));
        await addCode(accountDeps, id, { ...code, kind: 'clerk' });
        await editAccount(accountDeps, id, form('乙'.repeat(93)));
        for (const length of [94, 100]) {
          await expect(editAccount(accountDeps, id, form('丙'.repeat(length)))).rejects.toMatchObject(
            tooLong,
          );
          await expect(
            addAccount(accountDeps, app.merchant.pid, 'wxpay', form('丁'.repeat(length))),
          ).rejects.toMatchObject(tooLong);
        }
        await expect(editAccount(accountDeps, id, form('戊'.repeat(101)))).rejects.toMatchObject({
          fields: [longer('login', 100)],
        });
      });

      test('too long from before: a code is refused at a field that the form has', async () => {
        const { accountDeps } = app.services;
        const id = await addAccount(accountDeps, app.merchant.pid, 'wxpay', form('旧账号'));
        await app.place
          .db('accounts')
          .where({ id })
          .update({ login: '旧'.repeat(100) });
        const refused = await addCode(accountDeps, id, { ...code, kind: 'personal' }).catch((error) => error);
        expect(tellFields('zh', (refused as Refusal).fields)).toEqual([
          {
            field: 'kind',
            message: '终端编号由账号名称生成，太长，最多 100 个字符：请先把账号名称改短',
          },
        ]);
      });
    });
  },
);
