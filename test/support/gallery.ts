import { fileURLToPath } from 'node:url';
import { bundlePlugin } from '../../scripts/bundle-plugin.mjs';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { raiseAlert } from '../../src/flow/alerts/index.ts';
import { orders } from '../../src/flow/orders/index.ts';
import { saveInstalled, shippedDescriptors } from '../../src/plugin-host/index.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { fen } from '../../src/shared/money.ts';
import { createPasswords, createUser, saveDisabledAt, saveRole } from '../../src/users/index.ts';
import { shoptill } from '../plugin-host/descriptor/sample.ts';
import { startStatement } from '../simulators/lklpay/statement.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';
import { actorNamed } from './actors.ts';
import { tarball } from './archives.ts';
import { merchantRepository } from './factories.ts';
import { acceptMerchantKey, forwarderOf, startForwarder } from './forwarder.ts';
import { handOverRecording } from './hand-over-recording.ts';
import { startApp, type TestApp } from './start-app.ts';
import { Visitor } from './visitor.ts';

export const KEEPER = { username: 'keeper', password: 'a long enough phrase' };

/** A page of the product as somebody sees it. */
export interface GalleryPage {
  name: string;
  path: string;
  /** What the browser says that it is. */
  userAgent?: string;
  /** What is pressed before the look: a selector. */
  press?: string;
  /** One more of a kind of page that stands here already. */
  isAnother?: boolean;
}

export interface Gallery {
  app: TestApp;
  /** Of the person who is logged in. */
  cookies: Map<string, string>;
  pages: GalleryPage[];
  stop(): Promise<void>;
}

/** What its owner, his people and his buyers have typed. */
const own = {
  zh: {
    ...{ long: '特别长的商品名称不知道什么时候才会结束'.repeat(6), short: 'VIP会员', month: '会员月卡' },
    ...{ shop: '测试商户', second: '一家名字特别长的二号分店', manager: '李雷' },
    ...{ phone: '店里的红米手机', deadPhone: '没电的手机' },
  },
  en: {
    ...{
      long: 'goods whose very long name has no end in sight '.repeat(3).trim(),
      short: 'VIP',
      month: 'One month',
    },
    ...{ shop: 'Corner shop', second: 'A second shop with a very long name', manager: 'hanmeimei' },
    ...{ phone: 'The phone in the shop', deadPhone: 'An empty battery' },
  },
};
const WECHAT = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 MicroMessenger/8.0.44';
const PHONE = 'Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36';

/**
 * The installed product with something of everything in it, and the addresses of all its pages. `language`: in which
 * its people type; what platforms and phones say is Chinese in any case.
 */
