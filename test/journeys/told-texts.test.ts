import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { listOpenAlerts, resolveAlert } from '../../src/flow/alerts/index.ts';
import { listTexts } from '../../src/flow/forwarding/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { type Receipt, receipts } from '../../src/flow/receipts/index.ts';
import { assignByHand, settleLeftovers } from '../../src/flow/settlement/index.ts';
import { confirmRule, revokeRule, ruleToConfirm } from '../../src/flow/text-rules/index.ts';
import { TextRule } from '../../src/plugin-api/text-rules/index.ts';
import type { Fen } from '../../src/shared/money.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, forwarderOf, startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';
import { until } from '../support/until.ts';

const HOUR = 3_600_000;

describe.each(databases.filter(({ available }) => available))('told texts, on $name', ({ name }) => {
  let app: TestApp;
  let phone: Forwarder;
  beforeAll(async () => {
    app = await startApp(name, { terminals: [] });
    phone = await startForwarder(app, '主账号');
  });
  afterAll(() => app.stop());
  // What one test left behind is over for the next.
  beforeEach(() => app.clock.advance(HOUR));

  const stateOf = async ({ tradeNo }: Order) => (await app.find(tradeNo)).state;
  const newest = async (accountId = phone.accountId): Promise<Receipt> => {
    const [receipt] = await receipts.listReceipts(app.place.db, { accountId }, 1);
    if (!receipt) throw new Error('no receipt');
    return receipt;
  };
  const lastText = async (accountId = phone.accountId) => {
    const [text] = await listTexts(app.place.db, { accountId }, 1);
    return text;
  };
  const notes: string[] = [];
  const note = async () => void notes.push('noted');
  const confirm = ({ id, accountId, ...receipt }: Receipt) => {
    const rule = ruleToConfirm(receipt) ?? '';
    return confirmRule(app.services.forwarding, { accountId, rule, receiptId: id }, note);
  };

  describe('a rule that is only likely', () => {
    const likely = (order: Order) => ({ title: '微信支付', msg: `二维码收款到账${payableOf(order)}元` });

    test('keeps the money for the owner, who confirms it with one press; from then on it settles', async () => {
      const order = await app.order({ money: '31.00' });
      const answer = await phone.push(likely(order));
      expect(answer.text).toContain('200');
      const kept = await newest();
      expect(kept).toMatchObject({ state: 'unmatched', reason: 'rule_unconfirmed', payType: 'wxpay' });
      expect(kept.amountFen).toBe(order.placement?.payableFen);
      expect(ruleToConfirm(kept)).toBe('wxpay-documented');
      expect(await lastText()).toMatchObject({ outcome: 'money', why: 'unconfirmed', placed: 'review' });
      await settleLeftovers(app.services.settlement, { at: 'start' });
      expect(await stateOf(order)).toBe('pending');

      notes.length = 0;
      expect(await confirm(kept)).toBe(order.tradeNo);
      expect(notes).toEqual(['noted']);
      expect(await stateOf(order)).toBe('paid');
      expect(await newest()).toMatchObject({ state: 'used', tradeNo: order.tradeNo });

      app.clock.advance(HOUR);
      const next = await app.order({ money: '32.00' });
      await phone.push(likely(next));
      expect(await stateOf(next)).toBe('paid');
    });

    test('is confirmed for that account alone', async () => {
      const other = await startForwarder(app, '别的手机');
      const order = await app.order({ money: '33.00' });
      await other.push(likely(order));
      expect(await newest(other.accountId)).toMatchObject({ reason: 'rule_unconfirmed' });
      await app.services.accounts.setEnabled(app.place.db, other.accountId, false);
    });

    test('taken back, it waits again', async () => {
      const confirmed = { accountId: phone.accountId, rule: 'wxpay-documented' };
      await revokeRule(app.services.forwarding, confirmed, note);
      const order = await app.order({ money: '34.00' });
      await phone.push(likely(order));
      expect(await newest()).toMatchObject({ state: 'unmatched', reason: 'rule_unconfirmed' });
      expect(await stateOf(order)).toBe('pending');
      await expect(revokeRule(app.services.forwarding, confirmed, note)).rejects.toMatchObject({
        code: 'unknown_rule',
      });
    });

    test('the same message sent again is the same money, before and after the confirmation', async () => {
      const order = await app.order({ money: '35.00' });
      const receivedAt = app.clock.now();
      await phone.push({ ...likely(order), receivedAt });
      await phone.push({ ...likely(order), receivedAt });
      const kept = await newest();
      expect(await receipts.listReceipts(app.place.db, { amountFen: kept.amountFen }, 9)).toHaveLength(1);
      await confirm(kept);
      expect(await stateOf(order)).toBe('paid');
      await phone.push({ ...likely(order), receivedAt });
      expect(await receipts.listReceipts(app.place.db, { amountFen: kept.amountFen }, 9)).toHaveLength(1);
      await expect(confirm(kept)).rejects.toMatchObject({ code: 'not_unconfirmed', status: 409 });
    });

    test('confirmed without a payment, as a test payment does, counts from then on', async () => {
      const rule = 'wxpay-collection-bill';
      const { accountId } = phone;
      expect(
        await confirmRule(app.services.forwarding, { accountId, rule, receiptId: null }, note),
      ).toBeNull();
      const order = await app.order({ money: '36.00' });
      await phone.push({ title: '微信收款助手', msg: `收款单到账${payableOf(order)}元` });
      expect(await stateOf(order)).toBe('paid');
    });

    test('money of no order stays to be given by hand, and the rule is confirmed all the same', async () => {
      await phone.push({ title: '微信收款助手', msg: '收款987.65元已到账' });
      const kept = await newest();
      expect(await confirm(kept)).toBeNull();
      expect(await newest()).toMatchObject({ id: kept.id, state: 'unmatched', reason: 'no_order' });
    });
  });

  describe('more than the account’s limit for what is told', () => {
    const paid = (order: Order) => `个人收款码到账¥${payableOf(order)}`;
    const limit = (toldLimitFen: Fen | null, accountId = phone.accountId) =>
      app.services.accounts.saveListening(app.place.db, accountId, {
        ...{ acceptKey: true, silentAfterMs: 90_000, toldLimitFen },
      });

    test('waits for a person, with the order that it fits; what is not more is paid', async () => {
      expect(await app.services.accounts.toldLimitOf(app.place.db, phone.accountId)).toBeNull();
      await limit(50_00 as Fen);
      const dear = await app.order({ money: '51.00' });
      await phone.push({ msg: paid(dear) });
      const kept = await newest();
      expect(kept).toMatchObject({ state: 'unmatched', reason: 'over_limit' });
      expect(JSON.parse(kept.why ?? '{}')).toMatchObject({ fits: [dear.tradeNo] });
      await settleLeftovers(app.services.settlement, { at: 'start' });
      expect(await stateOf(dear)).toBe('pending');

      const cheap = await app.order({ money: '50.00' });
      expect(payableOf(cheap)).toBe('50.00');
      await phone.push({ msg: paid(cheap) });
      expect(await stateOf(cheap)).toBe('paid');

      await assignByHand(app.services.settlement, kept.id, dear.tradeNo, actorNamed('keeper'));
      expect(await stateOf(dear)).toBe('paid');
    });

    test('no order of that amount is said as before; the owner’s own word for a likely one knows no limit', async () => {
      await phone.push({ msg: '个人收款码到账¥777.00' });
      expect(await newest()).toMatchObject({ state: 'unmatched', reason: 'no_order' });
      const order = await app.order({ money: '78.00' });
      await phone.push({ title: '微信', msg: `微信收款助手: 微信支付收款${payableOf(order)}元(朋友到店)` });
      expect(await confirm(await newest())).toBe(order.tradeNo);
    });

    test('switched off again, nothing waits', async () => {
      await limit(null);
      const dear = await app.order({ money: '5100.00' });
      await phone.push({ msg: paid(dear) });
      expect(await stateOf(dear)).toBe('paid');
    });
  });

  describe('a text that the phone’s system hid', () => {
    test.each([
      ['微信支付', '已隐藏敏感通知内容'],
      ['已隐藏敏感通知', '已隐藏敏感通知'],
      ['微信支付', 'Sensitive notification content hidden'],
      ['微信支付', '系统已隐藏通知内容，因为其中包含隐私信息'],
    ])('%s | %s: is kept, and the owner is told how to allow it', async (title, msg) => {
      await phone.push({ title, msg, device: '小米' });
      expect(await lastText()).toMatchObject({ outcome: 'unknown', why: 'hidden' });
      const alerts = await listOpenAlerts(app.place.db, 'all', 20);
      const subject = `hidden-text:${phone.accountId}`;
      const alert = alerts.find((one) => one.subject === subject);
      expect(alert).toMatchObject({
        kind: 'hidden_text',
        detail: { device: '小米', app: 'sms_forwarder', package: 'com.tencent.mm' },
      });
      await resolveAlert(app.place.db, subject, app.clock.now());
    });
  });

  test.each([
    ['\ufeff微信支付\u3000', (sum: string) => `个人收款码到账¥${sum}`],
    ['微信\u200b支付', (sum: string) => `个人收款码到账¥${sum}`],
    ['微信⽀付', (sum: string) => `个人收款码到账¥${sum}`],
    ['微信支付', (sum: string) => `个人收款码到账¥${sum}\u200b`],
    ['微信支付', (sum: string) => `微信支付收款${sum}元(朋友\u2060到店)`],
    ['微信支付', (sum: string) => `\u202e微信支付收款${sum}元`],
    ['微信支付', (sum: string) => `微信支付\n收款${sum}元`],
    ['微信支付', (sum: string) => `微信支付收款${[...sum].map(wide).join('')}元`],
  ])('%j, and other texts that only look the same, pay nothing and are kept', async (title, textFor) => {
    const order = await app.order({ money: '61.00' });
    await phone.push({ title, msg: textFor(payableOf(order)) });
    expect(await stateOf(order)).toBe('pending');
    expect(await lastText()).toMatchObject({ outcome: 'unknown', title });
    expect((await newest()).amountFen).not.toBe(order.placement?.payableFen);
  });

  describe('the apps of other platforms', () => {
    test('拉卡拉 without a poller: one account takes three pay types, as its app tells them', async () => {
      const lakala = await startForwarder(app, '拉卡拉', 'lklpay');
      for (const [type, words] of [
        ['alipay', '支付宝成功收款'],
        ['wxpay', '微信成功收款'],
        ['bank', '银联二维码成功收款'],
      ]) {
        await app.services.accounts.setEnabled(app.place.db, phone.accountId, type !== 'wxpay');
        const order = await app.order({ money: '71.00', type: type === 'bank' ? 'unionpay' : String(type) });
        expect(order.placement?.accountId).toBe(lakala.accountId);
        await lakala.push({
          title: '拉卡拉',
          msg: `${words}${payableOf(order)}元。`,
          more: { pkg: 'com.lakala.shqb' },
        });
        expect(await stateOf(order)).toBe('paid');
      }
      await app.services.accounts.setEnabled(app.place.db, phone.accountId, true);
    });

    test('the old template, which names no app, is read as any of the platform’s', async () => {
      const lakala = await startForwarder(app, '拉卡拉旧模板', 'lklpay', ['alipay']);
      const order = await app.order({ money: '72.00', type: 'alipay' });
      await lakala.push({ title: '拉卡拉', msg: `支付宝成功收款${payableOf(order)}元。` });
      const told = await newest(lakala.accountId);
      expect(told).toMatchObject({ payType: 'alipay', amountFen: order.placement?.payableFen });
      await lakala.push({ title: '拉卡拉', msg: '今日收款12笔，共计356.00元。' });
      expect(await lastText(lakala.accountId)).toMatchObject({ outcome: 'not_money', why: 'summary' });
    });

    test('小Y: the pay type is that of the account’s codes, where they take one, else not told', async () => {
      const only = await startForwarder(app, '小Y 支付宝', 'ysepay', ['alipay']);
      await only.push({ title: '交易通知', msg: '立牌快付收款 73.00元' });
      expect(await newest(only.accountId)).toMatchObject({ payType: 'alipay', amountFen: 7300 });
      const several = await startForwarder(app, '小Y 都收', 'ysepay');
      await several.push({ title: '交易通知', msg: '立牌快付收款 73.00元' });
      await several.push({ title: '交易通知', msg: '立牌快付收款 73.00元', device: '另一台' });
      expect(await newest(several.accountId)).toMatchObject({ payType: null, amountFen: 7300 });
      expect(await receipts.listReceipts(app.place.db, { accountId: several.accountId }, 9)).toHaveLength(1);
      for (const { accountId } of [only, several])
        await app.services.accounts.setEnabled(app.place.db, accountId, false);
    });

    test.each([...['otherapp', 'mqpay', 'storepay', 'sftpay', 'sywpay']])(
      'an app of which nobody knows the words, of %s: kept first, and read by the rule that he made of it',
      async (platform) => {
        const any = await startForwarder(app, '码钱', platform, ['unionpay']);
        const pkg = `com.example.${platform}`;
        const more = { pkg };
        await any.push({ title: '码钱', msg: '云闪付扫码到账8.88元', more });
        expect(await lastText(any.accountId)).toMatchObject({ outcome: 'unknown', why: 'foreign_money' });
        await app.services.rules.add(
          platform,
          TextRule.parse({
            ...{ id: `own-${platform}-${name}`, package: pkg, titles: ['码钱'] },
            ...{ texts: ['云闪付扫码到账{amount}元'], payType: 'unionpay', channels: ['aggregate'] },
            rests: 'owner',
            examples: [{ title: '码钱', text: '云闪付扫码到账8.88元', amountFen: 888 }],
          }),
        );
        await any.push({ title: '码钱', msg: '云闪付扫码到账74.00元', more });
        expect(await newest(any.accountId)).toMatchObject({ payType: 'unionpay', amountFen: 7400 });
        await any.push({ title: '码钱', msg: '云闪付扫码退款8.88元', more });
        expect(await lastText(any.accountId)).toMatchObject({ outcome: 'not_money' });
        // The rule is that platform's: another account's phone is not read by it.
        await phone.push({ title: '码钱', msg: '云闪付扫码到账75.00元', more });
        expect(await lastText()).toMatchObject({ outcome: 'unknown', why: 'other_platform' });
      },
    );
  });
});

