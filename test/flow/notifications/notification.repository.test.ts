import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { notifications } from '../../../src/flow/notifications/index.ts';
import type { FinishedCall, ShopCall } from '../../../src/flow/notifications/notification.ts';
import { isDuplicate, openDatabase } from '../../../src/shared/db.ts';
import { say, saying } from '../../../src/shared/saying.ts';
import { databases } from '../../support/database.ts';
import { type DeliveryRoom, openDeliveryRoom } from './delivery-room.ts';

const LEASE = 15_000;

for (const { name, available } of databases) {
  describe.skipIf(!available)(`notifications on ${name}`, () => {
    let room: DeliveryRoom;
    beforeAll(async () => {
      room = await openDeliveryRoom(name);
    });
    afterAll(() => room.close());
    beforeEach(() => room.clear());

    const claim = (owner: string, limit = 10) =>
      notifications.claimDue(room.db, { now: room.clock.now(), owner, leaseMs: LEASE, limit });
    const record = async (finished: FinishedCall, owner: string) => {
      const gaveUp = await notifications.recordAttempts(room.db, [finished], {
        owner,
        now: room.clock.now(),
      });
      return gaveUp.has(finished.tradeNo);
    };
    const finished = (
      tradeNo: string,
      changes: Partial<ShopCall> & Partial<FinishedCall> = {},
    ): FinishedCall => {
      const { number = 1, byHand = false, nextAttemptAt = null, ...call } = changes;
      return {
        tradeNo,
        number,
        byHand,
        nextAttemptAt,
        call: {
          startedAt: room.clock.now(),
          durationMs: 12,
          httpStatus: 200,
          outcome: 'refused',
          cause: saying('cause.status', { status: 500 }),
          bodyHead: 'fail',
          ...call,
        },
      };
    };
    /** Quotes are 60 characters, hosts 255; the widest ones are written as six. */
    const WIDEST = saying('cause.redirectLogin', {
      status: 302,
      quote: `${'\u0001'.repeat(60)}${'中'.repeat(255)}`,
    });
    const ACKNOWLEDGED = { outcome: 'acknowledged', cause: null, bodyHead: 'success' } as const;

    test('queued in a transaction that is undone: there is none', async () => {
      const undone = room.db.transaction(async (trx) => {
        const now = room.clock.now();
        await notifications.enqueue(trx, { tradeNos: ['T1'], now, leaseOwner: 'a', leaseUntil: now });
        throw new Error('undo');
      });
      await expect(undone).rejects.toThrow('undo');
      expect(await notifications.findNotification(room.db, 'T1')).toBeUndefined();
    });

    test('queued twice: the database refuses the second', async () => {
      await room.enqueue('T1', 'a');
      const again = await room.enqueue('T1', 'b').catch((error: unknown) => error);
      expect(isDuplicate(again)).toBe(true);
    });

    test('queued: nobody claims it before the first lease has run out, then one does', async () => {
      await room.enqueue('T1', 'a', room.clock.now() + LEASE);
      room.clock.advance(LEASE - 1);
      expect(await claim('b')).toEqual([]);
      room.clock.advance(1);
      expect(await claim('b')).toMatchObject([{ tradeNo: 'T1', attempts: 0 }]);
      expect(await claim('c')).toEqual([]);
    });

    test('claimed: at most as many as wanted, longest due first', async () => {
      for (const tradeNo of ['T1', 'T2', 'T3']) {
        await room.enqueue(tradeNo, 'gone', 0);
        room.clock.advance(10);
      }
      expect((await claim('a', 2)).map((row) => row.tradeNo)).toEqual(['T1', 'T2']);
      expect((await claim('b', 2)).map((row) => row.tradeNo)).toEqual(['T3']);
    });

    test('claimed by many at once, also under one name: each row goes to exactly one', async () => {
      // Two SQLite connections within one process would wait for each other; there all share one.
      const others = name === 'mysql' ? [openDatabase(room.place), openDatabase(room.place)] : [];
      const all = Array.from({ length: 60 }, (_, at) => `T${at}`);
      for (const tradeNo of all) await room.enqueue(tradeNo, 'gone', 0);
      const claimers = [room.db, ...others].flatMap((db) => [db, db]);
      const claims = await Promise.all(
        claimers.map((db) =>
          notifications.claimDue(db, { now: room.clock.now(), owner: 'same', leaseMs: LEASE, limit: 40 }),
        ),
      );
      const got = claims.flat().map((row) => row.tradeNo);
      expect(new Set(got).size).toBe(got.length);
      expect(got.length).toBeGreaterThanOrEqual(40);
      for (const db of others) await db.destroy();
    });

    test('renewing works for the holder, also late, and not after another has it', async () => {
      await room.enqueue('T1', 'a');
      const until = room.clock.now() + 60_000;
      expect(await notifications.renewLease(room.db, { tradeNo: 'T1', owner: 'a', until })).toBe(true);
      expect(await notifications.renewLease(room.db, { tradeNo: 'T1', owner: 'b', until })).toBe(false);
      room.clock.advance(60_000);
      await claim('b');
      expect(await notifications.renewLease(room.db, { tradeNo: 'T1', owner: 'a', until })).toBe(false);
    });

    test('let go: claimed by anyone at once, where it stood in the line, and by the holder only', async () => {
      for (const tradeNo of ['T1', 'T2', 'T3']) await room.enqueue(tradeNo, 'a');
      await notifications.letGo(room.db, { tradeNos: ['T2', 'T1'], host: 'a.example', owner: 'b' });
      expect(await claim('b')).toEqual([]);
      await notifications.letGo(room.db, { tradeNos: ['T2', 'T1'], host: 'a.example', owner: 'a' });
      expect((await claim('b')).map(({ tradeNo }) => tradeNo)).toEqual(['T1', 'T2']);
    });

    if (name === 'sqlite') {
      test('what is due is read in order from the index alone, past any number of other hosts’', async () => {
        const sql = `explain query plan select trade_no from notifications where state = 'queued' and next_attempt_at <= 1
          and lease_until <= 1 and (host is null or host not in ('a')) order by next_attempt_at, id limit 100`;
        const plan: { detail: string }[] = await room.db.raw(sql);
        expect(plan.map(({ detail }) => detail).join('; ')).toMatch(/notifications_due_in_order/);
        expect(plan.map(({ detail }) => detail).join('; ')).not.toMatch(/SCAN|TEMP B-TREE/);
      });
    }

    test('claimed of one host’s line only, or past those of some, each as it was queued', async () => {
      const hosts = { A1: 'a.example', B1: 'b.example', A2: 'a.example', C1: 'c.example' };
      for (const [tradeNo, host] of Object.entries(hosts)) await room.enqueue(tradeNo, 'gone', 0, host);
      await room.enqueue('OLD', 'gone', 0);
      const common = { now: room.clock.now(), owner: 'a', leaseMs: LEASE };
      const past = await notifications.claimDue(room.db, {
        ...{ ...common, limit: 10, exceptHosts: ['a.example', 'b.example'] },
      });
      expect(past.map(({ tradeNo, host }) => [tradeNo, host])).toEqual([
        ['C1', 'c.example'],
        ['OLD', null],
      ]);
      const only = await notifications.claimDue(room.db, { ...common, limit: 10, onlyHost: 'a.example' });
      expect(only.map(({ tradeNo }) => tradeNo)).toEqual(['A1', 'A2']);
      expect((await claim('b')).map(({ tradeNo }) => tradeNo)).toEqual(['B1']);
    });

    test('a failure keeps the attempt whole and plans the next one', async () => {
      await room.enqueue('T1', 'a');
      const next = room.clock.now() + 5_000;
      const call = {
        httpStatus: 502,
        bodyHead: '😀'.repeat(128),
        cause: WIDEST,
        nextAttemptAt: next,
      };
      expect(await record(finished('T1', call), 'a')).toBe(false);
      expect(await room.state('T1')).toMatchObject({
        state: 'queued',
        attempts: 1,
        nextAttemptAt: next,
        lastCause: WIDEST,
        acknowledgedAt: null,
      });
      const { startedAt, durationMs } = finished('T1').call;
      expect(await room.attempts('T1')).toEqual([
        {
          id: expect.any(Number),
          tradeNo: 'T1',
          number: 1,
          byHand: false,
          startedAt,
          durationMs,
          httpStatus: 502,
          outcome: 'refused',
          cause: WIDEST,
          bodyHead: '😀'.repeat(128),
        },
      ]);
      room.clock.advance(5_000);
      expect(await claim('b')).toMatchObject([{ tradeNo: 'T1', attempts: 1 }]);
    });

    test('a cause of an older version, a sentence, is told as it was', async () => {
      await room.enqueue('T1', 'a');
      await record(finished('T1'), 'a');
      const old = '商店返回 HTTP 500';
      await room.db('notifications').update({ last_cause: old });
      await room.db('notification_attempts').update({ cause: old });
      const [attempt] = await room.attempts('T1');
      for (const cause of [(await room.state('T1')).lastCause, attempt?.cause])
        for (const lang of ['zh', 'en'] as const) expect(cause && say(lang, cause)).toBe(old);
    });

    test('a failure without a next attempt gives up, and tells the caller so', async () => {
      await room.enqueue('T1', 'a');
      expect(await record(finished('T1', { outcome: 'failed', httpStatus: null }), 'a')).toBe(true);
      expect(await room.state('T1')).toMatchObject({ state: 'given_up', nextAttemptAt: null });
      expect(await notifications.countGivenUp(room.db)).toBe(1);
      room.clock.advance(86_400_000);
      expect(await claim('b')).toEqual([]);
    });

    test('a failure by one who lost the lease is kept and changes nothing else', async () => {
      await room.enqueue('T1', 'a');
      room.clock.advance(LEASE);
      await claim('b');
      const before = await room.state('T1');
      expect(await record(finished('T1'), 'a')).toBe(false);
      expect(await room.state('T1')).toEqual(before);
      expect(await room.attempts('T1')).toHaveLength(1);
    });

    test('an acknowledgement counts whoever got it, and no failure takes it back', async () => {
      await room.enqueue('T1', 'a');
      room.clock.advance(LEASE);
      await claim('b');
      await record(finished('T1', ACKNOWLEDGED), 'a');
      const acknowledged = await room.state('T1');
      expect(acknowledged).toMatchObject({ state: 'acknowledged', attempts: 1, lastCause: null });
      room.clock.advance(1_000);
      await record(finished('T1', { number: 2 }), 'b');
      await record(finished('T1', { byHand: true, number: 0 }), 'b');
      await record(finished('T1', { ...ACKNOWLEDGED, number: 2 }), 'b');
      expect(await room.state('T1')).toEqual(acknowledged);
      expect(await room.attempts('T1')).toHaveLength(4);
    });

    test('by hand: a failure moves no plan, an acknowledgement ends it', async () => {
      await room.enqueue('T1', 'a');
      const planned = await room.state('T1');
      await record(finished('T1', { byHand: true, number: 0 }), 'c');
      expect(await room.state('T1')).toEqual({
        ...planned,
        lastCause: saying('cause.status', { status: 500 }),
      });
      await record(finished('T1', { ...ACKNOWLEDGED, byHand: true, number: 0 }), 'c');
      expect(await room.state('T1')).toMatchObject({
        state: 'acknowledged',
        attempts: 0,
        nextAttemptAt: null,
      });
    });

    test('several at once: each moves on by itself, and those given up are named', async () => {
      for (const tradeNo of ['T1', 'T2', 'T3']) await room.enqueue(tradeNo, 'a');
      const gaveUp = await notifications.recordAttempts(
        room.db,
        [
          finished('T3'),
          finished('T1', ACKNOWLEDGED),
          finished('T2', { nextAttemptAt: room.clock.now() + 1 }),
        ],
        { owner: 'a', now: room.clock.now() },
      );
      expect([...gaveUp]).toEqual(['T3']);
      const states = await notifications.findNotifications(room.db, ['T1', 'T2', 'T3']);
      expect(Object.fromEntries(states.map((row) => [row.tradeNo, row.state]))).toEqual({
        T1: 'acknowledged',
        T2: 'queued',
        T3: 'given_up',
      });
    });

    test('started over by hand: only what was given up, with the whole schedule', async () => {
      await room.enqueue('T1', 'a');
      expect(await notifications.requeue(room.db, { tradeNo: 'T1', now: room.clock.now() })).toBe(false);
      await record(finished('T1'), 'a');
      room.clock.advance(86_400_000);
      const now = room.clock.now();
      expect(await notifications.requeue(room.db, { tradeNo: 'T1', now })).toBe(true);
      expect(await claim('b')).toMatchObject([{ tradeNo: 'T1', queuedAt: now, attempts: 0 }]);
    });

    test('the list of failures: given up first, then what is still tried; not what is new or done', async () => {
      for (const tradeNo of ['NEW', 'DONE', 'TRIED', 'OVER', 'OVER2']) {
        await room.enqueue(tradeNo, 'a');
        room.clock.advance(1);
      }
      await record(finished('DONE', ACKNOWLEDGED), 'a');
      await record(finished('TRIED', { nextAttemptAt: room.clock.now() }), 'a');
      await record(finished('OVER'), 'a');
      await record(finished('OVER2'), 'a');
      const list = await notifications.listFailed(room.db, { limit: 10 });
      expect(list.map((row) => row.tradeNo)).toEqual(['OVER2', 'OVER', 'TRIED']);
      const page = await notifications.listFailed(room.db, { limit: 1, offset: 1 });
      expect(page.map((row) => row.tradeNo)).toEqual(['OVER']);
    });
  });
}
