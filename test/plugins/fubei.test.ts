import { describe, expect, onTestFinished, test } from 'vitest';
import { readBillRows } from '../../plugins/fubei/bill-rows.ts';
import { gatewaySign } from '../../plugins/fubei/gateway.ts';
import fubei from '../../plugins/fubei/index.ts';
import { readPlateRows } from '../../plugins/fubei/plate-rows.ts';
import { type FubeiContractSimulator, startContractFubei } from '../simulators/fubei/contract.ts';
import { startFubeiSimulator } from '../simulators/fubei/simulator.ts';
import { ContractRoom } from './contract.ts';

const ADD = 'receipt.web.receipt.add';
const DEADLINE = 'receipt.web.receipt.order.update';
const SHARE = 'receipt.web.receipt.share';
const CLOSE = 'receipt.web.receipt.close';
const STORES = 'receipt.web.store.list';
const STATISTICS = 'receipt.web.find.receipt.statistics.list';
const GATEWAY_LOGIN = 'com.fshows.lifecircle.college.login';
const PLATE_LOGIN = '/Login/handle';
const PLATES = '/User/NewFundManagement/tradestats';
/** 12:00:00.500 in China. */
const NOW = Date.UTC(2026, 2, 1, 4, 0, 0, 500);
const ORDER = {
  tradeNo: '20260301120000123456789012345678',
  amountFen: 1_234,
  payType: 'wxpay' as const,
  title: 'VIP会员',
  closesAt: NOW + 300_000,
};

async function open(way: 'bill' | 'plate' = 'bill') {
  const room = await ContractRoom.open({ platform: fubei, start: startContractFubei(way) });
  onTestFinished(() => room.close());
  room.clock.now = NOW;
  const { fubei: simulator } = room.simulator as FubeiContractSimulator;
  const names = () => simulator.calls.map(({ name }) => name);
  return { room, simulator, names };
}

describe('the signature of the newer back end', () => {
  test.each([
    [STORES, '{}', 'c05f16359df662047ffa6eedbd7f6d12'],
    [SHARE, '{"receiptId":"202609302327139893579118335"}', '28a0bf8c759652717280cc392119b777'],
  ])('of %s is as its own page makes it', (method, content, sign) => {
    expect(gatewaySign(method, content)).toBe(sign);
  });

  test('holds for quotes, backslashes and what is no ASCII', async () => {
    const { room } = await open();
    room.settings = { ...room.settings, username: '老板"\\n\\\\', store_id: '' };
    const { words } = await room.failure(room.login());
    expect(words.zh).toContain('账号或密码错误');
  });

  test('with another salt everything fails, as its own words say', async () => {
    const { room, simulator } = await open();
    await room.login();
    simulator.salt = 'changed!';
    const failure = await room.failure(room.fetch());
    expect(failure).toMatchObject({ kind: 'broken' });
    expect(failure.words.zh).toContain('签名错误');
  });
});

describe('logging in', () => {
  test.each([
    [{ hasSignedProtocol: 2 }, '签署服务协议'],
    [{ hasPwReset: 1, accessToken: 'none' }, '修改登录密码'],
    [{}, '没有给登录凭证'],
  ])('where it wants %j first, its owner is told what to do', async (wants, words) => {
    const { room, simulator } = await open();
    simulator.wants = wants;
    const failure = await room.failure(room.login());
    expect(failure.kind).toBe('needsPerson');
    expect(failure.words.zh).toContain(words);
    expect((await room.failure(room.fetch())).kind).toBe('needsPerson');
  });

  test.each([
    ['请输入短信验证码', 'needsPerson'],
    ['用户名、密码或验证码错误', 'wrongPassword'],
    ['账号已停用', 'wrongPassword'],
  ])('the older back end says “%s”: %s', async (said, kind) => {
    const { room, simulator } = await open('plate');
    simulator.plateRefusal = said;
    const failure = await room.failure(room.login());
    expect(failure.kind).toBe(kind);
    expect(failure.words.zh).toContain(said);
    expect(simulator.count(PLATE_LOGIN)).toBe(1);
  });

  test('with plate codes only, nothing is asked of the newer back end', async () => {
    const { room, simulator, names } = await open('plate');
    simulator.wants = { hasSignedProtocol: 2 };
    await room.login();
    await room.fetch();
    expect(names()).toEqual(['/Index/Login/index', PLATE_LOGIN, PLATES]);
  });

  test('each back end keeps its own session, and one that ends is not the other’s end', async () => {
    const { room, simulator } = await open();
    await room.login();
    for (const which of ['bills', 'plates', 'both'] as const) {
      simulator.endSessions(which);
      const paid = room.simulator.pay({ amountFen: 100 });
      expect((await room.fetch()).receipts.map(({ externalId }) => externalId)).toContain(paid);
    }
    expect(simulator.count(GATEWAY_LOGIN)).toBe(4);
    expect(simulator.count(PLATE_LOGIN)).toBe(4);
  });
});

