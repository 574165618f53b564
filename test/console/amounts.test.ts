import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Order } from '../../src/flow/orders/index.ts';
import { receipts, recordReceipts } from '../../src/flow/receipts/index.ts';
import { settleReceipt } from '../../src/flow/settlement/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { randomHex } from '../../src/shared/random.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

describe.each(databases.filter(({ available }) => available))(
  'amounts in the console on $name',
  ({ name }) => {
    let app: ConsoleApp;
    beforeAll(async () => {
      app = await startConsole(name, { terminals: ['T-1'], rules: { slotLimitFen: 9 } });
    });
    afterAll(() => app.stop());

    const pageOf = ({ tradeNo }: Order) => app.keeper.get(`/console/orders/${tradeNo}`);
    async function tell({ placement }: Order): Promise<number> {
      if (!placement) throw new Error('the order has no code');
      const { accountId, payType, payableFen: amountFen, terminal } = placement;
      const now = app.clock.now();
      const told = {
        accountId,
        pid: app.merchant.pid,
        platform: 'sqbpay',
        payType,
        amountFen,
        terminal,
        raw: '{}',
      };
      const [receipt] = await recordReceipts(app.place.db, [
        { ...told, externalId: `C${randomHex(8)}`, paidAt: now, seenAt: now },
      ]);
      if (!receipt) throw new Error('it was known');
      await settleReceipt(app.services.settlement, receipt);
      return receipt.id;
    }

    test('two orders of one price met: both pages and the money’s page say what to beware of, and name the other', async () => {
      const round = await app.order({ money: '15.00' });
      expect((await pageOf(round)).page.querySelector('#same-price')).toBeNull();
      app.clock.advance(SECOND);
      const beside = await app.order({ money: '15.00' });
      for (const [order, other] of [
        [round, beside],
        [beside, round],
      ] as const) {
        const [notice] = texts(await pageOf(order), '#same-price');
        expect(notice).toContain('两笔同价订单同时等待 ¥15.00');
        const page = await pageOf(order);
        expect(page.page.querySelector('#same-price a')?.getAttribute('href')).toBe(
          `/console/orders/${other.tradeNo}`,
        );
      }
      app.clock.advance(SECOND);
      const id = await tell(round);
      const money = await app.keeper.get(`/console/receipts/${id}`);
      expect(texts(money, '#same-price')[0]).toContain('¥15.00');
      // An exact amount beside the price can't be another's by mistake.
      const exact = await app.keeper.get(`/console/receipts/${await tell(beside)}`);
      expect(exact.page.querySelector('#same-price')).toBeNull();
      const alone = await app.order({ money: '16.00' });
      expect((await pageOf(alone)).page.querySelector('#same-price')).toBeNull();
    });

    test('an order that changed its pay type shows what it asked before, and until when that still counts', async () => {
      const order = await app.order({ money: '25.00' });
      app.clock.advance(SECOND);
      await app.services.chooseType(order.tradeNo, 'alipay');
      const titles = texts(await pageOf(order), '.moment-head strong');
      expect(titles).toEqual(['商城提交订单', '分配收款码（已更换）', '分配收款码', '更换支付方式']);
      expect(readable(await pageOf(order))).toContain('这个金额为它保留到');
      app.clock.advance(SECOND);
      await tell(order);
      const paid = await pageOf(order);
      expect(readable(paid)).toContain('付的是更换之前的金额');
      expect(texts(paid, '.moment-head strong')).toContain('更换支付方式');
    });

    test('an order that came back to life says so', async () => {
      const order = await app.order({ money: '26.00', out_trade_no: 'LIVES-AGAIN' });
      await app.tick(10 * MINUTE + SECOND);
      await app.order({ money: '26.00', out_trade_no: 'LIVES-AGAIN' });
      const titles = texts(await pageOf(order), '.moment-head strong');
      expect(titles).toContain('商城再次提交，订单恢复待支付');
    });

    test('who closed it is told; what the buyer gave up can be completed by hand', async () => {
      const order = await app.order({ money: '35.00' });
      await app.services.cancelOrder(order.tradeNo);
      const page = await pageOf(order);
      expect(texts(page, '.moment-head strong')).toContain('买家在收银台取消');
      expect(page.page.querySelector('form[action$="/complete"]')).not.toBeNull();
      const other = await app.order({ money: '36.00' });
      await app.keeper.submit(await pageOf(other), {}, 'form[action$="/close"]');
      const closed = await pageOf(other);
      expect(texts(closed, '.moment-head strong')).toContain('人工关闭');
      expect(closed.page.querySelector('form[action$="/complete"]')).toBeNull();
    });

    test('money for an earlier amount that a person assigns counts as that', async () => {
      const order = await app.order({ money: '45.00' });
      await app.services.chooseType(order.tradeNo, 'alipay');
      await app.tick(5 * MINUTE + 10 * SECOND);
      const id = await tell(order); // its grace is over
      const receipt = await app.keeper.get(`/console/receipts/${id}`);
      expect(texts(receipt, '.suggestion')[0]).toContain(order.outTradeNo);
      const assign = await app.keeper.get(`/console/receipts/${id}/assign?order=${order.tradeNo}`);
      expect(readable(assign)).toContain('更换支付方式之前的收款码和金额一致');
      await app.keeper.submit(assign, {}, 'form[action$="/assign"]');
      expect(await app.find(order.tradeNo)).toMatchObject({
        ...{ state: 'paid', odd: ['by_hand', 'earlier_amount', 'late'] },
        placement: { payType: 'wxpay', payableFen: order.placement?.payableFen },
      });
      expect((await receipts.getReceipt(app.place.db, id)).tradeNo).toBe(order.tradeNo);
    });

    test('an amount that was used again early says whose it was', async () => {
      const made: Order[] = [];
      for (let at = 0; at < 10; at++) made.push(await app.order({ money: '55.00' }));
      app.clock.advance(SECOND);
      await tell(made[3] as Order);
      const again = await app.order({ money: '55.00' });
      expect(readable(await pageOf(again))).toContain(`提前用了已付款订单 ${made[3]?.tradeNo} 的金额`);
    });

    test('home says which price ran out, on which codes, who holds it and what to do', async () => {
      for (let at = 0; at < 10; at++) await app.order({ money: '65.00', clientip: `203.0.113.${at % 2}` });
      await expect(app.order({ money: '65.00' })).rejects.toThrow('人数较多');
      const home = await app.keeper.get('/console');
      const [need] = texts(home, '.need').filter((text) => text.includes('65.00'));
      expect(need).toContain('微信 ¥65.00 的金额全部占用');
      expect(need).toContain('T-1 10/10');
      expect(need).toContain('203.0.113.0（5 笔）');
      expect(need).toContain('添加收款码');
      const english = await app.keeper.get('/console', {
        cookie: `${[...app.keeper.cookies].map(([key, value]) => `${key}=${value}`).join('; ')}`,
        'accept-language': 'en',
      });
      expect(english.text).toContain('65.00');
    });
  },
);