export async function startGallery(language: 'zh' | 'en' = 'zh'): Promise<Gallery> {
  const typed = own[language];
  const app = await startApp('sqlite', { terminals: ['T-1', 'T-2', 'T-3'] });
  const { db } = app.place;
  await db('merchants').where({ pid: app.merchant.pid }).update({ name: typed.shop });
  const passwordHash = await createPasswords({ cost: 4 }).hash(KEEPER.password);
  await createUser(db, { username: KEEPER.username, passwordHash, role: 'owner', now: app.clock.now() });
  const keeper = new Visitor(app.url, { 'accept-language': 'zh-CN' });
  await keeper.submit(await keeper.get('/console/login'), KEEPER);

  const phoneAccount = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', {
    ...{ login: typed.phone, mode: 'continuous', intervalMs: 3_000, settings: {} },
  });
  const freshAccount = await addAccount(app.services.accountDeps, app.merchant.pid, 'alipay', {
    ...{ login: 'a-very-long-account-name-that-has-no-blank@example.com', mode: 'continuous' },
    ...{ intervalMs: 3_000, settings: {} },
  });
  const code = { label: '', payTypes: ['wxpay' as const], style: 'link' as const };
  await addCode(app.services.accountDeps, phoneAccount, {
    ...{ ...code, kind: 'personal', content: 'wxp://f2f0abcdefghijklmnop' },
  });
  await acceptMerchantKey(app, phoneAccount);
  const phone = forwarderOf(app, phoneAccount);
  await phone.push({ msg: '个人收款码到账¥8.88' });
  await phone.push({ msg: '店铺进账啦8.66元，请查收' });
  await phone.push({ msg: '微信支付退款到账￥24.81' });
  await phone.heartbeat();

  const paid = await app.order({ out_trade_no: 'PAID-1', name: typed.long, money: '1234.50' });
  app.pay(paid);
  app.shop.answers.set('/away', { status: 500 });
  const untold = await app.order({
    ...{ out_trade_no: 'UNTOLD-1', name: typed.short, money: '5.55', notify_url: `${app.shop.url}/away` },
  });
  app.pay(untold);
  await fetch(`${app.url}/mpayNotify`, { method: 'POST', body: new URLSearchParams({ action: 'mpay' }) });
  const closed = await app.order({ out_trade_no: 'CLOSED-1', name: typed.short, type: 'alipay' });
  const expired = await app.order({ out_trade_no: 'EXPIRED-1', name: typed.short, type: 'unionpay' });
  await app.tick(4_000);
  await app.tick(1_000);
  await orders.markClosed(db, closed.tradeNo, app.clock.now(), app.clock.now() + MINUTE);
  app.simulator.pay({ terminal: 'T-1', amountFen: 777, payType: 'alipay' });
  await app.tick(5_000);
  app.clock.advance(6 * MINUTE);
  await app.tick(1_000);
  const pending = await app.order({ out_trade_no: 'PENDING-1', name: typed.short });
  const alipay = await app.order({
    out_trade_no: 'PENDING-2',
    name: typed.short,
    type: 'alipay',
    money: '0.01',
  });
  const held = await app.order({ out_trade_no: 'HELD-1', money: '88.00', name: typed.long });
  await app.tick(0);

  const {
    sign: _,
    sign_type: __,
    type: ___,
    ...untyped
  } = app.form({ out_trade_no: 'CHOOSE-1', name: typed.long });
  const signed = { ...untyped, sign: epaySign(untyped, app.merchant.key) };
  const opened = await fetch(`${app.url}/submit.php?${new URLSearchParams(signed)}`, { redirect: 'manual' });
  const choosing = opened.headers.get('location')?.split('/').at(-1) ?? '';
  const unheard = await app.order({ out_trade_no: 'UNHEARD-1', name: typed.short, money: '66.00' });
  await moveToSilent(app, unheard.tradeNo, typed.deadPhone);
  await fetch(`${app.url}/mapi.php`, {
    method: 'POST',
    body: new URLSearchParams({ ...app.form({ name: typed.long }), sign: 'f'.repeat(32) }),
  });
  await app.services.shopRefusals.write();

  await giveUp(
    app,
    typed.month,
    45,
    'https://a-very-long-host-name-of-a-shop-that-is-away.example.com/notify.php',
  );
  await giveUp(app, typed.month, 2, 'https://dead.example/notify');
  await raiseAlert(db, {
    kind: 'replayed_message',
    accountId: phoneAccount,
    subject: `replayed ${phoneAccount}`,
    detail: {},
    now: app.clock.now(),
  });
  const rows = { accountId: app.accountId, now: app.clock.now() };
  const unread = { count: 2, problem: 'original_amount: is no whole number of fen' };
  await raiseAlert(db, { ...rows, kind: 'rows_unread', subject: 'unread', detail: unread });
  await raiseAlert(db, { ...rows, kind: 'session_ending', subject: 'ending', detail: { minutes: 30 } });

  const second = await merchantRepository.create(db, {
    name: typed.second,
    now: app.clock.now(),
  });
  const people = [
    { username: typed.manager, role: 'manager' as const, pids: [app.merchant.pid, second.pid] },
    { username: 'a-clerk-with-a-very-long-name@x', role: 'clerk' as const, pids: [second.pid] },
    { username: 'accountant', role: 'viewer' as const, pids: [app.merchant.pid] },
  ];
  const ids: number[] = [];
  for (const { username, role, pids } of people) {
    const id = await createUser(db, { username, passwordHash, role, now: app.clock.now() });
    await saveRole(db, id, role, pids);
    ids.push(id);
  }
  await saveDisabledAt(db, ids[2] ?? 0, app.clock.now());

  const refusedAccount = await addAccount(app.services.accountDeps, second.pid, 'sqbpay', {
    ...{ login: '13900000000', mode: 'continuous', intervalMs: 3_000 },
    settings: { password: 'not-this-one', base_url: app.simulator.url },
  });
  const asked = await app.services.accounts.openAccess(db, refusedAccount);
  await app.services.accounts.halt(db, refusedAccount, 'stopped', {
    ...{ asked, now: app.clock.now(), refused: ['username', 'password'] },
    reason: { zh: '收钱吧不接受这次登录，请检查用户名和密码', en: 'The login was refused' },
  });

  const { pictureAccount, handedAccount, close } = await addPersonalLogins(app);

  const packages = await installPackage(app);
  const receipt = await db('receipts').where({ state: 'unmatched' }).first('id');
  const used = await db('receipts').where({ state: 'used' }).first('id');
  const text = await db('forwarded_texts').where({ outcome: 'unknown' }).first('id');
  const console = (name: string, path: string, press?: string): GalleryPage => ({
    name: `console-${name}`,
    path: `/console${path}`,
    ...(press && { press }),
  });
  const another = (name: string, path: string): GalleryPage => ({ ...console(name, path), isAnother: true });
  const cashier = (name: string, tradeNo: string, userAgent?: string): GalleryPage => ({
    name: `cashier-${name}`,
    path: `/Pay/console/${tradeNo}`,
    ...(userAgent && { userAgent }),
  });
  const [firstCode = 0] = app.codeIds;
  const trialPaid = await beginTrial(app, firstCode, typed.short);
  app.pay(await app.find(trialPaid));
  await app.tick(4_000);
  const trial = await beginTrial(app, firstCode, typed.short);
  for (const amount_fen of [990, 1_990, 9_900]) {
    const content = `https://qr.example/fixed/${amount_fen}`;
    await app.place.db('fixed_codes').insert({ code_id: firstCode, amount_fen, content, created_at: 0 });
  }
  await db('codes').where({ id: firstCode }).update({ has_fixed: true });
  const fixed = await app.order({
    out_trade_no: 'FIXED-1',
    name: typed.short,
    money: '19.90',
    type: 'alipay',
  });
  const computed = await addComputedCode(app, typed.phone);
  const recorded = (await handOverRecording(app.url, keeper.cookies)).replace('/console', '');
  const pages: GalleryPage[] = [
    console('home', ''),
    console('orders', '/orders'),
    console('orders-reversed', '/orders?from=2026-03-02&to=2026-03-01'),
    console('orders-none', '/orders?q=nothing'),
    console('orders-given-up', '/orders?told=given_up', '#given-up .confirm summary'),
    console('order-paid', `/orders/${paid.tradeNo}`),
    console('order-untold', `/orders/${untold.tradeNo}`),
    console('order-pending', `/orders/${pending.tradeNo}`, '.confirm-danger summary'),
    console('receipts', '/receipts'),
    console('receipt', `/receipts/${receipt.id}`),
    console('receipt-used', `/receipts/${used.id}`),
    console('receipt-assign', `/receipts/${receipt.id}/assign?order=${pending.tradeNo}`),
    console('accounts', '/accounts'),
    console('account-choose', '/accounts/new'),
    console('account-new', '/accounts/new?platform=sqbpay'),
    console('account-new-keys', '/accounts/new?platform=alipaybill'),
    console('account-new-picture', '/accounts/new?platform=ysepayweb'),
    console('account-new-token', '/accounts/new?platform=lklpaylist'),
    console('account-new-codes', '/accounts/new?platform=lklpaycode'),
    console('account-new-bills', '/accounts/new?platform=fubei'),
    console('account-new-phone', '/accounts/new?platform=wxpay'),
    console('account', `/accounts/${app.accountId}`),
    console('account-refused', `/accounts/${refusedAccount}`),
    console('account-phone', `/accounts/${phoneAccount}`),
    console('login-picture', `/accounts/${pictureAccount}/login`, '#login-begin button'),
    console('login-hand-over', `/accounts/${handedAccount}/login`),
    console('routing', '/routing?type=wxpay&amount=9.90'),
    console('trial-new', '/trial'),
    console('trial', `/trial/${trial}`),
    console('trial-done', `/trial/${trialPaid}`),
    console('code-new', `/accounts/${app.accountId}/codes/new`),
    console('code-edit', `/accounts/${app.accountId}/codes/${firstCode}`),
    console('code-fixed', `/accounts/${app.accountId}/codes/${firstCode}/fixed`),
    console('code-fixed-none', `/accounts/${app.accountId}/codes/${app.codeIds[1] ?? firstCode}/fixed`),
    console('code-new-phone', `/accounts/${phoneAccount}/codes/new`),
    console('code-computed', computed),
    console('listener', `/accounts/${phoneAccount}/listener`),
    console('listener-fresh', `/accounts/${freshAccount}/listener`),
    console('devices', '/devices'),
    console('texts', text ? `/texts?text=${text.id}` : '/texts'),
    console('plugins', '/platforms'),
    console('record', '/plugins/record'),
    console('record-known', '/plugins/record?platform=mqpayweb'),
    console('record-found', recorded),
    console('plugins-none', '/platforms?q=nothing'),
    console('plugin', '/platforms/sqbpay'),
    console('plugin-statement', '/platforms/alipaybill'),
    console('plugin-planned', '/platforms/sftpayweb'),
    console('plugin-installed', '/platforms/acme-till', '.confirm-danger summary'),
    ...app.services.plugins
      .list()
      .flatMap(({ folder: id }) => [
        another(`platform-${id}`, `/platforms/${id}`),
        another(`add-${id}`, `/accounts/new?platform=${id}`),
      ]),
    ...shippedDescriptors().templates.map(({ id }) => another(`planned-${id}`, `/platforms/${id}`)),
    console('plugin-correct', '/platforms/shoptill-own/correct'),
    console('plugin-install', '/plugins/install'),
    console('plugin-install-gone', '/plugins/install?gone=1'),
    console('plugin-review', `/plugins/packages/${packages.fresh}`),
    console('plugin-update', `/plugins/packages/${packages.update}`),
    console('plugin-index', '/plugins/index'),
    console('merchant', `/merchants/${app.merchant.pid}`, '#connect-title ~ .deeds .confirm summary'),
    console('merchants', '/merchants'),
    console('merchant-new', '/merchants/new'),
    console('people', '/users'),
    console('person-new', '/users/new'),
    console('person', `/users/${ids[0]}`, '.confirm-danger summary'),
    console('person-disabled', `/users/${ids[2]}`),
    console('audit', '/audit'),
    console('security', '/security'),
    console('refused', '/refused'),
    console('sign-check', '/sign-check'),
    console('not-found', '/nothing'),
    cashier('pay', pending.tradeNo),
    cashier('pay-wechat', pending.tradeNo, WECHAT),
    cashier('pay-phone', alipay.tradeNo, PHONE),
    { name: 'cashier-change', path: `/Pay/console/${pending.tradeNo}?change=1` },
    cashier('fixed', fixed.tradeNo),
    cashier('fixed-phone', fixed.tradeNo, PHONE),
    cashier('paid', paid.tradeNo),
    cashier('choose', choosing),
    cashier('unheard', unheard.tradeNo),
    cashier('expired', expired.tradeNo),
    cashier('closed', closed.tradeNo),
    cashier('long', held.tradeNo, PHONE),
    { name: 'cashier-unknown', path: '/Pay/console/20260301160000000000000000000000' },
    { name: 'submit-refused', path: '/submit.php?pid=1' },
    { name: 'doc', path: '/doc' },
  ];
  const stop = async () => {
    await app.stop();
    await close();
  };
  return { app, cookies: keeper.cookies, pages, stop };
}