describe('the shop that bills are made for', () => {
  const SHOPS = [
    { storeId: 1_847_807, storeName: '一店' },
    { storeId: 1_847_808, storeName: '二店' },
  ];

  async function openWithShops(storeId: string, shops = SHOPS) {
    const simulator = await startFubeiSimulator(() => NOW, shops);
    const contract = await startContractFubei('bill')(() => NOW);
    await contract.close();
    const settings = { ...contract.settings, base_url: simulator.url, store_id: storeId };
    const start = async () => ({ ...contract, settings, close: simulator.close });
    const room = await ContractRoom.open({ platform: fubei, start });
    onTestFinished(() => room.close());
    return { room, simulator };
  }

  test.each(['', '99'])(
    'where several are there and “%s” is entered, they are listed and the field is named',
    async (entered) => {
      const { room } = await openWithShops(entered);
      const failure = await room.failure(room.login());
      expect(failure).toMatchObject({ kind: 'wrongPassword', fields: ['store_id'] });
      expect(failure.words.zh).toContain('1847807（一店）、1847808（二店）');
    },
  );

  test('the one that is entered is used', async () => {
    const { room, simulator } = await openWithShops('1847808');
    await room.openBill(ORDER);
    expect(simulator.calls.find(({ name }) => name === ADD)?.fields.storeId).toBe(1_847_808);
  });

  test('without any, its owner is told', async () => {
    const { room } = await openWithShops('', []);
    expect((await room.failure(room.login())).kind).toBe('needsPerson');
  });
});

