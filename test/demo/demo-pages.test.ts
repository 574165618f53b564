import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addSampleOrders, SAMPLE_MARK } from '../../scripts/demo/sample-orders.ts';
import { type Demo, startDemo } from '../../scripts/demo/start-demo.ts';
import { listOrders, orders } from '../../src/flow/orders/index.ts';
import { DAY } from '../../src/shared/clock.ts';
import { openTestDatabase } from '../support/database.ts';
import { type Visit, Visitor } from '../support/visitor.ts';

/** The demo's pages as a visitor finds them: whatever he does, the next step is in front of him. */
vi.setConfig({ testTimeout: 60_000 });

let demo: Demo;
let shop: Visitor;
let till: Visitor;
let phone: Visitor;
beforeAll(async () => {
  demo = await startDemo({ port: 0 });
  shop = new Visitor(demo.shop.url);
  till = new Visitor(demo.simulator.url);
  phone = new Visitor(demo.phone.url);
});
afterAll(() => demo.stop());

async function order(type: string) {
  const { sale, fields } = demo.shop.sell('会员月卡', '15.00', type);
  const answer = await new Visitor(demo.url).post('/mapi.php', fields);
  const placed = await orders.getOrder(demo.services.db, JSON.parse(answer.text).trade_no);
  if (!placed.placement) throw new Error('the order got no code');
  return { sale, placed, placement: placed.placement };
}

/** Until one of the code that is wanted comes round. */
async function orderAt(isWanted: (accountId: number) => boolean, type = 'wxpay') {
  for (let turn = 0; turn < 6; turn++) {
    const made = await order(type);
    if (isWanted(made.placement.accountId)) return made;
  }
  throw new Error('that code never had its turn');
}

const shown = ({ page }: Visit) => ({
  amount: page.querySelector('#amount')?.getAttribute('value'),
  terminal: page.querySelector('#terminal option[selected]')?.getAttribute('value'),
  payType: page.querySelector('#pay_type option[selected]')?.getAttribute('value'),
});

test('the simulator has what the newest cashier page asks for filled in, by the code’s name; paid, it is the next one’s turn', async () => {
  const empty = await till.get('/');
  expect(shown(empty).amount).toBe('');
  expect(empty.text).toMatch(/http-equiv="refresh"[\s\S]*先到小店下一单/);

  const isTill = (accountId: number) => accountId !== demo.phoneAccountId;
  const first = await orderAt(isTill);
  const second = await orderAt(isTill, 'alipay');
  const page = await till.get('/');
  expect(shown(page)).toEqual({
    amount: (second.placement.payableFen / 100).toFixed(2),
    terminal: second.placement.terminal,
    payType: 'alipay',
  });
  expect(page.text).toContain(`收款码「${second.placement.terminal}」`);
  expect(page.text).not.toContain('http-equiv="refresh"');
  // Who scanned the older one's code sees that one.
  const scanned = await till.get(`/?terminal=${encodeURIComponent(first.placement.terminal)}`);
  expect(shown(scanned).terminal).toBe(first.placement.terminal);

  const paid = await till.submit(
    page,
    {
      ...{ terminal: second.placement.terminal, pay_type: 'alipay', amount: String(shown(page).amount) },
    },
    'form',
  );
  const after = await till.get(String(paid.location));
  expect(after.text).toContain('已用支付宝支付 ¥15.00');
  expect(shown(after)).toMatchObject({ payType: 'wxpay' });
  await demo.shop.waitForPaid(second.sale.outTradeNo);
});

test('the phone lives, has the amount of its own code filled in, and tells the payment', async () => {
  const account = await demo.services.accounts.get(demo.services.db, demo.phoneAccountId);
  expect(account.platform).toBe('wxpay');
  expect((await phone.get('/')).text).toContain('心跳正常');
  const { sale, placed, placement } = await orderAt((accountId) => accountId === demo.phoneAccountId);
  const page = await phone.get('/');
  expect(shown(page).amount).toBe((placement.payableFen / 100).toFixed(2));
  expect((await till.get('/')).text).toContain('去演示手机付款');
  const told = await phone.submit(page, { amount: String(shown(page).amount) }, 'form');
  expect(told.location).toBe('/');
  await demo.shop.waitForPaid(sale.outTradeNo);
  expect(await orders.getOrder(demo.services.db, placed.tradeNo)).toMatchObject({ state: 'paid', odd: [] });
  const after = await phone.get('/');
  expect(after.text).toMatch(/个人收款码到账¥15\.\d\d[\s\S]*已转发/);
  expect((await phone.post('/receive', { amount: 'much' })).status).toBe(400);
});

