import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { APP_ID, keys, startAlipaySimulator } from '../simulators/alipaybill/simulator.ts';
import { databases } from '../support/database.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

describe.each(databases.filter(({ available }) => available))(
  'an account that has keys instead of a password, on $name',
  ({ name }) => {
    let app: ConsoleApp;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    async function add(alipayPublicKey: string): Promise<Visit> {
      const simulator = await startAlipaySimulator(() => app.clock.now());
      onTestFinished(async () => {
        await simulator.close();
        await app.place.db('accounts').where({ login: APP_ID }).delete();
      });
      const form = await app.keeper.get('/console/accounts/new?platform=alipaybill');
      const added = await app.keeper.submit(form, {
        login: APP_ID,
        setting_private_key: keys.app.private,
        setting_alipay_public_key: alipayPublicKey,
        setting_base_url: simulator.url,
        mode: 'continuous',
        interval: '3',
      });
      expect(added.location).toMatch(/^\/console\/accounts\/\d+\?done=added$/);
      return app.keeper.get(added.location ?? '');
    }

    test('what is done at the platform first stands beside the form, step by step', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=alipaybill');
      const steps = texts(form, '.aside-note ol li');
      expect(steps).toHaveLength(5);
      expect(steps.join()).toMatch(/账务明细.*余额宝/s);
    });

    test('the app’s own public key in the place of Alipay’s is told beside its field', async () => {
      const page = await add(keys.app.public);
      expect(texts(page, '#test-result').join()).toContain('这是您自己的应用公钥');
      expect(texts(page, '#setting_alipay_public_key-problem').join()).not.toBe('');
      expect(texts(page, '#setting_private_key-problem')).toEqual([]);
    });

    test('the right keys get in, and the private one is on no page', async () => {
      const page = await add(keys.alipay.public);
      expect(readable(page)).toContain('登录成功');
      expect(page.text).not.toContain(keys.app.private.slice(100, 140));
    });
  },
);