/** One account that shows a picture at its login, and one whose session its owner hands over, which ended a moment ago. */
async function addPersonalLogins(app: TestApp) {
  const { db } = app.place;
  const now = () => app.clock.now();
  const [ysepay, lakala] = [await startContractYsepay(now), await startStatement(now)];
  const add = (platform: string, login: string, settings: Record<string, string>) =>
    addAccount(app.services.accountDeps, app.merchant.pid, platform, {
      ...{ login, mode: 'continuous', intervalMs: 3_000, settings },
    });
  const pictureAccount = await add('ysepayweb', ysepay.settings.username ?? '', ysepay.settings);
  const handedAccount = await add('lklpaylist', '13700000000', lakala.settings);
  await db('account_logins').insert({
    ...{ account_id: handedAccount, session_lasted_ms: 7.5 * HOUR },
  });
  const close = async () => {
    await ysepay.close();
    await lakala.close();
  };
  return { pictureAccount, handedAccount, close };
}

/** The owner's own order on that code; its number. */
function beginTrial(app: TestApp, codeId: number, name: string): Promise<string> {
  const code = { id: codeId, accountId: app.accountId };
  const trial = { pid: app.merchant.pid, code, payType: 'wxpay' as const, moneyFen: fen(1), name };
  return app.services.beginTrial(trial, actorNamed('owner'));
}

