import { describe, expect, test } from 'vitest';
import { type CashierFacts, toCashierPage } from '../../../src/flow/cashier/cashier-page.ts';
import type { CashierState } from '../../../src/flow/cashier/cashier-state.ts';
import type { Order } from '../../../src/flow/orders/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';

const NOW = 1_000_000;

const order: Order = {
  id: 1,
  protocol: 'epay',
  tradeNo: '20260301160000123456789012345678',
  pid: 1000,
  outTradeNo: 'S1',
  requestedType: 'wxpay',
  name: 'VIP',
  moneyFen: fen(1000),
  notifyUrl: 'https://shop.example/notify',
  returnUrl: 'https://shop.example/back',
  param: null,
  sitename: null,
  clientIp: null,
  device: null,
  placement: {
    payType: 'wxpay',
    payableFen: fen(1003),
    accountId: 1,
    codeId: 1,
    terminal: 'T',
    why: '{}',
  },
  state: 'pending',
  createdAt: NOW - MINUTE,
  expiresAt: NOW + 4 * MINUTE,
  heldUntil: NOW + 9 * MINUTE,
  paidAt: null,
  closedAt: null,
  closedBy: null,
  placedAt: NOW - MINUTE,
  placementNo: 0,
  renewedAt: null,
  receiptId: null,
  odd: [],
  whyPaid: null,
};

const pending: CashierState = {
  tradeNo: order.tradeNo,
  state: 'pending',
  expiresAt: order.expiresAt,
  leftMs: 4 * MINUTE,
  heldUntil: order.heldUntil,
  payType: 'wxpay',
  placementNo: 0,
  paidAt: null,
  closedBy: null,
  unheard: false,
  notified: false,
  mayReturn: false,
  waitMs: 0,
};

const facts: CashierFacts = {
  order,
  state: pending,
  code: { style: 'link', content: 'https://qr.example/1' },
  asksBuyer: false,
  wantsChange: false,
  payTypes: ['wxpay'],
  returnUrl: 'https://shop.example/back?sign=x',
  device: 'desktop',
  notice: null,
  now: NOW,
};

const expired: CashierState = { ...pending, state: 'expired', leftMs: 0 };
const paid: CashierState = { ...pending, state: 'paid', paidAt: NOW };

describe('the cashier page', () => {
  test.each<[string, Partial<CashierFacts>, object]>([
    [
      'a pending order is to be paid, and says by how much its payable differs',
      {},
      { view: 'pay', payableFen: 1003, differenceFen: 3, asksBuyer: false, final: false },
    ],
    [
      'a payable below the money asked differs downwards',
      { order: { ...order, moneyFen: fen(1010) } },
      { view: 'pay', differenceFen: -7 },
    ],
    [
      'a code in on-demand mode asks the buyer',
      { asksBuyer: true },
      { view: 'pay', asksBuyer: true, help: { how: 'scan' } },
    ],
    [
      'while nobody would hear of the payment, the buyer is told to wait',
      { state: { ...pending, unheard: true }, asksBuyer: true },
      { view: 'pay', unheard: true, help: null, asksBuyer: false },
    ],
    ['a code that was removed offers nothing to scan', { code: undefined }, { view: 'pay', help: null }],
    [
      'an order without a pay type lets the buyer choose',
      { order: { ...order, placement: null }, payTypes: ['wxpay', 'unionpay'] },
      { view: 'choose', payTypes: ['wxpay', 'unionpay'] },
    ],
    [
      'an expired order still listens while its amount is held',
      { state: expired },
      { view: 'expired', stillHeld: true, payableFen: 1003, final: false, shopUrl: 'https://shop.example/' },
    ],
    [
      'an expired order of a shop without an address leads nowhere',
      { state: expired, order: { ...order, returnUrl: null } },
      { view: 'expired', shopUrl: null },
    ],
    [
      'an expired order is over when its amount is free again',
      { state: expired, now: order.heldUntil },
      { view: 'expired', stillHeld: false, final: true },
    ],
    [
      'an order that expired before the buyer chose holds nothing',
      { state: expired, order: { ...order, placement: null } },
      { view: 'expired', stillHeld: false, payableFen: null },
    ],
    [
      'a paid order waits for the shop to be told',
      { state: { ...paid, waitMs: 3_000 } },
      { view: 'paid', paidFen: 1003, returnUrl: null, waitMs: 3_000, final: false },
    ],
    [
      'a paid order leads back once the buyer may return',
      { state: { ...paid, mayReturn: true } },
      { view: 'paid', returnUrl: 'https://shop.example/back?sign=x', final: true },
    ],
    [
      'a closed order takes no money',
      { state: { ...pending, state: 'closed', closedBy: 'owner' } },
      { view: 'closed', final: true, byBuyer: false, stillHeld: false, shopUrl: 'https://shop.example/' },
    ],
    [
      'an order that the buyer gave up still listens for money that he sent before',
      { state: { ...pending, state: 'closed', closedBy: 'buyer' }, asksBuyer: true },
      { view: 'closed', final: false, byBuyer: true, stillHeld: true, asksBuyer: true },
    ],
    [
      'what the buyer gave up is over when its amount is free again',
      { state: { ...pending, state: 'closed', closedBy: 'buyer' }, now: order.heldUntil },
      { view: 'closed', final: true, stillHeld: false },
    ],
    [
      'a buyer who wants another way is offered what is left, and the way back',
      { wantsChange: true, payTypes: ['alipay'] },
      { view: 'change', payType: 'wxpay', payTypes: ['alipay'], final: false },
    ],
    [
      'whose code takes no orders any more, he is offered the same way with another code',
      { wantsChange: true, payTypes: ['wxpay', 'alipay'] },
      { view: 'change', payType: 'wxpay', payTypes: ['wxpay', 'alipay'] },
    ],
    [
      'the countdown of an order that came back to life is that of its new time',
      { order: { ...order, createdAt: NOW - 99 * MINUTE, renewedAt: NOW - MINUTE } },
      { lifetimeMs: 5 * MINUTE },
    ],
  ])('%s', (_title, change, expected) => {
    expect(toCashierPage({ ...facts, ...change })).toMatchObject(expected);
  });
});
