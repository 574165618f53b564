import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { returnUrl } from '../../../src/flow/protocols/index.ts';
import { MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { refuse } from '../../../src/shared/errors.ts';
import type { PayType } from '../../../src/shared/pay-type.ts';
import { databases } from '../../support/database.ts';
import { Visitor } from '../../support/visitor.ts';
import { type CashierSite, startCashier } from './start-cashier.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`the cashier on ${name}`, () => {
    let site: CashierSite;
    let buyer: Visitor;
    beforeAll(async () => {
      site = await startCashier(name);
      buyer = new Visitor(site.url);
    });
    afterAll(() => site.stop());

    const pageOf = (tradeNo: string) => buyer.get(`/Pay/console/${tradeNo}`);

    test('a pending order shows amount, reason, code, time left and numbers without any script', async () => {
      const order = await site.addOrder({ name: '一个月会员' });
      site.clock.advance(15 * SECOND);
      const { status, page, text } = await pageOf(order.tradeNo);

      expect(status).toBe(200);
      expect(page.querySelector('#amount')?.text).toBe('10.03');
      expect(page.querySelector('.exact')?.text).toContain('10.00 元多 0.03 元');
      expect(page.querySelector('h1')?.text).toContain('微信支付');
      expect(page.querySelector('#left')?.text).toBe('04:45');
      expect(page.querySelector('#cashier')?.getAttribute('data-left')).toBe(
        String(4 * MINUTE + 45 * SECOND),
      );
      expect(page.querySelector('.details')?.text).toContain(order.outTradeNo);
      expect(page.querySelector('.details')?.text).toContain('一个月会员');
      expect(page.querySelector('.shop')?.text).toContain('小店');
      expect(page.querySelector('noscript')?.innerHTML).toContain(`5;url=/Pay/console/${order.tradeNo}`);
      expect(text).not.toContain('确认支付');

      const picture = page.querySelector('img.qr')?.getAttribute('src') ?? '';
      const qr = await fetch(site.url + picture);
      expect(qr.status).toBe(200);
      expect(qr.headers.get('content-type')).toBe('image/png');
      expect(
        Buffer.from(await qr.arrayBuffer())
          .subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    });

    test('the page forbids scripts of others, caching, indexing and referrers, and has nothing inline', async () => {
      const { tradeNo } = await site.addOrder();
      const { headers, page } = await pageOf(tradeNo);
      expect(headers.get('content-security-policy')).toContain("script-src 'self'");
      expect(headers.get('content-security-policy')).not.toContain('unsafe');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-robots-tag')).toContain('noindex');
      expect(page.querySelectorAll('style, [style], [onclick], script:not([src])')).toHaveLength(0);
      const addresses = page.querySelectorAll('[src], [href], [action]').flatMap((node) => {
        return ['src', 'href', 'action'].map((attribute) => node.getAttribute(attribute) ?? '/');
      });
      for (const address of addresses) expect(address).toMatch(/^\/(?!\/)/);
    });

    test('what shops write is shown as text', async () => {
      const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&amp;`;
      const order = await site.addOrder({ name: evil, sitename: evil, outTradeNo: 'S-<b>1</b>' });
      for (const change of [async () => {}, () => site.pay(order)]) {
        await change();
        const { page, text } = await pageOf(order.tradeNo);
        expect(text).not.toContain('<script>alert');
        expect(page.querySelectorAll('img[src=x], b')).toHaveLength(0);
        expect(page.querySelector('.details')?.textContent).toContain(evil);
      }
    });

    test('a product name of 255 characters is there in full', async () => {
      const long = '很长的商品名'.repeat(42).slice(0, 255);
      const { tradeNo } = await site.addOrder({ name: long });
      expect((await pageOf(tradeNo)).page.querySelector('.long summary')?.text).toBe(long);
    });

    test('the browser’s language decides, and a cookie wins over it', async () => {
      const { tradeNo } = await site.addOrder();
      const path = `/Pay/console/${tradeNo}`;
      const english = await buyer.get(path, { 'accept-language': 'en-GB,en;q=0.9' });
      expect(english.page.querySelector('html')?.getAttribute('lang')).toBe('en');
      expect(english.page.querySelector('h1')?.text).toContain('WeChat Pay');
      const chinese = await buyer.get(path, { 'accept-language': 'en', cookie: 'lang=zh' });
      expect(chinese.page.querySelector('h1')?.text).toContain('微信支付');
    });

    test('a payable equal to the money asked is explained too', async () => {
      const { tradeNo } = await site.addOrder({ payable: 1000 });
      const { page } = await pageOf(tradeNo);
      expect(page.querySelector('.exact')?.text).toContain('认不出您的付款');
      expect(page.querySelector('.details')?.text).not.toContain('商品金额');
    });

    test('a code that is a picture is streamed from the uploads', async () => {
      const codeId = await site.addCode({ content: 'shop-code.png' });
      await site.db('codes').where({ id: codeId }).update({ style: 'image' });
      const { tradeNo } = await site.addOrder({ codeId });
      const missing = await fetch(`${site.url}/Pay/qr/${tradeNo}.png`);
      expect(missing.status).toBe(404);
      site.around.uploads.set('shop-code.png', Buffer.from('a picture'));
      const picture = await fetch(`${site.url}/Pay/qr/${tradeNo}.png`);
      expect(picture.headers.get('content-type')).toBe('image/png');
      expect(await picture.text()).toBe('a picture');
    });

    test('a code that has become the code of another terminal is not shown: its money would not be this order’s', async () => {
      const codeId = await site.addCode();
      const { tradeNo } = await site.addOrder({ codeId });
      expect((await fetch(`${site.url}/Pay/qr/${tradeNo}.png`)).status).toBe(200);
      await site.db('codes').where({ id: codeId }).update({ terminal: 'another' });
      expect((await fetch(`${site.url}/Pay/qr/${tradeNo}.png`)).status).toBe(404);
      const { page } = await pageOf(tradeNo);
      expect(page.querySelector('img.qr')).toBeNull();
      expect(page.querySelector('.code [role=alert]')?.text).toMatch(/\S/);
    });

    test('no picture is given for an order that takes no money any more', async () => {
      const order = await site.addOrder();
      site.clock.advance(5 * MINUTE);
      expect((await fetch(`${site.url}/Pay/qr/${order.tradeNo}.png`)).status).toBe(404);
    });

    test('a paid order first waits for the shop, then leads back by itself and by a button', async () => {
      const order = await site.addOrder();
      await site.pay(order);
      const waiting = (await pageOf(order.tradeNo)).page;
      expect(waiting.querySelector('h1')?.text).toBe('付款成功');
      expect(waiting.querySelector('meta[http-equiv=refresh]')?.getAttribute('content')).toMatch(
        /^3;url=\/Pay/,
      );
      expect(waiting.querySelector('a.button')).toBeNull();

      site.clock.advance(3 * SECOND);
      const done = (await pageOf(order.tradeNo)).page;
      const address = returnUrl(order, site.merchant.key) ?? '';
      expect(done.querySelector('a.button')?.getAttribute('href')).toBe(address);
      expect(done.querySelector('meta[http-equiv=refresh]')?.getAttribute('content')).toBe(
        `2;url=${address}`,
      );
      expect(done.querySelector('#cashier')?.getAttribute('data-final')).toBe('true');
    });

    test('a paid order without a return address lets the buyer close the page', async () => {
      const order = await site.addOrder({ returnUrl: null });
      await site.pay(order);
      await site.acknowledge(order);
      const { page } = await pageOf(order.tradeNo);
      expect(page.querySelector('.outcome')?.text).toContain('可以关闭本页');
      expect(page.querySelector('meta[http-equiv=refresh]')).toBeNull();
    });

    test('an expired order says what becomes of a late payment and shows no code', async () => {
      const order = await site.addOrder();
      site.clock.set(order.expiresAt);
      const { page } = await pageOf(order.tradeNo);
      expect(page.querySelector('h1')?.text).toBe('付款时间已过');
      expect(page.querySelector('.advice')?.text).toContain('没有丢失');
      expect(page.querySelector('.live')).not.toBeNull();
      expect(page.querySelector('.details')?.text).toContain(order.outTradeNo);
      expect(page.querySelector('img')).toBeNull();

      site.clock.set(order.heldUntil);
      const later = (await pageOf(order.tradeNo)).page;
      expect(later.querySelector('.live')).toBeNull();
      expect(later.querySelector('noscript')).toBeNull();
    });

    test('a closed order asks not to pay', async () => {
      const order = await site.addOrder();
      await site.close(order);
      const { page } = await pageOf(order.tradeNo);
      expect(page.querySelector('h1')?.text).toBe('订单已关闭');
      expect(page.querySelector('img')).toBeNull();
    });

    test.each(['', '/events'])('an unknown order%s is a small page with status 404', async (part) => {
      const { status, text } = await buyer.get(`/Pay/console/20200101000000000000000000000000${part}`);
      expect(status).toBe(404);
      expect(text).toContain('订单不存在');
    });

    describe('choosing a pay type', () => {
      test('only what can be paid with now is offered; the choice is handed on and leads back', async () => {
        const { tradeNo } = await site.addOrder({ placement: null });
        const chosen: [string, PayType][] = [];
        site.around.payTypesFor = async () => ['alipay', 'unionpay'];
        site.around.chooseType = async (...choice) => chosen.push(choice);

        const chooser = await pageOf(tradeNo);
        const buttons = chooser.page.querySelectorAll('form.types button');
        expect(buttons.map((button) => button.getAttribute('value'))).toEqual(['alipay', 'unionpay']);

        const answer = await buyer.submit(chooser, { type: 'alipay' }, 'form.types');
        expect(answer.status).toBe(303);
        expect(answer.location).toBe(`/Pay/console/${tradeNo}`);
        expect(chosen).toEqual([[tradeNo, 'alipay']]);
      });

      test('a refusal stands on the page, in the buyer’s language', async () => {
        const { tradeNo } = await site.addOrder({ placement: null });
        site.around.chooseType = async () => {
          throw refuse('all_taken');
        };
        const answer = await buyer.post(
          `/Pay/console/${tradeNo}/type`,
          { type: 'wxpay' },
          { 'accept-language': 'en' },
        );
        expect(answer.status).toBe(503);
        expect(answer.page.querySelector('#notice')?.text).toContain('Many people are paying');
        expect(answer.page.querySelector('form.types')).not.toBeNull();
      });

      test('what is no pay type is handed to nobody', async () => {
        const { tradeNo } = await site.addOrder({ placement: null });
        let asked = false;
        site.around.chooseType = async () => {
          asked = true;
        };
        const answer = await buyer.post(`/Pay/console/${tradeNo}/type`, { type: 'bitcoin' });
        expect(answer.status).toBe(303);
        expect(asked).toBe(false);
      });

      test('when nothing can take the money, the page says so', async () => {
        const { tradeNo } = await site.addOrder({ placement: null });
        site.around.payTypesFor = async () => [];
        const { page } = await pageOf(tradeNo);
        expect(page.querySelector('form.types')).toBeNull();
        expect(page.querySelector('.warn')?.text).toContain('联系商家');
      });
    });

    describe('确认支付', () => {
      const json = { accept: 'application/json' };

      test('a press without scripts leads back to the page with the answer on it', async () => {
        const { tradeNo } = await site.addOrder({ mode: 'on_demand' });
        const presses: string[] = [];
        site.around.confirmPaid = async (pressed) => {
          presses.push(pressed);
          return { asked: true };
        };
        const answer = await buyer.submit(await pageOf(tradeNo), {}, 'form[data-confirm]');
        expect(answer.status).toBe(303);
        expect(presses).toEqual([tradeNo]);
        const back = await buyer.get(answer.location ?? '');
        expect(back.page.querySelector('#notice')?.text).toContain('正在核对到账');
      });

      test('a press too soon is told how long to wait', async () => {
        const { tradeNo } = await site.addOrder({ mode: 'on_demand' });
        site.around.confirmPaid = async () => ({ waitSeconds: 2.2 });
        const answer = await buyer.post(`/Pay/console/${tradeNo}/confirm`, {});
        const back = await buyer.get(answer.location ?? '');
        expect(back.page.querySelector('#notice')?.text).toContain('请 3 秒后');
        const scripted = await buyer.post(`/Pay/console/${tradeNo}/confirm`, {}, json);
        expect(JSON.parse(scripted.text)).toMatchObject({
          waitSeconds: 2.2,
          message: expect.stringContaining('3 秒'),
        });
      });

      test('a refusal is told to scripts and to people', async () => {
        const { tradeNo } = await site.addOrder({ mode: 'on_demand' });
        site.around.confirmPaid = async () => {
          throw refuse('too_many_failures');
        };
        const scripted = await buyer.post(`/Pay/console/${tradeNo}/confirm`, {}, json);
        expect(scripted.status).toBe(429);
        const message = '失败次数过多，请一分钟后再试';
        expect(JSON.parse(scripted.text)).toEqual({ code: 'too_many_failures', message });
        const plain = await buyer.post(`/Pay/console/${tradeNo}/confirm`, {});
        expect(plain.status).toBe(429);
        expect(plain.page.querySelector('#notice')?.text).toBe(message);
      });

      test('a press on a paid order asks nobody', async () => {
        const order = await site.addOrder({ mode: 'on_demand' });
        await site.pay(order);
        site.around.confirmPaid = async () => {
          throw new Error('was asked');
        };
        const path = `/Pay/console/${order.tradeNo}/confirm`;
        expect((await buyer.post(path, {})).status).toBe(303);
        expect(JSON.parse((await buyer.post(path, {}, json)).text)).toEqual({ status: 'paid' });
      });

      test('nobody puts words on the page by a link', async () => {
        const { tradeNo } = await site.addOrder({ mode: 'on_demand' });
        const { page } = await buyer.get(`/Pay/console/${tradeNo}?wait=<b>now</b>&asked=yes`);
        expect(page.querySelector('#notice')?.hasAttribute('hidden')).toBe(true);
      });
    });
  });
}
