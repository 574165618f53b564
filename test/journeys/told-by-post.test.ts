import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { notifications } from '../../src/flow/notifications/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { inChinese } from '../support/in-chinese.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { isVmqSigned, signedOrder } from '../support/vmq-shop.ts';

describe.each(databases.filter(({ available }) => available))(
  'how shops are called, on $name',
  ({ name }) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startApp(name);
    });
    afterAll(() => app.stop());

    async function notifyBy(way: 'get' | 'post'): Promise<void> {
      const rules = { ...app.merchant.rules, notifyBy: way };
      await app.services.merchants.saveRules(app.place.db, app.merchant.pid, rules);
      app.services.directory.forget(app.merchant.pid);
    }

    let asked = 3_000;
    async function settle(order: Order): Promise<void> {
      await app.services.listener.idle();
      app.clock.advance(4_000);
      app.pay(order);
      await app.tick();
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid' });
    }
    async function sell(fields: Record<string, string> = {}): Promise<Order> {
      const order = await app.order({ money: formatFen(fen(++asked)), ...fields });
      await settle(order);
      return order;
    }
    const callsFor = (order: Order) =>
      app.shop.received.filter(({ params }) =>
        [params.trade_no, params.payId].some(
          (number) => number === order.tradeNo || number === order.outTradeNo,
        ),
      );

    test('by GET nothing is added to the message; headers tell the notification and the attempt', async () => {
      await notifyBy('get');
      app.shop.next({ status: 500 }, { body: 'fail' });
      const order = await sell();
      for (const wait of [5_000, 10_000]) await app.tick(wait);
      const calls = callsFor(order);
      expect(
        calls.map(({ method, headers }) => [method, headers['webhook-id'], headers['webhook-attempt']]),
      ).toEqual([
        ['GET', order.tradeNo, '1'],
        ['GET', order.tradeNo, '2'],
        ['GET', order.tradeNo, '3'],
      ]);
      for (const { params } of calls) {
        expect(Object.keys(params)).toEqual([
          ...[
            'shop',
            'pid',
            'trade_no',
            'out_trade_no',
            'type',
            'name',
            'money',
            'trade_status',
            'sign',
            'sign_type',
          ],
        ]);
      }
      await app.services.notifier.resend(order.tradeNo, actorNamed('keeper'));
      expect(callsFor(order).at(-1)?.headers).toMatchObject({
        'webhook-id': order.tradeNo,
        'webhook-attempt': '4',
      });
    });

    test('by POST where the merchant says so: the same fields and sign in a form, the address as the shop gave it', async () => {
      await notifyBy('post');
      const order = await sell({ param: 'a&b=+中' });
      const [call, ...more] = callsFor(order);
      expect(more).toEqual([]);
      expect(call).toMatchObject({ method: 'POST', path: '/notify', query: 'shop=1' });
      expect(call?.headers['content-type']).toBe('application/x-www-form-urlencoded');
      expect(call?.headers).toMatchObject({ 'webhook-id': order.tradeNo, 'webhook-attempt': '1' });
      const told = Object.fromEntries(new URLSearchParams(call?.body));
      expect(told).toMatchObject({
        out_trade_no: order.outTradeNo,
        param: 'a&b=+中',
        trade_status: 'TRADE_SUCCESS',
      });
      expect(verifyEpaySign(told, app.merchant.key)).toBe(true);
      expect(await notifications.findNotification(app.place.db, order.tradeNo)).toMatchObject({
        state: 'acknowledged',
      });
    });

    test('V免签’s notification too', async () => {
      await notifyBy('post');
      const query = new URLSearchParams(
        signedOrder(app, { payId: 'BYPOST', price: formatFen(fen(++asked)) }),
      );
      const { data } = (await (await fetch(`${app.url}/createOrder?${query}`)).json()) as {
        data: { orderId: string };
      };
      const order = await app.find(data.orderId);
      await settle(order);
      const [call] = callsFor(order);
      expect(call).toMatchObject({ method: 'POST', query: 'shop=1' });
      expect(call?.headers).toMatchObject({ 'webhook-id': order.tradeNo, 'webhook-attempt': '1' });
      const told = Object.fromEntries(new URLSearchParams(call?.body));
      expect(Object.keys(told)).toEqual(['payId', 'param', 'type', 'price', 'reallyPrice', 'sign']);
      expect(isVmqSigned(told, app.merchant.vmqKey)).toBe(true);
    });

    test('a shop that takes POST only: the cause says what to switch, and after it the next attempt arrives', async () => {
      await notifyBy('get');
      app.shop.next({ status: 405 });
      const order = await sell();
      const [attempt] = await notifications.listAttempts(app.place.db, order.tradeNo);
      expect(inChinese(attempt?.cause)).toContain('改成 POST');
      await notifyBy('post');
      await app.tick(5_000);
      expect(callsFor(order).map(({ method }) => method)).toEqual(['GET', 'POST']);
      expect(await notifications.findNotification(app.place.db, order.tradeNo)).toMatchObject({
        state: 'acknowledged',
      });
    });

    test('the way back stays an address', async () => {
      await notifyBy('post');
      const order = await sell();
      await app.tick(4_000);
      const state = (await (await fetch(`${app.url}/getOrderState/${order.tradeNo}`)).json()) as {
        return_url: string;
      };
      expect(new URL(state.return_url).searchParams.get('trade_no')).toBe(order.tradeNo);
    });
  },
);
