import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type Account, codes } from '../../src/flow/accounts/index.ts';
import { addFixedCodes, removeFixedCode } from '../../src/flow/fixed-codes/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { terminal } from '../../src/shared/actor.ts';
import { type Refusal, tellFields } from '../../src/shared/errors.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { readQrImage } from '../../src/shared/qr-image.ts';
import { databases } from '../support/database.ts';
import { startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

describe.each(databases)('codes with amounts set in the app, on $name', ({ name, available }) => {
  let app: TestApp;
  let codeId: number;
  beforeEach(async () => {
    if (!available) return;
    app = await startApp(name, { terminals: ['T-1'] });
    codeId = Number(app.codeIds[0]);
    onTestFinished(() => app.stop());
  });

  const contentOf = (amount: string) => `https://qr.example/fixed/${amount}`;
  async function add(amounts: string[], to = codeId): Promise<void> {
    const code = await codes.getCode(app.place.db, to);
    const account: Account = await app.services.accounts.get(app.place.db, code.accountId);
    const wished = amounts.map((amount) => ({ amount, content: contentOf(amount) }));
    await addFixedCodes(app.services.accountDeps, account, code, wished, terminal);
  }
  const page = async ({ tradeNo }: Order) => (await fetch(`${app.url}/Pay/console/${tradeNo}`)).text();
  const scanned = async ({ tradeNo }: Order) => {
    const picture = await fetch(`${app.url}/Pay/qr/${tradeNo}.png`);
    return (await readQrImage(Buffer.from(await picture.arrayBuffer()))).text;
  };

  describe.skipIf(!available)('with them', () => {
    test('orders of the price take them first, each one at a time; then buyers type the amount again', async () => {
      await add(['10.00', '10.01', '10.05']);
      const first = [await app.order(), await app.order(), await app.order()];
      expect(first.map(payableOf).sort()).toEqual(['10.00', '10.01', '10.05']);
      for (const order of first) {
        expect(await scanned(order)).toBe(contentOf(payableOf(order)));
        expect(await page(order)).toContain('不用输入金额');
      }
      const fourth = await app.order();
      expect(await scanned(fourth)).not.toMatch(/fixed/);
      expect(await page(fourth)).toContain(`请准确输入 ${payableOf(fourth)} 元`);
      for (const order of [...first, fourth]) app.pay(order);
      await app.tick(5_000);
      const states = await Promise.all(
        [...first, fourth].map(async (one) => (await app.find(one.tradeNo)).state),
      );
      expect(states).toEqual(['paid', 'paid', 'paid', 'paid']);
    });

    test('a paid one is not given again until its amount is free', async () => {
      await add(['10.00']);
      const order = await app.order();
      expect(await scanned(order)).toBe(contentOf('10.00'));
      app.pay(order);
      await app.tick(5_000);
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect(payableOf(await app.order())).not.toBe('10.00');
    });

    test('many orders at once: no two are shown the same one', async () => {
      await add(['10.00', '10.01', '10.02', '10.03']);
      const all = await Promise.all(Array.from({ length: 12 }, () => app.order()));
      expect(new Set(all.map(payableOf)).size).toBe(12);
      const shown = (await Promise.all(all.map(scanned))).filter((text) => text.includes('fixed'));
      expect(shown.sort()).toEqual(['10.00', '10.01', '10.02', '10.03'].map(contentOf));
    });

    test('another code of the merchant that has the amount is taken before one whose turn it is', async () => {
      const other = await codes.insertCode(
        app.place.db,
        app.accountId,
        {
          ...{ terminal: 'T-2', label: '', kind: null, payTypes: ['wxpay'] as const },
          ...{ style: 'link' as const, content: 'https://qr.example/T-2' },
        } as never,
        app.clock.now(),
      );
      await add(['10.00'], other);
      for (let each = 0; each < 2; each++) {
        const order = await app.order({ money: '20.00' });
        expect(order.placement).not.toBeNull();
      }
      const order = await app.order();
      expect(order.placement).toMatchObject({ codeId: other, payableFen: 1_000 });
      expect(JSON.parse(order.placement?.why ?? '{}')).toMatchObject({ fixed: true });
    });

    test('one that is removed: who has its amount types it into the code itself, and is paid all the same', async () => {
      await add(['10.00']);
      const order = await app.order();
      const code = await codes.getCode(app.place.db, codeId);
      const account = await app.services.accounts.get(app.place.db, app.accountId);
      expect(await removeFixedCode(app.services.accountDeps, account, code, fen(1_000), terminal)).toBe(true);
      expect(await scanned(order)).not.toMatch(/fixed/);
      expect(await page(order)).toContain('请准确输入 10.00 元');
      app.pay(order);
      await app.tick(5_000);
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect((await codes.getCode(app.place.db, codeId)).hasFixed).toBe(false);
    });

    test('a price outside of them is as before', async () => {
      await add(['99.00']);
      const order = await app.order();
      expect([payableOf(order), await scanned(order)]).toEqual(['10.00', expect.not.stringMatching(/fixed/)]);
    });

    test('told by a phone: the sure amount is the match', async () => {
      const phone = await startForwarder(app, '我的微信', 'wxpay');
      const [code] = (await codes.listCodes(app.place.db, [phone.accountId])).slice(-1);
      await app.place.db('codes').where({ id: codeId }).update({ enabled: false });
      await add(['10.00', '10.01'], Number(code?.id));
      const orders = [await app.order(), await app.order()];
      expect(orders.map(payableOf).sort()).toEqual(['10.00', '10.01']);
      app.clock.advance(20_000);
      for (const order of orders) {
        await phone.push({
          title: '微信收款助手',
          msg: `微信支付收款${formatFen(order.placement?.payableFen ?? fen(0))}元`,
        });
        app.clock.advance(2_000);
      }
      const states = await Promise.all(orders.map(async (one) => (await app.find(one.tradeNo)).state));
      expect(states).toEqual(['paid', 'paid']);
    });
  });

  describe.skipIf(!available)('what is wrong is told for each, and nothing is saved', () => {
    const known = async () => (await app.place.db('fixed_codes').where({ code_id: codeId })).length;

    test.each([
      ['no amount', '', 'https://qr.example/x', '9.90'],
      ['three decimals', '1.001', 'https://qr.example/x', '9.90'],
      ['an amount that is there', '10.00', 'https://qr.example/x', '10.00 元已经有一张'],
      ['the same picture as another', '11.00', 'https://qr.example/fixed/10.00', '10.00 元那张是同一个码'],
      ['the code itself', '11.00', 'https://qr.example/T-1', '没有设金额'],
      ['WeChat’s own code on one that takes all pay types', '11.00', 'wxp://f2f0abc', '微信'],
    ])('%s', async (_, amount, content, words) => {
      await add(['10.00']);
      const code = await codes.getCode(app.place.db, codeId);
      await app.place.db('codes').where({ id: codeId }).update({ content: 'https://qr.example/T-1' });
      const account = await app.services.accounts.get(app.place.db, app.accountId);
      const wished = [
        { amount: '12.00', content: 'https://qr.example/good' },
        { amount, content },
      ];
      const adding = addFixedCodes(
        app.services.accountDeps,
        account,
        { ...code, content: 'https://qr.example/T-1' },
        wished,
        terminal,
      );
      const error = await adding.then(
        () => null,
        (reason: unknown) => reason as Refusal,
      );
      const told = tellFields('zh', error?.fields ?? []);
      expect(told).toEqual([{ field: 'amount_1', message: expect.stringContaining(words) }]);
      expect(await known()).toBe(1);
    });
  });
});
