import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type Order, orders } from '../../src/flow/orders/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { randomHex } from '../../src/shared/random.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { startContractFubei } from '../simulators/fubei/contract.ts';
import type { Point } from '../simulators/fubei/simulator.ts';
import { type ChildHouse, startChildHouse } from '../support/child-house.ts';
import { databases, openTestDatabase } from '../support/database.ts';
import { accountRepository, buildCode, buildMerchant } from '../support/factories.ts';
import { startFakeShop } from '../support/fake-shop.ts';
import { until } from '../support/until.ts';

const CLOCK = pathToFileURL(fileURLToPath(new URL('../support/crash-at.mjs', import.meta.url))).href;
/** A restart comes so much later: what the dead process had begun is given up by then. */
const LATER = MINUTE + 5 * SECOND;

const [ADD, DEADLINE, SHARE] = [
  'receipt.web.receipt.add',
  'receipt.web.receipt.order.update',
  'receipt.web.receipt.share',
];
/** Between each two calls: as one comes, the answer of the one before it has; the first and the last also done and not answered. */
const POINTS = [
  ...[`before ${ADD}`, `after ${ADD}`, `before ${DEADLINE}`, `before ${SHARE}`],
  ...['before picture', 'after picture'],
];

/** The real product is killed with SIGKILL between each two calls by which a bill is opened, and started again. */
describe.concurrent.each(databases.filter(({ available }) => available))('killed on $name', ({ name }) => {
  test('while a bill is opened: none that anybody could have been shown stays open, and each order can be paid', async () => {
    const place = await openTestDatabase(name);
    const shop = await startFakeShop();
    let starts = 0;
    const simulator = await startContractFubei('bill')(() => Date.now() + starts * LATER);
    const { fubei, settings } = simulator;
    const { password, ...open } = settings;
    const merchant = await buildMerchant(place.db, {
      rules: { orderLifetimeMs: 60 * MINUTE },
      now: Date.now(),
    });
    const accountId = await accountRepository.insert(
      place.db,
      merchant.pid,
      'fubei',
      {
        ...{ login: 'shop', settings: open, secrets: { password: String(password) } },
        ...{ mode: 'continuous', intervalMs: SECOND },
      },
      Date.now(),
    );
    await buildCode(place.db, accountId, { terminal: 'T1', payTypes: ['wxpay', 'alipay'] });
    await writeSetting(place.db, 'installed_at', String(Date.now()));
    const houses: ChildHouse[] = [];
    const start = async () => {
      starts += 1;
      const env = { CLOCK_OFFSET_MS: String(starts * LATER) };
      const house = await startChildHouse(place, { preload: CLOCK, env });
      houses.push(house);
      return house;
    };
    const submit = (to: ChildHouse, number: string) => {
      const fields: Record<string, string> = {
        ...{
          pid: String(merchant.pid),
          type: 'wxpay',
          out_trade_no: number,
          name: 'VIP会员',
          money: '10.00',
        },
        ...{ notify_url: `${shop.url}/notify`, return_url: `${shop.url}/return` },
      };
      const signed = { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' };
      return fetch(`${to.url}/mapi.php`, { method: 'POST', body: new URLSearchParams(signed) });
    };
    const find = async (number: string): Promise<Order> => {
      const [order] = await orders.findOrdersByOutTradeNo(place.db, merchant.pid, [number]);
      if (!order) throw new Error(`order ${number} was not taken in`);
      return order;
    };

    try {
      let running = await start();
      const left: string[] = [];
      for (const point of POINTS) {
        const number = `SN${randomHex(8)}`;
        const made = fubei.bills.bills.size;
        const { process: child } = running;
        fubei.at = (here: Point) => {
          if (here.replace(/\/qrcode\/.*/, 'picture') !== point) return;
          child.kill('SIGKILL');
          if (here.startsWith('before')) throw new Error('the call never came');
        };
        await submit(running, number).catch(() => {});
        expect(await running.ended, point).toEqual({ code: null, signal: 'SIGKILL' });
        fubei.at = null;
        expect(fubei.bills.bills.size - made, point).toBe(point === `before ${ADD}` ? 0 : 1);

        running = await start();
        const { tradeNo } = await find(number);
        await until(`what was begun is given up (${point})`, async () => {
          const [bill] = await place.db('bills').where({ trade_no: tradeNo });
          return (
            bill !== undefined && (bill.state === 'closed' || (bill.state === 'failed' && !bill.reference))
          );
        });
        // Made, and its number never came: nobody was given its code, and its title says whose it was.
        const nameless = fubei.bills.open().filter(({ receiptId }) => !left.includes(receiptId));
        expect(nameless.map(({ isShared }) => isShared)).toEqual(point === `after ${ADD}` ? [false] : []);
        for (const { receiptId, title } of nameless) {
          expect(title).toBe(`订单${tradeNo.slice(-12)}`);
          left.push(receiptId);
        }
        // Its shop sends it once more: it has the plate code, and its page shows that.
        expect(await (await submit(running, number)).json(), point).toMatchObject({
          code: 1,
          trade_no: tradeNo,
        });
        expect((await find(number)).placement, point).toMatchObject({ terminal: 'T1' });
        const picture = await fetch(`${running.url}/Pay/qr/${tradeNo}.png`);
        expect(picture.headers.get('content-type'), point).toBe('image/png');
      }

      // Killed when the order has its bill: that stays, and its payment settles the order.
      const number = `SN${randomHex(8)}`;
      expect(await (await submit(running, number)).json()).toMatchObject({ code: 1 });
      const order = await find(number);
      expect(order.placement?.terminal).toMatch(/^bill:/);
      running.process.kill('SIGKILL');
      await running.ended;
      running = await start();
      const [bill] = await place.db('bills').where({ trade_no: order.tradeNo });
      simulator.pay({ amountFen: 1_000, reference: String(bill?.reference) });
      await until(
        'the order is paid',
        async () => (await orders.getOrder(place.db, order.tradeNo)).state === 'paid',
        40 * SECOND,
      );
      expect(fubei.bills.open().map(({ receiptId }) => receiptId)).toEqual(left);
      expect(await running.stop()).toEqual({ code: 0, signal: null });
    } finally {
      for (const { process } of houses) process.kill('SIGKILL');
      await Promise.all(houses.map(({ ended }) => ended));
      await simulator.close();
      await shop.close();
      await place.close();
    }
  }, 300_000);
});
