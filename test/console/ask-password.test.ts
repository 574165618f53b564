import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addCode, codes } from '../../src/flow/accounts/index.ts';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { databases } from '../support/database.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts, USER } from './console-app.ts';

const WRONG = '密码不正确。';

describe.each(databases.filter(({ available }) => available))(
  'what leads money elsewhere on $name',
  ({ name }) => {
    let app: ConsoleApp;
    let phoneId: number;
    beforeAll(async () => {
      app = await startConsole(name, { confirmed: false });
      const terms = { mode: 'continuous', intervalMs: 3_000, settings: {} } as const;
      phoneId = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', {
        login: '店里',
        ...terms,
      });
    });
    afterAll(() => app.stop());

    const account = () => app.services.accounts.get(app.place.db, app.accountId);
    const secrets = () => app.services.accounts.openSecrets(app.place.db, app.accountId);
    const codesOf = () => codes.listCodes(app.place.db, [app.accountId]);
    const alerts = async () =>
      (await listOpenAlerts(app.place.db, 'all', 50)).filter(({ kind }) => kind === 'money_route');
    const problem = (visit: Visit) => texts(visit, '#your_password-problem');
    /** What was confirmed before is not any more. */
    const later = () => app.clock.advance(11 * MINUTE);

    const path = () => `/console/accounts/${app.accountId}`;
    const settings = async (changes: Record<string, string> = {}) => {
      const { login } = await account();
      const typed = {
        login,
        mode: 'continuous',
        interval: '3',
        setting_base_url: app.simulator.url,
        ...changes,
      };
      return app.keeper.submit(await app.keeper.get(path()), typed, `form[action="${path()}"]`);
    };
    const codePath = () => `${path()}/codes/${app.codeIds[0]}`;
    const saveCode = async (address: string, changes: Record<string, string>) => {
      const form = await app.keeper.get(address);
      const value = (field: string) => form.page.querySelector(`#${field}`)?.getAttribute('value') ?? '';
      const fields = {
        terminal: value('terminal'),
        label: value('label'),
        link: value('link'),
        style: 'link',
        image: '',
      };
      const body = new FormData();
      const token = form.page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '';
      for (const [key, text] of Object.entries({ _csrf: token, ...fields, ...changes }))
        body.append(key, text);
      for (const type of ['wxpay', 'alipay', 'unionpay']) body.append('pay_types', type);
      return app.keeper.upload(address, body);
    };

    test('a code’s content: not without the password; with it, and an alert says who, what and from where', async () => {
      const [before] = await codesOf();
      const link = 'https://qr.example/thief';
      for (const your_password of ['', 'wrong wrong']) {
        const refused = await saveCode(codePath(), { link, your_password });
        expect([refused.status, problem(refused)]).toEqual([403, [WRONG]]);
        // What was typed is still there, but for the password.
        expect(refused.page.querySelector('#link')?.getAttribute('value')).toBe(link);
        expect(refused.text).not.toContain('wrong wrong');
      }
      expect((await codesOf())[0]).toEqual(before);
      expect(await alerts()).toEqual([]);

      expect((await saveCode(codePath(), { link, your_password: USER.password })).status).toBe(303);
      expect((await codesOf())[0]?.content).toBe(link);
      const [alert, ...more] = await alerts();
      expect(more).toEqual([]);
      expect(alert).toMatchObject({ accountId: app.accountId, at: app.clock.now() });
      const first = await app.keeper.get('/console');
      const home = readable(first);
      // His own deed: calm, and the first thing to press.
      expect(texts(first, '.need-deeds .btn')[0]).toBe('是我本人操作的');
      expect(home).toContain('如果是您本人');
      expect(home).toContain('收款去向被修改');
      expect(home).toContain(`${USER.username}（来自 127.0.0.1）修改了收款码`);
      expect(home).toContain('改动了二维码');
      const english = readable(await app.keeper.get('/console', { 'accept-language': 'en' }));
      expect(english).toMatch(/keeper \(from 127\.0\.0\.1\) changed a code/);
      expect(english).not.toMatch(/[{}]/);
    });

    test('for ten minutes it is not asked again, and no form shows the field', async () => {
      expect((await app.keeper.get(codePath())).page.querySelector('#your_password')).toBeNull();
      app.clock.advance(9 * MINUTE);
      expect((await saveCode(codePath(), { link: 'https://qr.example/again' })).status).toBe(303);
      // Each change is an alert of its own: a second one hides nothing.
      expect(await alerts()).toHaveLength(2);
      app.clock.advance(2 * MINUTE);
      expect((await app.keeper.get(codePath())).page.querySelector('#your_password')).not.toBeNull();
      expect((await saveCode(codePath(), { link: 'https://qr.example/third' })).status).toBe(403);
    });

    test('a label, or nothing at all, asks for nothing and alarms nobody', async () => {
      later();
      const before = (await alerts()).length;
      expect((await saveCode(codePath(), { label: '前台' })).status).toBe(303);
      expect((await saveCode(codePath(), {})).status).toBe(303);
      expect((await settings({ mode: 'on_demand' })).status).toBe(303);
      expect(await alerts()).toHaveLength(before);
    });

    test('a further code, and another terminal, do', async () => {
      later();
      const fresh = { terminal: 'T-9', link: 'https://qr.example/new' };
      expect(problem(await saveCode(`${path()}/codes/new`, fresh))).toEqual([WRONG]);
      expect(problem(await saveCode(codePath(), { terminal: 'T-other' }))).toEqual([WRONG]);
      expect((await codesOf()).map(({ terminal }) => terminal)).toEqual(['T-1', 'T-2']);
      const added = await saveCode(`${path()}/codes/new`, { ...fresh, your_password: USER.password });
      expect(added.status).toBe(303);
      expect((await alerts())[0]?.detail).toMatchObject({ action: 'code.add', actor: USER.username });
    });

    test('the platform’s address: asks, and what was kept for the old one goes to no new one', async () => {
      later();
      const evil = 'http://127.0.0.1:9/evil';
      await app.services.accounts.saveSession(app.place.db, app.accountId, { token: 'kept' });
      expect(problem(await settings({ setting_base_url: evil, setting_password: 'x' }))).toEqual([WRONG]);

      const kept = await settings({ setting_base_url: evil, your_password: USER.password });
      expect(texts(kept, '#setting_password-problem')[0]).toContain('接口地址改了，请重新填写');
      expect(await account()).toMatchObject({ settings: { base_url: app.simulator.url } });

      const typed = { setting_base_url: evil, setting_password: 'typed again' };
      expect((await settings(typed)).status).toBe(303);
      expect(await secrets()).toEqual({ password: 'typed again' });
      expect((await app.services.accounts.openAccess(app.place.db, app.accountId)).session).toBeNull();
      expect((await alerts())[0]?.detail).toMatchObject({
        action: 'account.edit',
        fields: ['address', 'secrets'],
      });
      expect(JSON.stringify(await alerts())).not.toContain('typed again');
      // The same address written otherwise is the same address.
      later();
      expect((await settings({ setting_base_url: `${evil}/ ` })).status).toBe(303);
      expect(await secrets()).toEqual({ password: 'typed again' });
    });

    test('a session that a query brings back after the account was changed is not kept', async () => {
      const { accounts } = app.services;
      const asked = await accounts.openAccess(app.place.db, app.accountId);
      await settings({ setting_password: 'newer', your_password: USER.password });
      await accounts.saveSession(app.place.db, app.accountId, { token: 'of the old one' }, asked);
      expect((await accounts.openAccess(app.place.db, app.accountId)).session).toBeNull();
      const now = await accounts.openAccess(app.place.db, app.accountId);
      await accounts.saveSession(app.place.db, app.accountId, { token: 'fresh' }, now);
      expect((await accounts.openAccess(app.place.db, app.accountId)).session).toEqual({ token: 'fresh' });
    });

    test('another login asks', async () => {
      later();
      expect(problem(await settings({ login: '13999999999' }))).toEqual([WRONG]);
      expect((await account()).login).toBe('13800000000');
    });

    test('a device’s key: not without the password; with it the merchant’s key stops counting there', async () => {
      later();
      const listener = `/console/accounts/${phoneId}/listener`;
      const form = `form[action="${listener}/devices"]`;
      const { accounts, devices } = app.services;
      await accounts.saveListening(app.place.db, phoneId, { acceptKey: true, silentAfterMs: 90_000 });
      const add = async (fields: Record<string, string>) =>
        app.keeper.submit(
          await app.keeper.get(listener),
          { name: '红米', app: 'sms_forwarder', ...fields },
          form,
        );
      const refused = await add({});
      expect([refused.status, problem(refused)]).toEqual([403, [WRONG]]);
      expect(refused.page.querySelector('input[name=name]')?.getAttribute('value')).toBe('红米');
      expect(await devices.list(app.place.db, app.clock.now(), phoneId)).toEqual([]);
      expect(texts(await app.keeper.get(listener), '#key-ends')[0]).toContain('不再接受商户密钥');

      const answer = await add({ your_password: USER.password });
      expect(answer.location).toBe(listener);
      const added = await app.keeper.get(listener);
      expect(texts(added, '#secret')[0]).toMatch(/^[0-9a-f]{32}$/);
      expect((await accounts.get(app.place.db, phoneId)).acceptKey).toBe(false);
      later();
      const account = `/console/accounts/${phoneId}`;
      const back = { login: '店里', silent_after: '90', accept_key: '1' };
      const asked = await app.keeper.submit(await app.keeper.get(account), back, `form[action="${account}"]`);
      expect(problem(asked)).toEqual([WRONG]);
    });

    test('the first code of a merchant asks for nothing: no money is led away yet', async () => {
      const fresh = await startConsole(name, { terminals: [], confirmed: false });
      try {
        const address = `/console/accounts/${fresh.accountId}/codes/new`;
        expect((await fresh.keeper.get(address)).page.querySelector('#your_password')).toBeNull();
        await addCode(fresh.services.accountDeps, fresh.accountId, {
          ...{
            terminal: 'T-1',
            label: '',
            payTypes: ['wxpay'],
            style: 'link',
            content: 'https://qr.example/1',
          },
        });
        expect((await fresh.keeper.get(address)).page.querySelector('#your_password')).not.toBeNull();
      } finally {
        await fresh.stop();
      }
    });
  },
);
