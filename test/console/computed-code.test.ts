import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addCode, codes } from '../../src/flow/accounts/index.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, startConsole, texts } from './console-app.ts';

const OWN = 'https://order.duolabao.com/active/c?state=10011015%7C10021111000000000001';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`a code that is computed for each order, in the console on ${name}`, () => {
    let app: ConsoleApp;
    let path: string;
    const typed = { kind: 'fixed', style: 'link', pay_types: 'wxpay', link: OWN };
    beforeAll(async () => {
      app = await startConsole(name);
      const account = { login: '京东', mode: 'continuous', intervalMs: 3_000, settings: {} } as const;
      const id = await addAccount(app.services.accountDeps, app.merchant.pid, 'jdpay', account);
      path = `/console/accounts/${id}/codes`;
    });
    afterAll(() => app.stop());

    test('only a code that has what it is made of can be of that kind', async () => {
      const form = await app.keeper.get(`${path}/new`);
      expect(texts(form, '#kind option').slice(1)).toEqual([
        expect.stringContaining('聚合收款码'),
        expect.stringContaining('定额码'),
      ]);
      const wrong = { ...typed, link: 'https://pay.example/abc' };
      const refused = await app.keeper.submit(form, wrong);
      expect(texts(refused, '#link-problem').join()).toContain('设备号');
      expect((await app.keeper.submit(form, typed)).location).toContain('done=');
    });

    test('its page has a code over one fen to try, another one each time, and says what to do if it fails', async () => {
      const [code] = await codes.listCodes(app.place.db, [Number(/\d+/.exec(path)?.[0])]);
      const address = `${path}/${code?.id}`;
      const [one, other] = [await app.keeper.get(address), await app.keeper.get(address)];
      const pictures = [one, other].map(({ page }) => page.querySelector('#trial img')?.getAttribute('src'));
      expect(pictures[0]).toMatch(/^data:image\/svg/);
      expect(pictures[0]).not.toBe(pictures[1]);
      expect(texts(one, '#trial .field-hint').join()).toContain('改为“聚合收款码”');
      const english = await app.keeper.get(address, { 'accept-language': 'en' });
      expect(texts(english, '#trial .field-hint').join()).toContain('“Aggregated code”');
      const saved = await app.keeper.submit(
        one,
        { ...typed, kind: 'aggregate' },
        `form[action="${address}"]`,
      );
      expect(saved.location).toContain('done=codeSaved');
      expect((await app.keeper.get(address)).page.querySelector('#trial')).toBeNull();
    });

    test('codes of other kinds have none', async () => {
      const account = { login: '微信', mode: 'continuous', intervalMs: 3_000, settings: {} } as const;
      const id = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', account);
      const code = await addCode(app.services.accountDeps, id, {
        ...{ kind: 'personal', label: '', style: 'link', content: 'wxp://f2f0a' },
        payTypes: ['wxpay'],
      });
      const page = await app.keeper.get(`/console/accounts/${id}/codes/${code}`);
      expect(page.page.querySelector('#trial')).toBeNull();
    });
  });
}