describe.each(databases.filter(({ available }) => available))(
  'a platform that is asked and told, on $name',
  ({ name }) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startApp(name);
      // The test's phones sign with the merchant's key.
      const listening = { acceptKey: true, silentAfterMs: 90_000 };
      await app.services.accounts.saveListening(app.place.db, app.accountId, listening);
    });
    afterAll(() => app.stop());

    test('the app’s word makes it be asked; the payment is counted once, by the platform’s record', async () => {
      const phone = forwarderOf(app, app.accountId);
      const order = await app.order({ money: '41.00', type: 'alipay' });
      app.pay(order);
      const told = await phone.push({
        title: '收钱吧',
        msg: `成功收款${payableOf(order)}元,来自支付宝`,
        more: { pkg: 'com.wosai.cashbar' },
      });
      expect(told.text).toContain('200');
      await app.tick(3_000);
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      const all = await receipts.listReceipts(app.place.db, { accountId: app.accountId }, 9);
      expect(all).toHaveLength(1);
      expect(all[0]?.terminal).toBe(order.placement?.terminal);
    });

    test('also where the buyer presses for a query', async () => {
      await app.place.db('accounts').where({ id: app.accountId }).update({ mode: 'on_demand' });
      const phone = forwarderOf(app, app.accountId);
      const order = await app.order({ money: '43.00', type: 'wxpay' });
      app.clock.advance(10_000);
      app.pay(order);
      await app.tick(3_000);
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      await phone.push({ title: '收钱吧', msg: `成功收款${payableOf(order)}元,来自微信` });
      await until('the platform was asked', async () => (await app.find(order.tradeNo)).state === 'paid');
      await app.place.db('accounts').where({ id: app.accountId }).update({ mode: 'continuous' });
    });

    test('while the platform refuses the login, the app’s word is kept for a person, once', async () => {
      await app.services.accounts.setHealth(
        app.place.db,
        app.accountId,
        'stopped',
        { zh: '密码错误', en: 'wrong password' },
        0,
      );
      const phone = forwarderOf(app, app.accountId);
      const told = { title: '收钱吧', msg: '成功收款44.00元,来自微信', receivedAt: app.clock.now() };
      await phone.push(told);
      await phone.push(told);
      const kept = await receipts.listReceipts(app.place.db, { amountFen: 4400 }, 9);
      expect(kept).toMatchObject([{ state: 'unmatched', reason: 'platform_stopped', payType: 'wxpay' }]);
      await app.services.accounts.setHealth(app.place.db, app.accountId, 'ok', null, 0);
    });

    test('an app’s word alone pays nothing there', async () => {
      const phone = forwarderOf(app, app.accountId);
      const order = await app.order({ money: '42.00', type: 'wxpay' });
      await phone.push({ title: '收钱吧', msg: `成功收款${payableOf(order)}元,来自微信` });
      await app.tick(3_000);
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      expect((await listTexts(app.place.db, { accountId: app.accountId }, 1))[0]).toMatchObject({
        outcome: 'money',
        why: 'asked',
        receiptId: null,
      });
    });
  },
);

/** The digit as wide as a Chinese character. */
function wide(char: string): string {
  return /\d/.test(char) ? String.fromCharCode(char.charCodeAt(0) + 0xfee0) : char;
}
