import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addAccount, codes } from '../../src/flow/accounts/index.ts';
import { raiseAlert } from '../../src/flow/alerts/index.ts';
import { recordDeed } from '../../src/flow/events/index.ts';
import { orders } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { DAY, HOUR } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import { randomHex } from '../../src/shared/random.ts';
import { kept } from '../../src/shared/saying.ts';
import { createPasswords, createUser, type Role, saveRole } from '../../src/users/index.ts';
import { actorNamed } from '../support/actors.ts';
import { merchantRepository } from '../support/factories.ts';
import { Visitor } from '../support/visitor.ts';
import type { ConsoleApp } from './console-app.ts';

/** One of everything that a merchant can have, each with the merchant's mark in every text that pages show. */
export interface MerchantsThings {
  pid: number;
  mark: string;
  host: string;
  asked: number;
  phone: number;
  codeId: number;
  phoneCodeId: number;
  picture: string;
  deviceId: number;
  alertId: number;
  textId: number;
  /** Pending, with a code. */
  tradeNo: string;
  outTradeNo: string;
  /** Its owner's own. */
  trialNo: string;
  /** Paid, and its shop was never told. */
  givenUp: string;
  /** Unmatched, waiting for its rule. */
  receiptId: number;
  externalId: string;
}

let number = 0;

/** Gives the merchant `pid` one of everything. */
export async function giveThings(app: ConsoleApp, pid: number, mark: string): Promise<MerchantsThings> {
  const { db } = app.place;
  const { accountDeps, uploadsDir } = app.services;
  const now = app.clock.now();
  const own = `X${++number}`;
  const host = `${own.toLowerCase()}.example`;
  const common = { mode: 'continuous' as const, intervalMs: 3_000 };
  const asked = await addAccount(accountDeps, pid, 'sqbpay', {
    ...{ ...common, login: `${mark}平台` },
    settings: { password: 'p', base_url: 'http://127.0.0.1:9' },
  });
  const phone = await addAccount(accountDeps, pid, 'wxpay', {
    ...{ ...common, login: `${mark}手机`, settings: {} },
  });
  await app.services.accounts.setHealth(db, asked, 'stopped', kept(`${mark}登录失败`), now);
  const picture = `${randomHex(16)}.png`;
  await mkdir(uploadsDir, { recursive: true });
  await writeFile(join(uploadsDir, picture), `${mark} picture`);
  const code = { label: `${mark}收款码`, payTypes: ['wxpay' as const] };
  const codeId = await codes.insertCode(
    db,
    asked,
    { ...code, terminal: `${own}-T`, kind: null, style: 'image', content: picture },
    now,
  );
  const phoneCodeId = await codes.insertCode(
    db,
    phone,
    { ...code, terminal: `wxpay1#${mark}手机`, kind: 'personal', style: 'link', content: `wxp://${own}` },
    now,
  );
  const deviceId = await app.services.devices.announce(db, {
    ...{ pid, accountId: phone, app: 'sms_forwarder', name: `${mark}设备`, secret: randomHex(16), now },
  });
  await raiseAlert(db, {
    ...{
      kind: 'silent_device',
      subject: `silent:${own}`,
      accountId: phone,
      detail: { names: `${mark}设备` },
    },
    now,
  });
  const alert = await db('alerts')
    .where({ subject: `silent:${own}` })
    .first('id');
  const text = {
    ...{ account_id: phone, device_id: deviceId, package: 'com.tencent.mm', title: `${mark}通知` },
    ...{ text: `${mark}付款人转来 3.21 元`, received_at: now, at: now, outcome: 'unknown' },
  };
  await db('forwarded_texts').insert({ ...text, why: 'unknown_text' });
  const textRow = await db('forwarded_texts').where({ account_id: phone }).first('id');

  const [tradeNo, givenUp, trialNo] = ['1', '2', '3'].map(
    (last) => `2026030116000000${randomHex(7)}${last}`,
  ) as [string, string, string];
  const outTradeNo = `${own}-ORDER`;
  const order = {
    ...{ protocol: 'epay' as const, pid, requestedType: 'wxpay' as const, name: `${mark}商品` },
    ...{ moneyFen: fen(4_321), notifyUrl: `https://${host}/notify`, returnUrl: null, param: null },
    ...{ sitename: null, clientIp: null, device: null, createdAt: now },
    ...{ expiresAt: now + HOUR, heldUntil: now + 2 * HOUR },
  };
  const placement = {
    ...{ payType: 'wxpay' as const, payableFen: fen(4_321), accountId: phone, codeId: phoneCodeId },
    ...{ terminal: `wxpay1#${mark}手机`, why: '{}' },
  };
  await orders.insertOrders(db, [
    { ...order, tradeNo, outTradeNo, placement },
    { ...order, tradeNo: givenUp, outTradeNo: `${own}-TOLD`, placement },
    { ...order, protocol: 'trial', tradeNo: trialNo, outTradeNo: `${own}-TRIAL`, placement },
  ]);
  await db('orders').where({ trade_no: givenUp }).update({ state: 'paid', paid_at: now });
  await db('notifications').insert({
    ...{ trade_no: givenUp, host, state: 'given_up', queued_at: now - DAY, attempts: 21 },
    ...{ last_cause: `${mark}不通` },
  });
  const externalId = `${own}-PAYMENT`;
  const receiptId = await receipts.insertReceipt(
    db,
    {
      ...{ accountId: phone, pid, platform: 'wxpay', externalId, payType: 'wxpay', amountFen: fen(777) },
      ...{ terminal: null, paidAt: now, seenAt: now },
      raw: JSON.stringify({ title: `${mark}通知`, text: `${mark}付款人`, device: `${mark}设备` }),
    },
    {
      ...{ state: 'unmatched', reason: 'rule_unconfirmed' },
      why: JSON.stringify({ by: 'rule', rule: 'wxpay-documented', candidates: [] }),
    },
  );
  await db('confirmed_rules').insert({ account_id: phone, rule: `${own}-rule`, at: now });
  await db('shop_refusals').insert({
    ...{ subject: `${own}/refused`, pid, door: 'submit', code: 'bad_sign', reason: 'missing', times: 1 },
    ...{ first_at: now, last_at: now, message: `${mark}签名` },
    fields: JSON.stringify([['name', `${mark}商品`]]),
  });
  await recordDeed(db, actorNamed(`${mark}店主`), {
    ...{ at: now, action: 'account.edit', subject: `account ${asked}`, pid, accountId: asked },
    detail: { login: ['-', `${mark}平台`] },
  });
  return {
    ...{
      pid,
      mark,
      host,
      asked,
      phone,
      codeId,
      phoneCodeId,
      picture,
      deviceId,
      tradeNo,
      outTradeNo,
      givenUp,
      trialNo,
    },
    ...{ receiptId, externalId, alertId: Number(alert.id), textId: Number(textRow.id) },
  };
}

