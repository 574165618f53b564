import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { type CashierSite, startCashier } from '../flow/cashier/start-cashier.ts';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';

describe.skipIf(!browserAvailable())('the cashier in a browser', () => {
  let browser: Browser;
  let site: CashierSite;
  let troubles: string[];

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    site = await startCashier();
    troubles = [];
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await site.stop();
  });

  async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      locale: 'zh-CN',
      viewport: { width: 375, height: 700 },
      ...options,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`${message.text()} ${message.location().url}`);
    });
    return page;
  }

  const screens = [
    [320, 568, 'zh-CN'],
    [320, 568, 'en-US'],
    [360, 640, 'zh-CN'],
    [375, 667, 'en-US'],
  ] as const;

  const addressOf = (tradeNo: string) => `${site.url}/Pay/console/${tradeNo}`;
  const pictureIsDrawn = (page: Page) =>
    page.locator('img.qr').evaluate((image) => (image as HTMLImageElement).naturalWidth > 100);

  async function settle(order: Parameters<CashierSite['pay']>[0]): Promise<void> {
    await site.pay(order);
    await site.acknowledge(order);
    site.orderEvents.changed(order.tradeNo);
  }

  test('a page that gets no stream of events, for there are too many, asks by itself and shows what it hears', async () => {
    await site.stop();
    site = await startCashier('sqlite', { bounds: { overall: 0 } });
    const order = await site.addOrder();
    const page = await openPage();
    const refused = page.waitForResponse((answer) => answer.url().endsWith('/events'));
    await page.goto(addressOf(order.tradeNo));
    expect((await refused).status()).toBe(503);
    await settle(order);
    await page.getByRole('heading', { name: '付款成功' }).waitFor();
  });

  test('the time left counts down from what the server says, whatever the browser’s clock', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.clock.install({ time: new Date('2001-01-01T00:00:00Z') });
    await page.goto(addressOf(order.tradeNo));
    expect(await page.locator('#left').textContent()).toBe('05:00');
    await page.clock.runFor(62 * SECOND);
    expect(await page.locator('#left').textContent()).toMatch(/^03:5[789]$/);
    expect(troubles).toEqual([]);
  });

  test('another code of the same pay type is shown on pages that are open elsewhere, without a reload', async () => {
    const codeId = await site.addCode({ content: 'https://qr.example/first' });
    const order = await site.addOrder({ codeId });
    const page = await openPage();
    await page.goto(addressOf(order.tradeNo));
    expect(await page.locator('#amount').textContent()).toBe('10.03');
    await site.db('orders').where({ trade_no: order.tradeNo }).update({ payable_fen: 1007, placement_no: 1 });
    site.orderEvents.changed(order.tradeNo);
    await page.locator('#amount', { hasText: '10.07' }).waitFor();
    expect(troubles).toEqual([]);
  });

  test('a buyer is asked to wait while nobody would hear of the payment, and the page says when that is over', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.goto(addressOf(order.tradeNo));
    const warning = page.getByText('请先不要付款');
    expect(await warning.count()).toBe(0);
    await site.setHealth('silent');
    await warning.waitFor();
    expect(await page.locator('img.qr, .button').count()).toBe(0);
    await site.setHealth('ok');
    await warning.waitFor({ state: 'detached' });
    expect(await pictureIsDrawn(page)).toBe(true);
    expect(troubles).toEqual([]);
  });

  test.each([
    ['desktop', '', 'wxpay', 'continuous', 'https://qr.example/a'],
    ['a phone', 'iPhone Mobile', 'wxpay', 'continuous', 'wxp://f2f0abc'],
    ['a phone', 'iPhone Mobile', 'alipay', 'continuous', 'https://qr.alipay.com/abc'],
    ['WeChat', 'iPhone Mobile MicroMessenger/8.0', 'wxpay', 'on_demand', 'https://qr.example/a'],
  ] as const)(
    'without scripts too, on %s (%s, %s): nothing to pay with while nobody would hear of it',
    async (_where, userAgent, payType, mode, content) => {
      const order = await site.addOrder({ payType, mode, codeId: await site.addCode({ mode, content }) });
      await site.setHealth('silent', mode);
      const page = await openPage({ javaScriptEnabled: false, ...(userAgent && { userAgent }) });
      await page.goto(addressOf(order.tradeNo));
      await page.getByText('请先不要付款').waitFor();
      expect(await page.locator('img, .button, a[href^="weixin:"], a[href^="alipays:"]').count()).toBe(0);
      expect(await page.getByText('10.03').count()).toBe(1);

      // The page renews itself; both ways.
      await site.setHealth('ok', mode);
      await page.locator('img.qr').waitFor({ timeout: 20_000 });
      expect(await page.getByText('请先不要付款').count()).toBe(0);
    },
  );

  test.each([
    ['wxpay', 'continuous', 'https://qr.example/a', ''],
    ['wxpay', 'on_demand', 'https://qr.example/a', ''],
    ['wxpay', 'continuous', 'wxp://f2f0abc', 'iPhone Mobile MicroMessenger/8.0'],
    ['alipay', 'on_demand', 'https://qr.alipay.com/abc', 'iPhone Mobile MicroMessenger/8.0'],
    ['alipay', 'continuous', 'https://qr.alipay.com/abc', 'iPhone Mobile'],
    ['unionpay', 'on_demand', 'https://qr.95516.com/abc', 'iPhone Mobile'],
  ] as const)(
    'on small screens, %s %s %s %s: amount and code are in sight, and nothing lies over them',
    async (payType, mode, content, userAgent) => {
      for (const [width, height, locale] of screens) {
        const codeId = await site.addCode({ mode, content });
        const order = await site.addOrder({ payType, mode, codeId, sitename: '名字很长的小店'.repeat(6) });
        const page = await openPage({
          locale,
          viewport: { width, height },
          ...(userAgent && { userAgent }),
        });
        await page.goto(addressOf(order.tradeNo));
        for (const selector of ['#amount', 'img.qr']) {
          const seen = await page.locator(selector).evaluate((element) => {
            const box = element.getBoundingClientRect();
            const points = [0.08, 0.5, 0.92].flatMap((x) => [0.08, 0.5, 0.92].map((y) => [x, y] as const));
            const covered = points.filter(([x, y]) => {
              const top = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
              return top !== element;
            });
            const inside =
              box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
            return { inside, covered, width: Math.round(box.width), bottom: Math.round(box.bottom) };
          });
          expect(seen, `${selector} ${width} × ${height} ${locale}`).toMatchObject({
            inside: true,
            covered: [],
          });
          if (selector === 'img.qr') expect(seen.width).toBeGreaterThanOrEqual(200);
        }
        await page.context().close();
      }
    },
  );

  test('a payment is shown without a reload, then the buyer goes back to the shop', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.goto(addressOf(order.tradeNo));
    expect(await pictureIsDrawn(page)).toBe(true);
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));

    await settle(order);
    await page.getByRole('heading', { name: '付款成功' }).waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'sameDocument'))).toBe(true);
    expect(await page.title()).toBe('付款成功');
    await page.waitForURL(/\/back\?from=shop&.*sign=/);
    expect(troubles).toEqual([]);
  });

  test('without events the page asks', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.route('**/events', (route) => route.abort());
    let polls = 0;
    page.on('request', (request) => {
      if (request.url().includes('/getOrderState/')) polls++;
    });
    await page.goto(addressOf(order.tradeNo));
    await expect.poll(() => polls).toBeGreaterThan(0);
    await settle(order);
    await page.waitForURL(/\/back\?/);
  });

  test('a browser that knows no events asks', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.addInitScript(() => Reflect.deleteProperty(window, 'EventSource'));
    await page.goto(addressOf(order.tradeNo));
    await settle(order);
    await page.waitForURL(/\/back\?/);
    expect(troubles).toEqual([]);
  });

  test('when the time is over the page says so by itself, and a late payment still arrives', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.goto(addressOf(order.tradeNo));
    site.clock.advance(5 * MINUTE);
    await page.getByRole('heading', { name: '付款时间已过' }).waitFor();
    await settle(order);
    await page.waitForURL(/\/back\?/);
    expect(troubles).toEqual([]);
  });

  test('确认支付 answers on the page', async () => {
    const order = await site.addOrder({ mode: 'on_demand' });
    site.around.confirmPaid = async () => ({ waitSeconds: 7 });
    const page = await openPage();
    await page.goto(addressOf(order.tradeNo));
    await page.getByRole('button', { name: '我已付款' }).click();
    await page.getByText('请 7 秒后再点一次').waitFor();
    expect(await page.getByRole('button', { name: '我已付款' }).isDisabled()).toBe(true);
    expect(page.url()).toBe(addressOf(order.tradeNo));
    expect(troubles).toEqual([]);
  });

  test('the amount can be copied', async () => {
    const order = await site.addOrder();
    const page = await openPage({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.goto(addressOf(order.tradeNo));
    await page.locator('[data-copy]').click();
    await page.getByText('已复制').first().waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('10.03');
  });

  test('without scripts the page shows code, amount and state, and renews itself until it leads back', async () => {
    const order = await site.addOrder({ mode: 'on_demand' });
    const page = await openPage({ javaScriptEnabled: false });
    await page.goto(addressOf(order.tradeNo));
    expect(await page.locator('#amount').textContent()).toBe('10.03');
    expect(await page.locator('#left').textContent()).toBe('05:00');
    expect(await page.locator('img.qr').boundingBox()).toMatchObject({ width: expect.any(Number) });
    expect(await page.locator('[data-copy]').isVisible()).toBe(false);

    await page.getByRole('button', { name: '我已付款' }).click();
    await page.getByText('正在核对到账').waitFor();
    await settle(order);
    await page.waitForURL(/\/back\?/, { timeout: 20_000 });
  });

  test('a script that never arrives leaves a page that can be used', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.route('**/cashier.js', (route) => route.abort());
    await page.goto(addressOf(order.tradeNo));
    expect(await page.locator('#amount').textContent()).toBe('10.03');
    expect(await pictureIsDrawn(page)).toBe(true);
    await settle(order);
    await page.getByRole('link', { name: '已付款？刷新查看' }).click();
    await page.getByRole('heading', { name: '付款成功' }).waitFor();
    await page.waitForURL(/\/back\?/);
  });

  test.each([320, 375, 800, 1280])('nothing is wider than a screen of %i pixels', async (width) => {
    const order = await site.addOrder({
      name: 'W'.repeat(255),
      outTradeNo: 'W'.repeat(64),
      sitename: '店'.repeat(80),
    });
    const page = await openPage({ viewport: { width, height: 700 } });
    await page.goto(addressOf(order.tradeNo));
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(widest).toBeLessThanOrEqual(width);
  });
});
