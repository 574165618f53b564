import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes } from '../../src/flow/accounts/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, forwarderOf, startForwarder } from '../support/forwarder.ts';
import { payableOf } from '../support/start-app.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(
    `which codes, apps and devices tell of money, in the console, on ${name}`,
    () => {
      let app: ConsoleApp;
      beforeAll(async () => {
        app = await startConsole(name, { terminals: [] });
      });
      afterAll(() => app.stop());

      async function addAccount(platform: string, login: string): Promise<number> {
        const form = await app.keeper.get(`/console/accounts/new?platform=${platform}`);
        const added = await app.keeper.submit(form, { login, silent_after: '90' });
        return Number(/accounts\/(\d+)\?done=/.exec(added.location ?? '')?.[1]);
      }
      const live = (id: number) => app.keeper.get(`/console/accounts/${id}/listener/live`);
      const progress = async (id: number) =>
        (await app.keeper.get(`/console/accounts/${id}/listener`)).page
          .querySelector('[data-progress]')
          ?.getAttribute('data-progress');
      /** A phone of its own key, added on the page; the key. */
      async function addPhone(id: number, called: string): Promise<string> {
        const path = `/console/accounts/${id}/listener`;
        const page = await app.keeper.get(path);
        const typed = { name: called, app: 'sms_forwarder' };
        await app.keeper.submit(page, typed, `form[action="${path}/devices"]`);
        return texts(await app.keeper.get(path), '#fresh-secret, #secret')[0] ?? '';
      }

      describe('the pay types of a code', () => {
        const boxes = (page: Awaited<ReturnType<typeof live>>) =>
          page.page
            .querySelectorAll('input[name=pay_types]')
            .map((box) => [box.getAttribute('value'), box.hasAttribute('checked')]);

        test.each(['lklpay', 'ysepay', 'jdpay', 'otherapp'])(
          'are chosen and kept at %s',
          async (platform) => {
            const id = await addAccount(platform, '柜台');
            const path = `/console/accounts/${id}/codes`;
            const form = await app.keeper.get(`${path}/new`);
            const offered = app.services.plugins.get(platform).payTypes;
            expect(boxes(form)).toEqual(offered.map((type) => [type, true]));
            expect(texts(form, 'legend')).toContain('可用的支付方式');
            const english = await app.keeper.get(`${path}/new`, { 'accept-language': 'en' });
            expect(texts(english, 'legend')).toContain('Takes');

            const fields = { kind: 'aggregate', style: 'link', link: 'https://qr.example/柜台' };
            const none = await app.keeper.submit(form, { ...fields, pay_types: [] });
            expect([none.status, readable(none)]).toEqual([
              400,
              expect.stringContaining('至少选一种支付方式'),
            ]);
            expect(boxes(none).every(([, ticked]) => ticked === false)).toBe(true);
            const made = await app.keeper.submit(form, { ...fields, pay_types: ['alipay'] });
            expect(made.location).toContain('done=codeAddedForwarded');
            const [code] = await codes.listCodes(app.place.db, [id]);
            expect(code?.payTypes).toEqual(['alipay']);

            const edit = await app.keeper.get(`${path}/${code?.id}`);
            expect(boxes(edit)).toEqual(offered.map((type) => [type, type === 'alipay']));
            await app.keeper.submit(edit, { ...fields, pay_types: ['alipay', 'wxpay'] });
            expect((await codes.listCodes(app.place.db, [id]))[0]?.payTypes.toSorted()).toEqual([
              ...['alipay', 'wxpay'],
            ]);
          },
        );

        test('a code that one app alone reads is refused until the others are unticked, and named at the boxes', async () => {
          const id = await addAccount('otherapp', '只收微信');
          const form = await app.keeper.get(`/console/accounts/${id}/codes/new`);
          const link = 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789';
          const fields = { kind: 'aggregate', style: 'link', link };
          const all = await app.keeper.submit(form, { ...fields, pay_types: ['wxpay', 'alipay'] });
          expect([all.status, readable(all)]).toEqual([400, expect.stringContaining('只能收微信')]);
          const one = await app.keeper.submit(all, { ...fields, pay_types: ['wxpay'] });
          expect(one.location).toContain('done=codeAddedForwarded');
          const [code] = await codes.listCodes(app.place.db, [id]);
          expect(code?.payTypes).toEqual(['wxpay']);
        });

        test('are no question where there is but one', async () => {
          for (const platform of ['wxpay', 'alipay']) {
            const id = await addAccount(platform, '只有一种');
            const form = await app.keeper.get(`/console/accounts/${id}/codes/new`);
            expect(boxes(form)).toEqual([]);
            const link = platform === 'alipay' ? 'https://qr.alipay.com/fkx0x' : 'wxp://f2f0x';
            await app.keeper.submit(form, { kind: 'personal', style: 'link', link });
            const [code] = await codes.listCodes(app.place.db, [id]);
            expect(code?.payTypes).toEqual([...app.services.plugins.get(platform).payTypes]);
          }
        });

        test('so buyers are offered what the code takes, and a text that tells none is of its one', async () => {
          const shop = await startForwarder(app, '小Y', 'ysepay', ['alipay']);
          await app.place.db('codes').whereNot({ account_id: shop.accountId }).update({ enabled: false });
          expect(await app.services.payTypesFor({ pid: app.merchant.pid } as never)).toEqual(['alipay']);
          const order = await app.order({ money: '73.00', type: 'alipay' });
          await shop.push({ title: '交易通知', msg: `立牌快付收款 ${payableOf(order)}元` });
          expect((await app.find(order.tradeNo)).state).toBe('paid');
        });
      });

      test.each(['wxpay', 'alipay', 'lklpay', 'ysepay', 'jdpay', 'otherapp', 'bank'])(
        'the limit for told money is recommended at %s, before the account is added and after',
        async (platform) => {
          const form = await app.keeper.get(`/console/accounts/new?platform=${platform}`);
          const id = await addAccount(platform, '上限');
          for (const page of [form, await app.keeper.get(`/console/accounts/${id}`)]) {
            expect(texts(page, '#told-advice li').at(-1)).toMatch(/超过多少元要人工确认.*推荐/);
            expect(page.page.querySelector('[name=told_limit]')).not.toBeNull();
          }
        },
      );

      test('a PC at a platform that phones tell of is named on its page, in both languages, and can’t be added', async () => {
        const { accountId } = await startForwarder(app, '拉卡拉', 'lklpay');
        await forwarderOf(app, accountId).pushPc('5.00');
        const box = await live(accountId);
        expect(texts(box, '.live-entry .badge-state')).toEqual(['这个平台不收这种设备的消息']);
        expect(texts(box, '.live-bad .live-words')[0]).toContain('电脑监听程序');
        expect(texts(box, '.live-bad .live-remedy')[0]).toContain('没有入账');
        const english = await app.keeper.get(`/console/accounts/${accountId}/listener/live`, {
          'accept-language': 'en',
        });
        expect(texts(english, '.live-bad').join()).toMatch(/Device not taken here.*PC monitor.*Nothing was/);
        const path = `/console/accounts/${accountId}/listener`;
        const page = await app.keeper.get(path);
        const typed = { name: '电脑', app: 'pc' };
        await app.keeper.submit(page, typed, `form[action="${path}/devices"]`);
        const added = await app.services.devices.list(app.place.db, app.clock.now(), accountId);
        expect(added.map(({ app }) => app)).toEqual(['sms_forwarder']);
      });

      describe('one payment told twice is explained', () => {
        let phone: Forwarder;
        const newest = async () => texts(await live(phone.accountId), '.live-entry .live-remedy')[0];

        test('by one phone: as its own word', async () => {
          phone = await startForwarder(app, '两次');
          await phone.push({ msg: '个人收款码到账¥31.00' });
          app.clock.advance(2 * SECOND);
          await phone.push({ msg: '[2条]微信支付: 个人收款码到账¥31.00' });
          const [entry] = await app.place
            .db('forwarded_texts')
            .where({ account_id: phone.accountId })
            .orderBy('id', 'desc');
          expect(entry?.placed).toBe('join');
          expect(await newest()).toBe('这台设备已报过这一笔，不重复计算。');
        });

        test('by another device: as that one’s', async () => {
          app.clock.advance(10 * MINUTE);
          await phone.push({ msg: '个人收款码到账¥32.00' });
          app.clock.advance(2 * SECOND);
          await phone.pushPc('32.00');
          expect(await newest()).toBe('另一台设备已报过这一笔，不重复计算。');
          expect(await receipts.listReceipts(app.place.db, { accountId: phone.accountId }, 9)).toHaveLength(
            2,
          );
        });
      });

      describe('the marks of the set-up', () => {
        let id: number;

        test('are set by no other listener', async () => {
          id = await addAccount('wxpay', '新手');
          const { accounts, devices } = app.services;
          const key = await devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
          // So that the app’s money is this account's.
          for (const account of await accounts.list(app.place.db)) {
            if (account.id !== id && account.platform === 'wxpay')
              await app.place.db('accounts').where({ id: account.id }).delete();
          }
          const params = { t: String(app.clock.now()), type: '1', price: '41.00' };
          const sign = vmqSign('appPush', params, key);
          const answer = await fetch(`${app.url}/appPush?${new URLSearchParams({ ...params, sign })}`);
          expect(await answer.json()).toMatchObject({ code: 1 });
          await accounts.saveListening(app.place.db, id, { acceptKey: true, silentAfterMs: 90_000 });
          app.clock.advance(SECOND);
          await forwarderOf(app, id).pushPc('42.00');
          expect(await receipts.listReceipts(app.place.db, { accountId: id }, 9)).toHaveLength(2);
          expect(texts(await live(id), '.live-good')).toHaveLength(2);
          const old = { t: String(app.clock.now() - 10 * MINUTE) };
          const late = new URLSearchParams({ ...old, sign: vmqSign('appHeart', old, key) });
          await fetch(`${app.url}/appHeart?${late}`);
          expect(texts(await live(id), '.live-bad')).toHaveLength(1);
          expect(await progress(id)).toBe('');
        });

        test('a refused message proves what it passed, of the phone whose key it has; a forged one nothing', async () => {
          const secret = await addPhone(id, '第一台');
          const phone = forwarderOf(app, id);
          expect(await progress(id)).toBe('device');
          await phone.push({ title: '{{TITLE}}', msg: 'x', secret: 'f'.repeat(32) });
          expect(await progress(id)).toBe('device');
          await phone.push({ title: '{{TITLE}}', msg: 'x', secret });
          expect(await progress(id)).toBe('device sender');
          await phone.push({ msg: '个人收款码到账¥43.00', device: '第一台', secret });
          expect(await progress(id)).toBe('device settings sender rule payment');
        });

        test('a second phone begins anew, and its own messages tick its steps', async () => {
          const secret = await addPhone(id, '第二台');
          expect(await progress(id)).toBe('device');
          const phone = forwarderOf(app, id);
          const beat = { title: 'mpay-heartbeat', msg: 'x', uid: '0', device: '第二台', secret };
          await phone.push(beat);
          expect(await progress(id)).toBe('device sender heartbeat');
          await phone.push({ title: '你好', msg: '晚上吃什么', device: '第二台', secret });
          expect(await progress(id)).toBe('device settings sender rule heartbeat');
          await phone.push({ msg: '个人收款码到账¥44.00', device: '第二台', secret });
          expect(await progress(id)).toBe('device settings sender rule heartbeat payment');
        });
      });
    },
  );
}