/** A code whose amount is computed for each order: the page shows one to try. */
async function addComputedCode(app: TestApp, login: string): Promise<string> {
  const account = await addAccount(app.services.accountDeps, app.merchant.pid, 'jdpay', {
    ...{ login, mode: 'continuous', intervalMs: 3_000, settings: {} },
  });
  const code = await addCode(app.services.accountDeps, account, {
    ...{ label: '', payTypes: ['wxpay'], style: 'link', kind: 'fixed' },
    content: 'https://order.duolabao.com/active/c?state=10011015%7C10021111000000000001',
  });
  return `/accounts/${account}/codes/${code}`;
}

/** One plugin from outside is installed, an update of it and another one wait for their owner. */
async function installPackage(app: TestApp): Promise<{ fresh: string; update: string }> {
  const { pluginCentre, pluginShelf, clock } = app.services;
  const code = await bundlePlugin(
    fileURLToPath(new URL('../../scripts/plugin-template/index.ts', import.meta.url)),
  );
  const stage = (content: string) =>
    pluginCentre.stageFile(tarball([{ path: 'package/index.js', content }]), clock.now());
  const token = await stage(code);
  const who = { by: KEEPER.username, now: clock.now() };
  await pluginCentre.install(app.place.db, { token, isConfirmed: true }, who);
  const corrected = { ...shoptill(), untried: true };
  await saveInstalled(
    app.place.db,
    {
      ...{ id: corrected.id, kind: 'descriptor', version: '1.0.3', content: JSON.stringify(corrected) },
      ...{ hosts: corrected.origins, from: 'recorded' },
    },
    who,
  );
  await pluginShelf.look();
  const moved = code.replaceAll('till.acme.example', 'a-very-long-host-name-of-another-till.acme.example');
  return {
    update: await stage(moved.replace('"0.1.0"', '"0.2.0"')),
    fresh: await stage(code.replace('id: "acme-till"', 'id: "other-till"')),
  };
}

