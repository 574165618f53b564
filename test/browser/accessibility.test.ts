import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { type Gallery, startGallery } from '../support/gallery.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';
import { startWizardSite } from '../support/wizard-site.ts';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 375, height: 667 };

/**
 * The layout changes with the screen, in either theme alike; with the theme nothing does but the colours. Each look has
 * another screen than the one before it: Chromium takes up a new theme with the next layout.
 */
const LOOKS = [
  { screen: PHONE, colorScheme: 'dark', rules: ['color-contrast', 'link-in-text-block'] },
  { screen: DESK, colorScheme: 'light', rules: null },
  { screen: PHONE, colorScheme: 'light', rules: null },
] as const;

/** A buyer who has paid is led back to the shop after two seconds, without scripts too; a button does the same at once. */
const EXCEPT = ['meta-refresh'];

/** By its letters: the ground of a page need not be its body's. */
function isDark(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const [red = 0, green = 0, blue = 0] =
      getComputedStyle(document.body).color.match(/\d+/g)?.map(Number) ?? [];
    return red + green + blue > 3 * 128;
  });
}

describe.skipIf(!browserAvailable())('pages for people who see little or nothing, in a browser', () => {
  let browser: Browser;
  let gallery: Gallery;
  let axe: string;

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
    gallery = await startGallery();
  });
  afterAll(async () => {
    await browser?.close();
    await gallery?.stop();
  });

  /**
   * As a debugger would run it, so that the page's own policy against scripts stays as it is. A page that puts another
   * into its place meanwhile (a cashier whose order has changed) is looked at again: that one is what stands there.
   */
  async function violationsIn(
    page: Page,
    rules: readonly string[] | null,
  ): Promise<AxeResults['violations']> {
    const options = {
      ...{ resultTypes: ['violations'], preload: false },
      ...(rules && { runOnly: { type: 'rule', values: rules } }),
    };
    for (let tries = 1; ; tries++) {
      try {
        if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
        const { violations } = await page.evaluate(
          (how) => Reflect.get(window, 'axe').run(document, how) as Promise<AxeResults>,
          options,
        );
        return violations;
      } catch (error) {
        const isGone = /reading 'run'|context was destroyed|Cannot find context/.test(String(error));
        if (!isGone || tries === 3) throw error;
        await page.waitForLoadState();
      }
    }
  }

  /** What a person who needs it would stumble over, in words, by how the page was looked at; empty: nothing serious. */
  async function faultsOf(
    page: Page,
    name: string,
    looks: readonly (typeof LOOKS)[number][] = LOOKS,
  ): Promise<Record<string, string[]>> {
    const faults: Record<string, string[]> = {};
    for (const look of looks) {
      await page.setViewportSize(look.screen);
      await page.emulateMedia({ colorScheme: look.colorScheme, reducedMotion: 'reduce' });
      await expect
        .poll(() => isDark(page), { message: `${name}, ${look.colorScheme}` })
        .toBe(look.colorScheme === 'dark');
      const violations = await violationsIn(page, look.rules);
      const found = violations
        .filter(({ impact, id }) => (impact === 'serious' || impact === 'critical') && !EXCEPT.includes(id))
        .flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
        );
      if (found.length > 0) faults[`${name} ${look.screen.width} ${look.colorScheme}`] = found;
    }
    return faults;
  }

  async function openContext(
    screen: typeof DESK = DESK,
    userAgent?: string,
    ownUrl = gallery.app.url,
  ): Promise<BrowserContext> {
    const context = await browser.newContext({
      ...{ locale: 'zh-CN', viewport: screen, reducedMotion: 'reduce' },
      ...(userAgent && { userAgent }),
    });
    const cookies = [...gallery.cookies].map(([name, value]) => ({ name, value, url: gallery.app.url }));
    await context.addCookies(cookies);
    // A paid order's page leads to the shop by itself, in the middle of a look where the machine is busy. The shop of a
    // test is on the same host, at a port of its own.
    await context.route(
      (url) => url.host !== new URL(ownUrl).host,
      (route) => route.abort('aborted'),
    );
    return context;
  }

  test('no page of console, cashier and doc has a serious fault', async () => {
    const faults: Record<string, string[]> = {};
    const contexts = new Map<string | undefined, BrowserContext>();
    const pages = new Map<BrowserContext, Page>();
    for (const { name, path, userAgent, press, isAnother } of gallery.pages) {
      const context = contexts.get(userAgent) ?? (await openContext(DESK, userAgent));
      contexts.set(userAgent, context);
      const page = pages.get(context) ?? (await context.newPage());
      pages.set(context, page);
      await page.goto(gallery.app.url + path);
      if (press) await page.locator(press).first().click();
      // The colours are those of its kind: the narrow screen and every rule are enough.
      Object.assign(faults, await faultsOf(page, name, isAnother ? LOOKS.slice(-1) : LOOKS));
      // What it began must not come into the way of whatever is opened next.
      if ((await page.locator('[data-return]').count()) > 0) {
        await page.close();
        pages.delete(context);
      }
    }
    for (const context of contexts.values()) await context.close();
    expect(faults).toEqual({});
  }, 480_000);

  test('neither has the installer, nor the login', async () => {
    const faults: Record<string, string[]> = {};
    const site = await startWizardSite();
    const context = await openContext(DESK, undefined, site.url);
    const page = await context.newPage();
    const look = async (name: string) => Object.assign(faults, await faultsOf(page, name));
    const next = () => page.locator('main button.btn-primary').first().click();
    await page.goto(`${site.url}/install`);
    await look('code');
    await page.fill('input[name=code]', site.setupCode());
    await next();
    await page.check('input[name=choice][value=mysql]');
    await look('database');
    await page.check('input[name=choice][value=sqlite]');
    await next();
    await next();
    await look('terms, refused');
    await page.check('input[name=accept]');
    await next();
    await look('administrator');
    await page.fill('input[name=username]', 'boss');
    await page.fill('input[name=password]', 'a long enough phrase');
    await page.fill('input[name=again]', 'a long enough phrase');
    await next();
    await page.locator('#key').waitFor();
    await look('done');
    await page.goto(`${site.url}/console/login`);
    await look('login');
    await page.fill('input[name=username]', 'boss');
    await page.fill('input[name=password]', 'wrong');
    await next();
    await look('login, refused');
    await page.fill('input[name=password]', 'a long enough phrase');
    await next();
    await look('first steps');
    for (const list of ['orders', 'receipts', 'accounts', 'devices', 'texts', 'audit']) {
      await page.goto(`${site.url}/console/${list}`);
      await look(`empty ${list}`);
    }
    await context.close();
    await site.stop();
    expect(faults).toEqual({});
  }, 240_000);

  test('Esc closes what was opened, and the cursor goes back to what opened it', async () => {
    const context = await openContext();
    const page = await context.newPage();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    for (const { path, press } of gallery.pages.filter((one) => one.press?.endsWith('summary'))) {
      await page.goto(gallery.app.url + path);
      const summary = page.locator(press ?? '').first();
      const dialog = summary.locator('xpath=..');
      const name = ((await summary.textContent()) ?? '').trim();
      // From inside it, from what opened it, and from anywhere else.
      for (const from of ['inside', 'opener', 'elsewhere'] as const) {
        await summary.focus();
        await page.keyboard.press('Enter');
        expect(await dialog.getAttribute('open'), path).not.toBeNull();
        if (from === 'inside') await page.keyboard.press('Tab');
        if (from === 'elsewhere') await page.evaluate(() => (document.activeElement as HTMLElement).blur());
        await page.keyboard.press('Escape');
        expect(await dialog.getAttribute('open'), `${path} ${from}`).toBeNull();
        expect(await focused(), `${path} ${from}`).toBe(name);
      }
    }
    await context.close();
  });

  test('what folds the filters is there where they are folded, and only there', async () => {
    for (const [width, isFolded] of [
      [375, true],
      [1280, false],
    ] as const) {
      const context = await openContext({ width, height: 800 });
      const page = await context.newPage();
      await page.goto(`${gallery.app.url}/console/orders`);
      await page.locator('#q').focus();
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement?.id)).toBe(isFolded ? 'filter-toggle' : '');
      expect(await page.locator('.filter-more').isVisible()).toBe(isFolded);
      await context.close();
    }
  });
});
