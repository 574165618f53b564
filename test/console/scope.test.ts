import type { Router } from 'express';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createConsoleRouter } from '../../src/console/index.ts';
import { listEvents } from '../../src/flow/events/index.ts';
import { type DeedGuard, type DeedName, deeds, type Role, roleMay, roles } from '../../src/users/index.ts';
import { databases } from '../support/database.ts';
import type { Visit, Visitor } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';
import { RECORDED, recordPlatform } from './recorded-platform.ts';
import {
  addMerchantWithThings,
  giveThings,
  logInAs,
  type MerchantsThings,
  tokenOf,
} from './two-merchants.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

interface Address {
  method: 'get' | 'post';
  path: string;
  /** Undefined: the route names none. */
  deed: DeedName | undefined;
}

/** Every address of the console, from the router itself: one that is added tomorrow is tried tomorrow. */
function addressesOf({ stack }: Pick<Router, 'stack'>): Address[] {
  return stack.flatMap(({ route, handle }): Address[] => {
    if (!route) return Array.isArray((handle as Partial<Router>).stack) ? addressesOf(handle as Router) : [];
    const guards = route.stack.map((layer) => (layer.handle as Partial<DeedGuard>).deed);
    const methods = [...new Set(route.stack.map(({ method }) => method))] as Address['method'][];
    return methods.map((method) => ({ method, path: route.path, deed: guards.find(Boolean) }));
  });
}

const shapeOf = (path: string) => path.replace(/:\w+/g, ':');

/** What a role is told that may not do something. */
const NOT_ALLOWED = '您的角色是';

