import { createHash } from 'node:crypto';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { randomHex } from '../../src/shared/random.ts';
import { hearOnce } from './forwarder.ts';
import type { TestApp } from './start-app.ts';

/** A shop that speaks only V免签, and the monitor app on its owner's phone, written from the protocol, not from our code. */

const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex');

type Fields = Record<string, string>;

/** What /createOrder takes, with its signature. */
export function signedOrder(app: TestApp, changes: Fields = {}, key = app.merchant.vmqKey): Fields {
  const fields: Fields = {
    payId: `P${randomHex(8)}`,
    param: 'vip',
    type: '1',
    price: '10.00',
    notifyUrl: `${app.shop.url}/notify?shop=1`,
    returnUrl: `${app.shop.url}/return?order_id=7`,
    ...changes,
  };
  const { payId, param = '', type, price } = fields;
  return { ...fields, sign: md5(`${payId}${param}${type}${price}${key}`) };
}

export function signedClose(orderId: string, key: string): Fields {
  return { orderId, sign: md5(orderId + key) };
}

/** True when what a shop is told was signed with its key. */
export function isVmqSigned(told: Fields, key: string): boolean {
  const { payId, param, type, price, reallyPrice } = told;
  return told.sign === md5(`${payId}${param}${type}${price}${reallyPrice}${key}`);
}

/** What the monitor app says when money came in. */
export function signedPush(app: TestApp, type: string, price: string, key = app.merchant.key): Fields {
  const t = String(app.clock.now());
  return { t, type, price, sign: md5(type + price + t + key) };
}

/** A WeChat code that is a link and an Alipay code that is a picture, both listened to by the app. */
export async function addVmqCodes(app: TestApp): Promise<void> {
  const { accountDeps } = app.services;
  const terms = { mode: 'continuous', intervalMs: 3_000, settings: {} } as const;
  const { pid } = app.merchant;
  const wechat = await addAccount(accountDeps, pid, 'wxpay', { login: '微信', ...terms });
  const alipay = await addAccount(accountDeps, pid, 'alipay', { login: '支付宝', ...terms });
  const code = { kind: 'personal', label: '' };
  await addCode(accountDeps, wechat, {
    ...code,
    payTypes: ['wxpay'],
    style: 'link',
    content: 'wxp://f2f0personal',
  });
  await hearOnce(app, wechat);
  await hearOnce(app, alipay);
  await addCode(accountDeps, alipay, { ...code, payTypes: ['alipay'], style: 'image', content: 'code.png' });
}