/** Paid orders whose shop was never told. */
async function giveUp(app: TestApp, name: string, count: number, notifyUrl: string): Promise<void> {
  const { db } = app.place;
  const now = app.clock.now();
  const tradeNos = Array.from(
    { length: count },
    (_, index) => `2026022812000000${String(notifyUrl.length * 1_000 + index).padStart(16, '0')}`,
  );
  await orders.insertOrders(
    db,
    tradeNos.map((tradeNo, index) => ({
      ...{ tradeNo, protocol: 'epay' as const, pid: app.merchant.pid, outTradeNo: `GONE-${count}-${index}` },
      ...{ requestedType: 'wxpay' as const, name, moneyFen: fen(1_500), notifyUrl },
      ...{ returnUrl: null, param: null, sitename: null, clientIp: null, device: null, placement: null },
      ...{ createdAt: now - DAY - index, expiresAt: now - HOUR, heldUntil: now - HOUR },
    })),
  );
  await db('orders')
    .whereIn('trade_no', tradeNos)
    .update({ state: 'paid', paid_at: now - DAY });
  const queued = { state: 'given_up', queued_at: now - 7 * DAY, attempts: 21 };
  await db('notifications').insert(tradeNos.map((trade_no) => ({ trade_no, ...queued })));
}

/** The order's code is that of a phone whose battery is empty. */
async function moveToSilent(app: TestApp, tradeNo: string, phone: string): Promise<void> {
  const { accountId } = await startForwarder(app, phone);
  const { db } = app.place;
  const code = await db('codes').where({ account_id: accountId }).first('id', 'terminal');
  await db('orders')
    .where({ trade_no: tradeNo })
    .update({ account_id: accountId, code_id: code.id, terminal: code.terminal });
  await app.services.accounts.setHealth(db, accountId, 'silent', null, app.clock.now());
}
