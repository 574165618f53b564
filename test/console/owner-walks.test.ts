import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startContractAlipay } from '../simulators/alipaybill/contract.ts';
import { APP_ID, keys } from '../simulators/alipaybill/simulator.ts';
import { startCodes } from '../simulators/lklpay/codes.ts';
import { startStatement } from '../simulators/lklpay/statement.ts';
import { startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';
import { databases } from '../support/database.ts';
import { dumpOf, expectNowhere, pagesOf } from '../support/leaks.ts';
import { ScriptedPhone } from '../support/scripted-phone.ts';
import { payableOf } from '../support/start-app.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

/**
 * Each company that users name, from the page of its platform to a settled order, by nothing but the console's forms, what is
 * entered on the phone as its page says, and a shop's request.
 */
const PASSWORD = 'a till’s own password';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`an owner walks the whole way, in the console on ${name}`, () => {
    let app: ConsoleApp;
    /** Passwords, tokens, keys, and what was read in pictures, of all walks. */
    const secrets = new Set<string>();
    beforeAll(async () => {
      app = await startConsole(name, { terminals: [] });
      await app.place.db('accounts').update({ enabled: false });
    });
    afterAll(() => app.stop());

    const idIn = (location: string | null) => Number(/accounts\/(\d+)/.exec(location ?? '')?.[1]);

    /** From the platform's page by its button to a new account. */
    async function addAccount(platform: string, fields: Record<string, string>): Promise<number> {
      await app.place.db('accounts').update({ enabled: false });
      const page = await app.keeper.get(`/console/platforms/${platform}`);
      const toForm = page.page.querySelector('a[href*="/accounts/new"]')?.getAttribute('href') ?? '';
      const added = await app.keeper.submit(await app.keeper.get(toForm), fields);
      expect(added.status, readable(added)).toBe(303);
      return idIn(added.location);
    }

    async function addCode(id: number, fields: Record<string, string | string[]>): Promise<void> {
      const form = await app.keeper.get(`/console/accounts/${id}/codes/new`);
      const typed = { style: 'link', link: 'https://qr.example/own-code', ...fields };
      const added = await app.keeper.submit(form, typed, 'main form[enctype]');
      expect(added.status, readable(added)).toBe(303);
    }

    /** As the page of the listener says, word for word. */
    async function setUpPhone(id: number, packageName?: string): Promise<ScriptedPhone> {
      const listener = `/console/accounts/${id}/listener`;
      const form = `form[action="${listener}/devices"]`;
      const device = { name: `phone ${id}`, app: 'sms_forwarder' };
      expect((await app.keeper.submit(await app.keeper.get(listener), device, form)).status).toBe(303);
      const fresh = await app.keeper.get(listener);
      const shown = (part: string) => fresh.page.querySelector(`#${part}`)?.text ?? '';
      // Of several apps each has a rule of its own there.
      const begins = `并且 是 APP包名 相等 ${packageName}`;
      const ofApp = fresh.page.querySelectorAll('main *').find(({ text }) => text.startsWith(begins))?.text;
      const phone = new ScriptedPhone(
        {
          ...{ deviceName: device.name, method: shown('method') },
          // The console of these tests is on a port of its own.
          address: shown('push-url').replace(/^https?:\/\/[^/]+/, app.url),
          ...{ messageTemplate: shown('message-template'), secret: shown('secret') },
          ...{ keyword: shown('keyword'), rule: ofApp ?? shown('forwarding-rule') },
          ruleTemplate: shown('rule-template'),
        },
        () => app.clock.now(),
      );
      expect(await phone.runTask('mpay-heartbeat', shown('heartbeat-template'))).toMatchObject({
        success: true,
      });
      return phone;
    }

    const isPaid = async (tradeNo: string) => (await app.find(tradeNo)).state === 'paid';
    const codeOf = { kind: 'aggregate', pay_types: ['wxpay', 'alipay', 'unionpay'] };

    test.each([
      ['拉卡拉', 'lklpay', 'com.lakala.shqb', '拉卡拉', (yuan: string) => `微信成功收款${yuan}元。`],
      ['小Y经营', 'ysepay', 'com.ysepay.merchant', '交易通知', (yuan: string) => `立牌快付收款 ${yuan}元`],
    ])('%s, told by its app', async (_company, platform, packageName, title, text) => {
      const id = await addAccount(platform, { login: '店里', silent_after: '150' });
      await addCode(id, codeOf);
      const phone = await setUpPhone(id);
      const order = await app.order({ money: '21.00' });
      expect(order.placement?.accountId).toBe(id);
      app.clock.advance(1_000);
      expect(await phone.receive({ packageName, title, text: text(payableOf(order)) })).toMatchObject({
        success: true,
      });
      expect(await isPaid(order.tradeNo)).toBe(true);
    });

    test.each([
      ['码钱', 'mqpay'],
      ['数字门店', 'storepay'],
      ['盛付通', 'sftpay'],
      ['云闪付盛意旺', 'sywpay'],
    ])('%s, told by an app that the owner’s first payment teaches', async (company, platform) => {
      const id = await addAccount(platform, { login: '店里', silent_after: '150' });
      await addCode(id, codeOf);
      const phone = await setUpPhone(id);
      const packageName = `com.example.${platform}`;
      // What the page says to put in its place.
      phone.settings.rule = phone.settings.rule.replace('com.example.app', packageName);
      const told = (yuan: string) => ({
        ...{ packageName, title: `${company}商户`, text: `${company}微信扫码到账${yuan}元` },
      });
      app.clock.advance(1_000);
      await phone.receive(told('0.01'));
      const unknown = await app.keeper.get('/console/texts');
      const link = unknown.page
        .querySelectorAll('a[href*="text="]')
        .map((one) => one.getAttribute('href') ?? '')
        .at(0);
      const making = await app.keeper.get(link ?? '');
      expect(making.page.querySelector('#platform option[selected]')?.getAttribute('value')).toBe(platform);
      const made = await app.keeper.submit(
        making,
        { text: told('0.01').text, amount: '0.01', platform, payType: 'wxpay', kind: 'aggregate' },
        'form[action="/console/texts/rules#rule"]',
      );
      expect(made.location, texts(made, '.field-problem').join()).toBe('/console/texts?done=ruleAdded');

      const order = await app.order({ money: '22.00' });
      expect(order.placement?.accountId).toBe(id);
      app.clock.advance(1_000);
      await phone.receive(told(payableOf(order)));
      expect(await isPaid(order.tradeNo)).toBe(true);
      // What was only tried before is no order's.
      expect((await app.place.db('orders').where({ state: 'paid', money_fen: 1 })).length).toBe(0);
    });

    test.each([
      [
        'by its app',
        ...['cmb.pb', '招商银行'],
        (yuan: string) => `您尾号0000的招行一卡通入账人民币${yuan}元`,
      ],
      [
        'by SMS',
        ...['com.android.mms', '95588'],
        (yuan: string) =>
          `尾号0000卡12月16日16:51工商银行收入(他行汇入)${yuan}元，余额1,046.44元，对方户名：某某，对方账户尾号：0000。【工商银行】`,
      ],
    ] as const)(
      'a bank, told %s: the pay types are those that the owner ticked, and he says once that it is money',
      async (_how, packageName, title, text) => {
        const id = await addAccount('bank', { login: packageName, silent_after: '150' });
        await addCode(id, { kind: 'card', pay_types: ['wxpay', 'alipay'] });
        const phone = await setUpPhone(id, packageName);
        const tell = async (yuan: string) => {
          app.clock.advance(1_000);
          expect(await phone.receive({ packageName, title, text: text(yuan) })).toMatchObject({
            success: true,
          });
        };
        const first = await app.order({ money: '26.00', type: 'wxpay' });
        expect(first.placement?.accountId).toBe(id);
        await tell(payableOf(first));
        expect(await isPaid(first.tradeNo)).toBe(false);
        const waiting = await app.keeper.get('/console/texts');
        const confirmed = await app.keeper.submit(waiting, {}, 'form[action="/console/texts/confirm"]');
        expect(confirmed.location).toBe('/console/texts?done=ruleConfirmed');
        expect(await isPaid(first.tradeNo)).toBe(true);
        const next = await app.order({ money: '27.00', type: 'alipay' });
        await tell(payableOf(next));
        expect(await isPaid(next.tradeNo)).toBe(true);
        // What it did not tick, nobody is led to.
        await expect(app.order({ money: '28.00', type: 'unionpay' })).rejects.toThrow('没有可用的收款码');
      },
    );

    test('收钱吧: the login is tried, the terminal is picked, the order settles', async () => {
      const simulator = await startSqbpaySimulator({
        now: () => app.clock.now(),
        accounts: [{ username: '13700000000', password: PASSWORD, terminals: ['T-88'] }],
      });
      const id = await addAccount('sqbpay', {
        ...{ login: '13700000000', mode: 'continuous', interval: '3' },
        ...{ setting_password: PASSWORD, setting_base_url: simulator.url },
      });
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({ health: 'ok' });
      simulator.pay({ terminal: 'T-88', amountFen: 1, payType: 'wxpay' });
      const asked = await app.keeper.get(`/console/accounts/${id}/codes/new?ask=1`);
      expect(asked.page.querySelector('#terminals-asked a')?.getAttribute('data-value')).toBe('T-88');
      await addCode(id, { terminal: 'T-88', pay_types: ['wxpay'] });
      const order = await app.order({ money: '23.00' });
      simulator.pay({ terminal: 'T-88', amountFen: order.placement?.payableFen ?? 0, payType: 'wxpay' });
      await app.tick(4_000);
      expect(await isPaid(order.tradeNo)).toBe(true);
      secrets.add(PASSWORD);
      await simulator.close();
    });

    test('小Y经营, its back end: the picture is read, the field of the time is named, the order settles', async () => {
      const simulator = await startContractYsepay(() => app.clock.now());
      const { username = '', password = '', base_url = '' } = simulator.settings;
      const typed = {
        ...{ login: username, mode: 'continuous', interval: '3' },
        ...{ setting_password: password, setting_base_url: base_url },
      };
      const id = await addAccount('ysepayweb', typed);
      const logIn = async () => {
        const shown = await app.keeper.get(`/console/accounts/${id}/login`);
        const asking = shown.page.querySelector('#login-ask')
          ? shown
          : await app.keeper.submit(shown, {}, 'form[action$="/login"]');
        const answer = { answer: simulator.challenge?.answer() ?? '' };
        secrets.add(answer.answer);
        expect((await app.keeper.submit(asking, answer, '#login-ask')).status).toBe(303);
      };
      await logIn();
      simulator.pay({ amountFen: 1, payType: 'wxpay' });
      // The name of the field is public nowhere: the owner’s own rows show it.
      const asked = await app.keeper.get(`/console/accounts/${id}/codes/new?ask=1`);
      expect(readable(asked)).toContain('finishTime');
      const form = await app.keeper.get(`/console/accounts/${id}`);
      const saved = await app.keeper.submit(
        form,
        { ...typed, setting_password: '', setting_time_field: 'finishTime' },
        `form[action="/console/accounts/${id}"]`,
      );
      expect(saved.status, readable(saved)).toBe(303);
      await logIn();
      await addCode(id, { terminal: 'T1', pay_types: ['wxpay'] });
      const order = await app.order({ money: '24.00' });
      simulator.pay({ amountFen: order.placement?.payableFen ?? 0, payType: 'wxpay', terminal: 'T1' });
      await app.tick(4_000);
      expect(await isPaid(order.tradeNo)).toBe(true);
      for (const secret of [password, ...simulator.secrets()]) secrets.add(secret);
      await simulator.close();
    });

    test.each([
      ['its statement', 'lklpaylist', startStatement],
      ['its codes for one order', 'lklpaycode', startCodes],
    ] as const)('拉卡拉, %s: the token is handed over, the order settles', async (_way, platform, start) => {
      const simulator = await start(() => app.clock.now());
      const settings = Object.entries(simulator.settings).map(
        ([key, value]) => [`setting_${key}`, value] as const,
      );
      const id = await addAccount(platform, {
        ...{ login: '店里', mode: 'continuous', interval: '3' },
        ...Object.fromEntries(settings),
      });
      const page = await app.keeper.get(`/console/accounts/${id}/login`);
      const pasted = { pasted: simulator.handOver?.good() ?? '' };
      const handed = await app.keeper.submit(page, pasted, 'form[action$="/hand-over"]');
      expect(handed.status, readable(handed)).toBe(303);
      await addCode(id, { terminal: 'my code', pay_types: ['wxpay'] });
      const order = await app.order({ money: '25.00' });
      const bill = await app.place.db('bills').where({ trade_no: order.tradeNo }).first('reference');
      expect(bill !== undefined).toBe(platform === 'lklpaycode');
      const reference = bill ? { reference: String(bill.reference) } : {};
      simulator.pay({ amountFen: order.placement?.payableFen ?? 0, ...reference });
      await app.tick(4_000);
      expect(await isPaid(order.tradeNo)).toBe(true);
      for (const secret of simulator.secrets()) secrets.add(secret);
      await simulator.close();
    });

    test('支付宝账单: its keys are tried, the order settles', async () => {
      const simulator = await startContractAlipay(() => app.clock.now());
      const id = await addAccount('alipaybill', {
        ...{ login: APP_ID, mode: 'continuous', interval: '3' },
        setting_base_url: simulator.settings.base_url ?? '',
        ...{ setting_private_key: keys.app.private, setting_alipay_public_key: keys.alipay.public },
      });
      await addCode(id, { terminal: 'mine', pay_types: ['alipay'] });
      const order = await app.order({ money: '29.00', type: 'alipay' });
      simulator.pay({ amountFen: order.placement?.payableFen ?? 0, payType: 'alipay' });
      await app.tick(4_000);
      expect(await isPaid(order.tradeNo)).toBe(true);
      secrets.add(keys.app.private.slice(100, 140));
      await simulator.close();
    });

    test('no password, token, key or picture’s answer of them all is in a table, the log or a page', async () => {
      expect(secrets.size).toBeGreaterThan(5);
      const { text: pages, count } = await pagesOf(app.keeper);
      expect(count).toBeGreaterThan(60);
      expectNowhere(secrets, { dump: await dumpOf(app.place.db, name), log: app.log.text(), pages });
    });
  });
}
