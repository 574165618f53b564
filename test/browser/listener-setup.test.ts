import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Merchant } from '../../src/flow/merchants/index.ts';
import { type House, startHouse } from '../../src/house.ts';
import { MINUTE, systemClock } from '../../src/shared/clock.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { createPasswords, createUser } from '../../src/users/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildMerchant } from '../support/factories.ts';
import type { PhoneNotification } from '../support/forwarding-rule.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';
import { ScriptedPhone } from '../support/scripted-phone.ts';
import { testConfig } from '../support/start-app.ts';

const ADMIN = { username: 'boss', password: 'a long enough phrase' };
const WECHAT = 'com.tencent.mm';

describe.skipIf(!browserAvailable())('setting up a phone by what its page says, in a browser', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let place: TestDatabase;
  let house: House;
  let server: Server;
  let site: string;
  let merchant: Merchant;
  const troubles: string[] = [];

  beforeAll(async () => {
    place = await openTestDatabase('sqlite');
    const now = Date.now();
    merchant = await buildMerchant(place.db, { now });
    const passwordHash = await createPasswords({ cost: 4 }).hash(ADMIN.password);
    await createUser(place.db, { username: ADMIN.username, passwordHash, role: 'owner', now });
    await writeSetting(place.db, 'installed_at', String(now));
    house = await startHouse({
      config: testConfig(place),
      log: captureLog().log,
      clock: systemClock,
      passwordCost: 4,
    });
    server = createServer((req, res) => house.handle(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
    context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    watch(page);
  });
  afterAll(async () => {
    await browser?.close();
    house?.endStreams();
    server?.closeAllConnections();
    server?.close();
    await house?.stop();
    await place?.close();
  });

  /** The console of the browser says so when the page breaks its Content-Security-Policy. */
  function watch(one: Page): void {
    one.setDefaultTimeout(15_000);
    one.on('pageerror', (error) => troubles.push(String(error)));
    one.on('console', (message) => {
      if (message.type() === 'error') troubles.push(message.text());
    });
  }

  const shown = async (id: string) => (await page.locator(`#${id}`).textContent()) ?? '';
  const listenerOf = (id: number) => `${site}/console/accounts/${id}/listener`;

  /** The steps that have ticked themselves off, as a person sees them. */
  const ticked = () =>
    page
      .locator('[data-step]')
      .evaluateAll((steps) =>
        steps
          .filter((step) => (step.querySelector('.mark-done') as HTMLElement).offsetWidth > 0)
          .map((step) => (step as HTMLElement).dataset.step),
      );

  async function addAccount(platform: string, login: string): Promise<number> {
    await page.goto(`${site}/console/accounts/new?platform=${platform}`);
    await page.fill('input[name=login]', login);
    await page.locator('main button.btn-primary').first().click();
    await page.waitForURL(/accounts\/\d+\?done=/);
    return Number(/accounts\/(\d+)/.exec(page.url())?.[1]);
  }

  let accountId: number;
  let otherTemplate: string;
  let rightTemplate: string;
  let phone: ScriptedPhone;

  test('log in, add the accounts and a code', async () => {
    await page.goto(`${site}/console`);
    await page.fill('input[name=username]', ADMIN.username);
    await page.fill('input[name=password]', ADMIN.password);
    await page.locator('main button.btn-primary').first().click();
    await page.waitForURL(`${site}/console`);

    const other = await addAccount('alipay', '另一部手机');
    await page.goto(listenerOf(other));
    otherTemplate = await shown('rule-template');

    accountId = await addAccount('wxpay', '店里的红米');
    await page.getByRole('link', { name: '添加收款码' }).first().click();
    await page.selectOption('select[name=kind]', 'personal');
    await page.check('input[name=style][value=link]');
    await page.fill('[name=link]', 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789');
    await page.getByRole('button', { name: '保存' }).click();
    await page.waitForURL(/done=codeAdded/);
  });

  test('the phone is set up with exactly what the page shows', async () => {
    await page.goto(listenerOf(accountId));
    await page.getByText('正在等待第一条消息').waitFor();
    await page.fill('input[name=name]', '店里的红米');
    await page.fill('input[name=your_password]', ADMIN.password);
    await page.getByRole('button', { name: '生成密钥' }).click();
    await page.locator('#secret').waitFor();
    rightTemplate = await shown('rule-template');
    phone = new ScriptedPhone({
      deviceName: '店里的红米',
      method: await shown('method'),
      address: await shown('push-url'),
      messageTemplate: await shown('message-template'),
      secret: await shown('secret'),
      keyword: await shown('keyword'),
      rule: await shown('forwarding-rule'),
      ruleTemplate: rightTemplate,
    });
    expect(phone.settings.address).toBe(`${site}/mpayNotify`);
    expect(Number(await shown('retries'))).toBeGreaterThan(0);
    expect(await shown('repeat-filter')).toBe('0');
    expect(await shown('sender-name')).not.toBe('');
    // As the app takes it: seven parts, at most once a minute, told by its boxes as well.
    expect(await shown('heartbeat-cron')).toMatch(/^\d{1,2} \* \* \* \* \? \*$/);
    expect((await page.locator('.cron-boxes td').allTextContents()).join(' ')).toBe(
      await shown('heartbeat-cron'),
    );
    // The page may be loaded again while the phone is set up.
    const { secret } = phone.settings;
    await page.reload();
    expect(await shown('secret')).toBe(secret);
    expect(await ticked()).toEqual(['device']);
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  });

  /** The newest entry of the live box, once it says this; the page is never loaded again. */
  async function newestSays(...words: string[]): Promise<string> {
    const newest = page.locator('#live .live-entry').first();
    for (const word of words) await newest.filter({ hasText: word }).waitFor();
    expect(await page.evaluate(() => Reflect.get(window, 'sameDocument'))).toBe(true);
    return (await newest.textContent()) ?? '';
  }

  const payment = (amount: string): PhoneNotification => ({
    packageName: WECHAT,
    title: '微信支付',
    text: `个人收款码到账¥${amount}`,
  });

  test('a wrong secret is named, with its remedy', async () => {
    const { secret } = phone.settings;
    phone.settings.secret = `${secret} `;
    expect(await phone.receive(payment('0.01'))).toMatchObject({ status: 400, success: false });
    phone.settings.secret = secret;
    await newestSays('签名不对', '请把 Secret 换成这台设备的密钥');
  });

  test('a clock that is ten minutes off is named, with its remedy', async () => {
    phone.clockOffMs = -10 * MINUTE;
    expect(await phone.receive(payment('0.01'))).toMatchObject({ success: false });
    phone.clockOffMs = 0;
    await newestSays('手机时间不准', '手机时间慢 10 分钟', '自动确定日期和时间');
  });

  test('the template of another account is named, with its remedy', async () => {
    phone.settings.ruleTemplate = otherTemplate;
    expect(await phone.receive(payment('0.01'))).toMatchObject({ success: false });
    phone.settings.ruleTemplate = rightTemplate;
    await newestSays(
      '模版是别的账号的',
      '要有自己的 Secret 和发送通道',
      '只有通知本来就是“微信支付个人码 · 店里的红米”的收款时，才换回它那一页的模版',
    );
  });

  test('a template with a field missing, and none at all, are named', async () => {
    phone.settings.ruleTemplate = rightTemplate.replace('"title":"{{TITLE}}",', '');
    expect(await phone.receive(payment('0.01'))).toMatchObject({ success: false });
    phone.settings.ruleTemplate = rightTemplate;
    await newestSays('规则里的模版不对', '模版里缺少 title', '重新复制第 4 步的自定义模版');
    // The sender's own test button sends a text that no rule has touched.
    expect(await phone.send('【测试通道】恭喜您，该发送通道测试成功')).toMatchObject({ success: false });
    await newestSays('规则里的模版不对', '地址和消息模板已经通了');
    await expect.poll(ticked).toEqual(['device', 'sender']);
  });

  test('a rule that lets another app’s or a friend’s notification through is named', async () => {
    const { rule } = phone.settings;
    phone.settings.rule = '并且 是 通知内容 包含 元';
    const chat = { packageName: WECHAT, title: '小明', text: '晚上吃面，8元一碗' };
    expect(await phone.receive(chat)).toMatchObject({ success: true });
    await newestSays('不认识', '晚上吃面', '没有规则认识这个标题', '检查第 4 步匹配规则的包名、标题');
    const alipay = {
      packageName: 'com.eg.android.AlipayGphone',
      title: '支付宝通知',
      text: '收钱码收款 8.80 元',
    };
    expect(await phone.receive(alipay)).toMatchObject({ success: true });
    await newestSays('模版是别的账号的', '这是支付宝个人码的到账通知');
    phone.settings.rule = rule;
    expect(await phone.receive(chat)).toBeNull();
    expect(await phone.receive(alipay)).toBeNull();
  });

  test('the right message is understood: amount, kind, device and clock', async () => {
    expect(await phone.receive(payment('0.01'))).toEqual({ status: 200, body: '200', success: true });
    const entry = await newestSays('收款 ¥0.01', '已识别：微信 · 个人码 · 店里的红米 · 手机时间');
    expect(entry).toContain('个人收款码到账¥0.01');
    expect(await page.locator('#live .live-devices').textContent()).toContain('没有心跳');
    await expect.poll(ticked).toEqual(['device', 'settings', 'sender', 'rule', 'payment']);
  });

  test('the scheduled task is a heartbeat', async () => {
    const title = await shown('heartbeat-title');
    expect(await phone.runTask(title, await shown('heartbeat-template'))).toMatchObject({ success: true });
    await page.locator('#live .live-devices').filter({ hasText: '电量 87%' }).waitFor();
    expect(await page.locator('#live .live-devices').textContent()).not.toContain('没有心跳');
    const all = ['device', 'settings', 'sender', 'rule', 'heartbeat', 'payment'];
    await expect.poll(ticked).toEqual(all);
    await page.reload();
    expect(await ticked()).toEqual(all);
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  });

  test('an order is paid: the phone forwards the payment, the cashier turns to paid', async () => {
    const fields: Record<string, string> = {
      pid: String(merchant.pid),
      type: 'wxpay',
      out_trade_no: 'LISTENER1',
      notify_url: 'http://127.0.0.1:9/notify',
      name: '会员月卡',
      money: '15.00',
    };
    const form = { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' };
    const answer = await fetch(`${site}/mapi.php`, { method: 'POST', body: new URLSearchParams(form) });
    const told = (await answer.json()) as { code: number; payurl: string };
    expect(told).toMatchObject({ code: 1 });
    const buyer = await context.newPage();
    await buyer.goto(told.payurl);
    const amount = (await buyer.locator('#amount').textContent()) ?? '';
    expect(await phone.receive(payment(amount))).toMatchObject({ success: true });
    await buyer.getByRole('heading', { name: '付款成功' }).waitFor();
    await buyer.close();
    await newestSays(`收款 ¥${amount}`);
    expect(troubles).toEqual([]);
  });

  test('without scripts the same box is there after a reload, and every value can be selected', async () => {
    const bare = await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: false });
    await bare.addCookies(await context.cookies());
    const plain = await bare.newPage();
    await plain.goto(listenerOf(accountId));
    await plain.getByRole('link', { name: '刷新' }).click();
    expect(await plain.locator('#live .live-entry').first().textContent()).toContain('收款 ¥15.00');
    expect(await plain.locator('#rule-template').textContent()).toBe(rightTemplate);
    await bare.close();
  });

  test('the values are copied, also where the browser lends no clipboard', async () => {
    const copying = await browser.newContext({
      locale: 'zh-CN',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await copying.addCookies(await context.cookies());
    for (const lent of [true, false]) {
      const tab = await copying.newPage();
      watch(tab);
      if (!lent) {
        await tab.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
      }
      await tab.goto(listenerOf(accountId));
      await tab.locator('[data-copy=forwarding-rule]').click();
      await tab.locator('[data-copy=forwarding-rule][data-tip=已复制]').waitFor();
      const reader = await copying.newPage();
      await reader.goto(site);
      expect(await reader.evaluate(() => navigator.clipboard.readText())).toBe(phone.settings.rule);
      await reader.evaluate(() => navigator.clipboard.writeText('something else'));
      await reader.close();
      await tab.close();
    }
    await copying.close();
    expect(troubles).toEqual([]);
  });

  test.each([320, 375, 768])(
    'at %i pixels what arrives stays in sight, and no field lies under it',
    async (width) => {
      const viewed = await browser.newContext({ locale: 'zh-CN', viewport: { width, height: 667 } });
      await viewed.addCookies(await context.cookies());
      const tab = await viewed.newPage();
      watch(tab);
      await tab.goto(listenerOf(accountId));
      await tab.locator('summary', { hasText: '再添加一台' }).click();
      for (const id of ['#name', '#app', '#brands summary', '#key summary']) {
        const seen = await tab
          .locator(id)
          .first()
          .evaluate((element) => {
            element.scrollIntoView({ block: 'start', behavior: 'instant' });
            (element as HTMLElement).focus();
            const box = element.getBoundingClientRect();
            const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            const strip = document.getElementById('live')?.getBoundingClientRect();
            return {
              isFree: element.contains(top),
              isStripSeen: strip !== undefined && strip.top >= 0 && strip.top < 20,
              isStripSmall: strip !== undefined && strip.height <= 0.4 * innerHeight + 1,
            };
          });
        expect(seen, id).toEqual({ isFree: true, isStripSeen: true, isStripSmall: true });
      }
      expect(await tab.locator('#live .live-entry').first().isVisible()).toBe(true);
      expect(await tab.locator('#live .live-entry').nth(1).isVisible()).toBe(false);
      await tab.locator('.live-more-label').click();
      expect(await tab.locator('#live .live-entry').nth(1).isVisible()).toBe(true);
      await viewed.close();
      expect(troubles).toEqual([]);
    },
  );

  test.each([
    { width: 375, colorScheme: 'light' },
    { width: 375, colorScheme: 'dark' },
    { width: 1280, colorScheme: 'light' },
    { width: 1280, colorScheme: 'dark' },
  ] as const)('at $width pixels, $colorScheme: nothing sticks out, the drawings fit', async (screen) => {
    const { width, colorScheme } = screen;
    const viewed = await browser.newContext({
      locale: 'zh-CN',
      colorScheme,
      viewport: { width, height: 800 },
    });
    await viewed.addCookies(await context.cookies());
    const tab = await viewed.newPage();
    watch(tab);
    for (const address of [listenerOf(accountId), `${site}/console/texts`, `${site}/console/devices`]) {
      await tab.goto(address);
      const widest = await tab.evaluate(() => document.documentElement.scrollWidth);
      expect(widest, address).toBeLessThanOrEqual(width);
    }
    await tab.goto(listenerOf(accountId));
    const drawings = await tab.locator('svg.app-screen').evaluateAll((all) =>
      all.map((one) => {
        const drawing = one as SVGSVGElement;
        const texts = [...drawing.querySelectorAll('text')].map((text) => text.getBBox());
        return {
          named: drawing.getAttribute('aria-label') !== '',
          left: drawing.getBoundingClientRect().left >= 0,
          right: drawing.getBoundingClientRect().right <= window.innerWidth,
          inside: texts.every((box) => box.x >= 0 && box.x + box.width <= 224),
        };
      }),
    );
    expect(drawings).toHaveLength(4);
    for (const drawing of drawings) {
      expect(drawing).toEqual({ named: true, left: true, right: true, inside: true });
    }
    const paper = await tab.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const [red = 0] = /\d+/.exec(paper)?.map(Number) ?? [];
    expect(red > 128).toBe(colorScheme === 'light');
    expect((await tab.screenshot({ fullPage: true })).length).toBeGreaterThan(20_000);
    await viewed.close();
    expect(troubles).toEqual([]);
  });

  test('a live page whose login has ended leads to the login by itself, and back to it', async () => {
    const left = await browser.newContext({ locale: 'zh-CN' });
    await left.addCookies(await context.cookies());
    const tab = await left.newPage();
    await tab.goto(listenerOf(accountId));
    await tab.locator('[data-live]').waitFor();
    await left.clearCookies();
    await tab.waitForURL(/\/console\/login\?/);
    expect(new URL(tab.url()).searchParams.get('back')).toBe(new URL(listenerOf(accountId)).pathname);
    await left.close();
  });
});
