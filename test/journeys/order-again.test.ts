import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Health } from '../../src/flow/accounts/index.ts';
import { type Order, placements } from '../../src/flow/orders/index.ts';
import { receipts, recordReceipts } from '../../src/flow/receipts/index.ts';
import { closeOrder, settleReceipt } from '../../src/flow/settlement/index.ts';
import { DAY, MINUTE, SECOND } from '../../src/shared/clock.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { randomHex } from '../../src/shared/random.ts';
import { databases } from '../support/database.ts';
import { buildAccount, buildCode, testVault } from '../support/factories.ts';
import { runJobs, startApp, type TestApp } from '../support/start-app.ts';
import { vectors } from '../support/vectors.ts';
import { Visitor } from '../support/visitor.ts';

type Params = Record<string, string>;
interface WireCase {
  id: string;
  desc: string;
  given?: { order: Params; state: 'pending' | 'expired' | 'paid'; grace?: 'over' };
  request: { method: 'GET' | 'POST'; path: string; params: Params; sign: string };
  expect: {
    answer: 'cashier' | 'json' | 'buyer_page' | 'chooser';
    code?: 1 | 'not 1';
    sameTradeNo?: boolean;
    samePayable?: boolean;
    newExpiry?: boolean;
    state?: Order['state'];
    type?: PayType;
    names?: string[];
    oldAmount?: string;
  };
}
const wire = vectors.epayWire as { key: string; cases: WireCase[] };
/** Those about a number that was sent before. */
const again = wire.cases.filter(({ given }) => given !== undefined);

const LIFE = 5 * MINUTE;
const GRACE = 5 * MINUTE;
/** Money of this moment is paid a little later than the order was placed. */
const MOMENT = SECOND;

