import { describe, expect, onTestFinished, test } from 'vitest';
import lklpaylist from '../../plugins/lklpaylist/index.ts';
import { type StatementSimulator, startStatement } from '../simulators/lklpay/statement.ts';
import { ContractRoom, describeContract } from './contract.ts';

describeContract({ platform: lklpaylist, start: startStatement });

async function setUp(changes: Record<string, string> = {}) {
  const room = await ContractRoom.open({
    platform: lklpaylist,
    async start(now) {
      const simulator = await startStatement(now);
      return { ...simulator, settings: { ...simulator.settings, ...changes } };
    },
  });
  onTestFinished(() => room.close());
  const statement = room.simulator as StatementSimulator;
  return { room, statement, enter: () => room.handOver(statement.newToken()) };
}

describe('拉卡拉, its statement', () => {
  test('it is asked as the app asks it, the token as it is', async () => {
    const { room, statement, enter } = await setUp();
    await enter();
    await room.fetch({ from: Date.UTC(2026, 1, 28, 15, 59), to: Date.UTC(2026, 1, 28, 16, 1) });
    expect(statement.asked()).toEqual({
      ...{
        startTime: '20260228235900',
        endTime: '20260301000101',
        page: 1,
        size: 30,
        merNo: '822290000000001',
      },
    });
  });

  test.each([
    ['a bare token', (token: string) => token],
    ['the header', (token: string) => `Authorization: ${token}`],
    [
      'a request as cURL',
      (token: string) => `curl 'https://m1.lakala.com/x' -X POST -H 'Authorization: ${token}'`,
    ],
  ])('%s can be handed over', async (_, pasted) => {
    const { room, statement } = await setUp();
    expect(await room.handOver(pasted(statement.newToken()))).toMatchObject({ step: 'done' });
  });

  test.each(['短', 'two words here', `curl 'https://m1.lakala.com/x'`])(
    '“%s” is no token, and is not sent',
    async (pasted) => {
      const { room } = await setUp();
      expect((await room.failure(room.handOver(pasted))).kind).toBe('wrongPassword');
      expect(room.simulator.requests().lists).toBe(0);
    },
  );

  test.each([{ number_field: '' }, { time_field: '' }])(
    'without the names of number and time nothing settles: the owner is told what a record has (%j)',
    async (changes) => {
      const { room, statement, enter } = await setUp(changes);
      await enter();
      expect((await room.fetch()).receipts).toEqual([]);
      statement.add({ txnSts: '失败' }, room.clock.now);
      expect((await room.fetch()).receipts).toEqual([]);
      statement.add({ payer: '张三' }, room.clock.now);
      const { kind, words } = await room.failure(room.fetch());
      expect(kind).toBe('needsPerson');
      for (const name of ['logNo', 'txnTime (2026', 'payer', 'txnAmt']) expect(words.zh).toContain(name);
      expect(words.zh).not.toContain('张三');
    },
  );

  test('a field that several payments share is no number: said, and no payment is swallowed as known', async () => {
    const { room, statement, enter } = await setUp({ number_field: 'shop' });
    await enter();
    statement.add({ shop: 'S-000001' }, room.clock.now);
    statement.add({ shop: 'S-000001', txnAmt: '2.00' }, room.clock.now);
    const { kind, words } = await room.failure(room.fetch());
    expect(kind).toBe('needsPerson');
    expect(words.zh).toContain('“shop”');
  });

  test.each([
    ['the merchant’s own number', { logNo: '822290000000001' }],
    ['a short word', { logNo: '00' }],
    ['nothing', { logNo: undefined }],
  ])('%s is no number of a payment', async (_, row) => {
    const { room, statement, enter } = await setUp();
    await enter();
    statement.add(row, room.clock.now);
    const { receipts, dropped } = await room.fetch();
    expect([receipts.length, dropped[0]?.problem]).toEqual([0, 'logNo: is no number of a payment']);
  });

  test.each(['1.005', '1,000', '0', '-1.00', '', '1e3', null, true, '１.00'])(
    '%j yuan are no amount',
    async (txnAmt) => {
      const { room, statement, enter } = await setUp();
      await enter();
      statement.add({ txnAmt }, room.clock.now);
      const { receipts, dropped } = await room.fetch();
      expect([receipts.length, dropped[0]?.problem]).toEqual([0, 'txnAmt: is no amount in yuan']);
    },
  );

  test('a time of another zone is not believed', async () => {
    const { room, statement, enter } = await setUp();
    await enter();
    statement.add({ txnTime: '20260228235950' }, room.clock.now);
    const { now } = room.clock;
    const { receipts, dropped } = await room.fetch({ from: now - 60_000, to: now + 60_000 });
    expect(receipts).toEqual([]);
    expect(dropped[0]?.problem).toContain('outside');
  });

  test('rows of another merchant number are not seen; how the buyer paid is not told', async () => {
    const { room, statement, enter } = await setUp();
    await enter();
    statement.add({}, room.clock.now, '822290000000009');
    const paid = statement.add({ remark: 'SN1' }, room.clock.now);
    expect((await room.fetch()).receipts).toMatchObject([
      { externalId: paid, payType: null, terminal: null, reference: 'SN1', amountFen: 100 },
    ]);
  });

  test('an answer without records is no empty list: the token may be over, and its owner is wanted', async () => {
    const { room, enter } = await setUp();
    await enter();
    room.simulator.fail('sessionGone');
    expect((await room.failure(room.fetch())).kind).toBe('needsPerson');
  });
});
