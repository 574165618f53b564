import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCalendar, isDay } from '../../src/console/calendar.ts';
import { recordAudit } from '../../src/flow/audit/index.ts';
import { databases } from '../support/database.ts';
import { buildMerchant } from '../support/factories.ts';
import { type ConsoleApp, readable, startConsole, texts, USER } from './console-app.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`merchants in the console on ${name}`, () => {
    let app: ConsoleApp;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    const press = async (form: string, fields: Record<string, string>) =>
      app.keeper.submit(await app.keeper.get('/console/merchants'), fields, `form[action$="/${form}"]`);

    test('the key is hidden until the password was entered; looking at it is written down', async () => {
      const page = await app.keeper.get('/console/merchants');
      expect(page.text).not.toContain(app.merchant.key);
      expect(texts(page, '#url-submit')).toEqual([`${app.consoleUrl}/submit.php`]);
      const wrong = await press('reveal', { reveal_password: 'nope' });
      expect(wrong.status).toBe(403);
      expect(texts(wrong, '#reveal_password-problem')).toEqual(['密码不正确。']);
      expect(await app.audit()).toEqual([]);
      const shown = await press('reveal', { reveal_password: USER.password });
      expect(texts(shown, '#key')).toEqual([app.merchant.key]);
      expect((await app.audit())[0]).toMatchObject({ action: 'merchant.revealKey' });
      expect(JSON.stringify(await app.audit())).not.toContain(app.merchant.key);
    });

    test('the guides name the fields of each shop, with what goes into them', async () => {
      const page = await app.keeper.get('/console/merchants');
      const rows = (shop: string) =>
        page.page
          .querySelectorAll('.guide')
          .find((guide) => guide.querySelector('summary')?.text === shop)
          ?.querySelectorAll('.copy-row')
          .map((row) => [
            row.querySelector('dt')?.text.trim(),
            row.querySelector('.copy-value')?.text.trim(),
          ]);
      const { pid } = app.merchant;
      const hidden = `••••${app.merchant.key.slice(-4)}`;
      expect(rows('独角数卡')).toEqual([
        ['商户 ID', String(pid)],
        ['商户 KEY', `${app.consoleUrl}/submit.php`],
        ['商户密钥', hidden],
      ]);
      expect(rows('Xboard / v2board')).toEqual([
        ['URL', app.consoleUrl],
        ['PID', String(pid)],
        ['KEY', hidden],
        ['TYPE', 'alipay'],
      ]);
      expect(texts(page, '.guide-steps > li:last-child a')).toHaveLength(6);
      expect(texts(page, 'h1')).toEqual(['商户']);
      expect(texts(page, '.local-url')[0]).toContain('127.0.0.1 只有服务器自己能打开');
      const ids = page.page.querySelectorAll('[id]').map((one) => one.id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    test('a new key replaces the old one at once', async () => {
      const answer = await press('reset-key', { reset_password: USER.password });
      const [key = ''] = texts(answer, '#key');
      expect(key).toMatch(/^[0-9a-f]{32}$/);
      expect(key).not.toBe(app.merchant.key);
      expect((await app.services.directory.find(app.merchant.pid))?.key).toBe(key);
      expect((await app.audit())[0]).toMatchObject({ action: 'merchant.resetKey', detail: {} });
    });

    test('rules are saved; what is wrong stands beside its field with what was typed', async () => {
      const rules = { lifetime: '10', grace: '0', limit: '200', direction: 'down' };
      const wrong = await press('rules', { ...rules, lifetime: '0', limit: 'viel' });
      expect(wrong.status).toBe(400);
      expect(texts(wrong, '.field-problem')).toEqual([
        '请填写 1 到 1440 之间的整数。',
        '请填写 0 到 999 之间的整数。',
      ]);
      expect(wrong.page.querySelector('#limit')?.getAttribute('value')).toBe('viel');
      expect((await press('rules', rules)).status).toBe(303);
      expect((await app.services.directory.find(app.merchant.pid))?.rules).toEqual({
        orderLifetimeMs: 600_000,
        graceMs: 0,
        fixedFirst: true,
        slotLimitFen: 200,
        slotDirection: 'down',
        // What the form did not have stays as it was.
        ...{ roundPrice: 'when_alone', paidHoldMs: 300_000, perNetwork: 5 },
        vmqNotifyUrl: null,
        vmqReturnUrl: null,
        vmqEpayKey: false,
        vmqOneReading: false,
        notifyBy: 'get',
      });
      expect((await app.audit())[0]?.detail).toMatchObject({
        graceMs: [300_000, 0],
        slotDirection: ['up', 'down'],
      });
    });

    test('the round price, the hold after a payment and the share of a network are the merchant’s rules', async () => {
      const page = await app.keeper.get('/console/merchants');
      expect(texts(page, '.choice strong')).toContain('从不：金额总是差几分');
      const before = (await app.services.directory.find(app.merchant.pid))?.rules;
      const wrong = await press('rules', { round: 'always', hold: '1', network: '100', limit: '0' });
      expect(wrong.status).toBe(400);
      expect(texts(wrong, '.field-problem')).toHaveLength(3);
      const nothingLeft = await press('rules', { round: 'never', limit: '0' });
      expect(texts(nothingLeft, '#limit-problem')).toEqual(['选了“从不”用整价，就至少要有 1 分可以浮动。']);
      expect((await press('rules', { round: 'never', hold: '7', network: '0' })).status).toBe(303);
      const set = { roundPrice: 'never', paidHoldMs: 420_000, perNetwork: 0 };
      expect((await app.services.directory.find(app.merchant.pid))?.rules).toEqual({ ...before, ...set });
      const audit = await app.keeper.get('/console/audit');
      expect(readable(audit)).toContain('付款后金额保留');
      await press('rules', { round: 'when_alone', hold: '5', network: '5' });
    });

    test('default addresses for V免签 shops are saved beside the rules; a wrong one is told beside its field', async () => {
      const addresses = { vmqNotify: 'https://shop.example/notify', vmqReturn: '' };
      const wrong = await press('vmq', { ...addresses, vmqNotify: 'shop.example' });
      expect(wrong.status).toBe(400);
      expect(texts(wrong, '#vmqNotify-problem')[0]).toContain('完整的网址');
      expect(wrong.page.querySelector('#vmqNotify')?.getAttribute('value')).toBe('shop.example');
      const before = (await app.services.directory.find(app.merchant.pid))?.rules;
      expect((await press('vmq', addresses)).status).toBe(303);
      expect((await app.services.directory.find(app.merchant.pid))?.rules).toEqual({
        ...before,
        vmqNotifyUrl: 'https://shop.example/notify',
        vmqReturnUrl: null,
      });
      await press('rules', { lifetime: '5', grace: '5', limit: '99', direction: 'up' });
      expect((await app.services.directory.find(app.merchant.pid))?.rules.vmqNotifyUrl).toBe(
        'https://shop.example/notify',
      );
    });

    test('after five wrong passwords even the right one must wait', async () => {
      for (let n = 0; n < 5; n++) await press('reveal', { reveal_password: `wrong ${n}` });
      const blocked = await press('reveal', { reveal_password: USER.password });
      expect(blocked.status).toBe(429);
      expect(readable(blocked)).toContain('失败次数过多');
    });

    test('with several merchants the page is a list, and a new account must say whose it is', async () => {
      const other = await buildMerchant(app.place.db);
      const list = await app.keeper.get('/console/merchants');
      expect(texts(list, '.cell-pid')).toEqual([String(app.merchant.pid), String(other.pid)]);
      const form = await app.keeper.get('/console/accounts/new?platform=sqbpay');
      const base = { login: 'x', setting_password: 'y', mode: 'continuous', interval: '3' };
      // The login is tried at once: not at the real platform.
      const fields = { ...base, setting_base_url: app.simulator.url };
      const unsaid = await app.keeper.submit(form, { ...fields, pid: '' });
      expect(texts(unsaid, '.field-problem')).toHaveLength(1);
      const said = await app.keeper.submit(form, { ...fields, pid: String(other.pid) });
      const id = Number(/accounts\/(\d+)/.exec(said.location ?? '')?.[1]);
      expect((await app.services.accounts.get(app.place.db, id)).pid).toBe(other.pid);
    });

    test('the audit log has words for what the installer and the terminal wrote, and keeps people’s own', async () => {
      const { db } = app.place;
      const at = app.clock.now();
      const installed = { pid: 1000, acceptedLawfulUse: true };
      const added = {
        platform: 'wxpay',
        login: 'paid',
        mode: 'continuous',
        settings: { base_url: 'https://a.example' },
      };
      await recordAudit(db, {
        at,
        pid: null,
        actor: 'terminal',
        action: 'install',
        subject: 'user 1',
        detail: installed,
        ip: null,
      });
      await recordAudit(db, {
        at,
        pid: null,
        actor: 'terminal',
        action: 'account.add',
        subject: 'account 1',
        detail: added,
        ip: '1.2.3.4',
      });
      const page = await app.keeper.get('/console/audit');
      expect(texts(page, '.cell-who .cut').slice(0, 2)).toEqual(['terminal', '命令行']);
      expect(texts(page, '.cell-what > span:first-child')[1]).toBe('安装系统');
      expect(texts(page, '.cell-changes')[1]).toBe('商户号（pid） 1000同意使用声明 是');
      expect(texts(page, '.cell-changes')[0]).toBe(
        '平台 微信支付个人码账号名 paid监听模式 连续监听接口地址 https://a.example',
      );
      const english = await app.keeper.get('/console/audit', { 'accept-language': 'en' });
      expect(texts(english, '.cell-who .cut')[1]).toBe('command line');
      expect(texts(english, '.cell-changes')[1]).toBe('Merchant number (pid) 1000Agreed to lawful use Yes');
    });

    test('the audit log pages through every entry once', async () => {
      const { db } = app.place;
      const entry = { actor: 'keeper', action: 'order.close', subject: 'order 1', detail: '{}', ip: null };
      await db('audit_entries').insert(Array.from({ length: 60 }, (_, n) => ({ ...entry, at: n })));
      const { length: count } = await db('audit_entries').select('id');
      let seen = 0;
      let path: string | undefined = '/console/audit';
      while (path) {
        const visit = await app.keeper.get(path);
        seen += texts(visit, 'tbody tr').length;
        path = visit.page.querySelector('.pager a[rel=next]')?.getAttribute('href');
      }
      expect(seen).toBe(count);
    });
  });
}

describe('the calendar', () => {
  test('a day begins at its zone’s midnight, also where clocks are put forward', () => {
    expect(createCalendar('Asia/Shanghai').startOf('2026-03-01')).toBe(Date.parse('2026-02-28T16:00:00Z'));
    const berlin = createCalendar('Europe/Berlin');
    expect(berlin.startOf('2026-03-29')).toBe(Date.parse('2026-03-28T23:00:00Z'));
    expect(berlin.startOf('2026-03-30')).toBe(Date.parse('2026-03-29T22:00:00Z'));
    expect(berlin.dayOf(berlin.startOf('2026-03-30') - 1)).toBe('2026-03-29');
    expect(berlin.plus('2026-02-28', 1)).toBe('2026-03-01');
  });

  test('only days that exist are days', () => {
    expect(['2026-02-28', '2024-02-29'].every(isDay)).toBe(true);
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '', 'x'].some(isDay)).toBe(false);
  });
});
