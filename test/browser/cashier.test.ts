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

  test('a buyer is asked to wait while nobody would hear of the payment, and the page says when that is over', async () => {
    const order = await site.addOrder();
    const page = await openPage();
    await page.goto(addressOf(order.tradeNo));
    const warning = page.getByText('请先不要付款');
    expect(await warning.count()).toBe(0);
    await site.setHealth('silent');
    await warning.waitFor();
    expect(await pictureIsDrawn(page)).toBe(true);
    await site.setHealth('ok');
    await warning.waitFor({ state: 'detached' });
    expect(troubles).toEqual([]);
  });

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