describe('making a bill', () => {
  test('is three calls and the picture, each once: made, given its deadline by China’s clock, shown', async () => {
    const { room, simulator, names } = await open();
    await room.login();
    simulator.calls.length = 0;
    const { bill } = await room.openBill(ORDER);
    const receiptId = bill.reference;
    expect(names()).toEqual([ADD, DEADLINE, SHARE, `/qrcode/${receiptId}.png`]);
    expect(simulator.calls[0]?.fields).toEqual({
      ...{ mobileCheck: 0, needUerPay: 1, storeId: 1_847_807, reuseCustomerFormValue: 0 },
      ...{ receiptTitle: '订单789012345678' },
      ...{ receiptExplain: '', receiptRichText: '', isLimit: 1, limitCount: 1, receiptType: 1 },
      ...{ receiptMoney: 12.34, receiptItem: [], receiptCreateType: 2, receiptForm: [] },
      templateCreateType: 0,
    });
    expect(simulator.calls[1]?.fields).toEqual({
      ...{ receiptId, receiptIsLong: 2, receiptEndTimeStr: '2026-03-01 12:05:00', receiptSource: 1 },
    });
    expect(bill).toEqual({
      ...{ reference: receiptId, closesAt: Math.floor(ORDER.closesAt / 1000) * 1000 },
      content: `https://m.51fubei.com/r/${receiptId}`,
    });
  });

  test.each([
    [1, '0.01'],
    [10, '0.1'],
    [29, '0.29'],
    [1_000, '10'],
    [58_035, '580.35'],
    [123_456_789, '1234567.89'],
  ])('%i fen are written as %s yuan', async (amountFen, written) => {
    const { room, simulator } = await open();
    await room.openBill({ ...ORDER, amountFen });
    const { receiptMoney } = simulator.calls.find(({ name }) => name === ADD)?.fields ?? {};
    expect(JSON.stringify(receiptMoney)).toBe(written);
  });

  test('a session that is gone before it: one login, and it is made once', async () => {
    const { room, simulator } = await open();
    await room.login();
    simulator.endSessions();
    await room.openBill(ORDER);
    expect(simulator.count(GATEWAY_LOGIN)).toBe(2);
    expect(simulator.count(ADD)).toBe(2);
    expect(simulator.bills.bills.size).toBe(1);
  });

  test('a session that is never good: one login, no bill', async () => {
    const { room, simulator } = await open();
    await room.login();
    simulator.refuse.set(ADD, { errorCode: '1003', errorMsg: '请重新登录' });
    expect((await room.failure(room.openBill(ORDER))).kind).toBe('blocked');
    expect(simulator.count(GATEWAY_LOGIN)).toBe(2);
    expect(simulator.bills.bills.size).toBe(0);
  });

  test.each([
    ['refused', { errorCode: '5001', errorMsg: '金额不合法' }],
    ['answered with a page', 'page'],
  ] as const)('making that is %s is not tried again', async (_, how) => {
    const { room, simulator } = await open();
    await room.login();
    simulator.refuse.set(ADD, how);
    expect((await room.failure(room.openBill(ORDER))).kind).toBe('broken');
    expect(simulator.count(ADD)).toBe(1);
    expect(simulator.count(GATEWAY_LOGIN)).toBe(1);
  });

  const REFUSALS = [
    ['is refused', { errorCode: '5001', errorMsg: '截止时间不合法' }],
    ['finds the session gone', { errorCode: '1003', errorMsg: '请重新登录' }],
    ['is answered with a page', 'page'],
  ] as const;
  test.each(
    [DEADLINE, SHARE].flatMap((step) => REFUSALS.map(([how, refusal]) => [step, how, refusal] as const)),
  )('where %s %s, nothing is repeated and the bill is closed', async (step, _, refusal) => {
    const { room, simulator } = await open();
    await room.login();
    simulator.refuse.set(step, refusal);
    await room.failure(room.openBill(ORDER));
    expect([ADD, step, CLOSE].map(simulator.count)).toEqual([1, 1, 1]);
    expect(simulator.bills.open()).toEqual([]);
  });

  test.each([
    ['none', '', 0],
    ['one without TLS', 'http://files.example/', 0],
    ['one that is no picture', null, 1],
  ])('where the picture is %s, the bill is closed', async (_, folder, asked) => {
    const { room, simulator } = await open();
    await room.login();
    simulator.posterUrl = folder;
    const picture = `/qrcode/2026${'1'.padStart(20, '0')}.png`;
    simulator.refuse.set(picture, 'page');
    expect((await room.failure(room.openBill(ORDER))).kind).toBe('broken');
    expect([ADD, picture, CLOSE].map(simulator.count)).toEqual([1, asked, 1]);
    expect(simulator.bills.open()).toEqual([]);
  });

  test('a closing that finds the session gone logs in once', async () => {
    const { room, simulator } = await open();
    const { bill } = await room.openBill(ORDER);
    simulator.endSessions();
    await room.closeBill(bill.reference);
    expect(simulator.bills.open()).toEqual([]);
    expect(simulator.count(GATEWAY_LOGIN)).toBe(2);
  });
});

