import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receipt, receipts, recordReceipts } from '../../../src/flow/receipts/index.ts';
import {
  assignByHand,
  closeOrder,
  completeByHand,
  setAsideByHand,
  settleLeftovers,
  settleReceipt,
} from '../../../src/flow/settlement/index.ts';
import { openDatabase } from '../../../src/shared/db.ts';
import { fen } from '../../../src/shared/money.ts';
import { randomHex } from '../../../src/shared/random.ts';
import { actorNamed } from '../../support/actors.ts';
import { databases } from '../../support/database.ts';
import { startApp, type TestApp } from '../../support/start-app.ts';

describe.each(databases.filter(({ available }) => available))('settling on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(name);
  });
  afterAll(() => app.stop());

  const slotOf = (tradeNo: string) => app.place.db('amount_slots').where({ trade_no: tradeNo }).first();

  /** A payment of 12.34 that no order waits for, recorded. */
  async function record(
    changes: { amount?: number; paidAt?: number; terminal?: string | null } = {},
  ): Promise<Receipt> {
    const now = app.clock.now();
    const { amount = 1234, paidAt = now, terminal = 'T-1' } = changes;
    const [receipt] = await recordReceipts(app.place.db, [
      {
        accountId: app.accountId,
        pid: app.merchant.pid,
        platform: 'sqbpay',
        externalId: `X${randomHex(8)}`,
        payType: 'wxpay',
        amountFen: fen(amount),
        terminal,
        paidAt,
        seenAt: now,
        raw: '{}',
      },
    ]);
    if (!receipt) throw new Error('the receipt was known already');
    return receipt;
  }

  test('a record that JSON can not hold, or that is missing, does not cost the payment', async () => {
    const { id: _, ...told } = await record();
    const kept = await recordReceipts(app.place.db, [
      { ...told, externalId: `X${randomHex(8)}`, raw: { big: 1n } },
      { ...told, externalId: `X${randomHex(8)}`, raw: undefined },
      { ...told, externalId: `X${randomHex(8)}`, raw: { n: 1 } },
      { ...told, externalId: `X${randomHex(8)}`, raw: Symbol('no JSON') },
    ]);
    expect(kept.map(({ raw }) => raw)).toEqual(['[object Object]', 'null', '{"n":1}', 'Symbol(no JSON)']);
  });

  test('a day of payments told at once is recorded whole, once, and known after a restart', async () => {
    const { id: _, ...told } = await record();
    const many = Array.from({ length: 3_000 }, () => ({ ...told, externalId: `X${randomHex(8)}` }));
    expect(await recordReceipts(app.place.db, many)).toHaveLength(3_000);
    expect(await recordReceipts(app.place.db, many)).toEqual([]);
    await app.place.db('receipts').where({ state: 'new' }).update({ state: 'unmatched' });
    const restarted = openDatabase(app.place);
    try {
      expect(await recordReceipts(restarted, many)).toEqual([]);
    } finally {
      await restarted.destroy();
    }
  });

  test('numbers that differ only in case are different payments', async () => {
    const { id: _, ...told } = await record();
    const number = randomHex(6);
    const both = [`A${number}`, `a${number}`].map((externalId) => ({ ...told, externalId }));
    expect(await recordReceipts(app.place.db, both)).toHaveLength(2);
  });

  test('receipts of a thousand accounts are found in one look', async () => {
    const { externalId, accountId } = await record();
    const wanted = Array.from({ length: 1_000 }, (_, at) => ({ accountId: accountId + at, externalId }));
    expect(await receipts.findByExternalIds(app.place.db, wanted)).toHaveLength(1);
  });

  test('the same payment told again is nothing new', async () => {
    const receipt = await record();
    const { id: _id, state: _state, reason: _reason, tradeNo: _tradeNo, why: _why, ...told } = receipt;
    expect(await recordReceipts(app.place.db, [told])).toEqual([]);
    expect(await recordReceipts(app.place.db, [{ ...told, amountFen: fen(1) }])).toEqual([]);
  });

  test('two receipts for one order: one pays it, the other stays unmatched as already paid', async () => {
    const order = await app.order({ money: '41.00' });
    const terminal = order.placement?.terminal ?? '';
    const [first, second] = [
      await record({ amount: 4100, terminal }),
      await record({ amount: 4100, terminal }),
    ];
    const settled = await Promise.all([
      settleReceipt(app.services.settlement, first),
      settleReceipt(app.services.settlement, second),
    ]);
    expect(settled.filter(Boolean)).toEqual([order.tradeNo]);
    const states = await Promise.all(
      [first, second].map(async ({ id }) => (await receipts.getReceipt(app.place.db, id)).state),
    );
    expect(states.sort()).toEqual(['unmatched', 'used']);
    await app.tick();
    expect(app.shop.received.filter(({ params }) => params.trade_no === order.tradeNo)).toHaveLength(1);
  });

  test('one receipt settled by ten at once pays once', async () => {
    const order = await app.order({ money: '42.00' });
    const receipt = await record({ amount: 4200, terminal: order.placement?.terminal ?? '' });
    const settled = await Promise.all(
      Array.from({ length: 10 }, () => settleReceipt(app.services.settlement, receipt)),
    );
    expect(new Set(settled)).toEqual(new Set([order.tradeNo]));
    await app.tick();
    expect(app.shop.received.filter(({ params }) => params.trade_no === order.tradeNo)).toHaveLength(1);
  });

  test('a receipt as it was before somebody else used it pays nothing again, and holds no amount', async () => {
    const order = await app.order({ money: '42.50' });
    const asSeen = await record({ amount: 4250, terminal: order.placement?.terminal ?? '' });
    const told = {
      ...app.services.settlement,
      isTold: () => true,
      unclaimedHold: () => Promise.resolve(600_000),
    };
    expect(await settleReceipt(told, asSeen)).toBe(order.tradeNo);
    await app.place.db('amount_slots').where({ trade_no: order.tradeNo }).delete(); // cooled
    expect(await settleReceipt(told, asSeen)).toBe(order.tradeNo);
    expect(await receipts.getReceipt(app.place.db, asSeen.id)).toMatchObject({ state: 'used' });
    expect(await app.place.db('amount_slots').where({ payable_fen: 4250 })).toEqual([]);
  });

  test('a receipt as it was before somebody put it aside stays aside, and holds no amount', async () => {
    const asSeen = await record({ amount: 4260 });
    expect(await settleReceipt(app.services.settlement, asSeen)).toBeNull();
    expect(await setAsideByHand(app.services.settlement, asSeen, actorNamed('admin'))).toBe(true);
    const told = {
      ...app.services.settlement,
      isTold: () => true,
      unclaimedHold: () => Promise.resolve(600_000),
    };
    const { state, reason, why } = await receipts.getReceipt(app.place.db, asSeen.id);
    expect(await settleReceipt(told, asSeen)).toBeNull();
    expect(await receipts.getReceipt(app.place.db, asSeen.id)).toMatchObject({ state, reason, why });
    expect(await app.place.db('amount_slots').where({ payable_fen: 4260 })).toEqual([]);
  });

  test('a receipt that a crash left unfinished is settled by the leftovers job, and at start', async () => {
    const order = await app.order({ money: '43.00' });
    await record({ amount: 4300, terminal: order.placement?.terminal ?? '' });
    await settleLeftovers(app.services.settlement);
    expect((await app.find(order.tradeNo)).state).toBe('pending'); // its recorder may still be at it
    app.clock.advance(11_000);
    await settleLeftovers(app.services.settlement);
    expect((await app.find(order.tradeNo)).state).toBe('paid');

    const next = await app.order({ money: '43.00' });
    await record({ amount: 4300, terminal: next.placement?.terminal ?? '' });
    await settleLeftovers(app.services.settlement, { at: 'start' });
    expect((await app.find(next.tradeNo)).state).toBe('paid');
  });

  test('补单 pays a pending and an expired order, keeps the amount for its time and tells the shop', async () => {
    for (const wait of [0, 400_000]) {
      const order = await app.order({ money: '44.00' });
      await app.tick(wait);
      await completeByHand(app.services.settlement, order.tradeNo, actorNamed('admin'));
      await app.tick();
      expect(await app.find(order.tradeNo)).toMatchObject({
        state: 'paid',
        odd: ['by_hand'],
        receiptId: null,
      });
      expect(JSON.parse((await app.find(order.tradeNo)).whyPaid ?? '')).toEqual({
        by: 'hand',
        actor: 'admin',
      });
      expect(await slotOf(order.tradeNo)).toBeDefined();
      expect(app.shop.received.filter(({ params }) => params.trade_no === order.tradeNo)).toHaveLength(1);
      await expect(
        completeByHand(app.services.settlement, order.tradeNo, actorNamed('admin')),
      ).rejects.toMatchObject({
        code: 'already_paid',
      });
    }
  });

  test('money that was still on its way when its order was completed by hand falls to no younger order', async () => {
    const order = await app.order({ money: '50.00' });
    await completeByHand(app.services.settlement, order.tradeNo, actorNamed('admin'));
    const younger = await Promise.all(app.codeIds.map(() => app.order({ money: '50.00' })));
    app.clock.advance(1_000);
    const receipt = await record({ amount: 5000, terminal: order.placement?.terminal ?? '' });
    expect(await settleReceipt(app.services.settlement, receipt)).toBeNull();
    expect(await receipts.getReceipt(app.place.db, receipt.id)).toMatchObject({
      state: 'unmatched',
      reason: 'already_paid',
    });
    for (const { tradeNo } of younger) expect((await app.find(tradeNo)).state).toBe('pending');
  });

  test('of several reasons the nearest order’s is kept: it came after the grace, not at another code', async () => {
    const { orderLifetimeMs, graceMs } = app.merchant.rules;
    const order = await app.order({ money: '51.00' });
    await app.tick(orderLifetimeMs + graceMs + 5_000);
    const elsewhere = await app.order({ money: '51.00' });
    expect(elsewhere.placement?.terminal).not.toBe(order.placement?.terminal);
    app.clock.advance(1_000);
    const receipt = await record({ amount: 5100, terminal: order.placement?.terminal ?? '' });
    await settleReceipt(app.services.settlement, receipt);
    expect(await receipts.getReceipt(app.place.db, receipt.id)).toMatchObject({ reason: 'paid_after_grace' });
  });

  test('a receipt assigned by hand pays the order, keeps what was odd, and is used for good', async () => {
    const order = await app.order({ money: '45.00' });
    const receipt = await record({ amount: 4400 });
    await settleReceipt(app.services.settlement, receipt);
    expect(await receipts.getReceipt(app.place.db, receipt.id)).toMatchObject({ state: 'unmatched' });
    await assignByHand(app.services.settlement, receipt.id, order.tradeNo, actorNamed('admin'));
    expect(await app.find(order.tradeNo)).toMatchObject({
      state: 'paid',
      odd: ['by_hand', 'other_amount'],
      receiptId: receipt.id,
    });
    const other = await app.order({ money: '46.00' });
    await expect(
      assignByHand(app.services.settlement, receipt.id, other.tradeNo, actorNamed('admin')),
    ).rejects.toMatchObject({
      code: 'receipt_used',
    });
    expect((await app.find(other.tradeNo)).state).toBe('pending');
  });

  test('a closed order takes no money, and its amount stays taken for the grace', async () => {
    const order = await app.order({ money: '47.00' });
    await closeOrder(app.services.settlement, order.tradeNo, app.merchant.rules.graceMs);
    await expect(closeOrder(app.services.settlement, order.tradeNo, 0)).rejects.toMatchObject({
      code: 'not_pending',
    });
    const next = await app.order({ money: '47.00' });
    expect([next.placement?.codeId, next.placement?.payableFen]).not.toEqual([order.placement?.codeId, 4700]);
    app.clock.advance(1_000);
    const receipt = await record({ amount: 4700, terminal: order.placement?.terminal ?? '' });
    await settleReceipt(app.services.settlement, receipt);
    expect(await receipts.getReceipt(app.place.db, receipt.id)).toMatchObject({
      state: 'unmatched',
      reason: 'closed',
    });
    await expect(
      completeByHand(app.services.settlement, order.tradeNo, actorNamed('admin')),
    ).rejects.toMatchObject({
      code: 'order_closed',
    });
    await app.tick(app.merchant.rules.graceMs + 1_000);
    expect(await slotOf(order.tradeNo)).toBeUndefined();
  });

  test('a slot is free again after the grace, not before', async () => {
    const { orderLifetimeMs, graceMs } = app.merchant.rules;
    const order = await app.order({ money: '48.00' });
    await app.tick(orderLifetimeMs + 1_000);
    expect(await slotOf(order.tradeNo)).toBeDefined();
    await app.tick(graceMs);
    expect(await slotOf(order.tradeNo)).toBeUndefined();
  });

  test('money paid inside an order’s time is its money, even if we learn of it after the slot was given away', async () => {
    const order = await app.order({ money: '49.00' });
    const terminal = order.placement?.terminal ?? '';
    const paidAt = app.clock.now() + 1_000;
    await app.tick(app.merchant.rules.orderLifetimeMs + app.merchant.rules.graceMs + 2_000);
    for (const _code of app.codeIds) await app.order({ money: '49.00' });
    const receipt = await record({ amount: 4900, paidAt, terminal });
    expect(await settleReceipt(app.services.settlement, receipt)).toBe(order.tradeNo);
  });
});
