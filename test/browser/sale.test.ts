import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, startHouse } from '../../src/house.ts';
import { systemClock } from '../../src/shared/clock.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { type SqbpaySimulator, startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { captureLog } from '../support/captured-log.ts';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type FakeShop, startFakeShop } from '../support/fake-shop.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';
import { testConfig } from '../support/start-app.ts';

const LOGIN = { username: '13800138000', password: 'sqb-password' };
const ADMIN = { username: 'boss', password: 'a long enough phrase' };

describe.skipIf(!browserAvailable())('from an empty folder to the first sale, in a browser', () => {
  let browser: Browser;
  let page: Page;
  let place: TestDatabase;
  let house: House;
  let server: Server;
  let simulator: SqbpaySimulator;
  let shop: FakeShop;
  let site: string;
  const log = captureLog();
  const troubles: string[] = [];

  beforeAll(async () => {
    place = await openTestDatabase('sqlite', { migrated: false });
    simulator = await startSqbpaySimulator({ accounts: [{ ...LOGIN, terminals: ['柜台一号'] }] });
    shop = await startFakeShop();
    house = await startHouse({ config: testConfig(place), log: log.log, clock: systemClock });
    server = createServer((req, res) => house.handle(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
    page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => troubles.push(String(error)));
  });
  afterAll(async () => {
    await browser?.close();
    house.endStreams();
    server.closeAllConnections();
    server.close();
    await house.stop();
    await simulator.close();
    await shop.close();
    await place.close();
  });

  const setupCode = () => String(log.lines().find((line) => line.setupCode)?.setupCode ?? '');
  const next = () => page.locator('main button.btn-primary').first().click();

  let pid: string;
  let key: string;

  test('install: set-up code, SQLite, statement, administrator, pid and key', async () => {
    await page.goto(site);
    await page.fill('input[name=code]', setupCode());
    await next();
    await page.check('input[name=choice][value=sqlite]');
    await next();
    await page.check('input[name=accept]');
    await next();
    await page.fill('input[name=username]', ADMIN.username);
    await page.fill('input[name=password]', ADMIN.password);
    await page.fill('input[name=again]', ADMIN.password);
    await next();
    const shown = await page.locator('main').innerText();
    pid = /\b1000\b/.exec(shown)?.[0] ?? '';
    key = /\b[0-9a-f]{32}\b/.exec(shown)?.[0] ?? '';
    expect([pid, key]).toEqual(['1000', expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect((await fetch(`${site}/install`)).status).toBeGreaterThanOrEqual(404);
  });

  test('log in, add an account, test its login, add a code', async () => {
    await page.goto(`${site}/console`);
    await page.fill('input[name=username]', ADMIN.username);
    await page.fill('input[name=password]', ADMIN.password);
    await next();
    await page.goto(`${site}/console/accounts/new?platform=sqbpay`);
    await page.fill('input[name=login]', LOGIN.username);
    await page.getByLabel('密码', { exact: true }).fill(LOGIN.password);
    await page.getByText('高级').click();
    await page.getByLabel('接口地址').fill(simulator.url);
    await page.check('input[name=mode][value=continuous]');
    await page.fill('input[name=interval]', '1');
    await next();
    await page.getByText('登录成功').waitFor();
    await page.getByRole('button', { name: '测试登录' }).click();
    await page.waitForURL(/done=tested/);
    await page.getByText('登录成功').waitFor();
    await page.getByRole('link', { name: '添加收款码' }).first().click();
    await page.fill('input[name=terminal]', '柜台一号');
    await page.check('input[name=style][value=link]');
    await page.fill('[name=link]', `${simulator.url}/?terminal=柜台一号`);
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('柜台一号').first().waitFor();
  });

  const payAtTill = async (amount: string) => {
    const till = await browser.newPage();
    await till.goto(simulator.url);
    await till.selectOption('#terminal', '柜台一号');
    await till.selectOption('#pay_type', 'wxpay');
    await till.fill('#amount', amount);
    await till.click('button[type=submit]');
    await till.close();
  };

  test('without any shop: the first page leads to a payment of one cent, whose lights go on by themselves', async () => {
    await page.goto(`${site}/console`);
    await page.getByRole('link', { name: '支付测试' }).click();
    await page.selectOption('#code', { label: '柜台一号 · 微信' });
    await page.getByRole('button', { name: '开始测试' }).click();
    await page.locator('.trial-step.is-now').waitFor();
    expect(await page.locator('.trial-amount').innerText()).toContain('0.01');
    await payAtTill('0.01');
    await page.getByText('全部走通').waitFor();
    expect(await page.locator('.trial-step.is-done').count()).toBe(6);
    expect(shop.received).toHaveLength(0);
    await page.goto(`${site}/console`);
    expect(await page.locator('.step-now strong').innerText()).toBe('连接商城');
  });

  test('a buyer comes from the shop, pays at the platform, and is led back when the shop knows', async () => {
    const fields: Record<string, string> = {
      pid,
      type: 'wxpay',
      out_trade_no: 'BROWSER1',
      notify_url: `${shop.url}/notify`,
      return_url: `${shop.url}/thanks?order=1`,
      name: '会员月卡',
      money: '15.00',
    };
    const signed = { ...fields, sign: epaySign(fields, key), sign_type: 'MD5' };
    await page.goto(`${site}/submit.php?${new URLSearchParams(signed)}`);
    expect(await page.locator('main').innerText()).toContain('15.00');

    await payAtTill('15.00');

    await page.waitForURL(`${shop.url}/thanks?order=1&**`);
    const back = new URL(page.url()).searchParams;
    expect(back.get('trade_status')).toBe('TRADE_SUCCESS');
    expect(shop.at('/notify')).toHaveLength(1);
    expect(shop.at('/notify')[0]?.at).toBeLessThanOrEqual(shop.at('/thanks')[0]?.at ?? 0);
  });

  test('the console shows the sale with its whole way', async () => {
    await page.goto(`${site}/console/orders?q=BROWSER1`);
    await page.getByText('会员月卡').first().click();
    const detail = await page.locator('main').innerText();
    expect(detail).toContain('已支付');
    expect(detail).toContain('柜台一号');
    expect(troubles).toEqual([]);
  });
});