describe.each(databases.filter(({ available }) => available))(
  'who may see and do what, on $name',
  ({ name }) => {
    let app: ConsoleApp;
    let all: Address[];
    let mine: MerchantsThings;
    let theirs: MerchantsThings;
    const people = {} as Record<Role, Visitor & { userId: number }>;
    const tokens = {} as Record<Role, string>;
    const limited = roles.filter((role) => role !== 'owner');

    beforeAll(async () => {
      app = await startConsole(name);
      all = addressesOf(createConsoleRouter(app.services));
      await recordPlatform(app);
      mine = await giveThings(app, app.merchant.pid, '甲店');
      theirs = await addMerchantWithThings(app, '乙店');
      for (const role of roles) {
        people[role] = await logInAs(app, role, role === 'owner' ? [] : [mine.pid]);
        tokens[role] = await tokenOf(people[role]);
      }
    });
    afterAll(() => app.stop());

    /** The address with these things' ids; of its first thing where `things` differ. */
    function fill(path: string, things: MerchantsThings, userId: number): string {
      const account = path.includes('listener') ? things.phone : things.asked;
      const ids: Record<string, string | number> = {
        ...{
          trial: things.trialNo,
          orders: things.tradeNo,
          receipts: things.receiptId,
          accounts: account,
          codes: things.codeId,
        },
        ...{ merchants: things.pid, devices: things.deviceId, alerts: things.alertId, texts: things.textId },
        ...{
          uploads: things.picture,
          users: userId,
          rules: 'own-0',
          sessions: 'a'.repeat(64),
          // Only what was recorded can be corrected.
          platforms: path.includes('/correct') ? RECORDED : 'alipay',
          packages: 'a'.repeat(32),
          record: 'a'.repeat(32),
          index: 'acme-till',
        },
      };
      return `/console${path.replace(/(\w+)\/:\w+/g, (whole, of: string) => {
        if (!(of in ids)) throw new Error(`nobody says what ${whole} is`);
        return `${of}/${ids[of]}`;
      })}`;
    }

    /** What forms name besides the address: everything is theirs. */
    function formNaming(things: MerchantsThings): Record<string, string> {
      return {
        ...{ receipt: String(things.receiptId), account: String(things.phone), rule: 'wxpay-documented' },
        ...{ trade_no: things.tradeNo, order: things.tradeNo, pid: String(things.pid), host: things.host },
        ...{
          image: things.picture,
          style: 'image',
          terminal: 'T-NEW',
          pay_types: 'wxpay',
          platform: 'sqbpay',
        },
        ...{ login: 'somebody', mode: 'continuous', interval: '3', setting_password: 'p', enabled: '0' },
      };
    }

    function ask(role: Role, { method }: Address, address: string, things: MerchantsThings): Promise<Visit> {
      if (method === 'get') return people[role].get(address);
      return people[role].post(address, { _csrf: tokens[role], ...formNaming(things) });
    }

    /** Whatever a person could read in an answer, whichever way. */
    function expectNothingOf(things: MerchantsThings, { text, location }: Visit, where: string): void {
      const told = `${text}${decodeURIComponent(location ?? '')}`;
      // The address that was asked for stands in the answer; whoever asked knew it.
      for (const secret of [things.mark, things.givenUp, `${things.host}/notify`])
        expect(told.includes(secret), `${where} tells ${secret}`).toBe(false);
    }

    test('every address names its deed, and every deed is done somewhere', () => {
      expect(all.length).toBeGreaterThan(70);
      const forms = new Set(
        all.filter(({ method, deed }) => method === 'post' && deed).map(({ path }) => shapeOf(path)),
      );
      // An address of a form alone leads to the page of the form, and does nothing else.
      const nameless = all.filter(
        ({ method, path, deed }) => !deed && !(method === 'get' && forms.has(shapeOf(path))),
      );
      expect(nameless.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
      const done = new Set(all.map(({ deed }) => deed));
      expect(Object.keys(deeds).filter((deed) => !done.has(deed as DeedName))).toEqual([]);
    });

    test('each role, at each address: allowed, or told in words that it is not (403)', async () => {
      for (const role of limited) {
        for (const address of all.filter(({ deed }) => deed && deed !== 'self.change')) {
          const allowed = roleMay(role, address.deed as DeedName);
          if (allowed) continue;
          const where = `${role} ${address.method} ${address.path}`;
          const answer = await ask(role, address, fill(address.path, mine, people.owner.userId), mine);
          expect(answer.status, where).toBe(403);
          expect(readable(answer), where).toContain(NOT_ALLOWED);
        }
      }
      for (const role of roles) {
        for (const address of all.filter(({ method, deed }) => method === 'get' && deed)) {
          if (!roleMay(role, address.deed as DeedName)) continue;
          const where = `${role} ${address.method} ${address.path}`;
          const answer = await ask(role, address, fill(address.path, mine, people.viewer.userId), mine);
          expect([200, 303], where).toContain(answer.status);
        }
      }
    });

    test.each(limited)(
      'a %s of one merchant is told at every address that another one’s things are not there',
      async (role) => {
        const before = await stateOf(app, theirs);
        let tried = 0;
        for (const address of all.filter(({ path, deed }) => deed && /:/.test(path))) {
          // These are no merchant's things.
          if (/users|sessions|rules\/:id|platforms/.test(address.path)) continue;
          const where = `${role} ${address.method} ${address.path}`;
          const answer = await ask(role, address, fill(address.path, theirs, 0), theirs);
          expectNothingOf(theirs, answer, where);
          expect(answer.status, where).toBe(roleMay(role, address.deed as DeedName) ? 404 : 403);
          // Said just like what isn't there at all.
          const nowhere: MerchantsThings = {
            ...theirs,
            ...{
              tradeNo: '20260301160000000000000000000000',
              receiptId: 9_999_999,
              asked: 999_999,
              phone: 999_999,
            },
            ...{ codeId: 999_999, pid: 999_999, deviceId: 999_999, alertId: 9_999_999, textId: 9_999_999 },
            picture: `${'0'.repeat(32)}.png`,
          };
          const missing = await ask(role, address, fill(address.path, nowhere, 0), theirs);
          expect(missing.status, where).toBe(answer.status);
          expect(readable(answer), where).toBe(readable(missing));
          tried++;
        }
        expect(tried).toBeGreaterThan(role === 'viewer' ? 25 : 30);
        expect(await stateOf(app, theirs)).toEqual(before);
      },
    );

    test.each(limited)(
      'nothing of another merchant stands in any list, count, search or page of a %s',
      async (role) => {
        const pages = all.filter(({ method, path, deed }) => method === 'get' && deed && !/:/.test(path));
        const addresses = [
          ...pages.map(({ path }) => `/console${path === '/' ? '' : path}`),
          `/console/orders?account=${theirs.phone}`,
          `/console/orders?account=${theirs.phone}&state=pending`,
          '/console/orders?state=pending&type=wxpay',
          '/console/orders?q=43.21',
          '/console/orders?q=43.21&state=paid',
          '/console/orders?told=given_up',
          `/console/orders?told=given_up&host=${theirs.host}`,
          `/console/orders?q=${theirs.outTradeNo}`,
          `/console/orders?q=${theirs.tradeNo}`,
          `/console/orders?q=${theirs.externalId}`,
          `/console/receipts?account=${theirs.phone}`,
          `/console/receipts?account=${theirs.phone}&state=unmatched`,
          '/console/receipts?state=unmatched',
          '/console/receipts?q=7.77',
          `/console/receipts?q=${theirs.externalId}`,
          `/console/receipts/${mine.receiptId}`,
          `/console/receipts/${mine.receiptId}/assign?order=${theirs.tradeNo}`,
          `/console/texts?text=${theirs.textId}`,
          `/console/accounts/${mine.phone}/listener`,
          `/console/accounts/${mine.phone}/listener/live`,
          `/console/accounts/${mine.asked}/codes/new`,
        ];
        for (const address of addresses) {
          const answer = await people[role].get(address);
          expectNothingOf(theirs, answer, `${role} ${address}`);
          expect([200, 403, 404], `${role} ${address}`).toContain(answer.status);
        }
        // And his own is there.
        expect((await people[role].get('/console/orders')).text).toContain(mine.mark);
        expect((await people[role].get('/console/receipts')).text).toContain(mine.mark);
        expect(readable(await people[role].get('/console/orders?told=given_up'))).toContain(
          '1 笔订单已经付款',
        );
        // It waits for a word of whoever may say it.
        const receipt = role === 'manager' ? '1 笔收款等您确认写法' : '1 笔收款未匹配到订单';
        expect(readable(await people[role].get('/console'))).toContain(receipt);
        const figures = texts(await people[role].get('/console'), '.figure-value');
        expect(figures[0]).toBe('¥43.21');
        expect(figures[1]).toBe(String(await countOrders(app, mine.pid)));
      },
    );

    test.each(limited)(
      'a %s names another one’s things in a form at an address of his own: nothing comes of it',
      async (role) => {
        const before = await stateOf(app, theirs);
        for (const address of all.filter(({ method, deed }) => method === 'post' && deed)) {
          if (deedsOfOwn.has(address.path) || !roleMay(role, address.deed as DeedName)) continue;
          const where = `${role} ${address.method} ${address.path}`;
          // His own address, their things in the form.
          const answer = await ask(role, address, fill(address.path, mine, 0), theirs);
          if (address.path !== '/texts/try') expectNothingOf(theirs, answer, where);
          expect(answer.status, where).toBeLessThan(500);
        }
        expect(await stateOf(app, theirs)).toEqual(before);
      },
    );

    test('an owner sees both, and with the switch one', async () => {
      const { owner } = people;
      const seen = async (path: string) => (await owner.get(path)).text;
      for (const path of ['/console/orders', '/console/receipts', '/console/accounts', '/console/audit']) {
        const text = await seen(path);
        expect(text.includes(mine.mark) && text.includes(theirs.mark), path).toBe(true);
      }
      await owner.post('/console/scope', {
        _csrf: tokens.owner,
        pid: String(theirs.pid),
        back: '/console/orders',
      });
      for (const path of [
        '/console',
        '/console/orders',
        '/console/receipts',
        '/console/accounts',
        '/console/devices',
        '/console/audit',
      ]) {
        const page = await owner.get(path);
        // The switch itself names both.
        page.page.querySelector('.merchant-choice')?.remove();
        expect(page.page.text.includes(mine.mark), path).toBe(false);
        expect(page.page.text.includes(theirs.mark), path).toBe(true);
      }
      // What a link leads to is there all the same.
      expect((await owner.get(`/console/orders/${mine.tradeNo}`)).status).toBe(200);
      await owner.post('/console/scope', { _csrf: tokens.owner, pid: '' });
      expect(await seen('/console/orders')).toContain(mine.mark);
    });

    test('the switch takes no merchant that is not one’s own', async () => {
      const { manager } = people;
      expect(texts(await manager.get('/console'), '.merchant-choice')).toEqual([]);
      await manager.post('/console/scope', { _csrf: tokens.manager, pid: String(theirs.pid) });
      const page = await manager.get('/console/orders');
      expectNothingOf(theirs, page, 'orders');
      expect(page.text).toContain(mine.mark);
    });

    test('a role or a merchant that was taken away counts at the next press, in a login that goes on', async () => {
      const visitor = await logInAs(app, 'manager', [mine.pid]);
      const token = await tokenOf(visitor);
      expect((await visitor.get(`/console/orders/${mine.tradeNo}`)).status).toBe(200);
      const change = (form: Record<string, string>) =>
        app.keeper
          .get(`/console/users/${visitor.userId}`)
          .then((page) => app.keeper.submit(page, form, 'form.person-form'));
      expect((await change({ role: 'viewer', pids: String(theirs.pid) })).status).toBe(303);
      expect((await visitor.get(`/console/orders/${mine.tradeNo}`)).status).toBe(404);
      expect((await visitor.get(`/console/orders/${theirs.tradeNo}`)).status).toBe(200);
      const answer = await visitor.post(`/console/orders/${theirs.tradeNo}/close`, { _csrf: token });
      expect(answer.status).toBe(403);
    });

    test('a deed and its event are written together, and only the merchant’s own people read them', async () => {
      const { clerk, manager } = people;
      const order = await app.order({ out_trade_no: 'DEED-1' });
      await clerk.post(`/console/orders/${order.tradeNo}/close`, { _csrf: tokens.clerk });
      const [event] = await listEvents(app.place.db, [mine.pid], { limit: 1 });
      expect(event).toMatchObject({ what: 'order.close', tradeNo: order.tradeNo, pid: mine.pid });
      expect(event?.by).toMatch(/^clerk-/);
      expect(readable(await manager.get('/console/audit'))).toContain('关闭订单');
      expect(
        (await listEvents(app.place.db, [theirs.pid], { limit: 50 })).map(({ tradeNo }) => tradeNo),
      ).not.toContain(order.tradeNo);
    });
  },
);

/** They are about the user himself, or about nobody's things. */
const deedsOfOwn: ReadonlySet<string> = new Set([
  '/security/password',
  '/security/sessions/end-others',
  '/security/sessions/:id/end',
]);

/** All that another merchant has, as the database has it. */
async function stateOf({ place: { db } }: ConsoleApp, things: MerchantsThings) {
  const ofAccounts = (table: string) => db(table).whereIn('account_id', [things.asked, things.phone]);
  return {
    orders: await db('orders').where({ pid: things.pid }).orderBy('id'),
    receipts: await db('receipts').where({ pid: things.pid }).orderBy('id'),
    accounts: await db('accounts').where({ pid: things.pid }).orderBy('id'),
    merchant: await db('merchants').where({ pid: things.pid }),
    devices: await db('devices').where({ pid: things.pid }).orderBy('id'),
    codes: await ofAccounts('codes').orderBy('id'),
    alerts: await ofAccounts('alerts').orderBy('id'),
    texts: await ofAccounts('forwarded_texts').orderBy('id'),
    confirmed: await ofAccounts('confirmed_rules'),
    notifications: await db('notifications').where({ trade_no: things.givenUp }),
    events: await db('events').where({ pid: things.pid }).orderBy('id'),
    audit: await db('audit_entries').where({ pid: things.pid }).orderBy('id'),
  };
}

async function countOrders({ place: { db } }: ConsoleApp, pid: number): Promise<number> {
  return (await db('orders').where({ pid })).length;
}
