import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { payableOf } from '../support/start-app.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`what the owner says of told texts, in the console, on ${name}`, () => {
    let app: ConsoleApp;
    let phone: Forwarder;
    beforeAll(async () => {
      app = await startConsole(name, { terminals: [] });
      phone = await startForwarder(app, '店里的手机');
    });
    afterAll(() => app.stop());

    const CONFIRM = 'form[action="/console/texts/confirm"]';

    test('one press confirms a kind of notification, settles its money, and is written down', async () => {
      const order = await app.order({ money: '12.00' });
      await phone.push({ title: '微信', msg: `微信收款助手: 微信支付收款${payableOf(order)}元(朋友到店)` });
      const list = await app.keeper.get('/console/texts');
      expect(texts(list, '#waiting .live-quote')[0]).toContain('微信收款助手: 微信支付收款12');
      expect(texts(list, '#waiting button')).toEqual(['这是收款，以后自动']);
      const [receipt] = await receipts.listReceipts(app.place.db, {}, 1);
      const detail = await app.keeper.get(`/console/receipts/${receipt?.id}`);
      expect(readable(detail)).toContain('还没有在真实收款里确认过');
      expect(texts(detail, `${CONFIRM} button`)).toEqual(['这是收款，以后自动']);
      const box = await app.keeper.get(`/console/accounts/${phone.accountId}/listener/live`);
      expect(texts(box, '.live-entry')[0]).toContain('按“这是收款，以后自动”');
      expect(box.page.querySelector('.live-entry a')?.getAttribute('href')).toBe('/console/texts#waiting');
      expect(texts(box, '.live-waits')).toEqual(['差一步：确认这种通知']);
      const progress = (visit: typeof box) =>
        visit.page.querySelector('[data-progress]')?.getAttribute('data-progress')?.split(' ');
      expect(progress(box)).not.toContain('payment');
      const listener = await app.keeper.get(`/console/accounts/${phone.accountId}/listener`);
      expect(listener.page.querySelector('[data-step=payment]')?.classList.contains('step-done')).toBe(false);
      expect(texts(listener, '.step-waits .step-left')).toEqual(['差一步：确认这种通知']);
      const home = await app.keeper.get('/console');
      expect(texts(home, '#unconfirmed strong')).toEqual(['1 笔收款等您确认写法']);
      expect(home.page.querySelector('#unconfirmed a')?.getAttribute('href')).toBe('/console/texts#waiting');
      expect(readable(home)).not.toContain('未匹配到订单');

      expect((await app.keeper.post('/console/texts/confirm', { receipt: String(receipt?.id) })).status).toBe(
        403,
      );
      const done = await app.keeper.submit(list, {}, CONFIRM);
      expect(done.location).toBe('/console/texts?done=ruleConfirmed');
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect((await app.audit())[0]).toMatchObject({
        action: 'rule.confirm',
        subject: 'rule wxpay-folded',
        detail: { accountId: phone.accountId, amountFen: receipt?.amountFen },
      });
      expect(readable(await app.keeper.get('/console/audit'))).toContain('确认识别规则');
      // A second press, in another window, changes nothing.
      const again = await app.keeper.submit(detail, {}, CONFIRM);
      expect(again.status).toBe(409);
      const after = await app.keeper.get(`/console/accounts/${phone.accountId}/listener`);
      expect(progress(after)).toContain('payment');
      expect(texts(after, '.live-waits, .step-waits, .live-remedy')).toEqual([]);
      expect(texts(after, '.live-entry a')).toEqual(['查看流水']);
      expect(texts(await app.keeper.get('/console'), '#unconfirmed')).toEqual([]);
    });

    test('the last step says before what will be asked once', async () => {
      const asked = async (id: number) =>
        texts(await app.keeper.get(`/console/accounts/${id}/listener`), '#asked-once')[0];
      expect(await asked(phone.accountId)).toMatch(/^有的通知写法第一次会先问您一次/);
      const form = await app.keeper.get('/console/accounts/new?platform=bank');
      const added = await app.keeper.submit(form, { login: '银行卡', silent_after: '150' });
      const bank = Number(/accounts\/(\d+)\?done=/.exec(added.location ?? '')?.[1]);
      expect(await asked(bank)).toMatch(/^这个平台的通知/);
    });

    test('an error that is over does not stay alone on a narrow page: the device was heard since', async () => {
      const past = async () =>
        texts(await app.keeper.get(`/console/accounts/${phone.accountId}/listener`), '.live-list-past');
      await phone.push({ msg: '个人收款码到账¥1.00', signedAt: app.clock.now() - 600_000 });
      expect(await past()).toEqual([]);
      app.clock.advance(1_000);
      await phone.heartbeat();
      expect(await past()).toHaveLength(1);
    });

    test('what was confirmed is listed with its account, and can be taken back', async () => {
      const list = await app.keeper.get('/console/texts');
      expect(texts(list, '#confirmed .live-quote')).toEqual([
        '例如：微信 微信收款助手: 微信支付收款5.00元(朋友到店)',
      ]);
      expect(texts(list, '#confirmed .sub')[0]).toContain('店里的手机');
      const done = await app.keeper.submit(list, {}, 'form[action="/console/texts/revoke"]');
      expect(done.location).toBe('/console/texts?done=ruleRevoked');
      expect((await app.audit())[0]).toMatchObject({ action: 'rule.revoke', subject: 'rule wxpay-folded' });
      expect(texts(await app.keeper.get('/console/texts'), '#confirmed')).toEqual([]);
      expect((await app.keeper.submit(list, {}, 'form[action="/console/texts/revoke"]')).status).toBe(404);
    });

    test('the playground says what the first of a likely kind does', async () => {
      const page = await app.keeper.get('/console/texts');
      const tried = await app.keeper.submit(
        page,
        { package: 'com.tencent.mm', title: '微信支付', text: '收款到账¥50.00' },
        'form[action="/console/texts/try#try"]',
      );
      expect(texts(tried, '#result strong')).toEqual(['像是收款 ¥50.00：第一次会等您确认，确认后自动入账']);
      expect(texts(tried, '#rule')).toEqual([]);
    });

    test('a rule for any app: the owner names the platform and how it was paid', async () => {
      const page = await app.keeper.get('/console/texts');
      const text = { package: 'com.example.till', title: '收银台', text: '顾客扫码到账6.66元' };
      const tried = await app.keeper.submit(page, text, 'form[action="/console/texts/try#try"]');
      expect(tried.page.querySelector('#platform option[selected]')?.getAttribute('value')).toBe('otherapp');
      const made = await app.keeper.submit(
        tried,
        { text: text.text, amount: '6.66', platform: 'otherapp', payType: 'alipay', kind: 'aggregate' },
        'form[action="/console/texts/rules#rule"]',
      );
      expect(made.location).toBe('/console/texts?done=ruleAdded');
      const wide = await app.keeper.submit(
        await app.keeper.submit(
          page,
          { ...text, text: '退款到账8.88元' },
          'form[action="/console/texts/try#try"]',
        ),
        { text: '退款到账8.88元', amount: '8.88', kind: 'aggregate' },
        'form[action="/console/texts/rules#rule"]',
      );
      expect(wide.status).toBe(400);

      const till = await startForwarder(app, '收银台', 'otherapp', ['alipay']);
      const order = await app.order({ money: '13.00', type: 'alipay' });
      const msg = `顾客扫码到账${payableOf(order)}元`;
      await till.push({ title: '收银台', msg, more: { pkg: 'com.example.till' } });
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      const template = await app.keeper.get(`/console/accounts/${till.accountId}/listener`);
      expect(texts(template, '#rule-template')[0]).toContain('"pkg":"{{PACKAGE_NAME}}"');
    });

    test('the limit stands on the account, off until it is typed, with what else to think of', async () => {
      const path = `/console/accounts/${phone.accountId}`;
      const form = `form[action="${path}"]`;
      const fields = { login: '店里的手机', silent_after: '90', accept_key: '1' };
      const page = await app.keeper.get(path);
      expect(page.page.querySelector('[name=told_limit]')?.getAttribute('value')).toBe('');
      expect(texts(page, '#told-advice')[0]).toContain('没有好友、没有加群');
      expect(texts(page, '#told-advice')[0]).toContain('推荐');
      const wrong = await app.keeper.submit(page, { ...fields, told_limit: '很多' }, form);
      expect(texts(wrong, '#told_limit-problem')).toEqual(['要写成金额，例如 500 或 99.9']);
      const right = await app.keeper.submit(wrong, { ...fields, told_limit: '￥20' }, form);
      expect(right.location).toContain('done=saved');
      expect((await app.audit())[0]?.detail).toMatchObject({ toldLimitFen: [null, 2000] });

      const order = await app.order({ money: '21.00' });
      await phone.push({ msg: `个人收款码到账¥${payableOf(order)}` });
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      const [kept] = await receipts.listReceipts(app.place.db, { accountId: phone.accountId }, 1);
      const detail = await app.keeper.get(`/console/receipts/${kept?.id}`);
      expect(readable(detail)).toContain('超过了这个账号“要人工确认”的上限');
      expect(
        texts(await app.keeper.get('/console/accounts/new?platform=alipay'), '#told-advice')[0],
      ).toContain('官方账单');
      const off = await app.keeper.submit(await app.keeper.get(path), { ...fields, told_limit: '' }, form);
      expect(off.location).toContain('done=saved');
      expect(await app.services.accounts.toldLimitOf(app.place.db, phone.accountId)).toBeNull();
    });

    test('a text that the phone hid is told on the first page, with what allows it on each system', async () => {
      await phone.push({ title: '微信支付', msg: '已隐藏敏感通知内容', device: '小米 15' });
      expect(await listOpenAlerts(app.place.db, 'all', 5)).toHaveLength(1);
      const home = readable(await app.keeper.get('/console'));
      expect(home).toContain('手机系统隐藏了通知内容');
      expect(home).toContain('adb shell appops set cn.ppps.forwarder RECEIVE_SENSITIVE_NOTIFICATIONS allow');
      for (const words of ['小米 15', 'HyperOS', '增强型通知']) expect(home).toContain(words);
      const setup = readable(await app.keeper.get(`/console/accounts/${phone.accountId}/listener`));
      // Both name what is known to help, and nothing else.
      for (const words of [
        ...['adb shell appops set cn.ppps.forwarder RECEIVE_SENSITIVE_NOTIFICATIONS allow'],
        ...['安卓 15', '小米 HyperOS 2 和 3', 'ColorOS 16', '增强型通知', '不用 root', 'USB 调试'],
      ])
        expect([home.includes(words), setup.includes(words), words]).toEqual([true, true, words]);
      for (const page of [home, setup]) expect(page).not.toContain('通知类短信');
    });
  });
}
