import { describe, expect, onTestFinished, test } from 'vitest';
import lklpaycode from '../../plugins/lklpaycode/index.ts';
import { type CodesSimulator, startCodes } from '../simulators/lklpay/codes.ts';
import { ContractRoom, describeContract } from './contract.ts';

describeContract({ platform: lklpaycode, start: startCodes });

async function setUp() {
  const room = await ContractRoom.open({ platform: lklpaycode, start: startCodes });
  onTestFinished(() => room.close());
  const codes = room.simulator as CodesSimulator;
  await room.handOver(codes.newToken());
  const order = { tradeNo: '20260301075950123456789012345678', amountFen: 1_003, payType: 'wxpay' as const };
  const openBill = (leftMs: number) =>
    room.openBill({ ...order, title: 'VIP会员', closesAt: room.clock.now + leftMs });
  return { room, codes, order, openBill, last: () => codes.asked.at(-1) };
}

describe('拉卡拉, a code for one order', () => {
  test('it is asked for as the app asks: in fen, the order’s number as the remark, one of its own as the code’s', async () => {
    const { openBill, order, last } = await setUp();
    const { bill } = await openBill(300_000);
    const { path, body, headers } = last() ?? {};
    expect(path).toBe('code/generate');
    expect(headers?.authorization).not.toContain('Bearer');
    expect(body).toEqual({
      ...{ ver: '1.0.0', sign: '', timestamp: '20260301075950', reqId: '', rnd: '' },
      reqData: {
        ...{ shopNo: 'S1', termNo: 'T1', shopName: '示例店', type: 'MICROCODE', expireTime: '300' },
        snAutoExpireFlag: '',
        orderField: {
          ...{ amount: 1_003, exterMerOrderNo: bill.reference, exterOrderSource: '', subject: 'VIP会员' },
          ...{ description: '', orderRemark: order.tradeNo },
        },
        txnField: { outTradeNo: bill.reference, operatorId: '', amount: 1_003, remark: order.tradeNo },
      },
    });
    expect((await openBill(300_000)).bill.reference).not.toBe(bill.reference);
  });

  test('it is asked about by its number, as the app asks', async () => {
    const { room, codes, openBill, last } = await setUp();
    const { bill } = await openBill(300_000);
    await room.fetch({ from: 0, to: room.clock.now });
    expect(last()).toMatchObject({ path: 'transv3/query', headers: { 'x-client-pv': 'lKL_APP' } });
    expect(last()?.body).toEqual({
      ...{ outOrgCode: '37001010012', outSysCode: 'MOBILE_PLATFORM', reqTime: '20260301075950' },
      ...{ version: '3.0', signType: null, sign: null },
      reqData: {
        ...{ merchantNo: '822290000000001', termNo: 'T1', outTradeNo: bill.reference },
        ...{ tradeNo: null, outOrderNo: null, outOrderSource: null },
      },
    });
    codes.pay({ amountFen: 1_003, reference: bill.reference });
    expect((await room.fetch()).receipts).toMatchObject([
      {
        externalId: `code-${bill.reference}`,
        reference: bill.reference,
        amountFen: 1_003,
        paidAt: room.clock.now,
      },
    ]);
  });

  test.each([
    [300_000, '300'],
    [299_000, '300'],
    [289_000, '180'],
    [180_000, '180'],
    [86_400_000, '300'],
  ])('with %i ms left it lives for %s seconds, one of the lives that are known', async (left, seconds) => {
    const { room, openBill, last } = await setUp();
    const { bill } = await openBill(left);
    expect(last()?.body).toMatchObject({ reqData: { expireTime: seconds } });
    expect(bill.closesAt).toBeLessThanOrEqual(room.clock.now + Math.min(left, Number(seconds) * 1_000));
  });

  test('an order that ends sooner than any code gets none', async () => {
    const { room, codes, openBill } = await setUp();
    expect((await room.failure(openBill(120_000))).kind).toBe('broken');
    expect(codes.bills?.made?.()).toBe(0);
  });

  test('a refusal is one, and no code is shown', async () => {
    const { room, codes, openBill } = await setUp();
    codes.refuse('000123');
    const { kind, words } = await room.failure(openBill(300_000));
    expect(kind).toBe('broken');
    expect(words.zh).toContain('000123');
  });

  test('an answer that isn’t known pays nothing; one of something else than the service means that the token is over', async () => {
    const { room, codes, openBill } = await setUp();
    const { bill } = await openBill(300_000);
    codes.pay({ amountFen: 1_003, reference: bill.reference });
    codes.sayOfAll('BBS99999');
    const { receipts, dropped } = await room.fetch();
    expect(receipts).toEqual([]);
    expect(dropped[0]?.problem).toContain('BBS99999');
    codes.sayOfAll('BBS00000');
    expect((await room.fetch()).receipts).toEqual([]);
    codes.sayOfAll('LKL4001');
    expect((await room.failure(room.fetch())).kind).toBe('needsPerson');
  });
});