describe.each(databases.filter(({ available }) => available))(
  'a number that is sent again, on $name',
  ({ name }) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startApp(name, { terminals: ['T-1', 'T-2', 'T-3'] });
      await app.place.db('merchants').update({ key_sealed: testVault.seal(wire.key) });
      Object.assign(app.merchant, { key: wire.key });
      app.services.directory.forget(app.merchant.pid);
    });
    afterAll(() => app.stop());
    beforeEach(() => expire(DAY));

    const slotsOf = (tradeNo: string) =>
      app.place
        .db('amount_slots')
        .where({ trade_no: tradeNo })
        .orderBy('id')
        .select('pay_type', 'payable_fen');
    let price = 1_000;
    /** Its own for each test, so that nobody's amounts are in the way. */
    const nextPrice = () => {
      price += 10;
      return `${price}.00`;
    };
    const mapi = async (
      fields: Params,
    ): Promise<{ code: number; msg: string; trade_no?: string; payurl?: string }> =>
      (await fetch(`${app.url}/mapi.php`, { method: 'POST', body: new URLSearchParams(fields) })).json();
    const submit = (fields: Params) =>
      fetch(`${app.url}/submit.php?${new URLSearchParams(fields)}`, { redirect: 'manual' });
    /** The order of these fields, sent again with changes. */
    const sendAgain = async (fields: Params, changes: Params = {}) => {
      const { sign: _, sign_type: __, ...terms } = fields;
      return mapi(app.form({ ...terms, ...changes }));
    };
    const expire = async (ms = LIFE + GRACE + 10 * SECOND) => {
      await jump(ms);
      await app.tick();
    };
    /** A query that is under way meanwhile finds its login over, which is not what this is about. */
    const jump = async (ms: number) => {
      await app.services.listener.idle();
      app.clock.advance(ms);
      await app.services.listener.idle();
      await app.place.db('accounts').update({ health: 'ok' });
    };
    async function make(changes: Params = {}): Promise<{ fields: Params; order: Order }> {
      const fields = app.form({ money: nextPrice(), ...changes });
      const { trade_no } = await mapi(fields);
      return { fields, order: await app.find(String(trade_no)) };
    }
    /** The buyer pays what he was shown then, and the poller hears of it. */
    async function payFor(order: Order, at: { paidAt?: number } = {}): Promise<void> {
      if (at.paidAt === undefined) app.clock.advance(MOMENT);
      app.pay(order, at);
      // An older order is asked for half as often.
      await app.tick(8 * SECOND);
    }
    /** We learn of a payment long after it was made. */
    async function learnLate({ placement }: Order, paidAt: number): Promise<void> {
      if (!placement) throw new Error('the order has no code');
      const { payType, payableFen: amountFen, terminal } = placement;
      const told = {
        accountId: app.accountId,
        pid: app.merchant.pid,
        platform: 'sqbpay',
        payType,
        amountFen,
        terminal,
      };
      const money = { ...told, externalId: `L${randomHex(8)}`, paidAt, seenAt: app.clock.now(), raw: '{}' };
      for (const receipt of await recordReceipts(app.place.db, [money]))
        await settleReceipt(app.services.settlement, receipt);
    }
    const unmatched = async () =>
      (await receipts.listReceipts(app.place.db, { state: 'unmatched' }, 1))[0]?.reason;

    describe('as real shops send it', () => {
      test.each(again)('$id $desc', async ({ given, request, expect: wanted }) => {
        const before = given && (await mapi({ ...given.order, ...app.form(given.order) }));
        const old = await app.find(String(before?.trade_no));
        if (given?.state === 'paid') await payFor(old);
        if (given?.state === 'expired') await expire();
        expect((await app.find(old.tradeNo)).state).toBe(given?.state);

        const fields = { ...request.params, sign: request.sign, sign_type: 'MD5' };
        const url = `${app.url}${request.path}`;
        const answer =
          request.method === 'GET'
            ? await fetch(`${url}?${new URLSearchParams(fields)}`, { redirect: 'manual' })
            : await fetch(url, { method: 'POST', body: new URLSearchParams(fields) });
        const order = await app.find(old.tradeNo);
        if (wanted.answer === 'cashier') {
          const payurl =
            request.method === 'GET'
              ? answer.headers.get('location')
              : ((await answer.json()) as Params).payurl;
          expect(payurl).toBe(`${app.url}/Pay/console/${old.tradeNo}`);
          const page = await (await fetch(String(payurl))).text();
          expect(page).toContain(wanted.state === 'paid' ? '付款成功' : '剩余时间');
        } else {
          const text = await answer.text();
          for (const word of wanted.names ?? []) expect(text).toContain(word);
          if (wanted.answer === 'json') expect(JSON.parse(text).code).not.toBe(1);
          else expect(text).toContain('</html>');
          expect(order).toEqual({ ...old, state: given?.state });
        }
        if (wanted.state) expect(order.state).toBe(wanted.state);
        if (wanted.type) expect(order.placement?.payType).toBe(wanted.type);
        if (wanted.samePayable) expect(order.placement).toEqual(old.placement);
        if (wanted.newExpiry) expect(order.expiresAt).toBe(app.clock.now() + LIFE);
        if (wanted.oldAmount) {
          expect(await slotsOf(old.tradeNo)).toHaveLength(2);
          await payFor(old);
          expect(await app.find(old.tradeNo)).toMatchObject({ state: 'paid', odd: ['earlier_amount'] });
        }
      });
    });

    describe('whose time is over', () => {
      test('it comes back with its old amount where that is free, and is paid by it', async () => {
        const { fields, order } = await make();
        await expire();
        expect(await slotsOf(order.tradeNo)).toEqual([]);
        expect(await sendAgain(fields)).toMatchObject({ code: 1, trade_no: order.tradeNo });
        const alive = await app.find(order.tradeNo);
        expect(alive).toMatchObject({ state: 'pending', renewedAt: app.clock.now() });
        expect(alive.placement).toMatchObject({
          codeId: order.placement?.codeId,
          payableFen: order.placement?.payableFen,
        });
        await payFor(alive);
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
      });

      test('within its grace it keeps the amount that it has, and its slot', async () => {
        const { fields, order } = await make();
        await app.tick(LIFE + SECOND);
        expect((await app.find(order.tradeNo)).state).toBe('expired');
        await sendAgain(fields);
        const alive = await app.find(order.tradeNo);
        expect(alive.placement).toEqual(order.placement);
        expect(alive.placedAt).toBe(order.placedAt);
        expect(await slotsOf(order.tradeNo)).toHaveLength(1);
        // What was paid before it came back is its own, too.
        await payFor(alive, { paidAt: order.expiresAt - SECOND });
        expect((await app.find(order.tradeNo)).state).toBe('paid');
      });

      test('somebody else has its amount: it gets another one, and his money is not for it', async () => {
        const { fields, order } = await make();
        await expire();
        const others = [];
        for (const _ of app.codeIds) others.push((await make({ money: fields.money ?? '' })).order);
        const theirs = others.find(({ placement }) => placement?.codeId === order.placement?.codeId) as Order;
        expect(theirs.placement?.payableFen).toBe(order.placement?.payableFen);
        await sendAgain(fields);
        const alive = await app.find(order.tradeNo);
        const same = others.filter(
          ({ placement }) =>
            placement?.codeId === alive.placement?.codeId &&
            placement?.payableFen === alive.placement?.payableFen,
        );
        expect(same).toEqual([]);
        await payFor(theirs);
        expect((await app.find(theirs.tradeNo)).state).toBe('paid');
        expect((await app.find(order.tradeNo)).state).toBe('pending');
      });

      test('its old money that we learn of late finds it, though another has the amount by then', async () => {
        const { fields, order } = await make();
        const paidAt = app.clock.now() + MINUTE;
        await expire();
        for (const _ of app.codeIds) await make({ money: fields.money ?? '' });
        await sendAgain(fields);
        await learnLate(order, paidAt);
        expect(await app.find(order.tradeNo)).toMatchObject({
          state: 'paid',
          odd: ['earlier_amount'],
          placement: { payableFen: order.placement?.payableFen },
        });
      });

      test('money that was paid between its old time and its new one is not its', async () => {
        const { fields, order } = await make();
        await expire();
        const paidAt = app.clock.now() - SECOND;
        app.clock.advance(MINUTE);
        await sendAgain(fields);
        await learnLate(order, paidAt);
        expect((await app.find(order.tradeNo)).state).toBe('pending');
        expect(await unmatched()).toBe('paid_before_order');
      });

      test('days later, and again and again: it is found by its money', async () => {
        const { fields, order } = await make();
        for (const days of [1, 9, 40]) {
          await expire(days * DAY);
          await sendAgain(fields);
        }
        const alive = await app.find(order.tradeNo);
        expect(alive).toMatchObject({ state: 'pending', createdAt: order.createdAt });
        await payFor(alive);
        expect((await app.find(order.tradeNo)).state).toBe('paid');
      });

      test('kept alive for days in one piece, its amount is its own all the time', async () => {
        const { fields, order } = await make();
        for (let at = 0; at < 6; at++) {
          await jump(DAY / 4);
          expect(await sendAgain(fields)).toMatchObject({ code: 1 }); // no job has freed its slot meanwhile
        }
        const alive = await app.find(order.tradeNo);
        expect(alive.placement?.payableFen).toBe(order.placement?.payableFen);
        expect(app.clock.now() - (alive.placedAt ?? 0)).toBeLessThanOrEqual(DAY);
        await payFor(alive);
        expect((await app.find(order.tradeNo)).state).toBe('paid');
      });

      test('its code is switched off: it comes back on another', async () => {
        const { fields, order } = await make();
        const codeId = order.placement?.codeId;
        await app.tick(LIFE + SECOND);
        await app.place.db('codes').where({ id: codeId }).update({ enabled: false });
        await sendAgain(fields);
        await app.place.db('codes').where({ id: codeId }).update({ enabled: true });
        const alive = await app.find(order.tradeNo);
        expect(alive.placement?.codeId).not.toBe(codeId);
        expect(await slotsOf(order.tradeNo)).toHaveLength(2);
        await payFor(order); // what he was shown before, within the grace
        expect(await app.find(order.tradeNo)).toMatchObject({
          state: 'paid',
          odd: ['late', 'earlier_amount'],
        });
      });

      test('another name, address or parameter is refused by name, and it stays over', async () => {
        const { fields, order } = await make();
        await expire();
        for (const [field, value] of [
          ['name', '别的'],
          ['notify_url', `${app.shop.url}/other`],
          ['return_url', `${app.shop.url}/return?order_id=8`],
          ['param', 'x'],
        ] as const) {
          const answer = await sendAgain(fields, { [field]: value });
          expect(answer.code).not.toBe(1);
          expect(answer.msg).toContain(field);
        }
        expect((await app.find(order.tradeNo)).state).toBe('expired');
      });

      test('the domain of the return address alone may be another: the buyer goes back to the one that he came by', async () => {
        const { fields, order } = await make({ return_url: 'https://shop.example/r?order=1' });
        await sendAgain(fields, { return_url: 'https://www.shop.example/r?order=1' });
        expect(await app.find(order.tradeNo)).toMatchObject({
          ...{ state: 'pending', returnUrl: 'https://www.shop.example/r?order=1' },
          placement: order.placement,
        });
      });

      test('without a code so far, it waits for the buyer’s choice again', async () => {
        const fields = app.form({ money: nextPrice(), type: '' });
        const first = await submit(fields);
        const tradeNo = String(first.headers.get('location')).slice(-32);
        await expire();
        expect((await submit(fields)).headers.get('location')).toBe(first.headers.get('location'));
        expect(await app.find(tradeNo)).toMatchObject({ state: 'pending', placement: null });
        await app.services.chooseType(tradeNo, 'alipay');
        await payFor(await app.find(tradeNo));
        expect((await app.find(tradeNo)).state).toBe('paid');
      });

      test('twenty at the same moment bring it back once', async () => {
        const { fields, order } = await make();
        await expire();
        const answers = await Promise.all(Array.from({ length: 20 }, () => mapi(fields)));
        expect(new Set(answers.map(({ trade_no }) => trade_no))).toEqual(new Set([order.tradeNo]));
        expect(await slotsOf(order.tradeNo)).toHaveLength(1);
      });

      test('when everything is taken it says so, and stays over', async () => {
        const { fields, order } = await make();
        await expire();
        await app.place.db('codes').update({ enabled: false });
        expect((await sendAgain(fields)).code).not.toBe(1);
        expect((await app.find(order.tradeNo)).state).toBe('expired');
        await app.place.db('codes').update({ enabled: true });
        expect((await sendAgain(fields)).code).toBe(1);
      });
    });

    describe('with another pay type', () => {
      test('there and back: the same order, each time its own amount, and no more than one of each type', async () => {
        const { fields, order } = await make();
        const seen: unknown[] = [];
        for (const type of ['alipay', 'wxpay', 'unionpay', 'alipay', 'wxpay', 'alipay']) {
          app.clock.advance(SECOND);
          expect(await sendAgain(fields, { type })).toMatchObject({ code: 1, trade_no: order.tradeNo });
          const { placement } = await app.find(order.tradeNo);
          expect(placement?.payType).toBe(type);
          seen.push(`${type} ${placement?.codeId} ${placement?.payableFen}`);
        }
        expect(new Set(seen).size).toBe(3);
        expect(await slotsOf(order.tradeNo)).toHaveLength(3);
        const asked = (await (
          await fetch(
            `${app.url}/api.php?${new URLSearchParams({ act: 'order', pid: String(app.merchant.pid), key: app.merchant.key, trade_no: order.tradeNo })}`,
          )
        ).json()) as Params;
        expect(asked.type).toBe('alipay');
      });

      test('the earlier amount pays it, and then everything says what was paid', async () => {
        const { fields, order } = await make();
        await sendAgain(fields, { type: 'alipay' });
        await payFor(order);
        const paid = await app.find(order.tradeNo);
        expect(paid).toMatchObject({ state: 'paid', odd: ['earlier_amount'] });
        expect(paid.placement).toMatchObject({ payType: 'wxpay', payableFen: order.placement?.payableFen });
        const [earlier] = await placements.listEarlier(app.place.db, order.tradeNo);
        expect(earlier).toMatchObject({ payType: 'alipay' });
        const told = app.shop.received.findLast(({ params }) => params.trade_no === order.tradeNo);
        expect(told?.params).toMatchObject({ type: 'wxpay', trade_status: 'TRADE_SUCCESS' });
      });

      test('both are paid: one settles it, the other is seen as a second payment', async () => {
        const { fields, order } = await make();
        await sendAgain(fields, { type: 'alipay' });
        const now = await app.find(order.tradeNo);
        await payFor(now);
        await learnLate(order, app.clock.now());
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
        expect(await unmatched()).toBe('already_paid');
      });

      test('after its grace the earlier amount is free, and its money is nobody’s but to be seen', async () => {
        const { fields, order } = await make();
        await sendAgain(fields, { type: 'alipay' });
        await app.tick(GRACE + 10 * SECOND);
        await app.tick();
        expect(await slotsOf(order.tradeNo)).toHaveLength(1);
        await sendAgain(fields, { type: 'alipay' }); // its time is over, too, by now
        await payFor(order);
        expect((await app.find(order.tradeNo)).state).toBe('pending');
        expect(await unmatched()).toBe('paid_after_grace');
      });

      test('the account of the earlier amount is asked until its grace is over, though nobody waits there else', async () => {
        const { fields, order } = await make({ type: 'alipay' });
        const phone = await app.services.accounts.list(app.place.db, app.merchant.pid);
        expect(phone).toHaveLength(1);
        await sendAgain(fields, { type: 'wxpay' });
        await app.place.db('amount_slots').where({ pay_type: 'wxpay' }).delete();
        await payFor(order);
        expect((await app.find(order.tradeNo)).state).toBe('paid');
      });

      test('on an expired number it comes back with the new type', async () => {
        const { fields, order } = await make();
        await expire();
        await sendAgain(fields, { type: 'alipay' });
        const alive = await app.find(order.tradeNo);
        expect(alive).toMatchObject({ state: 'pending', placement: { payType: 'alipay' } });
        await payFor(alive);
        expect((await app.find(order.tradeNo)).state).toBe('paid');
      });

      test('a type for an order that left the choice to the buyer, and none for one that had it', async () => {
        const fields = app.form({ money: nextPrice(), type: '' });
        const tradeNo = String((await submit(fields)).headers.get('location')).slice(-32);
        await sendAgain(fields, { type: 'alipay' });
        const chosen = await app.find(tradeNo);
        expect(chosen.placement?.payType).toBe('alipay');
        await submit(fields);
        expect((await app.find(tradeNo)).placement).toEqual(chosen.placement);
      });

      test('when nothing takes that type, it keeps what it has', async () => {
        const { fields, order } = await make();
        await app.place.db('codes').update({ pay_types: 'wxpay' });
        expect((await sendAgain(fields, { type: 'alipay' })).code).not.toBe(1);
        expect((await app.find(order.tradeNo)).placement).toEqual(order.placement);
        await app.place.db('codes').update({ pay_types: 'wxpay,alipay,unionpay' });
      });

      test('two tabs at once: one placement, and no amount is lost', async () => {
        const { fields, order } = await make();
        for (let round = 0; round < 5; round++) {
          app.clock.advance(1);
          await Promise.all([
            ...['alipay', 'unionpay', 'wxpay'].map((type) => sendAgain(fields, { type })),
            ...(['unionpay', 'alipay'] as const).map((type) => app.services.chooseType(order.tradeNo, type)),
          ]);
          const { placement } = await app.find(order.tradeNo);
          const slots = await slotsOf(order.tradeNo);
          expect(slots.length).toBeLessThanOrEqual(3);
          expect(slots.map((slot) => slot.pay_type)).toContain(placement?.payType);
        }
        const earlier = await placements.listEarlier(app.place.db, order.tradeNo);
        const slots = await slotsOf(order.tradeNo);
        expect(earlier.length + 1).toBe(slots.length);
      });

      test('a change while its money comes in: it is paid once, and nothing is lost', async () => {
        for (let round = 0; round < 8; round++) {
          const { fields, order } = await make();
          app.clock.advance(MOMENT);
          app.pay(order);
          await Promise.all([
            runJobs(app.house),
            sendAgain(fields, { type: 'alipay' }),
            app.services.chooseType(order.tradeNo, 'unionpay'),
          ]);
          await app.tick(4 * SECOND);
          const paid = await app.find(order.tradeNo);
          expect(paid.state).toBe('paid');
          expect(paid.placement).toMatchObject({ payType: 'wxpay', payableFen: order.placement?.payableFen });
          const used = await receipts.findByTradeNo(app.place.db, order.tradeNo);
          expect(used).toMatchObject({ state: 'used', id: paid.receiptId });
          expect(app.shop.received.filter(({ params }) => params.trade_no === order.tradeNo)).toHaveLength(1);
        }
      });

      test('a change while it runs out: it waits with the new type', async () => {
        for (let round = 0; round < 5; round++) {
          const { fields, order } = await make();
          app.clock.set(order.expiresAt);
          await Promise.all([runJobs(app.house), sendAgain(fields, { type: 'alipay' }), runJobs(app.house)]);
          expect(await app.find(order.tradeNo)).toMatchObject({
            state: 'pending',
            expiresAt: order.expiresAt + LIFE,
            placement: { payType: 'alipay' },
          });
        }
      });
    });

    describe('whose code takes no orders any more', () => {
      /** A second account at the platform, with a code of its own, that takes orders only during these tests. */
      let other: { accountId: number; codeId: number };
      const enable = (table: 'codes' | 'accounts', id: number, enabled: boolean) =>
        app.place.db(table).where({ id }).update({ enabled });
      const health = async (id: number, state: Health) => {
        await app.services.listener.idle();
        await app.services.accounts.setHealth(app.place.db, id, state, null, app.clock.now());
      };
      beforeAll(async () => {
        const { db } = app.place;
        // It leads nowhere: that fails, and stops nothing.
        const accountId = await buildAccount(db, app.merchant.pid);
        other = { accountId, codeId: await buildCode(db, accountId, { terminal: 'T-9' }) };
      });
      afterAll(async () => {
        await app.services.listener.idle();
        await app.place.db('amount_slots').where({ account_id: other.accountId }).delete();
        await app.place.db('codes').where({ id: other.codeId }).delete();
        await app.place.db('accounts').where({ id: other.accountId }).delete();
      });
      beforeEach(() => enable('accounts', other.accountId, true));
      afterEach(async () => {
        await app.place.db('codes').update({ enabled: true, pay_types: 'wxpay,alipay,unionpay' });
        await app.place.db('accounts').update({ enabled: true, health: 'ok' });
        await enable('accounts', other.accountId, false);
      });
      /** An order at the account of the others. */
      async function makeThere(changes: Params = {}): Promise<{ fields: Params; order: Order }> {
        await enable('accounts', other.accountId, false);
        const made = await make(changes);
        await enable('accounts', other.accountId, true);
        expect(made.order.placement?.accountId).toBe(app.accountId);
        return made;
      }
      const codeOf = (order: Order) => order.placement?.codeId ?? 0;
      const routeAway: [string, (order: Order) => Promise<unknown>][] = [
        ['its account is silent', () => health(app.accountId, 'silent')],
        ['its account is stopped', () => health(app.accountId, 'stopped')],
        ['its account is switched off', () => enable('accounts', app.accountId, false)],
        ['its code is switched off', (order) => enable('codes', codeOf(order), false)],
        [
          'its code takes the type no more',
          (order) =>
            app.place
              .db('codes')
              .where({ id: codeOf(order) })
              .update({ pay_types: 'alipay' }),
        ],
      ];

      test.each(routeAway)(
        '%s: the same number again has another code, and the old amount still pays it',
        async (_why, away) => {
          const { fields, order } = await makeThere();
          await away(order);
          app.clock.advance(MINUTE);
          const told = await sendAgain(fields);
          expect(told).toMatchObject({ code: 1, trade_no: order.tradeNo });
          const moved = await app.find(order.tradeNo);
          expect(moved).toMatchObject({ state: 'pending', placement: { payType: 'wxpay' } });
          expect(codeOf(moved)).not.toBe(codeOf(order));
          expect(moved.expiresAt).toBe(app.clock.now() + LIFE);
          expect(await slotsOf(order.tradeNo)).toHaveLength(2);
          const { page } = await new Visitor(app.url).get(String(told.payurl).slice(app.url.length));
          expect(page.querySelector('img.qr')).not.toBeNull();
          // Once more, it is as it was; and by the page as well as by the program.
          await submit(fields);
          expect(await app.find(order.tradeNo)).toEqual(moved);

          await app.place.db('codes').update({ enabled: true, pay_types: 'wxpay,alipay,unionpay' });
          await app.place.db('accounts').update({ enabled: true, health: 'ok' });
          await payFor(order);
          expect(await app.find(order.tradeNo)).toMatchObject({
            state: 'paid',
            odd: ['earlier_amount'],
            placement: { codeId: codeOf(order) },
          });
        },
      );

      test('its code is removed: so too', async () => {
        const { order, fields } = await makeThere();
        const row = await app.place
          .db('codes')
          .where({ id: codeOf(order) })
          .first();
        await app.place
          .db('codes')
          .where({ id: codeOf(order) })
          .delete();
        await sendAgain(fields);
        expect(codeOf(await app.find(order.tradeNo))).not.toBe(codeOf(order));
        await app.place.db('codes').insert(row);
      });

      test('without a type in the request, it stays with what its buyer chose', async () => {
        await enable('accounts', other.accountId, false);
        const fields = app.form({ money: nextPrice(), type: '' });
        const tradeNo = String((await submit(fields)).headers.get('location')).slice(-32);
        await app.services.chooseType(tradeNo, 'alipay');
        await enable('accounts', other.accountId, true);
        await health(app.accountId, 'stopped');
        await submit(fields);
        expect(await app.find(tradeNo)).toMatchObject({
          placement: { payType: 'alipay', codeId: other.codeId },
        });
      });

      test('nothing else takes it: it keeps what it has, and the shop is told no worse than before', async () => {
        const { fields, order } = await makeThere();
        await enable('accounts', other.accountId, false);
        await health(app.accountId, 'silent');
        expect(await sendAgain(fields)).toMatchObject({ code: 1, trade_no: order.tradeNo });
        expect((await submit(fields)).status).toBe(302);
        expect(await app.find(order.tradeNo)).toEqual({ ...order, clientIp: '127.0.0.1' });
        expect(await slotsOf(order.tradeNo)).toHaveLength(1);
        await health(app.accountId, 'ok');
        await payFor(order);
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
      });

      test('the other code has no amount left: it keeps what it has, too', async () => {
        const money = nextPrice();
        const { fields, order } = await makeThere({ money });
        await app.place.db('amount_slots').insert(
          Array.from({ length: 100 }, (_, at) => ({
            ...{ scope: `code:${other.codeId}`, pay_type: 'wxpay', payable_fen: Number(money) * 100 + at },
            ...{ trade_no: `other${at}`, account_id: other.accountId, money_fen: Number(money) * 100 },
            ...{ placed_at: app.clock.now(), expires_at: app.clock.now() + LIFE },
            ...{ release_at: app.clock.now() + LIFE, paid_hold_ms: 0, awaited: false },
          })),
        );
        await health(app.accountId, 'stopped');
        expect(await sendAgain(fields)).toMatchObject({ code: 1, trade_no: order.tradeNo });
        expect(await app.find(order.tradeNo)).toEqual(order);
      });

      test('there and back as one account after the other fails: never more than one amount of each code', async () => {
        const { fields, order } = await makeThere();
        await app.place
          .db('codes')
          .where({ account_id: app.accountId })
          .whereNot({ id: codeOf(order) })
          .update({ enabled: false });
        const seen = new Set<string>();
        for (let round = 0; round < 6; round++) {
          const [off, on] = round % 2 ? [other.accountId, app.accountId] : [app.accountId, other.accountId];
          await health(off, 'silent');
          await health(on, 'ok');
          app.clock.advance(MINUTE);
          await sendAgain(fields);
          const { placement } = await app.find(order.tradeNo);
          expect(placement?.accountId).toBe(on);
          seen.add(`${placement?.codeId} ${placement?.payableFen}`);
        }
        expect(seen.size).toBe(2);
        expect(await slotsOf(order.tradeNo)).toHaveLength(2);
      });

      test('its account only fails at times: it stays where it is', async () => {
        const { fields, order } = await makeThere();
        await health(app.accountId, 'failing');
        await sendAgain(fields);
        expect(await app.find(order.tradeNo)).toEqual(order);
      });

      test('twenty at the same moment move it once', async () => {
        const { fields, order } = await makeThere();
        await health(app.accountId, 'stopped');
        const answers = await Promise.all(Array.from({ length: 20 }, () => mapi(fields)));
        expect(new Set(answers.map(({ trade_no }) => trade_no))).toEqual(new Set([order.tradeNo]));
        expect(await slotsOf(order.tradeNo)).toHaveLength(2);
        expect(await app.find(order.tradeNo)).toMatchObject({ placementNo: order.placementNo + 1 });
      });

      test('while its money comes in: it is paid once, whichever comes first', async () => {
        for (let round = 0; round < 8; round++) {
          const { fields, order } = await makeThere();
          app.clock.advance(MOMENT);
          app.pay(order);
          await enable('codes', codeOf(order), false);
          await Promise.all([
            runJobs(app.house),
            sendAgain(fields),
            app.services.chooseType(order.tradeNo, 'wxpay'),
          ]);
          await app.tick(4 * SECOND);
          await enable('codes', codeOf(order), true);
          const paid = await app.find(order.tradeNo);
          expect(paid).toMatchObject({ state: 'paid', placement: { codeId: codeOf(order) } });
          expect(app.shop.received.filter(({ params }) => params.trade_no === order.tradeNo)).toHaveLength(1);
        }
      });

      test('money for the old code that we learn of after its grace, but that was paid in it, finds the order', async () => {
        const { fields, order } = await makeThere();
        await health(app.accountId, 'stopped');
        app.clock.advance(MINUTE);
        await sendAgain(fields);
        const paidAt = app.clock.now() + MINUTE;
        await jump(2 * GRACE);
        await learnLate(order, paidAt);
        expect(await app.find(order.tradeNo)).toMatchObject({
          ...{ state: 'paid', odd: expect.arrayContaining(['earlier_amount']) },
          placement: { codeId: codeOf(order) },
        });
      });

      test('its buyer is offered the same way again, with another code, and only then', async () => {
        const visitor = new Visitor(app.url);
        const { order } = await makeThere();
        const change = () => visitor.get(`/Pay/console/${order.tradeNo}?change=1`);
        const offered = async () =>
          (await change()).page.querySelectorAll('form.types button').map((one) => one.getAttribute('value'));
        expect(await offered()).toEqual(['alipay', 'unionpay']);
        await visitor.post(`/Pay/console/${order.tradeNo}/type`, { type: 'wxpay' });
        expect(await app.find(order.tradeNo)).toEqual(order);

        await health(app.accountId, 'silent');
        const pay = await visitor.get(`/Pay/console/${order.tradeNo}`);
        expect(pay.text).toContain('请先不要付款');
        expect(await offered()).toEqual(['wxpay', 'alipay', 'unionpay']);
        expect((await change()).page.querySelector('form.types button')?.text).toContain('换一个收款码');
        expect((await visitor.submit(await change(), { type: 'wxpay' }, 'form.types')).status).toBe(303);
        const moved = await app.find(order.tradeNo);
        expect(moved.placement).toMatchObject({ payType: 'wxpay', codeId: other.codeId });
        const page = (await visitor.get(`/Pay/console/${order.tradeNo}`)).page;
        expect(page.querySelector('img.qr')).not.toBeNull();
        expect(await offered()).toEqual(['alipay', 'unionpay']);
        // Pages that are open elsewhere see that what they show is not up to date, though the type is the same.
        const state = async () =>
          (await (await fetch(`${app.url}/getOrderState/${order.tradeNo}`)).json()) as { placement: number };
        expect((await state()).placement).not.toBe(
          Number(pay.page.querySelector('#cashier')?.getAttribute('data-placement')),
        );
        expect(String((await state()).placement)).toBe(
          page.querySelector('#cashier')?.getAttribute('data-placement'),
        );
        await enable('accounts', app.accountId, true);
        await health(app.accountId, 'ok');
        await payFor(order);
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: ['earlier_amount'] });
      });

      test('nothing takes it: he is told so, and keeps what he has', async () => {
        const visitor = new Visitor(app.url);
        const { order } = await makeThere();
        await enable('accounts', other.accountId, false);
        await health(app.accountId, 'silent');
        const change = await visitor.get(`/Pay/console/${order.tradeNo}?change=1`);
        expect(change.page.querySelector('form.types')).toBeNull();
        expect((await visitor.post(`/Pay/console/${order.tradeNo}/type`, { type: 'wxpay' })).status).toBe(
          503,
        );
        expect(await app.find(order.tradeNo)).toEqual(order);
      });
    });

    describe('on the cashier', () => {
      const buyer = () => new Visitor(app.url);

      test('the buyer changes to another way, from a page that works without scripts', async () => {
        const { order } = await make();
        const page = await buyer().get(`/Pay/console/${order.tradeNo}`);
        const link = page.page.querySelector('.other a')?.getAttribute('href') ?? '';
        const change = await buyer().get(link);
        expect((await app.find(order.tradeNo)).placement).toEqual(order.placement); // looking changes nothing
        const offered = change.page
          .querySelectorAll('form.types button')
          .map((one) => one.getAttribute('value'));
        expect(offered).toEqual(['alipay', 'unionpay']);
        expect(change.text).not.toContain('http-equiv="refresh"');
        expect((await buyer().submit(change, { type: 'alipay' }, 'form.types')).status).toBe(303);
        const changed = await app.find(order.tradeNo);
        expect(changed).toMatchObject({
          tradeNo: order.tradeNo,
          requestedType: 'wxpay',
          placement: { payType: 'alipay' },
        });
        expect(changed.expiresAt).toBe(app.clock.now() + LIFE);
        await payFor(order);
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: ['earlier_amount'] });
      });

      test('over, its page leads back to the shop, whatever its return address says, and offers nothing to pay', async () => {
        const { order } = await make({ return_url: 'https://shop.example:8443/r/7?order=1#/x' });
        const { order: without } = await make({ return_url: '' });
        const pageOf = async ({ tradeNo }: Order) => (await buyer().get(`/Pay/console/${tradeNo}`)).page;
        for (const wait of [LIFE, GRACE + MINUTE]) {
          await app.tick(wait + SECOND);
          const page = await pageOf(order);
          expect(page.querySelector('h1')?.text).toBe('付款时间已过');
          expect(page.querySelector('.pair a.button')?.getAttribute('href')).toBe(
            'https://shop.example:8443/',
          );
          expect(page.querySelector('.pair a.button')?.text).toContain('返回商家');
          expect(page.querySelector('img.qr')).toBeNull();
          expect((await pageOf(without)).querySelector('.pair a.button')).toBeNull();
        }
      });

      test('another language leads back to where he was, the choice included', async () => {
        const { order } = await make();
        const visitor = buyer();
        for (const query of ['', '?change=1']) {
          const path = `/Pay/console/${order.tradeNo}${query}`;
          const link = (await visitor.get(path)).page.querySelector('.foot a')?.getAttribute('href') ?? '';
          const led = await visitor.get(link);
          expect(led.location).toBe(path);
          const view = (await visitor.get(led.location ?? '')).page.querySelector('#cashier');
          expect(view?.classList.contains('is-change')).toBe(query !== '');
        }
      });

      test('the buyer gives it up: by POST alone, the page leads back to the shop, and the owner sees who it was', async () => {
        const { order } = await make();
        const path = `/Pay/console/${order.tradeNo}/cancel`;
        expect((await buyer().get(path)).status).toBe(303);
        expect((await app.find(order.tradeNo)).state).toBe('pending');
        const change = await buyer().get(`/Pay/console/${order.tradeNo}?change=1`);
        expect((await buyer().submit(change, {}, '.leave form')).location).toBe(
          `/Pay/console/${order.tradeNo}`,
        );
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'closed', closedBy: 'buyer' });
        const { page } = await buyer().get(`/Pay/console/${order.tradeNo}`);
        expect(page.querySelector('h1')?.text).toBe('订单已取消');
        expect(page.querySelector('a.button')?.getAttribute('href')).toBe(`${app.shop.url}/`);
        expect(page.querySelector('img.qr')).toBeNull();
        expect(await slotsOf(order.tradeNo)).toHaveLength(1);
        await app.tick(GRACE + 10 * SECOND);
        expect(await slotsOf(order.tradeNo)).toEqual([]);
      });

      test('he had paid before he gave it up: the money is asked for, and pays it', async () => {
        const { order } = await make();
        app.clock.advance(MOMENT);
        app.pay(order);
        await app.services.cancelOrder(order.tradeNo);
        await app.tick(4 * SECOND);
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: ['cancelled'] });
      });

      test('he pays again after all: the same number is alive again', async () => {
        const { fields, order } = await make();
        await app.services.cancelOrder(order.tradeNo);
        expect(await sendAgain(fields)).toMatchObject({ code: 1, trade_no: order.tradeNo });
        const alive = await app.find(order.tradeNo);
        expect(alive).toMatchObject({
          state: 'pending',
          closedBy: null,
          closedAt: null,
          placement: order.placement,
        });
        await payFor(alive);
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
      });

      test('what is paid, over or closed can’t be given up', async () => {
        const { order } = await make();
        await payFor(order);
        expect((await buyer().post(`/Pay/console/${order.tradeNo}/cancel`, {})).status).toBe(303);
        expect((await app.find(order.tradeNo)).state).toBe('paid');
        const { order: over } = await make();
        await app.tick(LIFE + SECOND);
        await buyer().post(`/Pay/console/${over.tradeNo}/cancel`, {});
        expect((await app.find(over.tradeNo)).state).toBe('expired');
      });

      test('a cancellation and a payment at the same moment: it is paid', async () => {
        for (let round = 0; round < 6; round++) {
          const { order } = await make();
          app.clock.advance(MOMENT);
          app.pay(order);
          await Promise.all([runJobs(app.house), app.services.cancelOrder(order.tradeNo).catch(() => {})]);
          await app.tick(4 * SECOND);
          expect((await app.find(order.tradeNo)).state).toBe('paid');
        }
      });
    });

    test('what the owner closed stays closed: the shop is told, and no buyer is led to a dead cashier', async () => {
      const { fields, order } = await make();
      await closeOrder(app.services.settlement, order.tradeNo, GRACE);
      for (const changes of [{}, { type: 'alipay' }] as Params[]) {
        const answer = await sendAgain(fields, changes);
        expect(answer.code).not.toBe(1);
        expect(answer.payurl).toBeUndefined();
        expect(answer.msg).toContain('关闭');
      }
      const page = await (await submit(fields)).text();
      expect(page).toContain('订单已被商家关闭');
      expect(await app.find(order.tradeNo)).toMatchObject({ state: 'closed', closedBy: 'owner' });
      await learnLate(order, app.clock.now() + SECOND);
      expect((await app.find(order.tradeNo)).state).toBe('closed');
      expect(await unmatched()).toBe('closed');
    });
  },
);