/** A second merchant with one of everything. */
export async function addMerchantWithThings(app: ConsoleApp, mark: string): Promise<MerchantsThings> {
  const { pid } = await merchantRepository.create(app.place.db, {
    name: `${mark}商户`,
    now: app.clock.now(),
  });
  return giveThings(app, pid, mark);
}

const passwords = createPasswords({ cost: 4 });
const PASSWORD = 'a battery of horses';

/** Somebody who is logged in with this role, for these merchants, and has just typed the password. */
export async function logInAs(
  app: ConsoleApp,
  role: Role,
  pids: number[],
): Promise<Visitor & { userId: number }> {
  const { db } = app.place;
  const username = `${role}-${randomHex(3)}`;
  const userId = await createUser(db, {
    ...{ username, passwordHash: await passwords.hash(PASSWORD), role, now: app.clock.now() },
  });
  await saveRole(db, userId, role, pids);
  const visitor = new Visitor(app.consoleUrl, { 'accept-language': 'zh-CN' });
  await visitor.submit(await visitor.get('/console/login'), { username, password: PASSWORD });
  return Object.assign(visitor, { userId });
}

/** The page's proof that a form is its own. */
export async function tokenOf(visitor: Visitor): Promise<string> {
  const { page } = await visitor.get('/console');
  const token = page.querySelector('input[name=_csrf]')?.getAttribute('value');
  if (!token) throw new Error('the console shows no form');
  return token;
}
