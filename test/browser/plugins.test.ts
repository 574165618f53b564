import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packPlugin } from '../../scripts/plugin-pack.ts';
import { startSimulator } from '../../scripts/plugin-template/test/simulator.ts';
import { addAccount } from '../../src/flow/accounts/index.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { createPasswords, createUser } from '../../src/users/index.ts';
import { zip } from '../support/archives.ts';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { startIndex } from '../support/plugin-index.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

const OWNER = { username: 'boss', password: 'a long enough phrase' };
const template = fileURLToPath(new URL('../../scripts/plugin-template', import.meta.url));

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** As an owner does it: in a browser, with the files that somebody gave him and the index that he configured. */
describe.skipIf(!browserAvailable())('plugins in an owner’s browser', () => {
  let app: TestApp;
  let browser: Browser;
  let page: Page;
  let code = '';
  let packed: Buffer;
  let index: Awaited<ReturnType<typeof startIndex>>;
  const troubles: string[] = [];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mpay-packed-'));
    packed = await readFile((await packPlugin(template, folder)).file);
    await rm(folder, { recursive: true, force: true });
    const { readArchive } = await import('../../src/plugin-host/packages/read-archive.ts');
    code = String((await readArchive(packed)).get('package/index.js'));
    index = await startIndex(packed);
    app = await startApp('sqlite', { config: { pluginIndex: index.place, allowPrivateNotify: true } });
    const passwordHash = await createPasswords({ cost: 4 }).hash(OWNER.password);
    await createUser(app.place.db, {
      ...{ username: OWNER.username, passwordHash, role: 'owner', now: app.clock.now() },
    });
    browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
    page = await browser.newPage({ locale: 'zh-CN', viewport: { width: 1280, height: 900 } });
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => troubles.push(String(error)));
    await page.goto(`${app.url}/console`);
    await page.fill('input[name=username]', OWNER.username);
    await page.fill('input[name=password]', OWNER.password);
    await page.locator('main button.btn-primary').first().click();
    await page.waitForURL(/console$/);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
    index?.close();
  });

  const version = (next: string) => code.replaceAll('"0.1.0"', `"${next}"`);
  const asZip = (content: string) => zip([{ path: 'acme/index.js', content }]);
  const installed = () => app.services.plugins.all().find(({ folder }) => folder === 'acme-till');

  async function choose(buffer: Buffer, name: string): Promise<void> {
    await page.goto(`${app.url}/console/platforms`);
    await page.locator('a[href="/console/plugins/install"]').first().click();
    await page.setInputFiles('#package', { name, mimeType: 'application/zip', buffer });
    await page.locator('#install button[type=submit]').click();
  }

  /** Says yes to what is shown, with his password where it is asked for. */
  async function agree(): Promise<void> {
    const hosts = page.locator('#review input[name=hosts]');
    if ((await hosts.count()) > 0) await hosts.check();
    const password = page.locator('#your_password');
    if ((await password.count()) > 0) await password.fill(OWNER.password);
    await page.locator('#review button[type=submit]').click();
    await page.waitForURL(/done=pluginInstalled/);
  }

  async function openIndex(): Promise<void> {
    await page.goto(`${app.url}/console/plugins/install`);
    await page.locator('a[href="/console/plugins/index"]').click();
  }

  test('from a zip: a file that is none is refused in words; a good one is shown, its addresses confirmed, and it is there at once', async () => {
    await choose(Buffer.from('no archive at all'), 'holiday.zip');
    expect(await page.locator('#trouble').innerText()).toContain('不是 zip');
    expect(installed()).toBeUndefined();

    await choose(asZip(code), 'acme.zip');
    await page.waitForURL(/plugins\/packages\//);
    expect(await page.locator('main').innerText()).toContain('https://till.acme.example');
    // The browser itself lets nobody on who did not tick it.
    await page.locator('#review button[type=submit]').click();
    expect(page.url()).toContain('/plugins/packages/');
    expect(installed()).toBeUndefined();
    await agree();
    expect(installed()?.platform?.version).toBe('0.1.0');
    expect(await page.locator('main').innerText()).toContain('插件已安装');
  });

  test('from the index: signed by another key, or with another package than was signed, nothing is installed; rightly signed, it is updated', async () => {
    const { privateKey: stranger } = generateKeyPairSync('ed25519');
    const update = asZip(version('0.2.0'));
    index.publish(2, '0.2.0', { content: update, by: stranger });
    await openIndex();
    expect(await page.locator('#trouble').innerText()).toContain('签名');
    expect(await page.locator('.plugin').count()).toBe(0);

    index.publish(2, '0.2.0', { content: update, sha256: 'a'.repeat(64) });
    await openIndex();
    await page.locator('#acme-till button[type=submit]').click();
    expect(await page.locator('#trouble').innerText()).not.toBe('');
    expect(installed()?.platform?.version).toBe('0.1.0');

    index.publish(3, '0.2.0', { content: update });
    await openIndex();
    expect(await page.locator('#acme-till').innerText()).toContain('修了一处');
    await page.locator('#acme-till button[type=submit]').click();
    expect(await page.locator('#changes').innerText()).toContain('从 0.1.0 到 0.2.0');
    await agree();
    expect(installed()?.platform?.version).toBe('0.2.0');

    index.publish(2, '0.1.0', { content: packed });
    await openIndex();
    expect(await page.locator('#trouble').innerText()).not.toBe('');
    expect(installed()?.platform?.version).toBe('0.2.0');
  });

  test('in use it can’t be removed: no button, and the reason; off and done with, it can', async () => {
    const till = await startSimulator(() => app.clock.now());
    const accountId = await addAccount(app.services.accountDeps, app.merchant.pid, 'acme-till', {
      ...{ login: 'shop', mode: 'continuous', intervalMs: 3_000, settings: till.settings },
    });
    await page.goto(`${app.url}/console/platforms/acme-till`);
    expect(await page.locator('form[action$="/remove"]').count()).toBe(0);
    expect(await page.locator('main').innerText()).toContain('还有 1 个收款账号在用它，不能卸载');
    await page.locator('#accounts a').click();
    expect(page.url()).toContain(`/console/accounts/${accountId}`);

    await app.place.db('accounts').where({ id: accountId }).update({ enabled: false });
    app.clock.advance(HOUR);
    await page.goto(`${app.url}/console/platforms/acme-till`);
    const removal = page.locator('details:has(form[action$="/remove"])');
    await removal.locator('summary').click();
    await removal.locator('button[type=submit]').click();
    await page.waitForURL(/done=pluginRemoved/);
    expect(installed()).toBeUndefined();
    expect(troubles).toEqual([]);
    await till.close();
  });
});
