import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listAudit } from '../../src/flow/audit/index.ts';
import { formatTime } from '../../src/plugin-api/tools/dates.ts';
import { findInstalled } from '../../src/plugin-host/index.ts';
import { createPasswords, createUser } from '../../src/users/index.ts';
import { startCookieLedger } from '../simulators/recorded/cookie-ledger.ts';
import { asSanitized, hands, record } from '../simulators/recorded/drive.ts';
import { type MadeUp, payBefore } from '../simulators/recorded/made-up.ts';
import { startOffsetTill } from '../simulators/recorded/offset-till.ts';
import { startSealedTill } from '../simulators/recorded/sealed-till.ts';
import { startTokenTill } from '../simulators/recorded/token-till.ts';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

const OWNER = { username: 'boss', password: 'a long enough phrase' };

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Each is recorded in a real browser by what its owner does there, handed over in ours, tried, enabled and used. */
describe.skipIf(!browserAvailable())('a platform that nobody has written code for', () => {
  let app: TestApp;
  let browser: Browser;
  let page: Page;
  const platforms: MadeUp[] = [];
  /** One that was enabled and has an account. */
  let used: { platform: MadeUp; id: string } | null = null;
  /** All that no page, log, audit row or table may hold. */
  const secrets = new Set<string>();
  const seen: string[] = [];
  const troubles: string[] = [];

  beforeAll(async () => {
    app = await startApp('sqlite', { terminals: [] });
    const passwordHash = await createPasswords({ cost: 4 }).hash(OWNER.password);
    const owner = { username: OWNER.username, passwordHash, role: 'owner' as const, now: app.clock.now() };
    await createUser(app.place.db, owner);
    browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
    page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => troubles.push(String(error)));
    page.on('response', async (response) => {
      const type = response.headers()['content-type'] ?? '';
      if (response.url().startsWith(app.url) && /html|json/.test(type))
        seen.push(await response.text().catch(() => ''));
    });
    await page.goto(`${app.url}/console`);
    await page.fill('input[name=username]', OWNER.username);
    await page.fill('input[name=password]', OWNER.password);
    await page.locator('main button.btn-primary').first().click();
    await page.waitForURL(/console$/);
  });
  afterAll(async () => {
    await browser?.close();
    await app.stop();
    for (const platform of platforms) await platform.close();
  });

  async function start(make: (now: () => number) => Promise<MadeUp>): Promise<MadeUp> {
    const platform = await make(() => app.clock.now());
    platforms.push(platform);
    payBefore(platform, app.clock.now());
    secrets.add(platform.login.password);
    return platform;
  }

  async function handOver(
    platform: MadeUp,
    name: string,
    { har, at }: { har: string; at: number },
  ): Promise<void> {
    for (const secret of platform.given()) secrets.add(secret);
    await page.goto(`${app.url}/console/plugins/record`);
    await page.fill('#name', name);
    await page.fill('#site', platform.url);
    await page.fill('#amount', '0.01');
    await page.fill('#time', formatTime(at, 'YYYY-MM-DD HH:mm'));
    await page.fill('#username', platform.login.username);
    await page.fill('#password', platform.login.password);
    const file = { name: 'till.har', mimeType: 'application/json', buffer: Buffer.from(har) };
    await page.setInputFiles('#recording', file);
    await page.getByRole('button', { name: '看看找到了什么' }).click();
  }

  const chosen = (point: string) =>
    page.locator(`#point_${point} option:checked, #point-${point} > p > code`).first().innerText();

  async function tryTwice(): Promise<void> {
    await page.getByRole('button', { name: '试第一次' }).click();
    await page.locator('#try .badge-good').first().waitFor();
    expect(await page.locator('#enable-form').count()).toBe(0);
    app.clock.advance(61_000);
    await page.reload();
    await page.getByRole('button', { name: '试第二次' }).click();
    await page.locator('#enable-form').waitFor();
  }

  /** Enables it, adds an account and a code, and lets a buyer pay an order there. */
  async function useIt(platform: MadeUp): Promise<string> {
    const asked = page.locator('#enable-form input[name=your_password]');
    if ((await asked.count()) > 0) await asked.fill(OWNER.password);
    await page.getByRole('button', { name: '启用这个平台' }).click();
    await page.waitForURL(/accounts\/new\?platform=/);
    const id = new URL(page.url()).searchParams.get('platform') ?? '';
    await page.fill('input[name=login]', platform.login.username);
    await page.getByLabel('登录密码').fill(platform.login.password);
    await page.check('input[name=mode][value=continuous]');
    const again = page.locator('input[name=your_password]');
    if ((await again.count()) > 0) await again.fill(OWNER.password);
    await page.locator('main form button.btn-primary').first().click();
    await page.getByText('登录成功').waitFor();
    await page.getByRole('link', { name: '添加收款码' }).first().click();
    await page.fill('input[name=terminal]', 'A01');
    await page.check('input[name=style][value=link]');
    await page.fill('[name=link]', 'https://qr.example.cn/code/1');
    await page.getByRole('button', { name: '保存' }).click();
    await page.getByText('https://qr.example.cn/code/1').or(page.getByText('收款码')).first().waitFor();
    return id;
  }

  async function sell(platform: MadeUp, id: string): Promise<void> {
    // Only this account takes the order.
    const accounts = await app.place.db('accounts').select('id', 'platform');
    for (const account of accounts) {
      await app.place
        .db('accounts')
        .where({ id: account.id })
        .update({ enabled: account.platform === id });
    }
    const order = await app.order({ type: 'alipay' });
    app.clock.advance(2_000);
    platform.pay({
      amountFen: order.placement?.payableFen ?? 0,
      type: 'ali',
      ...(order.placement?.terminal && { terminal: order.placement.terminal }),
    });
    await app.tick(5_000);
    await app.tick(5_000);
    expect((await app.find(order.tradeNo)).state).toBe('paid');
  }

  test('(a) a token in a header: fen, pages, the merchant’s number out of the login', async () => {
    const platform = await start(startTokenTill);
    const { har, known } = await record(browser, platform, hands.tokenTill, { now: () => app.clock.now() });
    await handOver(platform, '李四收银', { har, at: known.at });
    expect(await chosen('amount')).toBe('orderAmount · 单位分');
    expect(await chosen('number')).toBe('orderNo');
    expect(await chosen('time')).toContain('payTime · YYYY-MM-DD HH:mm:ss');
    expect(await chosen('terminal')).toBe('terminalNo');
    expect(await page.locator('#points').textContent()).toContain('x-till-token: 来自 /api/login 的回答');
    await tryTwice();
    const id = await useIt(platform);
    await sell(platform, id);
    expect(platform.requests.logins).toBeLessThan(8);
    used = { platform, id };
  });

  test('(a) recorded again while an account uses it: what would make other payments is refused, the rest it goes on with', async () => {
    const { platform, id } = used ?? expect.fail('it was never enabled');
    const { har, known } = await record(browser, platform, hands.tokenTill, { now: () => app.clock.now() });
    await handOver(platform, '李四收银', { har, at: known.at });
    expect(await page.locator('#enable').innerText()).toContain('有 1 个账号在用');
    const choose = async (point: string, option: string) => {
      await page.selectOption(`#point_${point}`, option);
      await page.getByRole('button', { name: '保存修改' }).click();
      await page.waitForURL(/done=recordingChanged/);
    };
    await choose('terminal', '');
    expect(await page.locator('#other-identity').innerText()).toContain(
      '终端编号：原来是“terminalNo”，现在是“不用”',
    );
    await choose('terminal', 'terminalNo');
    expect(await page.locator('#other-identity').count()).toBe(0);
    await choose('reference', '');
    await tryTwice();
    await page.getByRole('button', { name: '换成这一份' }).click();
    await page.waitForURL(`**/console/platforms/${id}`);
    expect(JSON.parse((await findInstalled(app.place.db, id))?.content ?? '')).toMatchObject({ revision: 2 });
    expect(await app.place.db('accounts').where({ platform: id })).toHaveLength(1);
    await sell(platform, id);
  });

  test('(b) cookies, CSRF and an HTML table; first as Chrome leaves its cookies out', async () => {
    const platform = await start(startCookieLedger);
    const { har, known } = await record(browser, platform, hands.cookieLedger, {
      now: () => app.clock.now(),
    });
    await handOver(platform, '王五账本', { har: asSanitized(har), at: known.at });
    expect(await page.locator('#sanitized').innerText()).toContain('导出 HAR（包含敏感数据）');
    await handOver(platform, '王五账本', { har, at: known.at });
    expect(await chosen('amount')).toBe('订单金额 · 单位元');
    expect(await chosen('number')).toBe('流水号');
    expect(await page.locator('#points').textContent()).toContain('_csrf: 来自 /bills 的回答');
    await tryTwice();
    await sell(platform, await useIt(platform));
  });

  test('(c) an MD5 password, offsets, yuan as text, day and time apart', async () => {
    const platform = await start(startOffsetTill);
    const { har, known } = await record(browser, platform, hands.offsetTill, { now: () => app.clock.now() });
    await handOver(platform, '商户通', { har, at: known.at });
    expect(await chosen('time')).toContain('tradeDate + tradeTime');
    expect(await chosen('paging')).toContain('start：按条数，每次 10 条');
    expect(await page.locator('#points').textContent()).toContain('pwd: 算出来的（md5）');
    // Its codes say nothing: the owner says what they mean.
    await page.selectOption('#pay_type_0', 'alipay');
    await page.selectOption('#pay_type_1', 'wxpay');
    await page.getByRole('button', { name: '保存修改' }).click();
    await page.waitForURL(/done=recordingChanged/);
    await tryTwice();
    const id = await useIt(platform);
    for (let count = 0; count < 12; count++) platform.pay({ amountFen: 50_000 + count });
    await sell(platform, id);
  });

  test('(d) a page that encrypts what it asks is refused, with the reason and the way that is left', async () => {
    const platform = await start(startSealedTill);
    const { har, known } = await record(browser, platform, hands.sealedTill, { now: () => app.clock.now() });
    await handOver(platform, '密付通', { har, at: known.at });
    const said = await page.locator('#obstacles').innerText();
    expect(said).toContain('请求被网页用临时生成的密钥加密了');
    expect(said).toContain('转发平台 App 的到账通知');
    expect(await page.locator('#try, #enable').count()).toBe(0);
  });

  test('passwords, tokens, cookies and hashes are in no page, log, audit row, table or exported file', async () => {
    const { db } = app.place;
    const tables = await db('sqlite_master').where({ type: 'table' }).pluck('name');
    const dump: string[] = [];
    for (const table of tables) dump.push(JSON.stringify(await db(table)));
    const audit = await listAudit(db, 'all', { limit: 200 });
    expect(audit.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['platform.record', 'platform.correct', 'platform.try', 'platform.enable']),
    );
    const places = { pages: seen.join('\n'), dump: dump.join('\n'), log: JSON.stringify(app.log.lines()) };
    expect(secrets.size).toBeGreaterThan(15);
    for (const secret of secrets) {
      for (const [place, text] of Object.entries(places))
        expect(text.includes(secret), `${place}: ${secret}`).toBe(false);
    }
    const saved = await Promise.all(
      (await db('installed_plugins').pluck('id')).map((id: string) => findInstalled(db, id)),
    );
    expect(saved).toHaveLength(3);
    expect(app.services.recorder.drafts.size).toBe(1);
    expect(troubles).toEqual([]);
  });
});
