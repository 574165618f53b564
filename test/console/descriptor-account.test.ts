import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ContractSimulator } from '../plugins/contract.ts';
import { startLedgerPage } from '../simulators/descriptors/ledger-page.ts';
import { startMaqianStyle } from '../simulators/descriptors/maqian-style.ts';
import { standIn } from '../simulators/descriptors/standing-in.ts';
import { startStoreStyle } from '../simulators/descriptors/store-style.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

const pluginsDir = fileURLToPath(new URL('../plugins/as-descriptor/', import.meta.url));

for (const { name, available } of databases) {
  describe.skipIf(!available)(`a descriptor’s account in the console, on ${name}`, () => {
    let app: ConsoleApp;
    const clock = { now: () => 0 };
    const simulators: Record<string, ContractSimulator> = {};
    const at = (id: string) => simulators[id] as ContractSimulator;
    beforeAll(async () => {
      const now = () => clock.now();
      simulators.ledger = await startLedgerPage(now);
      simulators.store = await startStoreStyle(now);
      simulators.maqian = await startMaqianStyle(now);
      for (const { platform } of Object.values(simulators)) standIn(platform);
      app = await startConsole(name, { pluginsDir });
      clock.now = () => app.clock.now();
    });
    afterAll(async () => {
      await app.stop();
      for (const simulator of Object.values(simulators)) await simulator.close();
    });

    async function add(platform: string, fields: Record<string, string>) {
      const form = await app.keeper.get(`/console/accounts/new?platform=${platform}`);
      return app.keeper.submit(form, { mode: 'continuous', interval: '3', ...fields });
    }

    test('its form is made of its settings, in both languages; no address can be entered', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=ledger-page');
      expect(form.page.querySelector('#setting_password')?.getAttribute('type')).toBe('password');
      expect(form.page.querySelector('#setting_shop[required]')).not.toBeNull();
      expect(form.page.querySelector('#setting_base_url')).toBeNull();
      app.keeper.cookies.set('lang', 'en');
      expect(readable(await app.keeper.get('/console/accounts/new?platform=ledger-page'))).toContain('Shop');
      app.keeper.cookies.delete('lang');
    });

    test('with a password it logs in, and its page says what it rests on', async () => {
      const { username = '', password = '', shop = '' } = at('ledger').settings;
      const added = await add('ledger-page', {
        login: username,
        setting_password: password,
        setting_shop: shop,
      });
      expect(added.location).toMatch(/^\/console\/accounts\/\d+\?/);
      expect(at('ledger').requests().logins).toBe(1);
      expect((await app.keeper.get(added.location ?? '')).text).not.toContain(password);
      expect(readable(await app.keeper.get('/console/platforms/ledger-page'))).toContain('只用于测试');
    });

    test('its picture is shown, read and used once', async () => {
      const { username = '', password = '' } = at('store').settings;
      const added = await add('storepayweb', { login: username, setting_password: password });
      const path = added.location ?? '';
      expect(path).toMatch(/^\/console\/accounts\/\d+\/login$/);
      const asked = await app.keeper.get(path);
      expect(asked.page.querySelector('#login-ask img')?.getAttribute('src')).toMatch(
        /^data:image\/png;base64,/,
      );
      expect(texts(asked, '#login-ask label')).toEqual(['图中的字符']);
      const answer = at('store').challenge?.answer() ?? '';
      const done = await app.keeper.submit(asked, { answer }, '#login-ask');
      expect(done.location).toContain('done=tested');
    });

    test('its session is handed over, and where to find it is said', async () => {
      const added = await add('mqpayweb', { login: 'mine' });
      const id = /accounts\/(\d+)/.exec(added.location ?? '')?.[1];
      const path = `/console/accounts/${id}/login`;
      const page = await app.keeper.get(path);
      expect(texts(page, '#login-hand-over p').join()).toContain('m.hkrt.cn');
      const bad = await app.keeper.submit(
        page,
        { pasted: at('maqian').handOver?.bad ?? '' },
        '#login-hand-over',
      );
      expect(texts(bad, '#login-problem').join()).toContain('平台不认这个登录状态');
      const good = at('maqian').handOver?.good() ?? '';
      const done = await app.keeper.submit(page, { pasted: good }, '#login-hand-over');
      expect(done.location).toContain('done=tested');
      const secret = at('maqian').secrets().at(-1) ?? 'none';
      expect(JSON.stringify(await app.audit())).not.toContain(secret);
      expect(app.log.text()).not.toContain(secret);
    });

    test('its terminal is picked out of its own rows', async () => {
      const [account] = (await app.services.accounts.list(app.place.db)).filter(
        ({ platform }) => platform === 'ledger-page',
      );
      at('ledger').pay({ amountFen: 1_234, terminal: '3号款台' });
      const form = await app.keeper.get(`/console/accounts/${account?.id}/codes/new`);
      const asked = await app.keeper.get(
        form.page.querySelector('#ask-terminals')?.getAttribute('href') ?? '',
      );
      expect(texts(asked, '#terminals-asked a')).toEqual([expect.stringMatching(/^3号款台.*12\.34/)]);
    });
  });
}
