import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes } from '../../src/flow/accounts/index.ts';
import { raiseAlert } from '../../src/flow/alerts/index.ts';
import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts, USER } from './console-app.ts';

const LINK = 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`platforms whose payments a phone reports, in the console, on ${name}`, () => {
    let app: ConsoleApp;
    let id: number;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    test('the account form asks for a name and how long silence may last; nothing about logins', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=wxpay');
      expect(texts(form, 'label.form-label')).toEqual(['账号名称/备注', '静默多少秒后停用']);
      expect(form.page.querySelector('[name=mode]')).toBeNull();
      const wrong = await app.keeper.submit(form, { login: '店里的手机', silent_after: '5' });
      expect(texts(wrong, '#silent_after-problem')).toEqual(['请填写 30 到 3600 之间的整数。']);
      const right = await app.keeper.submit(wrong, {
        login: '店里的手机',
        silent_after: '120',
        accept_key: '1',
      });
      id = Number(/accounts\/(\d+)\?done=addedForwarded/.exec(right.location ?? '')?.[1]);
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({
        platform: 'wxpay',
        mode: 'continuous',
        silentAfterMs: 120_000,
        acceptKey: true,
      });
      const page = await app.keeper.get(`/console/accounts/${id}`);
      expect(readable(page)).not.toContain('测试登录');
      expect(page.page.querySelector(`a[href="/console/accounts/${id}/listener"]`)).not.toBeNull();
      expect(readable(await app.keeper.get('/console/accounts'))).toContain('手机或电脑监听');
    });

    test('editing keeps the terminal numbers of its codes right, and the change is written down', async () => {
      const path = `/console/accounts/${id}`;
      const fields = { login: '店里的手机', silent_after: '90' };
      await app.keeper.submit(await app.keeper.get(path), fields, `form[action="${path}"]`);
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({
        silentAfterMs: 90_000,
        acceptKey: false,
      });
      expect((await app.audit())[0]?.detail).toMatchObject({
        acceptKey: [true, false],
        silentAfterMs: [120_000, 90_000],
      });
      const accept = { ...fields, accept_key: '1' };
      await app.keeper.submit(await app.keeper.get(path), accept, `form[action="${path}"]`);
    });

    test('a code has a kind; the terminal number is made of it; 经营码 beside 个人码 is refused at the field', async () => {
      const path = `/console/accounts/${id}/codes/new`;
      const add = async (fields: Record<string, string>) =>
        app.keeper.submit(await app.keeper.get(path), { style: 'link', link: LINK, ...fields });
      expect(texts(await add({ kind: '' }), '#kind-problem')[0]).toMatch('请选择码的种类');
      expect((await add({ kind: 'personal' })).location).toMatch('done=codeAdded');
      const clash = await add({ kind: 'business' });
      expect(texts(clash, '#kind-problem')[0]).toMatch('手机分不清经营码和个人码');
      expect(texts(await add({ kind: 'personal' }), '#kind-problem')).toEqual(['这个终端编号已经有收款码了']);
      const [code] = await codes.listCodes(app.place.db, [id]);
      expect(code).toMatchObject({ kind: 'personal', terminal: 'wxpay1#店里的手机', payTypes: ['wxpay'] });
      const page = await app.keeper.get(`/console/accounts/${id}/codes/${code?.id}`);
      expect(texts(page, '#terminal')).toEqual(['wxpay1#店里的手机']);
      expect(page.page.querySelector('[name=terminal]')).toBeNull();
    });

    /** A phone sends a notification, as SmsForwarder does it. */
    const send = async (
      secret: string,
      { title, msg, time = app.clock.now() }: { title: string; msg: string; time?: number },
    ) => {
      const received = new Date(app.clock.now() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
      const { pid } = app.merchant;
      const data = `{"pid":"${pid}","aid":"${id}","uid":"10","title":"${title}","msg":"${msg}","time":"${received}","divice":"红米"}`;
      const sign = encodeURIComponent(smsForwarderSign(String(time), secret));
      const answer = await fetch(`${app.url}/mpayNotify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action: 'mpay', data, time: String(time), sign }),
      });
      app.clock.advance(1_000);
      return answer.text();
    };
    let secret: string;

    test('the listener page says what to enter; a device gets a secret that is shown once', async () => {
      const path = `/console/accounts/${id}/listener`;
      const page = await app.keeper.get(path);
      const raw = (selector: string) => page.page.querySelector(selector)?.text;
      expect(raw('#push-url')).toBe(`${app.consoleUrl}/mpayNotify`);
      expect(raw('#message-template')).toBe(
        '{"action":"mpay","data":"[msg]","time":"[timestamp]","sign":"[sign]"}',
      );
      expect(JSON.parse(raw('#rule-template') ?? '')).toEqual({
        ...{ pid: String(app.merchant.pid), aid: String(id), uid: '{{UID}}', title: '{{TITLE}}' },
        ...{ msg: '{{MSG}}', time: '{{RECEIVE_TIME}}', divice: '{{DEVICE_NAME}}' },
      });
      expect(raw('#forwarding-rule')?.split('\n')[2]).toBe(' 或者 是 通知标题 相等 微信收款助手');
      expect(texts(page, '#keyword, #retries')).toEqual(['200', '3']);
      expect(texts(page, '#heartbeat-title')).toEqual(['mpay-heartbeat']);
      expect(readable(page)).toContain('正在等待第一条消息');
      expect(page.text).not.toContain(app.merchant.key);

      const form = `form[action="${path}/devices"]`;
      expect(texts(await app.keeper.submit(page, { name: ' ' }, form), '#name-problem')).toHaveLength(1);
      const added = await app.keeper.submit(page, { name: '红米', app: 'sms_forwarder' }, form);
      secret = texts(added, '#secret')[0] ?? '';
      expect(secret).toMatch(/^[0-9a-f]{32}$/);
      expect((await app.audit())[0]).toMatchObject({ action: 'device.add' });
      expect(JSON.stringify(await app.audit())).not.toContain(secret);
      expect((await app.keeper.get(path)).text).not.toContain(secret);
      const again = await app.keeper.submit(page, { name: '红米', app: 'sms_forwarder' }, form);
      expect([again.status, texts(again, '#name-problem')]).toEqual([
        409,
        ['已经有同名的设备，请换一个名称。'],
      ]);
    });

    test('the merchant key and the V免签 text are shown for the password only', async () => {
      const path = `/console/accounts/${id}/listener`;
      const press = async (password: string) =>
        app.keeper.submit(
          await app.keeper.get(path),
          { reveal_password: password },
          `form[action="${path}/reveal"]`,
        );
      expect((await press('nope')).status).toBe(403);
      const shown = await press(USER.password);
      expect(texts(shown, '#merchant-key')).toEqual([app.merchant.key]);
      expect(texts(shown, '#vmq-config')).toEqual([
        `${app.consoleUrl.replace('http://', '')}/${app.merchant.key}`,
      ]);
      expect((await app.audit())[0]).toMatchObject({ action: 'merchant.revealKey' });
    });

    test('the live box shows what arrived, what was understood, and what was refused with its remedy', async () => {
      const live = () => app.keeper.get(`/console/accounts/${id}/listener/live`);
      expect(await send(secret, { title: '微信支付', msg: '个人收款码到账¥8.88' })).toBe('200');
      expect(await send(secret, { title: '微信支付', msg: '微信支付退款到账￥24.81' })).toBe('200');
      expect(await send(secret, { title: '微信支付', msg: '店铺进账啦8.66元，请查收' })).toBe('200');
      expect(await send(secret, { title: 'mpay-heartbeat', msg: 'mpay-heartbeat' })).toBe('200');
      const box = await live();
      expect(box.page.querySelector('nav')).toBeNull();
      expect(texts(box, '.badge-state')).toEqual(['在线', '不认识', '不是收款', '收款 ¥8.88']);
      expect(texts(box, '.live-words')).toContain('这是退款');

      expect(await send('wrong secret', { title: '微信支付', msg: '个人收款码到账¥1.00' })).not.toContain(
        '200',
      );
      const note = (accountId: number | null, code: string) =>
        app.services.refusals.note(accountId, { at: app.clock.now(), code, message: '说明' });
      note(id, 'bad_sign');
      note(id, 'too_old');
      note(null, 'wrong_template');
      const faults = texts(await live(), '.badge-bad');
      expect(faults).toEqual(expect.arrayContaining(['签名不对', '手机时间不准', '消息模板不对']));
      expect((await app.stranger.get(`/console/accounts/${id}/listener/live`)).status).toBe(303);
    });

    test('the receipt tells who saw it; an account that is asked has no listener page', async () => {
      const [receipt] = await receipts.listReceipts(app.place.db, { accountId: id }, 1);
      const page = await app.keeper.get(`/console/receipts/${receipt?.id}`);
      expect(texts(page, '#evidence strong')).toEqual(['红米']);
      expect(texts(page, '#evidence .live-words')[0]).toContain('个人码');
      await receipts.markUnmatched(app.place.db, Number(receipt?.id), 'far_apart', '{"candidates":[41]}');
      const doubtful = await app.keeper.get(`/console/receipts/${receipt?.id}`);
      expect(readable(doubtful)).toContain('时间相差太远');
      expect(doubtful.page.querySelector('a[href="/console/receipts/41"]')).not.toBeNull();
      expect((await app.keeper.get(`/console/accounts/${app.accountId}/listener`)).status).toBe(404);
    });

    test('an unknown text becomes a rule when its amount is marked; a rule that is too wide does not', async () => {
      const list = await app.keeper.get('/console/texts');
      expect(readable(list)).toContain('店铺进账啦8.66元');
      const link = list.page.querySelector('.live-entry a')?.getAttribute('href') ?? '';
      const tried = await app.keeper.get(link.replace('#try', ''));
      expect(texts(tried, '#result strong')).toEqual(['不认识：会保存下来，等您看']);
      const marking = { title: '微信支付', text: '店铺进账啦8.66元，请查收', kind: 'personal' };
      const form = 'form[action^="/console/texts/rules"]';
      const wrong = await app.keeper.submit(tried, { ...marking, amount: '9' }, form);
      expect(texts(wrong, '#amount-problem')).toEqual(['文字里没有这个金额']);
      const right = await app.keeper.submit(tried, { ...marking, amount: '8.66' }, form);
      expect(right.location).toBe('/console/texts?done=ruleAdded');
      const after = await app.keeper.get('/console/texts');
      expect(texts(after, '.badge-good')).toEqual(['现在认识了']);
      expect((await app.audit())[0]).toMatchObject({ action: 'rule.add' });

      const again = await app.keeper.submit(
        after,
        { package: 'com.tencent.mm', title: '微信支付', text: '店铺进账啦5.00元，请查收' },
        'form[action^="/console/texts/try"]',
      );
      expect(texts(again, '#result strong')).toEqual(['会记为收款 ¥5.00']);
      await app.keeper.submit(after, {}, 'form[action$="/remove"]');
      expect((await app.audit())[0]).toMatchObject({ action: 'rule.remove' });
      expect(texts(await app.keeper.get('/console/texts'), '.own-rule')).toEqual([]);
    });

    test('home shows alerts and silent accounts until a person has seen them', async () => {
      const { db } = app.place;
      const now = app.clock.now();
      await raiseAlert(db, {
        kind: 'lost_messages',
        subject: `lost:${id}/personal:20000`,
        accountId: id,
        detail: { kind: 'personal', day: 20_000, messages: 2, lostFen: 1_350 },
        now,
      });
      await app.services.accounts.setHealth(db, id, 'silent', '监听设备（红米）没有心跳', now);
      const page = await app.keeper.get('/console');
      expect(readable(page)).toContain('少了 2 条通知，共 ¥13.50');
      expect(readable(page)).toContain('监听中断');
      await app.keeper.submit(page, {}, 'form[action$="/resolve"]');
      expect(readable(await app.keeper.get('/console'))).not.toContain('少了 2 条通知');
      expect((await app.audit())[0]).toMatchObject({ action: 'alert.resolve' });
      expect(readable(await app.keeper.get('/console/audit'))).toContain('添加监听设备');
    });

    test('devices are listed and removed; a removed one is refused', async () => {
      const page = await app.keeper.get('/console/devices');
      expect(texts(page, '.device .section-title')).toEqual(['红米']);
      expect(readable(page)).toContain('自己的密钥');
      await app.keeper.submit(page, {}, 'form[action$="/remove"]');
      expect((await app.audit())[0]).toMatchObject({ action: 'device.remove' });
      expect(readable(await app.keeper.get('/console/devices'))).toContain('还没有监听设备');
      expect(await send(secret, { title: '微信支付', msg: '个人收款码到账¥2.00' })).not.toContain('200');
    });

    test('every new page speaks English as well', async () => {
      for (const path of [`/console/accounts/${id}/listener`, '/console/devices', '/console/texts']) {
        const page = await app.keeper.get(path, { 'accept-language': 'en' });
        expect(page.status, path).toBe(200);
        expect(page.page.querySelector('html')?.getAttribute('lang')).toBe('en');
      }
    });
  });
}