describe('payments of bills', () => {
  const ROW = {
    ...{ receiptId: 'R1', tradeStatus: 1, payOrderNo: 'P1', payType: 1, realityAmount: 12.34 },
    payTime: '2026-03-01 12:00:00',
  };
  const NOON = Date.UTC(2026, 2, 1, 4);

  test('one names its bill, and lies with no plate code', () => {
    expect(readBillRows([ROW]).receipts).toEqual([
      {
        ...{ externalId: 'R1/P1', payType: 'wxpay', amountFen: 1_234, paidAt: NOON, reference: 'R1' },
        ...{ terminal: '收款单', raw: ROW },
      },
    ]);
  });

  test.each([
    [0.01, 1],
    [0.1, 10],
    [0.29, 29],
    [12.5, 1_250],
    ['580.35', 58_035],
    [1_234_567.89, 123_456_789],
    [7.777, null],
    ['0.001', null],
    [1e-7, null],
    [0, null],
    [-1, null],
    ['', null],
    [null, null],
  ])('realityAmount %j is %j fen', (realityAmount, amountFen) => {
    const { receipts, dropped } = readBillRows([{ ...ROW, realityAmount }, ROW]);
    expect(receipts.map((receipt) => receipt.amountFen)).toEqual(amountFen ? [amountFen, 1_234] : [1_234]);
    expect(dropped?.map(({ problem }) => problem)).toEqual(
      amountFen ? [] : ['realityAmount: is no amount in yuan'],
    );
  });

  test.each([
    ['2026-03-01 00:00:00', Date.UTC(2026, 1, 28, 16)],
    [NOON / 1000, NOON],
    [String(NOON + 1), NOON + 1],
  ])('payTime %j', (payTime, at) => {
    expect(readBillRows([{ ...ROW, payTime }]).receipts[0]?.paidAt).toBe(at);
  });

  test.each([
    [{ payOrderNo: ' ' }, 'payOrderNo'],
    [{ payType: 3 }, 'payType'],
    [{ payTime: '2026-02-30 12:00:00' }, 'payTime'],
  ])('a row with %j is dropped, with the reason', (odd, problem) => {
    const { receipts, dropped } = readBillRows([{ ...ROW, ...odd }]);
    expect(receipts).toEqual([]);
    expect(dropped?.[0]?.problem).toContain(problem);
  });

  test('what is not paid is left out, and what names no bill is for a person', () => {
    const { receipts, dropped } = readBillRows([
      { ...ROW, tradeStatus: 2 },
      { ...ROW, receiptId: null },
    ]);
    expect(receipts).toMatchObject([{ externalId: '/P1', isUnsure: true }]);
    expect(dropped).toEqual([]);
  });

  test.each([99, 100, 101, 250])('%i of them are all read', async (count) => {
    const { room, simulator } = await open();
    const paid = { amountFen: 100, payType: 1, at: NOW - 1_000, row: {} } as const;
    const numbers = Array.from({ length: count }, () => simulator.bills.list({ receiptId: 'R', ...paid }));
    const { receipts } = await room.fetch();
    expect(receipts.map(({ externalId }) => externalId).sort()).toEqual(
      numbers.map((no) => `R/${no}`).sort(),
    );
    expect(simulator.count(STATISTICS)).toBe(Math.floor(count / 100) + 1);
  });

  test('a page that repeats is broken, never a list', async () => {
    const { room, simulator } = await open();
    const paid = { amountFen: 100, payType: 1, at: NOW, row: {} } as const;
    for (let at = 0; at < 101; at++) simulator.bills.list({ receiptId: 'R', ...paid });
    simulator.onlyFirstPage = true;
    expect((await room.failure(room.fetch())).kind).toBe('broken');
  });
});

describe('payments of plate codes', () => {
  const ROW = {
    ...{ order_sn: 'F1', trade_no: 'T1', merchant_order_sn: 'M1', pay_type: 2, order_sumprice: '10.01' },
    ...{ device_no: 'D1', store_id: 7, pay_status: 1, type: 1, pay_time: '2026-03-01 12:00:00' },
  };
  const none = { numbers: new Set<string>(), receipts: [] };

  test('the device names the code, the shop where there is none', () => {
    const rows = [ROW, { ...ROW, order_sn: 'F2', device_no: '' }];
    expect(readPlateRows(rows, null).receipts.map(({ terminal, isUnsure }) => [terminal, isUnsure])).toEqual([
      ['D1', undefined],
      ['7', undefined],
    ]);
  });

  test('beside bills one without a device may be a bill’s: it is for a person, and names no code', () => {
    const rows = [ROW, { ...ROW, order_sn: 'F2', device_no: '' }];
    expect(readPlateRows(rows, none).receipts.map(({ terminal, isUnsure }) => [terminal, isUnsure])).toEqual([
      ['D1', undefined],
      [null, true],
    ]);
  });

  test.each(['order_sn', 'trade_no', 'merchant_order_sn'])(
    'one whose %s is a bill’s payment is that payment',
    (name) => {
      const bills = { receiptId: 'R1', tradeStatus: 1, payOrderNo: 'P1', payType: 2, realityAmount: 10.01 };
      const { receipts } = readBillRows([{ ...bills, payTime: ROW.pay_time }]);
      const beside = { numbers: new Set(['P1']), receipts };
      expect(readPlateRows([{ ...ROW, [name]: 'P1' }], beside)).toEqual({ receipts: [], dropped: [] });
    },
  );

  test.each([
    ['at the same time', {}, true],
    ['a minute apart', { payTime: '2026-03-01 12:01:00' }, true],
    ['longer apart', { payTime: '2026-03-01 12:01:01' }, undefined],
    ['by another wallet', { payType: 1 }, undefined],
    ['of another amount', { realityAmount: 10 }, undefined],
  ])('one like a bill’s payment, %s', (_, changes, isUnsure) => {
    const bill = { receiptId: 'R1', tradeStatus: 1, payOrderNo: 'P1', payType: 2, realityAmount: 10.01 };
    const { receipts } = readBillRows([{ ...bill, payTime: ROW.pay_time, ...changes }]);
    const read = readPlateRows([ROW], { numbers: new Set(['P1']), receipts });
    expect(read.receipts[0]?.isUnsure).toBe(isUnsure);
  });

  test('one of another type is for a person, under another number than the payment’s', () => {
    const { receipts } = readPlateRows([ROW, { ...ROW, type: 2 }], null);
    expect(receipts.map(({ externalId, isUnsure }) => [externalId, isUnsure])).toEqual([
      ['F1', undefined],
      ['F1/type-2', true],
    ]);
  });

  test('a page in place of JSON: one login, and then the list', async () => {
    const { room, simulator } = await open('plate');
    await room.login();
    simulator.plateGone = 'page';
    for (let round = 0; round < 3; round++) {
      simulator.endSessions();
      const paid = room.simulator.pay({ amountFen: 100 });
      expect((await room.fetch()).receipts.map(({ externalId }) => externalId)).toContain(paid);
    }
    expect(simulator.count(PLATE_LOGIN)).toBe(4);
  });

  test('a page after that login too is broken, with one login for each time that it is asked', async () => {
    const { room, simulator } = await open('plate');
    await room.login();
    simulator.refuse.set(PLATES, 'page');
    for (const logins of [2, 3]) {
      expect((await room.failure(room.fetch())).kind).toBe('broken');
      expect(simulator.count(PLATE_LOGIN)).toBe(logins);
    }
    simulator.refuse.clear();
    expect(await room.fetch()).toMatchObject({ receipts: [] });
    expect(simulator.count(PLATE_LOGIN)).toBe(3);
  });
});

