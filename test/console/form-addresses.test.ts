import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createConsoleRouter } from '../../src/console/index.ts';
import { fen } from '../../src/shared/money.ts';
import { routesOf } from '../../src/web/index.ts';
import { actorNamed } from '../support/actors.ts';
import type { Visit, Visitor } from '../support/visitor.ts';
import { type ConsoleApp, startConsole } from './console-app.ts';
import { RECORDED, recordPlatform } from './recorded-platform.ts';

vi.setConfig({ testTimeout: 60_000 });

/** The answer to a form stands at the form's address: reloaded there, or switched in language, it must not be lost. */
describe('addresses that forms are sent to', () => {
  let app: ConsoleApp;
  /** Every address that takes a form, of something that exists. */
  let addresses: string[];
  let tradeNo: string;

  beforeAll(async () => {
    app = await startConsole('sqlite');
    await recordPlatform(app);
    const add = await app.keeper.get('/console/accounts/new?platform=wxpay');
    const added = await app.keeper.submit(add, { login: '店里的手机', silent_after: '90' });
    const phoneAccount = /accounts\/(\d+)/.exec(added.location ?? '')?.[1] ?? '';
    ({ tradeNo } = await app.order());
    app.simulator.pay({ terminal: 'T-1', amountFen: 777, payType: 'alipay' });
    await app.tick(5_000);
    const receipt = await app.place.db('receipts').first('id');
    const code = { id: app.codeIds[0] ?? 0, accountId: app.accountId };
    const trial = await app.services.beginTrial(
      { pid: app.merchant.pid, code, payType: 'wxpay', moneyFen: fen(1), name: 'VIP' },
      actorNamed('keeper'),
    );
    const ids: Record<string, string> = {
      orders: tradeNo,
      receipts: String(receipt.id),
      accounts: String(app.accountId),
      codes: String(app.codeIds[0]),
      merchants: String(app.merchant.pid),
      platforms: 'jdpay',
      trial,
    };
    const fill = (path: string) => {
      const own = path.includes('/listener') ? { ...ids, accounts: phoneAccount } : ids;
      if (path.startsWith('/platforms') && path.includes('/correct')) return path.replace(':id', RECORDED);
      return path.replace(/(\w+)\/:\w+/g, (_all, of: string) => `${of}/${own[of] ?? '1'}`);
    };
    addresses = routesOf(createConsoleRouter(app.services))
      .filter(({ method }) => method === 'post')
      .map(({ path }) => `/console${fill(path)}`);
    addresses.push('/console/login', '/console/logout');
  });
  afterAll(() => app.stop());

  async function follow(visitor: Visitor, visit: Visit): Promise<Visit> {
    let at = visit;
    for (let hops = 0; at.location !== null && hops < 5; hops++) at = await visitor.get(at.location);
    return at;
  }

  test('there are many of them', () => {
    expect(addresses.length).toBeGreaterThan(20);
    expect(addresses.join()).not.toContain(':');
  });

  test('each leads back to its page when it is opened, also for somebody who has to log in first', async () => {
    for (const address of addresses) {
      const page = await follow(app.keeper, await app.keeper.get(address));
      expect(page.status, address).toBe(200);
      expect((await follow(app.stranger, await app.stranger.get(address))).status, address).toBe(200);
    }
  });

  test('what each answers to a form that is wrong can be read in the other language', async () => {
    const asked: string[] = [];
    for (const address of addresses.filter((one) => !one.endsWith('/logout'))) {
      const token =
        (await app.keeper.get('/console')).page.querySelector('input[name=_csrf]')?.getAttribute('value') ??
        '';
      for (const form of [{ _csrf: token }, {}]) {
        const answer = await app.keeper.post(address, form);
        if (answer.location !== null) {
          expect((await follow(app.keeper, answer)).status, address).toBe(200);
          continue;
        }
        asked.push(address);
        const link = answer.page.querySelector('.preferences a[hreflang]')?.getAttribute('href');
        const theme = answer.page.querySelector('.preferences a[data-theme-toggle]')?.getAttribute('href');
        for (const href of [link, theme]) {
          const switched = await follow(app.keeper, await app.keeper.get(href ?? ''));
          expect(switched.status, `${address}: ${href}`).toBe(200);
          expect(switched.page.querySelector('html')?.getAttribute('lang')).toBe('en');
        }
        app.keeper.cookies.delete('lang');
        app.keeper.cookies.delete('theme');
      }
    }
    expect(asked.length).toBeGreaterThan(15);
  });

  test('the form that was filled in is the one that comes back', async () => {
    const home = async (address: string) => (await app.keeper.get(address)).location;
    const { accountId } = app;
    expect(await home(`/console/accounts/${accountId}/test`)).toBe(`/console/accounts/${accountId}`);
    expect(await home('/console/texts/rules/own-1/remove')).toBe('/console/texts');
    expect(await home('/console/alerts/1/resolve')).toBe('/console');
    const add = await app.keeper.get('/console/accounts/new?platform=sqbpay');
    const refused = await app.keeper.submit(add, { login: '' });
    const link = refused.page.querySelector('.preferences a[hreflang]')?.getAttribute('href') ?? '';
    expect((await app.keeper.get(link)).location).toBe('/console/accounts/new?platform=sqbpay');
    app.keeper.cookies.delete('lang');

    const form = await app.stranger.get('/console/login?back=%2Fconsole%2Forders');
    const wrong = await app.stranger.submit(form, { username: 'keeper', password: 'nonsense' });
    const other = wrong.page.querySelector('.preferences a[hreflang]')?.getAttribute('href') ?? '';
    const again = await follow(app.stranger, await app.stranger.get(other));
    expect(again.page.querySelector('input[name=back]')?.getAttribute('value')).toBe('/console/orders');
  });

  test('an address that nothing was ever sent to is still unknown', async () => {
    for (const address of [
      '/console/nothing',
      '/console/orders/1/nothing',
      `/console/accounts/${app.accountId}/x`,
    ]) {
      expect((await app.keeper.get(address)).status, address).toBe(404);
    }
  });

  test('the cashier’s buttons lead back to the cashier', async () => {
    for (const button of ['type', 'confirm']) {
      const address = `/Pay/console/${tradeNo}`;
      const answer = await fetch(`${app.url}${address}/${button}`, { redirect: 'manual' });
      expect(answer.headers.get('location')).toBe(address);
    }
  });
});
