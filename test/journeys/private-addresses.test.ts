import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createNotifier, type Notifier, notifications } from '../../src/flow/notifications/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { recordReceipts } from '../../src/flow/receipts/index.ts';
import { settleReceipt } from '../../src/flow/settlement/index.ts';
import { startHouse } from '../../src/house.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { createOutbound, type Lookup } from '../../src/shared/outbound.ts';
import { saying } from '../../src/shared/saying.ts';
import { databases } from '../support/database.ts';
import { inChinese } from '../support/in-chinese.ts';
import { runJobs, startApp, type TestApp, testConfig } from '../support/start-app.ts';

/** Addresses that lead to this machine or into its network, in every dress that a URL parser takes off. */
const PRIVATE = [
  'http://127.0.0.1/notify',
  'http://127.0.0.1.:8080/notify',
  'http://127.1/notify',
  'http://127.0.1/notify',
  'http://127.8.9.10/notify',
  'http://2130706433/notify',
  'http://0x7f000001/notify',
  'http://0X7F.0.0.1/notify',
  'http://0x7f.1/notify',
  'http://0177.0.0.1/notify',
  'http://017700000001/notify',
  'http://0177.0x0.1/notify',
  'http://127%2E0%2E0%2E1/notify',
  'http://１２７.０.０.１/notify',
  'http://①②⑦.0.0.1/notify',
  'http://127。0。0。1/notify',
  'http://127.0.0.1\\@shop.example/notify',
  'http:///127.0.0.1/notify',
  'HTTP://127.0.0.1:80/notify',
  'http://[::1]/notify',
  'http://[::]/notify',
  'http://[0:0:0:0:0:0:0:1]/notify',
  'http://[::127.0.0.1]/notify',
  'http://[::ffff:127.0.0.1]/notify',
  'http://[::ffff:7f00:1]/notify',
  'http://[::ffff:10.0.0.1]/notify',
  'http://[64:ff9b::127.0.0.1]/notify',
  'http://[2002:7f00:1::]/notify',
  'http://[2001:0:7f00:1::]/notify',
  'http://[fd00::1]/notify',
  'http://[fc00::1]/notify',
  'http://[fe80::1]/notify',
  'http://[fec0::1]/notify',
  'http://[ff02::1]/notify',
  'http://[2001:db8::1]/notify',
  'http://localhost/notify',
  'http://localhost.:8080/notify',
  'http://LOCALHOST/notify',
  'https://LocalHost./notify',
  'http://a.localhost/notify',
  'http://localhost.localdomain/notify',
  'http://ip6-localhost/notify',
  'http://intranet/notify',
  'http://shop.local/notify',
  'http://metadata.google.internal/notify',
  'http://router.home.arpa/notify',
  'http://0.0.0.0/notify',
  'http://0/notify',
  'http://10.0.0.1/notify',
  'http://10.255.255.255/notify',
  'http://172.16.0.1/notify',
  'http://172.31.255.255/notify',
  'http://192.168.0.1/notify',
  'http://3232235521/notify',
  'http://169.254.169.254/latest/meta-data',
  'http://0xa9fea9fe/latest/meta-data',
  'http://100.64.0.1/notify',
  'http://192.0.2.1/notify',
  'http://198.18.0.1/notify',
  'http://224.0.0.1/notify',
  'http://240.0.0.1/notify',
  'http://255.255.255.255/notify',
];

/** Addresses that are no web address of a shop at all. */
const NONSENSE = [
  'http://shop.example@127.0.0.1/notify',
  'http://user:pass@shop.example/notify',
  'http:127.0.0.1/notify',
  '//127.0.0.1/notify',
  'ftp://shop.example/notify',
  'file:///etc/passwd',
  'gopher://127.0.0.1:6379/_INFO',
  'javascript:alert(1)',
  'http://[::1/notify',
  'http://1.2.3.4.5.6/notify',
  'http://shop example/notify',
];

const PUBLIC = [
  'https://shop.example/notify',
  'http://SHOP.example.:8443/notify?a=1',
  'http://127.0.0.1.shop.example/notify',
  'http://localhost.shop.example/notify',
  'http://1.2.3.4/notify',
  'http://9.255.255.255/notify',
  'http://11.0.0.1/notify',
  'http://172.15.0.1/notify',
  'http://172.32.0.1/notify',
  'http://192.167.255.255/notify',
  'http://100.128.0.1/notify',
  'http://[2606:4700::1111]/notify',
  'https://商店.example/通知',
];