describe('an account that made bills and now makes none', () => {
  test('is still asked for what they bring, where the window says that there were some', async () => {
    const { room, simulator } = await open();
    const { bill } = await room.openBill(ORDER);
    room.settings = { ...room.settings, way: 'plate' };
    const paid = room.simulator.pay({ amountFen: ORDER.amountFen, reference: bill.reference });
    const window = { from: NOW - 60_000, to: NOW + 60_000 };
    expect((await room.fetch(window)).receipts).toEqual([]);
    expect((await room.fetch({ ...window, hasBills: true })).receipts).toMatchObject([
      { externalId: paid, reference: bill.reference },
    ]);
    simulator.endSessions('bills');
    expect((await room.fetch({ ...window, hasBills: true })).receipts).toHaveLength(1);
    await room.fetch(window);
    expect(simulator.count(GATEWAY_LOGIN)).toBe(3);
  });

  test('can still close them', async () => {
    const { room, simulator } = await open();
    const { bill } = await room.openBill(ORDER);
    room.settings = { ...room.settings, way: 'plate' };
    await room.closeBill(bill.reference);
    expect(simulator.bills.open()).toEqual([]);
  });
});

describe('the simulator is as strict as the platform', () => {
  test('a bill without a deadline can be paid for ever, but once; a deadline that is sent along is ignored', async () => {
    const { room, simulator } = await open();
    const { bills } = simulator;
    await room.openBill(ORDER);
    const given = bills.add({
      ...simulator.calls.find(({ name }) => name === ADD)?.fields,
      ...{ receiptIsLong: 2, receiptEndTimeStr: '2026-03-01 12:05:00' },
    });
    const [timed, endless] = [...bills.bills.keys()] as [string, string];
    expect(given).toEqual({ data: { receiptId: endless } });
    room.clock.now = NOW + 365 * 86_400_000;
    expect(() => bills.pay(timed)).toThrow();
    bills.pay(endless);
    expect(() => bills.pay(endless)).toThrow();
  });

  test('token and cookie are needed together', async () => {
    const { room, simulator } = await open();
    await room.login();
    const [token] = simulator.secrets();
    const content = '{}';
    const form = { appid: 'CASHIER-DIGITAL', method: STORES, version: '1.0.0', content };
    const body = new URLSearchParams({ ...form, sign: gatewaySign(STORES, content) });
    const headers = { 'access-token': String(token) };
    const answer = await fetch(`${simulator.url}/api/gateway`, { method: 'POST', headers, body });
    expect(await answer.json()).toMatchObject({ success: false, errorCode: '1003' });
  });
});
