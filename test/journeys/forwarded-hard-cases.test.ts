import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { listEvidence, type Receipt, receipts } from '../../src/flow/receipts/index.ts';
import { assignByHand } from '../../src/flow/settlement/index.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

const paid = (order: Order) => `个人收款码到账¥${payableOf(order)}`;

describe.each(databases.filter(({ available }) => available))(
  'what a phone or a PC tells in hard cases, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    beforeAll(async () => {
      app = await startApp(name, {
        terminals: [],
        rules: { orderLifetimeMs: 5 * MINUTE, graceMs: 5 * MINUTE },
      });
      phone = await startForwarder(app, '主账号');
      await phone.heartbeat();
    });
    afterAll(() => app.stop());

    const run = async (job: string) => void (await app.house.scheduler()?.run(job));
    const find = (money: string): Promise<Receipt[]> =>
      receipts.listReceipts(
        app.place.db,
        { accountId: phone.accountId, amountFen: fen(Math.round(Number(money) * 100)) },
        20,
      );
    const alerts = async (kind: string) =>
      (await listOpenAlerts(app.place.db, 'all', 50)).filter((alert) => alert.kind === kind);
    /** The page of a receipt as the owner sees it would say so; here the stored word. */
    const states = (found: Receipt[]) => found.map(({ state, reason }) => [state, reason]);

    describe('a phone that comes back after a silence', () => {
      test('money that may be either order’s goes to review with both named, and to neither', async () => {
        await phone.stayAwake(3 * MINUTE);
        // More than stay taken while nobody is heard.
        for (let each = 0; each < 5; each++) await app.order({ money: '20.00' });
        const older = await app.order({ money: '20.00' });
        app.clock.advance(15 * MINUTE); // no network; the older order's buyer pays now, or nobody does
        await app.tick();
        await run('release-slots');
        const younger = await app.order({ money: payableOf(older) });
        expect(payableOf(younger)).toBe(payableOf(older));
        // The price itself may still be told of, and is nobody's yet.
        expect(payableOf(await app.order({ money: '20.00' }))).not.toBe('20.00');
        app.clock.advance(20 * SECOND);
        expect(await phone.push({ msg: paid(older) })).toEqual({ status: 200, text: '200' });
        await app.tick();
        for (const order of [older, younger]) {
          expect(['pending', 'expired']).toContain((await app.find(order.tradeNo)).state);
        }
        const [receipt, ...others] = await find(payableOf(older));
        expect(others).toEqual([]);
        expect(receipt).toMatchObject({ state: 'unmatched', reason: 'phone_away' });
        expect(JSON.parse(receipt?.why ?? '').fits.sort()).toEqual([older.tradeNo, younger.tradeNo].sort());
        // A person knows; what was in doubt is used once.
        await assignByHand(app.services.settlement, receipt?.id ?? 0, older.tradeNo, actorNamed('owner'));
        expect(await app.find(older.tradeNo)).toMatchObject({ state: 'paid' });
        expect(await app.find(younger.tradeNo)).toMatchObject({ state: 'pending' });
      });

      test('an amount of its own settles the one order that waited, though its time is over by the phone’s clock; the very price waits for a person', async () => {
        await phone.stayAwake(3 * MINUTE);
        const round = await app.order({ money: '21.00' });
        const order = await app.order({ money: '21.00' });
        expect(payableOf(round)).toBe('21.00');
        app.clock.advance(25 * MINUTE);
        await app.tick();
        await phone.push({ msg: paid(order) });
        await phone.push({ msg: paid(round) });
        await app.tick();
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
        // Somebody at the counter may have paid it while nobody waited.
        expect(await app.find(round.tradeNo)).toMatchObject({ state: 'expired' });
        const [receipt, ...others] = await find('21.00');
        expect(others).toEqual([]);
        expect(receipt).toMatchObject({ state: 'unmatched', reason: 'phone_away' });
        expect(JSON.parse(receipt?.why ?? '').fits).toEqual([round.tradeNo]);
      });

      test('awake again, the receive time is believed as before', async () => {
        await phone.stayAwake(3 * MINUTE);
        const older = await app.order({ money: '22.00' });
        await phone.stayAwake(12 * MINUTE);
        await app.tick();
        const younger = await app.order({ money: '22.00' });
        await phone.stayAwake(MINUTE);
        await phone.push({ msg: paid(younger) });
        await app.tick();
        expect(await app.find(younger.tradeNo)).toMatchObject({ state: 'paid' });
        expect((await app.find(older.tradeNo)).state).toBe('expired');
      });

      test('sent again by hand hours later, its old receive time is judged by the silence of then', async () => {
        await phone.stayAwake(3 * MINUTE);
        const older = await app.order({ money: '23.00' });
        app.clock.advance(15 * MINUTE);
        await app.tick();
        const younger = await app.order({ money: '23.00' });
        app.clock.advance(5 * SECOND);
        await phone.heartbeat();
        const receivedAt = app.clock.now() + 30 * SECOND; // the forward of this one fails
        await phone.stayAwake(2 * HOUR);
        await phone.push({ msg: paid(older), receivedAt });
        await app.tick();
        expect(states(await find('23.00'))).toEqual([['unmatched', 'phone_away']]);
        for (const order of [older, younger]) expect((await app.find(order.tradeNo)).state).toBe('expired');
      });

      test('what a PC told in time and the phone late is not counted twice', async () => {
        await phone.stayAwake(3 * MINUTE);
        const order = await app.order({ money: '24.00' });
        app.clock.advance(3 * MINUTE);
        await phone.pushPc(payableOf(order));
        await app.tick();
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid' });
        const next = await app.order({ money: '24.00' });
        app.clock.advance(4 * MINUTE);
        await phone.push({ msg: paid(order) });
        await app.tick();
        expect(await app.find(next.tradeNo)).toMatchObject({ state: 'pending' });
        expect(states(await find('24.00'))).toEqual([
          ['unmatched', 'far_apart'],
          ['used', null],
        ]);
      });

      test('two alike in one second, as they come in a heap, are one that counts and one for a person', async () => {
        await phone.stayAwake(3 * MINUTE);
        // More than stay taken while nobody is heard.
        for (let each = 0; each < 5; each++) await app.order({ money: '26.00' });
        const older = await app.order({ money: '26.00' });
        app.clock.advance(15 * MINUTE);
        await app.tick();
        const younger = await app.order({ money: payableOf(older) });
        app.clock.advance(5 * SECOND);
        const receivedAt = app.clock.now();
        await phone.push({ msg: paid(older), receivedAt });
        app.clock.advance(300);
        await phone.push({ msg: paid(younger), receivedAt });
        // Sent again by hand it is the first one again.
        app.clock.advance(MINUTE);
        await phone.push({ msg: paid(older), receivedAt });
        await app.tick();
        expect(states(await find(payableOf(older)))).toEqual([
          ['unmatched', 'same_second'],
          ['unmatched', 'phone_away'],
        ]);
        // A person gives each its own.
        const [second, first] = await find(payableOf(older));
        await assignByHand(app.services.settlement, first?.id ?? 0, older.tradeNo, actorNamed('owner'));
        await assignByHand(app.services.settlement, second?.id ?? 0, younger.tradeNo, actorNamed('owner'));
        for (const order of [older, younger]) expect((await app.find(order.tradeNo)).state).toBe('paid');
      });

      test('after more than a day nothing is told apart any more: review', async () => {
        await phone.stayAwake(3 * MINUTE);
        app.clock.advance(26 * HOUR);
        await app.place.db('accounts').where({ id: phone.accountId }).update({ health: 'ok' });
        const order = await app.order({ money: '25.00' });
        app.clock.advance(5 * SECOND);
        await phone.push({ msg: paid(order) });
        await app.tick();
        expect(states(await find('25.00'))).toEqual([['unmatched', 'away_too_long']]);
      });
    });

    describe('daily counters that jump', () => {
      let total = 0;
      const nth = (count: number, money: number) => {
        total += money;
        return `个人收款码到账¥${money.toFixed(2)}，今日第${count}笔收款，共￥${total.toFixed(2)}`;
      };
      beforeAll(async () => {
        await phone.stayAwake(3 * MINUTE);
      });

      test('are no alert for two minutes, then say how many and how much', async () => {
        await phone.push({ msg: nth(1, 30.01) });
        const missing = [nth(2, 30.02), nth(3, 30.03)];
        await phone.stayAwake(30 * SECOND);
        expect(await phone.push({ msg: nth(4, 30.04) })).toMatchObject({ status: 200 });
        const jumpedAt = app.clock.now();
        await phone.stayAwake(119 * SECOND);
        await run('tell-losses');
        expect(await alerts('lost_messages')).toEqual([]);
        app.clock.set(jumpedAt + 120 * SECOND);
        await run('tell-losses');
        expect((await alerts('lost_messages')).map(({ detail }) => detail)).toEqual([
          expect.objectContaining({ messages: 2, lostFen: 6_005 }),
        ]);

        // One of them comes after all, then the other: the alert says less, then it goes.
        await phone.push({ msg: missing[0] ?? '', receivedAt: jumpedAt - 20 * SECOND });
        expect((await alerts('lost_messages')).map(({ detail }) => detail)).toEqual([
          expect.objectContaining({ messages: 1, lostFen: 3_003 }),
        ]);
        await phone.push({ msg: missing[1] ?? '', receivedAt: jumpedAt - 10 * SECOND });
        expect(await alerts('lost_messages')).toEqual([]);
      });

      test('are none when what was overtaken comes within two minutes', async () => {
        const late = nth(5, 30.05);
        await phone.push({ msg: nth(6, 30.06) });
        await phone.stayAwake(110 * SECOND);
        await phone.push({ msg: late, receivedAt: app.clock.now() - 115 * SECOND });
        await phone.stayAwake(5 * MINUTE);
        await run('tell-losses');
        expect(await alerts('lost_messages')).toEqual([]);
        expect(await app.place.db('alerts').where({ kind: 'lost_messages' })).toHaveLength(1); // of before
      });
    });

    describe('a PC that reports twice in one second', () => {
      const second = () => Math.ceil(app.clock.now() / 1_000) * 1_000;

      test('the second payment is kept for a person, refused, and never settles by itself', async () => {
        await phone.stayAwake(3 * MINUTE);
        const [one, two] = [await app.order({ money: '40.00' }), await app.order({ money: '41.00' })];
        app.clock.set(second());
        expect(await phone.pushPc('40.00')).toEqual({ status: 200, text: '200' });
        const answer = await phone.pushPc('41.00');
        expect(answer.status).toBe(400);
        expect(answer.text).not.toContain('200');
        // Again: the same answer, and no second receipt.
        expect(await phone.pushPc('41.00')).toEqual(answer);
        expect(await phone.pushPc('40.00')).toEqual({ status: 200, text: '200' });
        await app.tick();
        await run('settle-leftovers');
        expect(await app.find(one.tradeNo)).toMatchObject({ state: 'paid' });
        expect(await app.find(two.tradeNo)).toMatchObject({ state: 'pending' });
        expect(states(await find('41.00'))).toEqual([['unmatched', 'same_second']]);
        expect((await alerts('same_second')).map(({ detail }) => detail)).toEqual([
          expect.objectContaining({ amountFen: 4_100 }),
        ]);
      });

      test('a forger gets a few into review, none into an order, and none in the way of the true report', async () => {
        await phone.stayAwake(3 * MINUTE);
        const order = await app.order({ money: '42.00' });
        app.clock.set(second());
        const signedAt = app.clock.now();
        await phone.pushPc('1.00', { signedAt });
        for (const money of ['42.00', '42.01', '42.02', '42.03', '42.04']) {
          expect((await phone.pushPc(money, { signedAt })).text).not.toContain('200');
        }
        const kept = await app.place
          .db('receipts')
          .where({ reason: 'same_second' })
          .whereBetween('amount_fen', [4_200, 4_210]);
        expect(kept).toHaveLength(3);
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'pending' });
        // The phone tells the true one, then the PC does: one payment, though a forged report names it too.
        app.clock.advance(2 * SECOND);
        await phone.push({ msg: '个人收款码到账¥42.00' });
        app.clock.advance(2 * SECOND);
        await phone.pushPc('42.00');
        await app.tick();
        expect(await app.find(order.tradeNo)).toMatchObject({ state: 'paid' });
        const found = await find('42.00');
        expect(states(found)).toEqual([
          ['used', null],
          ['unmatched', 'same_second'],
        ]);
        expect(await listEvidence(app.place.db, found[0]?.id ?? 0)).toHaveLength(2);
      });

      test('once a person gave it to an order, a phone that tells it later counts it no second time', async () => {
        await phone.stayAwake(3 * MINUTE);
        const order = await app.order({ money: '43.00' });
        app.clock.set(second());
        await phone.pushPc('2.00');
        await phone.pushPc('43.00');
        const [kept] = await find('43.00');
        await assignByHand(app.services.settlement, kept?.id ?? 0, order.tradeNo, actorNamed('owner'));
        const next = await app.order({ money: '43.00' });
        app.clock.advance(5 * SECOND);
        await phone.push({ msg: paid(order) });
        await app.tick();
        expect(await app.find(next.tradeNo)).toMatchObject({ state: 'pending' });
        expect(states(await find('43.00'))).toEqual([['used', null]]);
      });
    });

    test('the V免签 app that comes back after a silence is no surer of the time', async () => {
      await app.place.db('accounts').where({ id: phone.accountId }).update({ health: 'ok' });
      const call = async (path: 'appHeart' | 'appPush', params: Record<string, string>) => {
        const sign = vmqSign(path, params, app.merchant.key);
        const answer = await fetch(`${app.url}/${path}?${new URLSearchParams({ ...params, sign })}`);
        expect(await answer.json()).toMatchObject({ code: 1 });
      };
      const t = () => String(app.clock.now());
      await call('appHeart', { t: t() });
      const older = await app.order({ money: '60.00' });
      app.clock.advance(15 * MINUTE);
      await app.tick();
      const younger = await app.order({ money: '60.00' });
      app.clock.advance(5 * SECOND);
      await call('appPush', { t: t(), type: '1', price: payableOf(older) });
      await app.tick();
      expect(states(await find('60.00'))).toEqual([['unmatched', 'phone_away']]);
      expect(await app.find(younger.tradeNo)).toMatchObject({ state: 'pending' });
    });

    test('PCs of two accounts that sign in one second at the same moment: one counts, the other is kept', async () => {
      const others = [await startForwarder(app, '二号'), await startForwarder(app, '三号')];
      for (let round = 0; round < 10; round++) {
        app.clock.advance(SECOND);
        const answers = await Promise.all(others.map((pc) => pc.pushPc(`3.0${round}`)));
        expect(answers.filter(({ text }) => text === '200')).toHaveLength(1);
        expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
      }
      const all = await Promise.all(
        others.map(({ accountId }) => receipts.listReceipts(app.place.db, { accountId }, 50)),
      );
      expect(all.flat()).toHaveLength(20);
      expect(all.flat().filter(({ reason }) => reason === 'same_second')).toHaveLength(10);
    });

    test('one secret in a phone and in a PC, and in two phones: they are told apart', async () => {
      const secret = 'one secret for all of them';
      await app.services.devices.announce(app.place.db, {
        ...{
          pid: app.merchant.pid,
          accountId: phone.accountId,
          app: 'sms_forwarder',
          name: '收银台',
          secret,
        },
        now: app.clock.now(),
      });
      await phone.stayAwake(3 * MINUTE);
      const msg = '个人收款码到账¥50.00';
      await phone.push({ msg, device: 'Redmi', secret });
      app.clock.advance(SECOND);
      await phone.push({ msg, device: 'Honor', secret });
      app.clock.advance(SECOND);
      await phone.pushPc('50.00', { secret });
      const found = await find('50.00');
      expect(found).toHaveLength(1);
      expect(await listEvidence(app.place.db, found[0]?.id ?? 0)).toHaveLength(3);
      const names = (await app.services.devices.list(app.place.db, app.clock.now())).map((one) => one.name);
      expect(names).toEqual(expect.arrayContaining(['收银台', 'Honor', 'PC']));
      expect(names).not.toContain('Redmi');
    });
  },
);