describe.each(databases.filter(({ available }) => available))('private addresses on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(name, { config: { allowPrivateNotify: false } });
  });
  afterAll(() => app.stop());
  afterEach(() => {
    vi.restoreAllMocks();
  });

  let asked = 2_000;
  const formTo = (notifyUrl: string) => {
    asked += 1;
    return app.form({ money: formatFen(fen(asked)), notify_url: notifyUrl });
  };

  async function written() {
    const rows = ['orders', 'amount_slots', 'notifications'].map((table) => app.place.db(table).select());
    const turns = await app.place.db('codes').select('last_turn');
    return [...(await Promise.all(rows)), turns];
  }

  describe('at submission', () => {
    test.each(PRIVATE)('%s is refused by name, and nothing is written', async (address) => {
      const before = await written();
      const body = new URLSearchParams(formTo(address));
      const told = await (await fetch(`${app.url}/mapi.php`, { method: 'POST', body })).json();
      expect(told).toMatchObject({ code: -1, msg: expect.stringContaining('notify_url') });
      expect(told.msg).toMatch(/内网|本机|保留/);
      const page = await fetch(`${app.url}/submit.php`, { method: 'POST', body, redirect: 'manual' });
      expect(page.status).toBe(400);
      expect(await page.text()).toContain('notify_url');
      expect(await written()).toEqual(before);
    });

    test.each(NONSENSE)('%s is refused by name, and nothing is written', async (address) => {
      const before = await written();
      const body = new URLSearchParams(formTo(address));
      const told = await (await fetch(`${app.url}/mapi.php`, { method: 'POST', body })).json();
      expect(told).toMatchObject({ code: -1, msg: expect.stringContaining('notify_url') });
      expect(await written()).toEqual(before);
    });

    test.each(PUBLIC)('%s is taken, and kept as it was written', async (address) => {
      const order = await app.order(formTo(address));
      expect(order.notifyUrl).toBe(address);
    });
  });

  describe('at delivery', () => {
    /** Each connection that the process opens to a shop's name: refused here, or led to the fake shop. */
    function watchConnections(): string[][] {
      const seen: string[][] = [];
      const connect = net.connect;
      vi.spyOn(net, 'connect').mockImplementation(((options: net.TcpNetConnectOpts) => {
        if (!String(options.host).endsWith('shop.example')) return connect(options);
        options.lookup?.(String(options.host), { all: true }, (_error, found) => {
          seen.push((found as { address: string }[]).map(({ address }) => address));
        });
        return connect({ port: app.shop.port, host: '127.0.0.1' });
      }) as typeof net.connect);
      return seen;
    }

    /** Answers in turn, the last one again and again. */
    function answering(...answers: string[][]): Lookup & { asked: string[] } {
      const asked: string[] = [];
      const lookup: Lookup = async (hostname) => {
        asked.push(hostname);
        const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
        return answer.map((address) => ({ address, family: net.isIP(address) }));
      };
      return Object.assign(lookup, { asked });
    }

    /** A house's notifier whose names are the test's: the house itself takes no other resolver than the system's. */
    function notifierWith(lookup: Lookup): Notifier {
      const { db, clock, log, directory, orderEvents, owner } = app.services;
      const outbound = createOutbound({ allowPrivate: false, lookup });
      return createNotifier({
        db,
        clock,
        log,
        outbound,
        merchants: directory,
        events: orderEvents,
        owner,
        random: () => 0.5,
      });
    }

    /** An order for a shop with a name, whose payment is settled; its notification goes through this notifier. */
    async function sell(notifier: Notifier): Promise<string> {
      const order = await app.order(formTo(`http://pay.shop.example:${app.shop.port}/notify`));
      await app.services.listener.idle();
      app.clock.advance(4 * SECOND);
      if (!order.placement) throw new Error('the order has no code');
      const { payType, payableFen, accountId, terminal } = order.placement;
      const { db, clock, settlement } = app.services;
      const now = clock.now();
      const [receipt] = await recordReceipts(db, [
        {
          accountId,
          pid: order.pid,
          platform: 'sqbpay',
          externalId: order.outTradeNo,
          payType,
          amountFen: payableFen,
          terminal,
          paidAt: now,
          seenAt: now,
          raw: '{}',
        },
      ]);
      if (!receipt) throw new Error('the payment was not recorded');
      const paid = (order: Order) => notifier.deliverNow(order.tradeNo, order);
      expect(await settleReceipt({ ...settlement, paid }, receipt)).toBe(order.tradeNo);
      await notifier.idle();
      return order.tradeNo;
    }

    const deliverAfter = async (notifier: Notifier, ms: number) => {
      app.clock.advance(ms);
      await notifier.deliverDue();
      await notifier.idle();
    };

    test.each([
      ['127.0.0.1'],
      ['127.0.0.53'],
      ['0.0.0.0'],
      ['10.1.2.3'],
      ['172.20.0.2'],
      ['192.168.1.10'],
      ['169.254.169.254'],
      ['::1'],
      ['::'],
      ['::ffff:127.0.0.1'],
      ['fd00::1'],
      ['fe80::1'],
      ['64:ff9b::7f00:1'],
    ])('a name that resolves to %s is not called; the attempt is kept with its cause', async (address) => {
      const seen = watchConnections();
      const before = app.shop.received.length;
      const notifier = notifierWith(answering([address]));
      const tradeNo = await sell(notifier);
      const [attempt, ...more] = await notifications.listAttempts(app.place.db, tradeNo);
      expect(more).toEqual([]);
      expect(attempt).toMatchObject({ outcome: 'failed', httpStatus: null, bodyHead: '' });
      expect(inChinese(attempt?.cause)).toContain('pay.shop.example');
      expect(inChinese(attempt?.cause)).toMatch(/内网、本机或保留地址.*ALLOW_PRIVATE_NOTIFY/);
      expect(inChinese(attempt?.cause)).not.toContain('/notify');
      expect(seen).toEqual([]);
      expect(app.shop.received).toHaveLength(before);
      expect(await notifications.findNotification(app.place.db, tradeNo)).toMatchObject({
        state: 'queued',
        attempts: 1,
      });
      // Out of the way of the tests that follow.
      await app.place.db('notifications').where({ trade_no: tradeNo }).update({ state: 'given_up' });
    });

    test('a name that changes its answers is asked once for each attempt, and only a public answer is connected to', async () => {
      const seen = watchConnections();
      const before = app.shop.received.length;
      const lookup = answering(
        ['1.2.3.4'],
        ['127.0.0.1'],
        ['10.0.0.1', '::1'],
        ['127.0.0.1', '5.6.7.8', 'fd00::1'],
      );
      const notifier = notifierWith(lookup);
      app.shop.next({ status: 500 });
      const tradeNo = await sell(notifier);
      for (const wait of [5, 10, 15]) await deliverAfter(notifier, wait * SECOND);

      const attempts = await notifications.listAttempts(app.place.db, tradeNo);
      expect(attempts.map(({ outcome }) => outcome)).toEqual(['refused', 'failed', 'failed', 'acknowledged']);
      expect(inChinese(attempts[1]?.cause)).toContain('127.0.0.1');
      expect(inChinese(attempts[2]?.cause)).toContain('10.0.0.1');
      expect(lookup.asked).toHaveLength(4);
      expect(seen).toEqual([['1.2.3.4'], ['5.6.7.8']]);
      expect(app.shop.received).toHaveLength(before + 2);
      // The shop sees its own name, whatever the address.
      expect(app.shop.received.at(-1)?.headers.host).toBe(`pay.shop.example:${app.shop.port}`);
    });

    test('a name that is not found, or has no address, fails with a plain cause', async () => {
      const seen = watchConnections();
      const notifier = notifierWith(answering([]));
      const tradeNo = await sell(notifier);
      const [attempt] = await notifications.listAttempts(app.place.db, tradeNo);
      expect(attempt).toMatchObject({
        outcome: 'failed',
        cause: saying('cause.dns', { host: `pay.shop.example:${app.shop.port}`, code: '' }),
      });
      expect(seen).toEqual([]);
    });

    test('a redirect to a private address is not followed', async () => {
      watchConnections();
      app.shop.next({ status: 302, headers: { location: `http://127.0.0.1:${app.shop.port}/inside` } });
      const tradeNo = await sell(notifierWith(answering(['1.2.3.4'])));
      const [attempt] = await notifications.listAttempts(app.place.db, tradeNo);
      expect(attempt).toMatchObject({
        outcome: 'refused',
        httpStatus: 302,
        cause: saying('cause.redirectTo', {
          status: 302,
          quote: `“http://127.0.0.1:${app.shop.port}/inside”`,
        }),
      });
      expect(app.shop.at('/inside')).toEqual([]);
    });
  });

  test('an order from the time when private shops were allowed is not called any more once they are not', async () => {
    const open = await startApp(name);
    const order = await open.order();
    await open.services.listener.idle();
    const config = { ...testConfig(open.place), allowPrivateNotify: false };
    const strict = await startHouse({
      config,
      log: open.log.log,
      clock: open.clock,
      withJobs: false,
      random: () => 0.5,
    });
    open.clock.advance(4 * SECOND);
    open.pay(order);
    await runJobs(strict);
    expect(await open.find(order.tradeNo)).toMatchObject({ state: 'paid' });
    const [attempt] = await notifications.listAttempts(open.place.db, order.tradeNo);
    expect(attempt).toMatchObject({
      outcome: 'failed',
      cause: saying('cause.private', { host: `127.0.0.1:${open.shop.port}`, address: '127.0.0.1' }),
    });
    expect(open.shop.received).toEqual([]);
    // And it is, once the operator allows them again: nothing was lost by the refusal.
    await strict.stop();
    await open.tick(MINUTE);
    expect(open.shop.received).toHaveLength(1);
    await open.stop();
  });
});