test('the shop goes on with what is unpaid, with a new number once the old one may have run out, and names the way to everything', async () => {
  const { sale } = demo.shop.sell('手冲壶', '199.00');
  const home = await shop.get('/');
  for (const place of [demo.simulator.url, demo.phone.url, `${demo.url}/console`, `${demo.url}/doc`]) {
    expect(home.text).toContain(place);
  }
  for (const word of [demo.username, demo.password]) expect(home.text).toContain(word);
  const again = await shop.get(`/pay/${sale.outTradeNo}`);
  expect(new URL(String(again.location)).searchParams.get('out_trade_no')).toBe(sale.outTradeNo);
  sale.at -= 5 * 60_000;
  const anew = await shop.get(`/pay/${sale.outTradeNo}`);
  const number = new URL(String(anew.location)).searchParams.get('out_trade_no');
  expect(number).not.toBe(sale.outTradeNo);
  expect((await shop.get('/')).text).not.toContain(sale.outTradeNo);
  for (const lost of ['/pay/unknown', '/buy/99', '/nowhere']) {
    expect((await shop.get(lost)).location, lost).toBe('/');
  }
});

test('a month of samples, marked as such, of which none waits for money or for a call', async () => {
  const { db } = demo.services;
  const samples = await db('orders').where('out_trade_no', 'like', 'SAMPLE%');
  expect(samples.length).toBeGreaterThan(250);
  expect(samples.every(({ name, param }) => name.startsWith(SAMPLE_MARK) && param === 'sample')).toBe(true);
  expect(new Set(samples.map(({ state }) => state))).toEqual(new Set(['paid', 'expired', 'closed']));
  const ages = samples.map(({ created_at }) => Math.floor((Date.now() - Number(created_at)) / DAY));
  expect(new Set(ages).size).toBeGreaterThanOrEqual(29);
  expect(samples.every(({ held_until }) => Number(held_until) < Date.now())).toBe(true);
  const told = await db('notifications').whereIn(
    'trade_no',
    samples.map(({ trade_no }) => trade_no),
  );
  expect(told.every(({ state }) => state === 'acknowledged' || state === 'given_up')).toBe(true);
  expect((await listOrders(db, 'all', { state: 'paid' }, 25)).orders.length).toBe(25);
});

test('the same seed gives the same samples', async () => {
  const place = await openTestDatabase('sqlite');
  try {
    const now = Date.parse('2026-03-01T08:00:00Z');
    const codes = [
      {
        ...{ id: 1, accountId: 1, platform: 'sqbpay', terminal: 'A' },
        payTypes: ['wxpay', 'alipay', 'unionpay'],
      },
      { ...{ id: 2, accountId: 2, platform: 'wxpay', terminal: 'B' }, payTypes: ['wxpay'] },
    ] as Parameters<typeof addSampleOrders>[1]['codes'];
    const of = async (pid: number, seed?: number) => {
      for (const table of ['orders', 'receipts', 'notifications']) await place.db(table).delete();
      await addSampleOrders(place.db, {
        pid,
        codes,
        notifyUrl: 'http://127.0.0.1:9/',
        now,
        ...(seed && { seed }),
      });
      return place
        .db('orders')
        .where({ pid })
        .orderBy(['created_at', 'out_trade_no'])
        .select('name', 'payable_fen', 'state', 'created_at');
    };
    const first = await of(1);
    expect(await of(2)).toEqual(first);
    expect(await of(3, 1)).not.toEqual(first);
  } finally {
    await place.close();
  }
});
