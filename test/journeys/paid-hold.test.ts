import { afterEach, describe, expect, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import type { MerchantRules } from '../../src/flow/merchants/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { type Receipt, receipts, recordReceipts } from '../../src/flow/receipts/index.ts';
import { completeByHand, settleReceipt } from '../../src/flow/settlement/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { randomHex } from '../../src/shared/random.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

/** A payment that is told twice, or made twice, settles one order; and who gets an amount when they run short. */
describe.each(databases.filter(({ available }) => available))(
  'amounts after a payment, on $name',
  ({ name }) => {
    let app: TestApp;
    afterEach(() => app.stop());

    const slotOf = (order: Order) => app.place.db('amount_slots').where({ trade_no: order.tradeNo }).first();
    const stateOf = async ({ tradeNo }: Order) => (await app.find(tradeNo)).state;
    const amountOf = ({ placement }: Order) => placement?.payableFen;
    const unmatched = async (): Promise<Receipt | undefined> =>
      (await receipts.listReceipts(app.place.db, { state: 'unmatched' }, 1))[0];

    /** Money for what the order asks, as its platform or device tells of it. */
    async function tell(order: Order, more: { paidAt?: number } = {}): Promise<string | null> {
      if (!order.placement) throw new Error('the order has no code');
      const { accountId, payType, payableFen: amountFen, terminal } = order.placement;
      const told = {
        accountId,
        pid: app.merchant.pid,
        platform: 'sqbpay',
        payType,
        amountFen,
        terminal,
        raw: '{}',
      };
      const now = app.clock.now();
      const money = { ...told, externalId: `R${randomHex(8)}`, paidAt: now, seenAt: now, ...more };
      const [receipt] = await recordReceipts(app.place.db, [money]);
      return receipt ? settleReceipt(app.services.settlement, receipt) : null;
    }

    describe('where the platform is asked', () => {
      async function start(rules: Partial<MerchantRules> = {}, terminals = ['T-1']): Promise<void> {
        app = await startApp(name, { terminals, rules });
      }

      test('a paid amount is nobody else’s for two minutes, and a second payment is to be seen as such', async () => {
        await start();
        const paid = await app.order();
        app.clock.advance(SECOND);
        expect(await tell(paid)).toBe(paid.tradeNo);
        const settledAt = app.clock.now();
        expect(await slotOf(paid)).toMatchObject({
          cooling_since: settledAt,
          release_at: settledAt + 2 * MINUTE,
        });
        const younger = await app.order();
        expect(amountOf(younger)).not.toBe(amountOf(paid));
        await app.tick(2 * MINUTE - SECOND);
        expect(await tell(paid)).toBeNull();
        expect(await unmatched()).toMatchObject({ reason: 'already_paid' });
        expect(await stateOf(younger)).toBe('pending');
        await app.tick(2 * SECOND);
        expect(await slotOf(paid)).toBeUndefined();
        expect(await tell(paid)).toBeNull();
        expect(await unmatched()).toMatchObject({ reason: 'already_paid' });
      });

      test('the hold counts from the moment we learn of the payment, however long ago it was made', async () => {
        await start();
        const paid = await app.order();
        const paidAt = app.clock.now() + SECOND;
        await app.tick(8 * MINUTE);
        expect(await tell(paid, { paidAt })).toBe(paid.tradeNo);
        expect(await slotOf(paid)).toMatchObject({ release_at: app.clock.now() + 2 * MINUTE });
      });

      test('told when its time was over and its amount not freed yet: it is held all the same, and known to be', async () => {
        await start();
        const paid = await app.order();
        const paidAt = app.clock.now() + SECOND;
        app.clock.set(paid.heldUntil + SECOND); // the job that frees it comes every five seconds
        expect(await tell(paid, { paidAt })).toBe(paid.tradeNo);
        const until = app.clock.now() + 2 * MINUTE;
        expect(await slotOf(paid)).toMatchObject({ release_at: until });
        expect(await app.find(paid.tradeNo)).toMatchObject({ heldUntil: until });
        // Freed by then: somebody else may have had it, so that no time is claimed.
        const other = await app.order({ money: '20.00' });
        await app.tick(11 * MINUTE);
        expect(await tell(other, { paidAt: other.createdAt + SECOND })).toBe(other.tradeNo);
        expect(await app.find(other.tradeNo)).toMatchObject({ heldUntil: other.heldUntil });
      });

      test('money that lies before a younger order’s time is not his, told as late as may be', async () => {
        await start();
        const paid = await app.order();
        app.clock.advance(SECOND);
        await tell(paid);
        const paidAt = app.clock.now() + SECOND;
        await app.tick(2 * MINUTE + 10 * SECOND);
        const younger = await app.order();
        expect(amountOf(younger)).toBe(amountOf(paid));
        expect(await tell(paid, { paidAt })).toBeNull();
        expect(await unmatched()).toMatchObject({ reason: 'already_paid' });
        expect(await tell(younger)).toBe(younger.tradeNo);
      });

      test('补单, then the money: the amount stays taken for its time and the hold, and the money is nobody else’s', async () => {
        await start();
        const paid = await app.order();
        const { heldUntil } = paid;
        await app.tick(9 * MINUTE + 30 * SECOND); // half a minute before its grace is over
        await completeByHand(app.services.settlement, paid.tradeNo, actorNamed('admin'));
        expect(await slotOf(paid)).toMatchObject({
          release_at: app.clock.now() + 2 * MINUTE,
          cooling_since: null,
        });
        const younger = await app.order();
        app.clock.set(heldUntil + MINUTE);
        expect(amountOf(younger)).not.toBe(amountOf(paid));
        expect(await tell(paid)).toBeNull();
        expect(await unmatched()).toMatchObject({ reason: 'already_paid' });
        expect(await stateOf(younger)).toBe('pending');
      });

      test('when all else is taken, the paid amount that has cooled longest is given out again, and says so', async () => {
        await start({ slotLimitFen: 2 });
        const made = [await app.order(), await app.order(), await app.order()];
        const [first, second] = [made[2], made[0]] as [Order, Order];
        for (const order of [first, second]) {
          app.clock.advance(SECOND);
          await tell(order);
        }
        const again = await app.order();
        expect(amountOf(again)).toBe(amountOf(first));
        expect(JSON.parse(again.placement?.why ?? '')).toMatchObject({
          reused: { tradeNo: first.tradeNo, cooledMs: SECOND },
        });
        app.clock.advance(SECOND);
        // A second payment of the first from before is still known as such; from now on the money is the new order's.
        expect(await tell(first, { paidAt: app.clock.now() - 2 * SECOND })).toBeNull();
        expect(await unmatched()).toMatchObject({ reason: 'already_paid' });
        expect(await tell(again)).toBe(again.tradeNo);
      });

      test('what is only over, closed, given up or completed by hand is not given out before its time', async () => {
        await start({ slotLimitFen: 2, graceMs: 10 * MINUTE });
        const [one, two, three] = [await app.order(), await app.order(), await app.order()] as [
          Order,
          Order,
          Order,
        ];
        await completeByHand(app.services.settlement, one.tradeNo, actorNamed('admin'));
        await app.services.cancelOrder(two.tradeNo);
        await app.tick(5 * MINUTE + SECOND);
        expect(await stateOf(three)).toBe('expired');
        await expect(app.order()).rejects.toThrow('人数较多');
      });

      test('many at once for the last cooled amounts: each gets one, nobody the same', async () => {
        await start({ slotLimitFen: 4 });
        const made: Order[] = [];
        for (let at = 0; at < 5; at++) made.push(await app.order());
        app.clock.advance(SECOND);
        for (const order of made) await tell(order);
        const again = await Promise.allSettled(Array.from({ length: 8 }, () => app.order()));
        const got = again.flatMap((one) => (one.status === 'fulfilled' ? [amountOf(one.value)] : []));
        expect(new Set(got).size).toBe(got.length);
        // The price itself goes to one alone, and nobody is alone here any more.
        expect(got.length).toBeGreaterThanOrEqual(4);
      });
    });

    describe('where devices tell', () => {
      async function start(rules: Partial<MerchantRules> = {}): Promise<string> {
        app = await startApp(name, { terminals: [], rules });
        const form = { login: '店里', mode: 'continuous' as const, intervalMs: 3 * SECOND, settings: {} };
        const id = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', form);
        const code = { kind: 'personal', label: '', payTypes: ['wxpay' as const], style: 'link' as const };
        await addCode(app.services.accountDeps, id, { ...code, content: 'wxp://one' });
        const key = await app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
        await call('appHeart', {}, key);
        return key;
      }
      const call = async (op: 'appHeart' | 'appPush', fields: Record<string, string>, key: string) => {
        const params = { t: String(app.clock.now()), ...fields };
        const sign = vmqSign(op, params, key);
        return (await fetch(`${app.url}/${op}?${new URLSearchParams({ ...params, sign })}`)).json();
      };
      /** The V免签 app's push: no time of its own, no number. */
      const push = async (order: Order, key: string) => {
        await call('appPush', { type: '1', price: payableOf(order) }, key);
        await app.services.notifier.idle();
      };

      test('an app that pushes a payment again with a fresh time pays no younger order', async () => {
        const key = await start();
        const paid = await app.order();
        app.clock.advance(SECOND);
        await push(paid, key);
        expect(await stateOf(paid)).toBe('paid');
        const younger: Order[] = [];
        for (let at = 0; at < 5; at++) {
          await app.tick(55 * SECOND);
          await call('appHeart', {}, key);
          younger.push(await app.order());
          await push(paid, key);
        }
        for (const order of younger) {
          expect(amountOf(order)).not.toBe(amountOf(paid));
          expect(await stateOf(order)).not.toBe('paid');
        }
        expect(app.shop.received).toHaveLength(1);
      });

      test('the hold is the merchant’s rule, five minutes unless he says otherwise', async () => {
        const key = await start({ paidHoldMs: 9 * MINUTE });
        const paid = await app.order();
        app.clock.advance(SECOND);
        await push(paid, key);
        expect(await slotOf(paid)).toMatchObject({ release_at: app.clock.now() + 9 * MINUTE });
        await app.stop();
        const usual = await start();
        const other = await app.order();
        app.clock.advance(SECOND);
        await push(other, usual);
        expect(await slotOf(other)).toMatchObject({ release_at: app.clock.now() + 5 * MINUTE });
      });

      test('a paid amount is never given out before its time, whatever is taken', async () => {
        const key = await start({ slotLimitFen: 1 });
        const [one, two] = [await app.order(), await app.order()] as [Order, Order];
        app.clock.advance(SECOND);
        await push(one, key);
        await push(two, key);
        await expect(app.order()).rejects.toThrow('人数较多');
      });
    });

    describe('when a price runs short', () => {
      async function start(rules: Partial<MerchantRules> = {}): Promise<void> {
        app = await startApp(name, {
          terminals: ['T-1'],
          rules: { slotLimitFen: 9, ...rules },
          config: { trustProxy: 1 },
        });
        // With another way to pay, a buyer who finds no amount is let choose that.
        await app.place.db('codes').update({ pay_types: 'wxpay' });
      }
      const from = (clientip: string) => app.order({ clientip });
      const visit = (ip: string) =>
        fetch(`${app.url}/submit.php?${new URLSearchParams(app.form())}`, {
          redirect: 'manual',
          headers: { 'x-forwarded-for': ip },
        });
      const alerts = async () =>
        (await listOpenAlerts(app.place.db, 'all', 10)).filter(({ kind }) => kind === 'all_taken');

      test('while there are plenty, one network may have as many as it likes', async () => {
        await start({ slotLimitFen: 30 });
        for (let at = 0; at < 15; at++) await from('203.0.113.7');
      });

      test('once more than half are taken, a network holds five at most; others are served', async () => {
        await start();
        for (let at = 0; at < 6; at++) await from('203.0.113.7'); // of ten: the sixth while half were free
        await expect(from('203.0.113.7')).rejects.toThrow('您所在的网络');
        const refused = await visit('203.0.113.7');
        expect(refused.status).toBe(503);
        expect(await refused.text()).toContain('您有几笔订单还没有付款');
        expect((await visit('198.51.100.9')).status).toBe(302);
        await from('198.51.100.10');
        // IPv6: a household has a /64, whatever addresses it takes.
        await expect(from('203.0.113.7')).rejects.toThrow('您所在的网络');
      });

      test('the visitor of submit.php is kept, and counted by his own address, not by one that he brings', async () => {
        await start();
        const made = await visit('203.0.113.8');
        expect(await app.find(String(made.headers.get('location')).slice(-32))).toMatchObject({
          clientIp: '203.0.113.8',
        });
        for (let at = 0; at < 5; at++) expect((await visit('203.0.113.8')).status).toBe(302);
        const fields = new URLSearchParams(app.form({ clientip: '198.51.100.1' }));
        const lied = await fetch(`${app.url}/submit.php?${fields}`, {
          redirect: 'manual',
          headers: { 'x-forwarded-for': '203.0.113.8' },
        });
        expect(lied.status).toBe(503);
      });

      test('behind a proxy that we are not told of, the buyer is who the shop says, and nobody is counted by the proxy', async () => {
        await start();
        const visitFrom = async (proxy: string, clientip: string, more: Record<string, string> = {}) => {
          const fields = new URLSearchParams(app.form({ clientip, ...more }));
          const answer = await fetch(`${app.url}/submit.php?${fields}`, {
            redirect: 'manual',
            headers: { 'x-forwarded-for': proxy },
          });
          const tradeNo = String(answer.headers.get('location')).slice(-32);
          return { status: answer.status, order: answer.status === 302 ? await app.find(tradeNo) : null };
        };
        for (const proxy of ['127.0.0.1', '10.0.0.2', '192.168.1.1', '::1', 'fd00::1', '100.64.0.9']) {
          const { order } = await visitFrom(proxy, '203.0.113.7');
          expect(order?.clientIp).toBe('203.0.113.7');
        }
        const networks = await app.place.db('amount_slots').distinct('network').pluck('network');
        expect(networks).toEqual(['203.0.113.7']);
        expect((await visitFrom('127.0.0.1', '203.0.113.7')).status).toBe(503);
        // Where the shop knows no better, nobody is counted; the visitor is kept.
        const { order } = await visitFrom('127.0.0.1', '10.9.9.9');
        expect(order?.clientIp).toBe('127.0.0.1');
        expect((await visitFrom('127.0.0.1', 'unknown')).order?.clientIp).toBe('127.0.0.1');
      });

      test('what is known of a buyer is not lost when his number comes again from nearer by', async () => {
        await start();
        const fields = app.form({ clientip: '203.0.113.7' });
        const mapi = await fetch(`${app.url}/mapi.php`, {
          method: 'POST',
          body: new URLSearchParams(fields),
        });
        const { trade_no } = (await mapi.json()) as { trade_no: string };
        const { clientip: _, sign: _sign, sign_type: _type, ...terms } = fields;
        const again = async (changes: Record<string, string>, from: string) => {
          const sent = new URLSearchParams(app.form({ ...terms, ...changes }));
          await fetch(`${app.url}/submit.php?${sent}`, {
            redirect: 'manual',
            headers: { 'x-forwarded-for': from },
          });
          return (await app.find(trade_no)).clientIp;
        };
        await app.tick(6 * MINUTE);
        expect(await again({}, '127.0.0.1')).toBe('203.0.113.7');
        await app.tick(6 * MINUTE);
        expect(await again({}, '198.51.100.4')).toBe('198.51.100.4');
      });

      test('IPv6 counts by the household, addresses of no public network not at all, 0 is no limit', async () => {
        await start();
        for (let at = 0; at < 6; at++) await from(`2001:db8:1:2::${at}`);
        await expect(from('2001:db8:1:2:ffff::1')).rejects.toThrow('您所在的网络');
        await app.stop();
        await start();
        for (let at = 0; at < 10; at++) await from('192.168.1.7');
        await app.stop();
        await start({ perNetwork: 0 });
        for (let at = 0; at < 10; at++) await from('203.0.113.7');
      });

      test('a paid order is not held against anybody', async () => {
        await start();
        const made: Order[] = [];
        for (let at = 0; at < 6; at++) made.push(await from('203.0.113.7'));
        await expect(from('203.0.113.7')).rejects.toThrow('您所在的网络');
        app.clock.advance(SECOND);
        for (const order of made.slice(0, 2)) await tell(order);
        await from('203.0.113.7');
      });

      test('the owner is told once, of which price, which codes and whose; and no more when there is room again', async () => {
        await start();
        for (let at = 0; at < 5; at++) await from('203.0.113.7');
        for (let at = 0; at < 5; at++) await from(`198.51.100.${at}`);
        for (let at = 0; at < 20; at++) await expect(from('198.51.100.99')).rejects.toThrow('人数较多');
        const [alert, ...others] = await alerts();
        expect(others).toEqual([]);
        expect(alert).toMatchObject({
          kind: 'all_taken',
          detail: {
            ...{ moneyFen: 1000, payType: 'wxpay', unpaid: 10, paid: 0 },
            codes: [{ codeId: app.codeIds[0], taken: 10, of: 10 }],
          },
        });
        expect(alert?.detail.holders).toMatchObject([
          { network: '203.0.113.7', orders: 5 },
          { orders: 1 },
          {},
          {},
          {},
        ]);
        await app.tick(SECOND);
        expect(await alerts()).toHaveLength(1);
        await app.tick(11 * MINUTE);
        expect(await alerts()).toEqual([]);
        // Another price, another alert.
        for (let at = 0; at < 10; at++) await app.order({ money: '20.00' });
        await expect(app.order({ money: '20.00' })).rejects.toThrow('人数较多');
        expect((await alerts()).map(({ detail }) => detail.moneyFen)).toEqual([2000]);
      });

      test('a network that takes its share is told of, too, until there are plenty again', async () => {
        await start();
        for (let at = 0; at < 6; at++) await from('203.0.113.7');
        await expect(from('203.0.113.7')).rejects.toThrow('您所在的网络');
        expect(await alerts()).toMatchObject([{ detail: { why: 'too_many_open' } }]);
        await app.tick(SECOND);
        expect(await alerts()).toHaveLength(1);
        await app.tick(11 * MINUTE);
        expect(await alerts()).toEqual([]);
      });
    });

    describe('the price itself', () => {
      test('goes to one alone; who comes beside gets some fen by chance, and is on record', async () => {
        app = await startApp(name, { terminals: ['T-1'] });
        const first = await app.order();
        expect(amountOf(first)).toBe(1000);
        const second = await app.order();
        expect(amountOf(second)).toBeGreaterThan(1000);
        expect(amountOf(second)).toBeLessThanOrEqual(1020);
        expect(JSON.parse(second.placement?.why ?? '')).toMatchObject({ besideRound: first.tradeNo });
        app.clock.advance(SECOND);
        await tell(first);
        await app.tick(3 * MINUTE);
        // The amount is free, but the second order's buyer may still type it.
        expect(amountOf(await app.order())).not.toBe(1000);
      });

      test('by the rule “never”, to nobody', async () => {
        app = await startApp(name, { terminals: ['T-1'], rules: { roundPrice: 'never', slotLimitFen: 3 } });
        const made = [await app.order(), await app.order(), await app.order()].map(amountOf);
        expect(made.sort()).toEqual([1001, 1002, 1003]);
        await expect(app.order()).rejects.toThrow('人数较多');
      });
    });
  },
);
