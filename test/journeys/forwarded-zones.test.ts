import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Order } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { assignByHand } from '../../src/flow/settlement/index.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

const paid = (order: Order) => `个人收款码到账¥${payableOf(order)}`;
const OK = { status: 200, text: '200' };

describe.each(databases.filter(({ available }) => available))('phones abroad, on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(name, {
      terminals: [],
      rules: { orderLifetimeMs: 5 * MINUTE, graceMs: 5 * MINUTE },
    });
  });
  afterAll(() => app.stop());

  let money = 100;
  /** An account of its own, whose codes alone are in the rotation, and an amount of its own. */
  async function fresh(): Promise<{ phone: Forwarder; amount: string }> {
    await app.place.db('accounts').update({ enabled: false });
    money += 10;
    return { phone: await startForwarder(app, `账号 ${money}`), amount: `${money}.00` };
  }
  const found = async ({ accountId }: Forwarder) =>
    (await receipts.listReceipts(app.place.db, { accountId }, 20)).map(({ state, reason }) => [
      state,
      reason,
    ]);
  const stateOf = async (order: Order) => (await app.find(order.tradeNo)).state;

  test.each([420, 540, 0, -300, 345])(
    'zone %d, nothing known of it: no order is paid by its first words, a person decides; heartbeats make it known',
    async (zone) => {
      const { phone, amount } = await fresh();
      const older = await app.order({ money: amount });
      app.clock.advance(Math.max(0, 480 - zone) * MINUTE + 11 * MINUTE);
      await app.tick();
      const younger = await app.order({ money: amount });
      app.clock.advance(20 * SECOND);
      expect(await phone.push({ msg: paid(younger), zone })).toEqual(OK);
      await app.tick();
      expect([await stateOf(older), await stateOf(younger)]).toEqual(['expired', 'pending']);
      expect(await found(phone)).toEqual([['unmatched', 'time_zone']]);
      // Sent again it is the same; by a person's hand it pays once.
      app.clock.advance(SECOND);
      expect(await phone.push({ msg: paid(younger), receivedAt: app.clock.now() - SECOND, zone })).toEqual(
        OK,
      );
      const kept = await receipts.listReceipts(app.place.db, { accountId: phone.accountId }, 5);
      expect(kept).toHaveLength(1);
      await assignByHand(app.services.settlement, kept[0]?.id ?? 0, younger.tradeNo, actorNamed('owner'));

      await phone.stayAwake(2 * MINUTE, undefined, { zone });
      const next = await app.order({ money: amount });
      await phone.stayAwake(20 * SECOND, undefined, { zone });
      expect(await phone.push({ msg: paid(next), zone })).toEqual(OK);
      await app.tick();
      expect([await stateOf(younger), await stateOf(next)]).toEqual(['paid', 'paid']);
      expect(await found(phone)).toHaveLength(2);
    },
  );

  test('zone +9 and a PC tell one payment: it is counted once, and no second order is paid', async () => {
    const { phone, amount } = await fresh();
    const order = await app.order({ money: amount });
    app.clock.advance(20 * SECOND);
    await phone.push({ msg: paid(order), zone: 540 });
    app.clock.advance(2 * SECOND);
    await phone.pushPc(amount);
    await app.tick();
    expect(await stateOf(order)).toBe('paid');
    const second = await app.order({ money: amount });
    app.clock.advance(HOUR);
    await app.tick();
    expect(await stateOf(second)).toBe('expired');
    expect(await found(phone)).toEqual([
      ['used', null],
      ['unmatched', 'time_zone'],
    ]);
  });

  test('a phone that moves: what looks an hour old is for a person, until its zone is known', async () => {
    const { phone, amount } = await fresh();
    await phone.stayAwake(2 * MINUTE);
    const older = await app.order({ money: amount });
    await phone.stayAwake(HOUR);
    await app.tick();
    const younger = await app.order({ money: amount });
    await phone.stayAwake(20 * SECOND);
    await phone.push({ msg: paid(younger), zone: 420 });
    await app.tick();
    expect([await stateOf(older), await stateOf(younger)]).toEqual(['expired', 'pending']);
    expect(await found(phone)).toEqual([['unmatched', 'time_zone']]);
  });

  test('sent again from the log by a phone in China: known when it was told, late when it was not', async () => {
    const { phone, amount } = await fresh();
    await phone.stayAwake(2 * MINUTE);
    const order = await app.order({ money: amount });
    await phone.stayAwake(20 * SECOND);
    const receivedAt = app.clock.now();
    await phone.push({ msg: paid(order), receivedAt });
    await app.tick();
    expect(await stateOf(order)).toBe('paid');
    for (const wait of [HOUR, 7 * MINUTE, HOUR + 20 * MINUTE]) {
      await phone.stayAwake(wait);
      expect(await phone.push({ msg: paid(order), receivedAt })).toEqual(OK);
    }
    expect(await found(phone)).toEqual([['used', null]]);

    const missed = await app.order({ money: amount });
    await phone.stayAwake(20 * SECOND);
    const missedAt = app.clock.now();
    await phone.stayAwake(4 * HOUR + 25 * MINUTE);
    await app.tick();
    expect(await phone.push({ msg: paid(missed), receivedAt: missedAt })).toEqual(OK);
    await app.tick();
    expect(await found(phone)).toHaveLength(2);
    // Its time was the order's, so the money is the order's, late as it was told.
    expect(await stateOf(missed)).toBe('paid');
  });

  test('a time that can’t be settles nothing: of 2099, or of last month', async () => {
    const { phone, amount } = await fresh();
    await phone.stayAwake(2 * MINUTE);
    const order = await app.order({ money: amount });
    await phone.stayAwake(20 * SECOND);
    const now = app.clock.now();
    for (const receivedAt of [Date.parse('2099-01-01T00:00:00Z'), now - 30 * DAY, now + MINUTE]) {
      expect(await phone.push({ msg: paid(order), receivedAt })).toEqual(OK);
    }
    await app.tick();
    expect(await stateOf(order)).toBe('pending');
    expect(await found(phone)).toEqual([
      ['unmatched', 'receive_time'],
      ['unmatched', 'receive_time'],
      ['unmatched', 'receive_time'],
    ]);
  });

  test('a clock that is set back by 200 s: the payment it tells at once still finds its order', async () => {
    const { phone, amount } = await fresh();
    for (let i = 1; i <= 15; i++) {
      app.clock.advance(30 * SECOND);
      await phone.push({ msg: `个人收款码到账¥0.${10 + i}` });
    }
    app.clock.advance(10 * MINUTE);
    const order = await app.order({ money: amount });
    app.clock.advance(20 * SECOND);
    const byPhone = app.clock.now() - 200 * SECOND;
    expect(await phone.push({ msg: paid(order), receivedAt: byPhone, signedAt: byPhone + 300 })).toEqual(OK);
    await app.tick();
    expect(await stateOf(order)).toBe('paid');
  });
});
