import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractSimulator } from '../plugins/contract.ts';
import { startTill } from '../plugins/till/simulator.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

const pluginsDir = fileURLToPath(new URL('../plugins/folder/', import.meta.url));

for (const { name, available } of databases) {
  describe.skipIf(!available)(`plugins with more than a password, in the console on ${name}`, () => {
    let app: ConsoleApp;
    let till: ContractSimulator;
    beforeAll(async () => {
      app = await startConsole(name, { pluginsDir });
      till = await startTill(() => app.clock.now());
    });
    afterAll(async () => {
      await app.stop();
      await till.close();
    });

    async function add(platform: string, fields: Record<string, string>) {
      const form = await app.keeper.get(`/console/accounts/new?platform=${platform}`);
      return app.keeper.submit(form, { mode: 'continuous', interval: '3', ...fields });
    }

    test('every kind of setting has its own field, and comes back as it was', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=kinds');
      expect(texts(form, '#setting_region option').slice(1)).toEqual(['北方', '南方']);
      expect(form.page.querySelector('#setting_size')?.getAttribute('inputmode')).toBe('numeric');
      expect(form.page.querySelector('#setting_beta')?.getAttribute('type')).toBe('checkbox');
      expect(form.page.querySelector('textarea#setting_cert')).not.toBeNull();
      expect(form.page.querySelector('textarea#setting_key[required]')).not.toBeNull();

      const secret = '-----BEGIN KEY-----\nvery secret line\n-----END KEY-----';
      const typed = { login: 'k', setting_region: 'south', setting_size: '9000', setting_key: secret };
      const wrong = await app.keeper.submit(form, {
        ...{ mode: 'continuous', interval: '3', ...typed, setting_beta: 'yes', setting_cert: 'a\nb' },
      });
      expect(texts(wrong, '#setting_size-problem')).toEqual(['最大 500']);
      expect(wrong.text).not.toContain('very secret line');
      expect(wrong.page.querySelector('#setting_region option[selected]')?.getAttribute('value')).toBe(
        'south',
      );
      expect(wrong.page.querySelector('#setting_beta[checked]')).not.toBeNull();
      expect(wrong.page.querySelector('textarea#setting_cert')?.textContent).toBe('a\nb');

      const added = await add('kinds', { ...typed, setting_size: '50', setting_cert: 'a\nb' });
      const id = Number(/accounts\/(\d+)\?/.exec(added.location ?? '')?.[1]);
      expect((await app.services.accounts.get(app.place.db, id)).settings).toEqual({
        ...{ region: 'south', size: '50', beta: 'no', cert: 'a\nb' },
      });
      expect(await app.services.accounts.openSecrets(app.place.db, id)).toEqual({ key: secret });
      const page = await app.keeper.get(`/console/accounts/${id}`);
      expect(page.text).not.toContain('very secret line');
      expect(page.page.querySelector('textarea#setting_key[required]')).toBeNull();
    });

    test('a platform that shows a picture: it is shown, answered once, and the account works', async () => {
      till.challenge?.on();
      const settings = {
        setting_password: till.settings.password ?? '',
        setting_base_url: till.settings.base_url ?? '',
      };
      const added = await add('till', { login: 'keeper', ...settings });
      const path = added.location ?? '';
      expect(path).toMatch(/^\/console\/accounts\/\d+\/login$/);
      const account = path.replace('/login', '');
      const asked = await app.keeper.get(path);
      expect(asked.page.querySelector('#login-ask img')?.getAttribute('src')).toMatch(
        /^data:image\/png;base64,/,
      );
      expect(texts(asked, '#login-ask label')).toEqual(['图中的四个字符']);
      expect(readable(await app.keeper.get(account))).toContain('需要您登录');
      expect(readable(await app.keeper.get('/console/accounts'))).toContain('需要您登录');

      const wrong = await app.keeper.submit(asked, { answer: 'nope' }, '#login-ask');
      expect(wrong.status).toBe(200);
      const again = await app.keeper.submit(wrong, { answer: till.challenge?.answer() ?? '' }, '#login-ask');
      expect(again.location).toBe(`${account}?done=tested`);
      expect(texts(await app.keeper.get(again.location ?? ''), '#test-result strong')).toEqual(['登录成功']);
      const late = await app.keeper.submit(wrong, { answer: 'x' }, '#login-ask');
      expect(texts(late, '#login-problem').join()).toContain('已过期或已用过');
      const audit = (await app.audit()).filter(({ action }) => action === 'account.login');
      expect(audit.map(({ detail }) => detail)).toEqual([
        { way: 'answer', ok: false },
        { way: 'answer', ok: true },
        { way: 'answer', ok: false },
      ]);
    });

    test('a session of the owner’s browser is handed over, tried, and never shown', async () => {
      const [account] = (await app.services.accounts.list(app.place.db)).filter(
        ({ platform }) => platform === 'till',
      );
      const path = `/console/accounts/${account?.id}/login`;
      const page = await app.keeper.get(path);
      expect(texts(page, '#login-hand-over p').join()).toContain('cURL');
      const bad = await app.keeper.submit(page, { pasted: till.handOver?.bad ?? '' }, '#login-hand-over');
      expect(texts(bad, '#login-problem')).toEqual(['这个登录状态已失效']);
      const good = till.handOver?.good() ?? '';
      const secret = till.secrets().at(-1) ?? 'none';
      const done = await app.keeper.submit(page, { pasted: good }, '#login-hand-over');
      expect(done.location).toContain('done=tested');
      expect((await app.keeper.get(path)).text).not.toContain(secret);
      expect(JSON.stringify(await app.audit())).not.toContain(secret);
      expect(app.log.text()).not.toContain(secret);
    });

    test('an owner picks his terminal out of what the platform names', async () => {
      const [account] = (await app.services.accounts.list(app.place.db)).filter(
        ({ platform }) => platform === 'till',
      );
      const path = `/console/accounts/${account?.id}/codes/new`;
      const { lists } = till.requests();
      const form = await app.keeper.get(path);
      expect(till.requests().lists).toBe(lists);
      till.pay({ amountFen: 1_234, terminal: 'T7' });
      const href = form.page.querySelector('#ask-terminals')?.getAttribute('href') ?? '';
      const asked = await app.keeper.get(href);
      const picks = texts(asked, '#terminals-asked a');
      expect(picks).toEqual(['T1 前台', expect.stringMatching(/^T7.*12\.34/)]);
      const chosen = asked.page.querySelectorAll('#terminals-asked a')[1]?.getAttribute('href') ?? '';
      const filled = await app.keeper.get(chosen);
      expect(filled.page.querySelector('#terminal')?.getAttribute('value')).toBe('T7');
      till.fail('error');
      expect(texts(await app.keeper.get(href), '.field-problem').join()).toContain('HTTP 500');
      till.fail(null);
      expect(await app.place.db('receipts').where({ account_id: account?.id })).toEqual([]);
    });

    test('a login page for a platform that has no login, or for no account: not found', async () => {
      expect((await app.keeper.get('/console/accounts/999/login')).status).toBe(404);
      expect((await app.stranger.get(`/console/accounts/${app.accountId}/login`)).location).toContain(
        '/console/login',
      );
    });

    test('a plugin is switched off and on: its accounts say so, and nothing is asked meanwhile', async () => {
      const accounts = await app.services.accounts.list(app.place.db);
      const account = accounts.find(({ platform }) => platform === 'till');
      const page = await app.keeper.get('/console/platforms/till');
      expect(readable(page)).toContain('till 1.0.0');
      const form = 'form[action="/console/platforms/till/enabled"]';
      expect((await app.keeper.submit(page, {}, form)).status).toBe(303);
      expect(app.services.plugins.find('till')).toBeUndefined();
      expect(readable(await app.keeper.get(`/console/accounts/${account?.id}`))).toContain('插件已停用');
      expect(readable(await app.keeper.get('/console/accounts/new'))).not.toContain('收银');
      // The account of a plugin that isn't there says that instead.
      expect(readable(await app.keeper.get(`/console/accounts/${app.accountId}`))).toContain('缺少插件');
      const off = await app.keeper.get('/console/platforms/till');
      expect((await app.keeper.submit(off, {}, form)).status).toBe(303);
      expect(app.services.plugins.find('till')).toBeDefined();
      expect((await app.audit()).slice(0, 2).map(({ action }) => action)).toEqual([
        'plugin.enable',
        'plugin.disable',
      ]);
      expect((await app.keeper.post('/console/platforms/till/enabled', { enabled: '0' })).status).toBe(403);
    });

    test('all of it in English for those who want it', async () => {
      const [account] = (await app.services.accounts.list(app.place.db)).filter(
        ({ platform }) => platform === 'till',
      );
      app.keeper.cookies.set('lang', 'en');
      for (const path of [
        `/console/accounts/${account?.id}/login`,
        '/console/platforms',
        '/console/platforms/till',
      ]) {
        const { page } = await app.keeper.get(path);
        expect(page.querySelector('main')?.textContent.replaceAll('中文', '') ?? '').not.toMatch(
          /\p{Script=Han}/u,
        );
      }
      app.keeper.cookies.delete('lang');
    });
  });
}
