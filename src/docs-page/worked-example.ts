import { type CashierState, toStateAnswer } from '../flow/cashier/index.ts';
import type { Order } from '../flow/orders/index.ts';
import {
  notificationQuery,
  notificationUrl,
  orderAnswer,
  orderCreated,
  orderData,
  returnUrl,
  vmqYes,
} from '../flow/protocols/index.ts';
import { MINUTE, SECOND } from '../shared/clock.ts';
import { epaySign, signContent } from '../shared/epay-sign.ts';
import { fen } from '../shared/money.ts';
import { vmqSign } from '../shared/vmq-sign.ts';

/** Nobody's: our numbers begin at 1000 and our keys are hex digits. */
export const exampleMerchant = { pid: 999, key: 'EXAMPLE-KEY-0123456789' };

const CREATED_AT = Date.parse('2026-01-02T03:04:05+08:00');
const TRADE_NO = '20260102030405012345678901234567';

/** What the example's shop submits, not yet signed. */
export const exampleFields: Record<string, string> = {
  pid: String(exampleMerchant.pid),
  type: 'alipay',
  out_trade_no: 'SN20260102030405',
  notify_url: 'https://shop.example/pay/notify',
  return_url: 'https://shop.example/pay/return?from=pay',
  name: 'VIP会员',
  money: '1.00',
  param: '',
};

/** The same order as we keep it: created, and paid 42 seconds later with a fen more. */
const order: Order = {
  id: 1,
  protocol: 'epay',
  pid: exampleMerchant.pid,
  tradeNo: TRADE_NO,
  outTradeNo: exampleFields.out_trade_no ?? '',
  requestedType: 'alipay',
  name: exampleFields.name ?? '',
  moneyFen: fen(100),
  notifyUrl: exampleFields.notify_url ?? '',
  returnUrl: exampleFields.return_url ?? '',
  param: null,
  sitename: null,
  clientIp: null,
  device: null,
  placement: {
    payType: 'alipay',
    payableFen: fen(101),
    accountId: 1,
    codeId: 1,
    terminal: '',
    why: '',
  },
  state: 'paid',
  createdAt: CREATED_AT,
  expiresAt: CREATED_AT + 5 * MINUTE,
  heldUntil: CREATED_AT + 10 * MINUTE,
  paidAt: CREATED_AT + 42 * SECOND,
  closedAt: null,
  closedBy: null,
  placedAt: CREATED_AT,
  placementNo: 0,
  renewedAt: null,
  receiptId: 1,
  odd: [],
  whyPaid: null,
};

const vmqOrder: Order = {
  ...order,
  protocol: 'vmq',
  name: '',
  param: 'user-7',
  notifyUrl: 'https://shop.example/vmq/notify',
};

/** Every text of the page that our own code computes, for the addresses under `apiUrl` (which ends with "/"). */
export async function workExample(apiUrl: string) {
  const { key } = exampleMerchant;
  const content = signContent(exampleFields);
  const signed = { ...exampleFields, sign: epaySign(exampleFields, key), sign_type: 'MD5' };
  const payUrl = `${apiUrl}Pay/console/${TRADE_NO}`;
  const vmqFields = { payId: order.outTradeNo, param: 'user-7', type: '2', price: '1.00' };
  return {
    fields: Object.entries(exampleFields),
    content,
    contentWithKey: content + key,
    sign: signed.sign,
    submitUrl: `${apiUrl}submit.php?${new URLSearchParams(signed)}`,
    curl: curlOf(`${apiUrl}mapi.php`, signed),
    mapiAnswer: json({ code: 1, msg: orderCreated(), trade_no: TRADE_NO, payurl: payUrl }),
    queryUrl: `${apiUrl}api.php?${new URLSearchParams({
      act: 'order',
      pid: String(exampleMerchant.pid),
      key,
      out_trade_no: order.outTradeNo,
    })}`,
    queryAnswer: json(orderAnswer(order, { apiTradeNo: '', payUrl })),
    stateUrl: `${apiUrl}getOrderState/${TRADE_NO}`,
    stateWaiting: json(await toStateAnswer(stateOf('pending'), CREATED_AT + 12 * SECOND, async () => null)),
    statePaid: json(
      await toStateAnswer(stateOf('paid'), CREATED_AT + MINUTE, async () => returnUrl(order, key)),
    ),
    notification: Object.fromEntries(new URLSearchParams(notificationQuery(order, key))),
    notificationUrl: notificationUrl(order, key),
    returnUrl: returnUrl(order, key) ?? '',
    vmq: {
      content: Object.values(vmqFields).join(''),
      url: `${apiUrl}createOrder?${new URLSearchParams({
        ...vmqFields,
        notifyUrl: vmqOrder.notifyUrl,
        returnUrl: 'https://shop.example/vmq/return',
        sign: vmqSign('createOrder', vmqFields, key),
      })}`,
      answer: json(
        vmqYes(
          orderData(
            { ...vmqOrder, state: 'pending', paidAt: null },
            { payUrl, notification: undefined, now: CREATED_AT },
          ),
        ),
      ),
      notificationUrl: notificationUrl(vmqOrder, key),
    },
  };
}

export type WorkedExample = Awaited<ReturnType<typeof workExample>>;

function stateOf(state: 'pending' | 'paid'): CashierState {
  const isPaid = state === 'paid';
  return {
    tradeNo: TRADE_NO,
    state,
    expiresAt: order.expiresAt,
    leftMs: isPaid ? 4 * MINUTE : 5 * MINUTE - 12 * SECOND,
    heldUntil: order.heldUntil,
    payType: 'alipay',
    placementNo: 0,
    paidAt: isPaid ? order.paidAt : null,
    closedBy: null,
    unheard: false,
    notified: isPaid,
    mayReturn: isPaid,
    waitMs: 0,
  };
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

function curlOf(url: string, fields: Record<string, string>): string {
  const lines = Object.entries(fields)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `  --data-urlencode '${name}=${value}'`);
  return [`curl ${url}`, ...lines].join(' \\\n');
}
