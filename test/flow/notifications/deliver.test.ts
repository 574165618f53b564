import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { attemptOffsets, LEASE_MS, notifications } from '../../../src/flow/notifications/index.ts';
import { orders } from '../../../src/flow/orders/index.ts';
import { DAY, SECOND } from '../../../src/shared/clock.ts';
import { openDatabase } from '../../../src/shared/db.ts';
import { actorNamed } from '../../support/actors.ts';
import { databases } from '../../support/database.ts';
import { isSigned } from '../../support/fake-shop.ts';
import { inChinese } from '../../support/in-chinese.ts';
import { type DeliveryRoom, openDeliveryRoom } from './delivery-room.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`delivering on ${name}`, () => {
    let room: DeliveryRoom;
    beforeAll(async () => {
      room = await openDeliveryRoom(name);
    });
    afterAll(() => room.close());
    beforeEach(() => room.clear());

    /** Two SQLite connections within one process would wait for each other; there the two share one. */
    const secondConnection = () => (name === 'mysql' ? openDatabase(room.place) : room.db);

    describe('right after the order was paid', () => {
      test('the shop is called once, signed, and its answer is kept and told', async () => {
        const notifier = room.notifier();
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        const [call, ...more] = room.calls(tradeNo);
        expect(more).toEqual([]);
        expect(call && isSigned(call, room.merchant.key)).toBe(true);
        expect(call).toMatchObject({ method: 'GET', path: '/notify' });
        expect(call?.params).toMatchObject({ money: '10.00', trade_status: 'TRADE_SUCCESS' });
        expect(await room.state(tradeNo)).toMatchObject({
          state: 'acknowledged',
          attempts: 1,
          acknowledgedAt: room.clock.now(),
          nextAttemptAt: null,
        });
        expect(await room.attempts(tradeNo)).toMatchObject([
          {
            number: 1,
            byHand: false,
            httpStatus: 200,
            outcome: 'acknowledged',
            cause: null,
            bodyHead: 'success',
          },
        ]);
        expect(room.told).toEqual([tradeNo]);
      });

      test('with the order at hand, it is the same call', async () => {
        const notifier = room.notifier();
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo, {
          protocol: 'epay' as const,
          pid: room.merchant.pid,
          tradeNo,
          outTradeNo: 'FROM-HAND',
          requestedType: 'alipay',
          placement: null,
          name: '商品',
          moneyFen: (await room.db('orders').where({ trade_no: tradeNo }).first()).money_fen,
          param: 'a&b',
          notifyUrl: `${room.shop.url}/notify`,
          returnUrl: null,
        });
        await notifier.idle();
        const [call] = room.calls(tradeNo);
        expect(call && isSigned(call, room.merchant.key)).toBe(true);
        expect(call?.params).toMatchObject({ out_trade_no: 'FROM-HAND', param: 'a&b' });
      });

      test('a hundred at once are all delivered, though a host takes only some at a time', async () => {
        const notifier = room.notifier({ lanes: { perHost: 4, waitingPerHost: 200 } });
        const all = await Promise.all(Array.from({ length: 100 }, () => room.paid(notifier.owner)));
        for (const tradeNo of all) notifier.deliverNow(tradeNo);
        await notifier.idle();
        const states = await notifications.findNotifications(room.db, all);
        expect(states.filter((row) => row.state === 'acknowledged')).toHaveLength(100);
        expect(room.shop.received).toHaveLength(100);
      });
    });

    describe('answers', () => {
      test('500 three times, then success: tried again at the planned times and no more after that', async () => {
        room.shop.next({ status: 500 }, { status: 500 }, { status: 500 });
        const notifier = room.notifier();
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        for (const step of [5 * SECOND, 10 * SECOND, 15 * SECOND]) {
          room.clock.advance(step - 1);
          expect(await notifier.deliverDue()).toBe(0);
          room.clock.advance(1);
          expect(await notifier.deliverDue()).toBe(1);
          await notifier.idle();
        }
        expect(await room.state(tradeNo)).toMatchObject({ state: 'acknowledged', attempts: 4 });
        expect((await room.attempts(tradeNo)).map(({ number, httpStatus }) => [number, httpStatus])).toEqual([
          [1, 500],
          [2, 500],
          [3, 500],
          [4, 200],
        ]);
        room.clock.advance(DAY);
        expect(await notifier.deliverDue()).toBe(0);
        expect(room.calls(tradeNo)).toHaveLength(4);
      });

      test.each([
        ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1/x' } }, '跳转'],
        ['another word', { body: 'fail' }, '“fail”'],
        ['JSON success false', { body: '{"success":false}' }, '没有返回 success'],
        ['nothing', { body: '' }, '空白'],
        ['a cut connection', { reset: true }, '断开'],
        ['10 MB', { bodyBytes: 10 * 1024 * 1024 }, '没有返回 success'],
      ])('%s: refused, with the cause in words, and planned again', async (_, answer, cause) => {
        room.shop.next(answer);
        const notifier = room.notifier();
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        const state = await room.state(tradeNo);
        expect(state).toMatchObject({ state: 'queued', nextAttemptAt: room.clock.now() + 5 * SECOND });
        expect(inChinese(state.lastCause)).toContain(cause);
        const [attempt] = await room.attempts(tradeNo);
        expect(attempt?.bodyHead.length).toBeLessThanOrEqual(512);
        expect(room.calls(tradeNo)).toHaveLength(1);
        expect(room.told).toEqual([]);
      });

      test('HTML around success counts', async () => {
        room.shop.next({ body: '<html><body>\n<p>success</p>\n</body></html>' });
        const notifier = room.notifier();
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        expect(await room.state(tradeNo)).toMatchObject({ state: 'acknowledged' });
      });

      test('none at all: the attempt ends with the time limit', async () => {
        room.shop.next({ hang: true });
        const notifier = room.notifier({ net: { timeoutMs: 80 } });
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        const [attempt] = await room.attempts(tradeNo);
        expect(attempt).toMatchObject({ outcome: 'failed', httpStatus: null, bodyHead: '' });
        expect(inChinese(attempt?.cause)).toContain('没有完整回应');
        expect(attempt?.durationMs).toBeGreaterThanOrEqual(75);
      });
    });

    describe('what can’t be sent', () => {
      const failsWith = async (tradeNo: string, notifier: ReturnType<DeliveryRoom['notifier']>) => {
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        const [attempt] = await room.attempts(tradeNo);
        expect(attempt).toMatchObject({ outcome: 'failed', httpStatus: null });
        expect(await room.state(tradeNo)).toMatchObject({ state: 'queued', attempts: 1 });
        expect(room.shop.received).toEqual([]);
        return inChinese(attempt?.cause);
      };

      test('a shop on loopback is refused unless the operator allows it', async () => {
        const notifier = room.notifier({ net: { allowPrivate: false } });
        const cause = await failsWith(await room.paid(notifier.owner), notifier);
        expect(cause).toContain('127.0.0.1');
        expect(cause).toContain('ALLOW_PRIVATE_NOTIFY');
      });

      test('a shop whose name resolves to loopback as well', async () => {
        const notifier = room.notifier({ net: { allowPrivate: false } });
        const tradeNo = await room.paid(notifier.owner, { host: 'shop.example' });
        expect(await failsWith(tradeNo, notifier)).toContain('内网');
      });

      test('an order of a merchant that is gone', async () => {
        const notifier = room.notifier();
        const tradeNo = await room.paid(notifier.owner, { pid: 999_999 });
        expect(await failsWith(tradeNo, notifier)).toContain('商户 999999 不存在');
      });
    });

    describe('a crash', () => {
      test('between queueing and sending: another process sends when the lease has run out', async () => {
        const tradeNo = await room.paid('died');
        const other = room.notifier();
        room.clock.advance(LEASE_MS - 1);
        expect(await other.deliverDue()).toBe(0);
        room.clock.advance(1);
        expect(await other.deliverDue()).toBe(1);
        await other.idle();
        expect(room.calls(tradeNo)).toHaveLength(1);
        expect(await room.state(tradeNo)).toMatchObject({ state: 'acknowledged' });
      });

      test('between sending and recording: sent again with the same trade number', async () => {
        const itsDb = openDatabase(room.place);
        const dying = room.notifier({ via: itsDb });
        const tradeNo = await room.paid(dying.owner);
        room.shop.next({ hang: true });
        dying.deliverNow(tradeNo);
        await room.shop.waitFor(1);
        await itsDb.destroy();
        room.shop.hangUp('success');
        await dying.idle();
        expect(room.logged).toMatchObject([{ level: 50, msg: 'notification_not_delivered', tradeNo }]);
        expect(await room.state(tradeNo)).toMatchObject({ state: 'queued', attempts: 0 });

        room.clock.advance(LEASE_MS);
        const other = room.notifier();
        await other.deliverDue();
        await other.idle();
        expect(room.calls(tradeNo)).toHaveLength(2);
        expect(await room.state(tradeNo)).toMatchObject({ state: 'acknowledged', attempts: 1 });
      });
    });

    test('after an outage of ours one attempt is made, not one for each missed time', async () => {
      room.shop.answer = { status: 503 };
      const tradeNo = await room.due();
      room.clock.advance(3 * 3_600_000);
      const notifier = room.notifier();
      for (let second = 0; second < 5; second++) {
        await notifier.deliverDue();
        await notifier.idle();
        room.clock.advance(SECOND);
      }
      expect(room.calls(tradeNo)).toHaveLength(1);
    });

    test('two processes on one database send each notification once', async () => {
      const otherDb = secondConnection();
      const all = await Promise.all(Array.from({ length: 150 }, () => room.due()));
      const both = [room.notifier(), room.notifier({ via: otherDb })];
      await Promise.all(both.map((notifier) => notifier.deliverDue()));
      for (const notifier of both) await notifier.deliverDue();
      await Promise.all(both.map((notifier) => notifier.idle()));
      expect(all.map((tradeNo) => room.calls(tradeNo).length)).toEqual(all.map(() => 1));
      if (otherDb !== room.db) await otherDb.destroy();
    });

    test('the whole schedule against a dead shop: given up, a person is told, and it stays visible', async () => {
      room.shop.answer = { status: 500 };
      const notifier = room.notifier();
      const tradeNo = await room.paid(notifier.owner);
      const queuedAt = room.clock.now();
      notifier.deliverNow(tradeNo);
      await notifier.idle();
      for (;;) {
        const { nextAttemptAt } = await room.state(tradeNo);
        if (nextAttemptAt === null) break;
        room.clock.set(nextAttemptAt);
        await notifier.deliverDue();
        await notifier.idle();
      }
      const attempts = await room.attempts(tradeNo);
      expect(attempts.map(({ startedAt }) => startedAt - queuedAt)).toEqual(attemptOffsets);
      expect(await room.state(tradeNo)).toMatchObject({ state: 'given_up', attempts: attemptOffsets.length });
      expect(room.logged.filter(({ msg }) => msg === 'notification_given_up')).toMatchObject([
        { level: 50, tradeNo },
      ]);
      expect(await notifications.listFailed(room.db, { limit: 5 })).toMatchObject([{ tradeNo }]);
    });

    /** Of these, what nobody holds. */
    const free = (tradeNos: string[]): Promise<string[]> =>
      room
        .db('notifications')
        .whereIn('trade_no', tradeNos)
        .where({ lease_until: 0, state: 'queued' })
        .pluck('trade_no');

    describe('bursts', () => {
      const LANES = { perHost: 3, mostPerHost: 3, waitingPerHost: 8 };
      const order = (tradeNo: string) => orders.getOrder(room.db, tradeNo);

      test('what the lane does not take stands in the table; the first calls come in the order of the payments', async () => {
        // One connection: of several, one that is held up lets others by.
        const notifier = room.notifier({ lanes: { ...LANES, perHost: 1, mostPerHost: 1 } });
        const all: string[] = [];
        for (let sale = 0; sale < 90; sale++) all.push(await room.paid(notifier.owner));
        const sold = await Promise.all(all.map(order));
        // In handfuls, as receipts are settled, while the first are already being delivered.
        for (let at = 0; at < all.length; at += 30) {
          for (const one of sold.slice(at, at + 30)) notifier.deliverNow(one.tradeNo, one);
          await room.shop.waitFor(at / 3 + 1);
        }
        await notifier.idle();
        const called = room.shop.received.map(({ params }) => params.trade_no);
        expect(called).toEqual(all);
        const states = await notifications.findNotifications(room.db, all);
        expect(states.every(({ state, attempts }) => state === 'acknowledged' && attempts === 1)).toBe(true);
      });

      test('a crash with some under way, some waiting and some in the table: another process tells the rest once', async () => {
        room.shop.answer = { hang: true };
        const itsDb = openDatabase(room.place);
        const dying = room.notifier({ via: itsDb, lanes: LANES });
        const all: string[] = [];
        for (let sale = 0; sale < 30; sale++) all.push(await room.paid(dying.owner));
        for (const one of await Promise.all(all.map(order))) dying.deliverNow(one.tradeNo, one);
        await room.shop.waitFor(3);
        await vi.waitFor(async () => expect(await free(all)).toHaveLength(30 - 11));
        await itsDb.destroy();
        room.shop.answer = {};

        const other = room.notifier({ lanes: LANES });
        await other.deliverDue();
        await other.idle();
        const states = () => notifications.findNotifications(room.db, all);
        expect((await states()).filter(({ state }) => state === 'acknowledged')).toHaveLength(30 - 11);
        room.clock.advance(LEASE_MS);
        await other.deliverDue();
        await other.idle();
        expect((await states()).every(({ state }) => state === 'acknowledged')).toBe(true);
        const twice = all.filter((tradeNo) => room.calls(tradeNo).length === 2);
        expect(twice, 'only what was under way').toHaveLength(3);
        room.shop.hangUp();
        await dying.idle();
      });

      test('told to stop, it leaves what waits to the table at once and finishes what it began', async () => {
        room.shop.answers.set('/notify', { delayMs: 4_000 });
        const notifier = room.notifier({ lanes: LANES });
        const all: string[] = [];
        for (let sale = 0; sale < 20; sale++) all.push(await room.paid(notifier.owner));
        for (const one of await Promise.all(all.map(order))) notifier.deliverNow(one.tradeNo, one);
        await room.shop.waitFor(3);
        await notifier.stop();
        expect(room.shop.received).toHaveLength(3);
        expect(await free(all)).toHaveLength(17);
        const states = await notifications.findNotifications(room.db, all);
        expect(states.filter(({ state }) => state === 'acknowledged')).toHaveLength(3);
      });

      test('a notification that was queued before there were lines finds its host’s', async () => {
        const tradeNo = await room.due();
        const notifier = room.notifier();
        await notifier.deliverDue();
        await notifier.idle();
        expect(await room.state(tradeNo)).toMatchObject({ state: 'acknowledged' });
        const row = await room.db('notifications').where({ trade_no: tradeNo }).first();
        expect(row.host).toBe(`127.0.0.1:${room.shop.port}`);
      });
    });

    describe('slow shops', () => {
      test('that hang by the dozen delay no other shop', async () => {
        room.shop.answers.set('/hang', { hang: true });
        const notifier = room.notifier({ net: { timeoutMs: 20_000 }, lanes: { perHost: 2, total: 8 } });
        for (let host = 0; host < 16; host++) {
          for (let order = 0; order < 3; order++)
            await room.due({ path: '/hang', host: `slow${host}.example` });
        }
        const quick = await Promise.all([1, 2, 3].map(() => room.due({ host: 'quick.example' })));
        await notifier.deliverDue();
        await vi.waitFor(() => expect(room.shop.at('/notify')).toHaveLength(3), { timeout: 5_000 });
        const late = await room.paid(notifier.owner, { host: 'quick2.example' });
        notifier.deliverNow(late);
        await vi.waitFor(() => expect(room.calls(late)).toHaveLength(1), { timeout: 5_000 });
        await vi.waitFor(async () => {
          const states = await notifications.findNotifications(room.db, [...quick, late]);
          expect(states.every((row) => row.state === 'acknowledged')).toBe(true);
        });
        // 8 places taken by hosts' first two, then one for each other host: none of them more than two.
        expect(room.shop.at('/hang').length).toBeLessThanOrEqual(32);
        room.shop.answers.clear();
        room.shop.hangUp();
        await notifier.idle();
      });

      test('what finds its lane full stays in the table, held by nobody and due, and is taken as the lane empties', async () => {
        room.shop.answers.set('/hang', { hang: true });
        const notifier = room.notifier({ lanes: { perHost: 2, mostPerHost: 2, waitingPerHost: 2 } });
        const all: string[] = [];
        for (let order = 0; order < 10; order++) all.push(await room.due({ path: '/hang' }));
        await notifier.deliverDue();
        await room.shop.waitFor(2);
        await vi.waitFor(async () => expect(await free(all)).toHaveLength(6));
        for (const { nextAttemptAt } of await notifications.findNotifications(room.db, await free(all))) {
          expect(nextAttemptAt).toBe(room.clock.now());
        }
        room.shop.answers.clear();
        room.shop.hangUp('success');
        // No tick, and the clock stands still.
        await notifier.idle();
        expect(all.map((tradeNo) => room.calls(tradeNo).length)).toEqual(all.map(() => 1));
        const states = await notifications.findNotifications(room.db, all);
        expect(states.every(({ state }) => state === 'acknowledged')).toBe(true);
      });

      test('a dead shop with very many due is asked for as its lane empties, not by the clock, and others are served past it', async () => {
        const DUE = 2_000;
        room.shop.answers.set('/hang', { hang: true });
        const tradeNos = Array.from({ length: DUE }, (_, at) => `DEAD${String(at).padStart(6, '0')}`);
        for (let at = 0; at < DUE; at += 500) {
          const part = tradeNos.slice(at, at + 500);
          await notifications.enqueue(room.db, {
            ...{ tradeNos: part, hosts: part.map(() => `dead.example:${room.shop.port}`) },
            ...{ now: room.clock.now(), leaseOwner: 'gone', leaseUntil: 0 },
          });
        }
        // Behind the others in time; each is an order whose shop hangs.
        const real = await Promise.all(Array.from({ length: 20 }, () => room.order({ path: '/hang' })));
        for (const [at, tradeNo] of real.entries()) {
          await room.db('notifications').where({ trade_no: tradeNos[at] }).update({ trade_no: tradeNo });
        }
        const notifier = room.notifier({ lanes: { perHost: 4, waitingPerHost: 10 } });
        await notifier.deliverDue();
        await room.shop.waitFor(4);
        // What it claimed for a lane that was full is let go.
        await vi.waitFor(async () => {
          const owned = await room.db('notifications').where({ lease_owner: notifier.owner }).select('id');
          expect(owned).toHaveLength(14);
        });
        let writes = 0;
        room.db.on('query', ({ sql }: { sql: string }) => {
          if (/^(update|insert|delete)/i.test(sql)) writes += 1;
        });
        for (let second = 0; second < 5; second++) {
          room.clock.advance(SECOND);
          await notifier.deliverDue();
        }
        expect(writes, 'nothing is claimed and put back').toBe(0);
        expect(room.shop.at('/hang')).toHaveLength(4);

        const other = await room.due();
        await notifier.deliverDue();
        await vi.waitFor(async () =>
          expect(await room.state(other)).toMatchObject({ state: 'acknowledged' }),
        );
        const soon = await room.paid(notifier.owner, { host: 'quick.example' });
        notifier.deliverNow(soon, await orders.getOrder(room.db, soon));
        await vi.waitFor(async () => expect(await room.state(soon)).toMatchObject({ state: 'acknowledged' }));
        room.db.removeAllListeners('query');
        room.shop.answers.clear();
        room.shop.hangUp();
        await notifier.stop();
      });

      test('a delivery that waited beyond its lease is left to the process that took it meanwhile', async () => {
        room.shop.next({ hang: true });
        const here = room.notifier({ lanes: { perHost: 1 } });
        const [first, second] = [await room.paid(here.owner), await room.paid(here.owner)];
        here.deliverNow(first);
        await room.shop.waitFor(1);
        here.deliverNow(second);
        room.clock.advance(LEASE_MS);
        const other = room.notifier();
        await other.deliverDue();
        await other.idle();
        expect(room.calls(second)).toHaveLength(1);
        room.shop.hangUp();
        await here.idle();
        expect(room.calls(second)).toHaveLength(1);
      });

      test('and is sent once when it is claimed again by the process in which it waits', async () => {
        room.shop.next({ hang: true });
        const here = room.notifier({ lanes: { perHost: 1 } });
        const [first, second] = [await room.paid(here.owner), await room.paid(here.owner)];
        here.deliverNow(first);
        await room.shop.waitFor(1);
        here.deliverNow(second);
        room.clock.advance(LEASE_MS);
        await here.deliverDue();
        room.shop.hangUp();
        await here.idle();
        expect(room.calls(second)).toHaveLength(1);
        expect(await room.state(second)).toMatchObject({ state: 'acknowledged', attempts: 1 });
      });
    });

    describe('by hand', () => {
      test('after the acknowledgement: sent again, kept apart, nothing else changes', async () => {
        const notifier = room.notifier();
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        const before = await room.state(tradeNo);
        room.shop.next({ status: 500 });
        expect(await notifier.resend(tradeNo, actorNamed('keeper'))).toMatchObject({
          outcome: 'refused',
          httpStatus: 500,
        });
        expect(await notifier.resend(tradeNo, actorNamed('keeper'))).toMatchObject({
          outcome: 'acknowledged',
          cause: null,
        });
        expect(await room.state(tradeNo)).toEqual(before);
        expect((await room.attempts(tradeNo)).map(({ byHand, number }) => [byHand, number])).toEqual([
          [false, 1],
          [true, 0],
          [true, 0],
        ]);
      });

      test('after it was given up: an acknowledgement ends it', async () => {
        const notifier = room.notifier();
        const tradeNo = await room.due();
        room.shop.next({ status: 500 });
        room.clock.advance(8 * DAY);
        await notifier.deliverDue();
        await notifier.idle();
        expect(await room.state(tradeNo)).toMatchObject({ state: 'given_up' });
        await notifier.resend(tradeNo, actorNamed('keeper'));
        expect(await room.state(tradeNo)).toMatchObject({ state: 'acknowledged', lastCause: null });
        expect(room.told).toEqual([tradeNo]);
      });

      test('between planned attempts: a failure leaves the plan as it was', async () => {
        const notifier = room.notifier();
        room.shop.answer = { body: 'fail' };
        const tradeNo = await room.paid(notifier.owner);
        notifier.deliverNow(tradeNo);
        await notifier.idle();
        const before = await room.state(tradeNo);
        await notifier.resend(tradeNo, actorNamed('keeper'));
        expect(await room.state(tradeNo)).toEqual(before);
      });

      test('an order that is unknown, or was never paid, is refused', async () => {
        const notifier = room.notifier();
        await expect(notifier.resend('20260301160000123456', actorNamed('keeper'))).rejects.toMatchObject({
          code: 'unknown_order',
        });
        await expect(notifier.resend(await room.order(), actorNamed('keeper'))).rejects.toMatchObject({
          code: 'not_paid',
        });
        expect(room.shop.received).toEqual([]);
      });
    });

    test('told to stop, it claims nothing', async () => {
      await room.due();
      const notifier = room.notifier();
      expect(await notifier.deliverDue(AbortSignal.abort())).toBe(0);
      expect(room.shop.received).toEqual([]);
    });
  });
}
