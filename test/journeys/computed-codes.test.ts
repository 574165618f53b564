import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addCode, codes, editCode } from '../../src/flow/accounts/index.ts';
import { type Receipt, receipts } from '../../src/flow/receipts/index.ts';
import { confirmRule, ruleToConfirm } from '../../src/flow/text-rules/index.ts';
import { tell } from '../../src/shared/errors.ts';
import { readQrImage } from '../../src/shared/qr-image.ts';
import { databases } from '../support/database.ts';
import { type Forwarder, forwarderOf, hearOnce } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';
import { signedOrder } from '../support/vmq-shop.ts';

const OWN = 'https://order.duolabao.com/active/c?state=10011015%7C10021111000000000001';
const DEVICE = '10021111000000000001';
const PACKAGE = { pkg: 'com.duolabao.customer' };

describe.each(databases.filter(({ available }) => available))(
  'a code computed for each order, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    let codeId: number;
    const kind = (id: string, content = OWN) => ({
      ...{ kind: id, label: '', payTypes: ['wxpay' as const, 'alipay' as const] },
      ...{ style: 'link' as const, content },
    });

    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
      const { accountDeps } = app.services;
      const account = { login: '京东', mode: 'continuous', intervalMs: 3_000, settings: {} } as const;
      const accountId = await addAccount(accountDeps, app.merchant.pid, 'jdpay', account);
      codeId = await addCode(accountDeps, accountId, kind('fixed'));
      await hearOnce(app, accountId);
      phone = forwarderOf(app, accountId);
    });
    afterAll(() => app.stop());

    const page = async (tradeNo: string) => (await fetch(`${app.url}/Pay/console/${tradeNo}`)).text();
    const scanned = async (tradeNo: string) => {
      const picture = await fetch(`${app.url}/Pay/qr/${tradeNo}.png`);
      return (await readQrImage(Buffer.from(await picture.arrayBuffer()))).text;
    };
    const codeOver = (number: string, yuan: string) =>
      `https://order.duolabao.com/active/c?state=${number}%7C${DEVICE}%7C${yuan}%7C%7CAPI`;
    const paid = (yuan: string) => ({
      ...{ title: '京东收银商户', msg: `您有一笔新订单，收款${yuan}元，订单尾号0001`, more: PACKAGE },
    });
    const newest = async (): Promise<Receipt> => {
      const [receipt] = await receipts.listReceipts(app.place.db, { accountId: phone.accountId }, 1);
      if (!receipt) throw new Error('no receipt');
      return receipt;
    };

    test('the buyer scans a code over his very amount, types nothing, and the app’s word settles it', async () => {
      const [order, other] = [await app.order({ money: '10.00' }), await app.order({ money: '10.00' })];
      // One open order for each amount and account, all the same: the notification names the amount alone.
      expect(payableOf(order)).not.toBe(payableOf(other));
      for (const one of [order, other]) {
        expect(await scanned(one.tradeNo)).toBe(codeOver(one.tradeNo, payableOf(one)));
        const shown = await page(one.tradeNo);
        expect(shown).toContain(`扫码后直接显示 ${payableOf(one)} 元，不用输入金额`);
        expect(shown).not.toContain('准确输入 ');
        expect(shown).not.toContain('data-copy');
      }
      // Its beginning is not known: the owner confirms the sentence once.
      await phone.push(paid(payableOf(other)));
      const kept = await newest();
      expect(kept).toMatchObject({ reason: 'rule_unconfirmed', payType: null });
      const rule = ruleToConfirm(kept) ?? '';
      const confirmed = { accountId: phone.accountId, rule, receiptId: kept.id };
      await confirmRule(app.services.forwarding, confirmed, async () => {});
      expect((await app.find(other.tradeNo)).state).toBe('paid');
      expect((await app.find(order.tradeNo)).state).toBe('pending');
      await phone.push(paid(payableOf(order)));
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      await app.tick();
      expect(app.shop.received).toHaveLength(2);
    });

    test('given another amount, an order has another number: one number never stands for two amounts', async () => {
      const order = await app.order({ money: '20.00' });
      const before = await scanned(order.tradeNo);
      await app.services.chooseType(order.tradeNo, 'alipay');
      const changed = await app.find(order.tradeNo);
      const end = (Number(order.tradeNo.slice(-2)) + changed.placementNo) % 100;
      const number = order.tradeNo.slice(0, -2) + String(end).padStart(2, '0');
      expect(changed.placementNo).toBeGreaterThan(0);
      expect(await scanned(order.tradeNo)).toBe(codeOver(number, payableOf(changed)));
      expect(before).not.toContain(number);
      expect(await page(order.tradeNo)).toContain('不用输入金额');
    });

    test('a V免签 shop that shows the bare code is handed that code', async () => {
      const body = new URLSearchParams(signedOrder(app, { price: '30.00' }));
      const answer = (await (await fetch(`${app.url}/createOrder`, { method: 'POST', body })).json()) as {
        data: { orderId: string; payUrl: string; reallyPrice: number };
      };
      const { orderId, payUrl } = answer.data;
      expect(payUrl).toBe(codeOver(orderId, payableOf(await app.find(orderId))));
    });

    test('where such codes are refused, the owner takes the plain kind, also for who has an order open', async () => {
      const order = await app.order({ money: '40.00' });
      expect(await scanned(order.tradeNo)).toContain('40.00');
      await editCode(app.services.accountDeps, codeId, kind('aggregate'));
      expect(await scanned(order.tradeNo)).toBe(OWN);
      expect(await page(order.tradeNo)).toContain(`付款时请准确输入 ${payableOf(order)} 元`);
      await phone.push(paid(payableOf(order)));
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      await editCode(app.services.accountDeps, codeId, kind('fixed'));
    });

    test.each([
      ['a code of another platform', kind('fixed', 'https://qr.alipay.com/abc')],
      ['a picture that nobody has read', { ...kind('fixed'), style: 'image' as const, content: 'code.png' }],
    ])('%s can’t be of that kind, and the form says what is wanted', async (_, form) => {
      const [code] = await codes.listCodes(app.place.db, [phone.accountId]);
      const refused = await editCode(app.services.accountDeps, code?.id ?? 0, {
        ...form,
        payTypes: form.content.includes('alipay') ? ['alipay'] : form.payTypes,
      }).catch((error: unknown) => error);
      expect(tell('zh', refused as Parameters<typeof tell>[1])).toContain('设备号');
    });
  },
);
