import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount } from '../../src/flow/accounts/index.ts';
import { databases } from '../support/database.ts';
import { buildAccount } from '../support/factories.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

const EVIL = '<script>alert(1)</script><img src=x onerror=alert(2)>';
const PAGES = [
  '/console',
  '/console/orders',
  '/console/receipts',
  '/console/accounts',
  '/console/accounts/new',
  '/console/accounts/new?platform=sqbpay',
  '/console/platforms',
  '/console/platforms/sqbpay',
  '/console/plugins/install',
  '/console/plugins/index',
  '/console/trial',
  '/console/merchants',
  '/console/merchants/1000',
  '/console/refused',
  '/console/sign-check',
  '/console/audit',
];

for (const { name, available } of databases) {
  describe.skipIf(!available)(`the console's pages on ${name}`, () => {
    describe('of a fresh installation', () => {
      let app: ConsoleApp;
      beforeAll(async () => {
        app = await startConsole(name);
        await app.place.db('codes').delete();
        await app.place.db('accounts').delete();
        await app.place.db('audit_entries').delete();
      });
      afterAll(() => app.stop());

      test.each(PAGES)('%s is shown', async (path) => {
        const visit = await app.keeper.get(path);
        expect(visit.status).toBe(200);
        expect(texts(visit, 'h1')).toHaveLength(1);
        expect(visit.headers.get('cache-control')).toBe('no-store');
        expect(visit.text).not.toMatch(/ style="|<script>|\bon\w+="/);
      });

      test.each(PAGES)('%s is in English for those who want it', async (path) => {
        const visit = await app.keeper.get(path, { 'accept-language': 'en' });
        // Names in the forms of shops are Chinese for everybody: marked as such, or quoted.
        for (const chinese of visit.page.querySelectorAll('main [lang=zh-CN], .guide .copy-value'))
          chinese.remove();
        const ours = readable(visit).replaceAll(/测试商户|V免签|通讯密钥|“[^”]*”/g, '');
        expect(visit.status).toBe(200);
        expect(ours).not.toMatch(/\p{Script=Han}/u);
      });

      test('the first page leads to an account, a code and the shop', async () => {
        const visit = await app.keeper.get('/console');
        expect(readable(visit)).toContain('4 步开始收款');
        expect(texts(visit, '#api-url')).toEqual([`${app.consoleUrl}/`]);
        expect(texts(visit, `#pid-${app.merchant.pid}`)).toEqual([String(app.merchant.pid)]);
        expect(visit.page.querySelector('a[href="/console/accounts/new"]')).not.toBeNull();
      });

      test('an account that nothing was heard of yet is not called well', async () => {
        const { pid } = app.merchant;
        const phone = { login: '店里的手机', mode: 'continuous' as const, intervalMs: 3_000, settings: {} };
        const id = await addAccount(app.services.accountDeps, pid, 'wxpay', phone);
        const asked = await buildAccount(app.place.db, pid, { login: 'fresh', baseUrl: app.simulator.url });
        const badges = async () => texts(await app.keeper.get('/console/accounts'), '.account .badge-state');
        expect(await badges()).toEqual(expect.arrayContaining(['还没接通', '还没验证']));
        await app.services.accounts.setHealth(app.place.db, asked, 'ok', null, app.clock.now());
        expect(await badges()).not.toContain('还没验证');
        await app.place.db('accounts').whereIn('id', [id, asked]).delete();
      });

      test('empty lists say what will appear there', async () => {
        expect(readable(await app.keeper.get('/console/orders'))).toContain('还没有订单');
        expect(readable(await app.keeper.get('/console/receipts'))).toContain('还没有收款流水');
        expect(readable(await app.keeper.get('/console/accounts'))).toContain('还没有收款账号');
        expect(readable(await app.keeper.get('/console/audit'))).toContain('还没有操作记录');
      });
    });

    describe('with orders', () => {
      let app: ConsoleApp;
      let tradeNo: string;
      let receiptId: number;

      beforeAll(async () => {
        app = await startConsole(name);
        const order = await app.order({ name: EVIL, param: EVIL, money: '10.00' });
        tradeNo = order.tradeNo;
        app.shop.answer = { body: EVIL };
        app.pay(order);
        await app.tick(4_000);
        receiptId = Number((await app.find(tradeNo)).receiptId);
        await app.place.db('receipts').update({ raw: EVIL });
        await app.place.db('accounts').update({ login: EVIL.slice(0, 90), health_reason: EVIL });
        await app.place.db('codes').update({ label: EVIL });
      });
      afterAll(() => app.stop());

      test('nobody who is not logged in sees any of them', async () => {
        for (const path of [...PAGES, `/console/orders/${tradeNo}`, `/console/receipts/${receiptId}`]) {
          const visit = await app.stranger.get(path);
          expect(visit.status).toBe(303);
          expect(visit.location).toBe(`/console/login?back=${encodeURIComponent(path)}`);
        }
      });

      test('a form without the token changes nothing', async () => {
        const paths = [
          `/console/orders/${tradeNo}/resend`,
          `/console/accounts/${app.accountId}/enabled`,
          `/console/accounts/${app.accountId}/codes/new`,
          `/console/accounts/${app.accountId}/codes/${app.codeIds[0]}/enabled`,
          `/console/merchants/${app.merchant.pid}/reset-key`,
          `/console/receipts/${receiptId}/set-aside`,
        ];
        for (const path of paths) expect((await app.keeper.post(path, { enabled: '0' })).status).toBe(403);
        expect(await app.audit()).toEqual([]);
      });

      test('names, answers and raw records are shown as text, never as markup', async () => {
        const paths = [
          ...PAGES,
          `/console/orders/${tradeNo}`,
          `/console/receipts/${receiptId}`,
          `/console/accounts/${app.accountId}`,
          `/console/accounts/${app.accountId}/codes/${app.codeIds[0]}`,
        ];
        for (const path of paths) {
          const visit = await app.keeper.get(path);
          expect(visit.status).toBe(200);
          expect(visit.text).not.toContain('<script>alert');
          expect(visit.page.querySelector('img[onerror]')).toBeNull();
        }
        expect(readable(await app.keeper.get(`/console/orders/${tradeNo}`))).toContain('alert(1)');
      });

      test('the first page counts today and names what needs a person', async () => {
        await app.place.db('accounts').update({ health: 'stopped' });
        const visit = await app.keeper.get('/console');
        expect(texts(visit, '.figure-value')).toEqual(['¥10.00', '1', '1', '100%']);
        expect(readable(visit)).toContain('没有可用的收款码');
        expect(readable(visit)).toContain('登录失败，已暂停');
        expect(readable(visit)).not.toContain('步开始收款');
        await app.place.db('accounts').update({ health: 'ok' });
      });

      test('a proxy that nobody trusts is named, with what to set', async () => {
        expect(readable(await app.keeper.get('/console'))).not.toContain('TRUST_PROXY');
        await fetch(`${app.url}/healthz`, { headers: { 'x-forwarded-for': '203.0.113.9' } });
        expect(readable(await app.keeper.get('/console'))).toContain('TRUST_PROXY=1');
        expect(app.log.lines().filter(({ msg }) => msg === 'proxy_not_trusted')).toHaveLength(1);
      });

      test('an order tells its whole story, with every call to the shop', async () => {
        const visit = await app.keeper.get(`/console/orders/${tradeNo}`);
        expect(texts(visit, '.moment-head strong')).toEqual([
          '商城提交订单',
          '分配收款码',
          '收到款项',
          '确认已支付',
          '第 1 次通知商城',
          '等待下一次通知',
        ]);
        expect(readable(visit)).toContain('金额和时间一致，流水里给出的支付方式、终端也一致');
        expect(texts(visit, '.moment pre').join()).toContain('<script>');
      });

      test('unknown orders, receipts, accounts and codes are told as not found', async () => {
        const missing = [
          'orders/nothing',
          'orders/%E8%AE%A2%E5%8D%95',
          'receipts/999',
          'receipts/x',
          'accounts/999',
          'merchants/9',
          'uploads/x.png',
        ];
        for (const path of missing) expect((await app.keeper.get(`/console/${path}`)).status).toBe(404);
      });
    });
  });
}
