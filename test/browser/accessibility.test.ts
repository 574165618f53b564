import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { type Gallery, startGallery } from '../support/gallery.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';
import { startWizardSite } from '../support/wizard-site.ts';

const THEMES = ['light', 'dark'] as const;
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 375, height: 667 };
/** The layout changes between them, in either theme alike. */
const SCREENS = { light: [DESK, PHONE], dark: [PHONE] } as const;

/** A buyer who has paid is led back to the shop after two seconds, without scripts too; a button does the same at once. */
const EXCEPT = ['meta-refresh'];

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

  /** What a person who needs it would stumble over, in words; empty: nothing serious. */
  async function faultsOf(page: Page): Promise<string[]> {
    // As a debugger would, so that the page's own policy against scripts stays as it is.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(
      () =>
        Reflect.get(window, 'axe').run(document, {
          resultTypes: ['violations'],
          preload: false,
        }) as Promise<AxeResults>,
    );
    return violations
      .filter(({ impact, id }) => (impact === 'serious' || impact === 'critical') && !EXCEPT.includes(id))
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`),
      );
  }

  async function openContext(
    look: { screen: { width: number; height: number }; colorScheme: (typeof THEMES)[number] },
    userAgent?: string,
  ): Promise<BrowserContext> {
    const context = await browser.newContext({
      ...{ locale: 'zh-CN', viewport: look.screen, colorScheme: look.colorScheme, reducedMotion: 'reduce' },
      ...(userAgent && { userAgent }),
    });
    const cookies = [...gallery.cookies].map(([name, value]) => ({ name, value, url: gallery.app.url }));
    await context.addCookies(cookies);
    return context;
  }

  test.each(THEMES)(
    '%s: no page of console, cashier and doc has a serious fault',
    async (colorScheme) => {
      const faults: Record<string, string[]> = {};
      for (const screen of SCREENS[colorScheme]) {
        const contexts = new Map<string | undefined, BrowserContext>();
        const pages = new Map<BrowserContext, Page>();
        for (const { name, path, userAgent, press } of gallery.pages) {
          const context = contexts.get(userAgent) ?? (await openContext({ screen, colorScheme }, userAgent));
          contexts.set(userAgent, context);
          const page = pages.get(context) ?? (await context.newPage());
          pages.set(context, page);
          await page.goto(gallery.app.url + path);
          if (press) await page.locator(press).first().click();
          const found = await faultsOf(page);
          if (found.length > 0) faults[`${name} ${screen.width}`] = found;
          // A paid order's page leads to the shop by itself, into the way of whatever is opened next.
          if ((await page.locator('[data-return]').count()) > 0) {
            await page.close();
            pages.delete(context);
          }
        }
        for (const context of contexts.values()) await context.close();
      }
      expect(faults).toEqual({});
    },
    480_000,
  );

  test.each(THEMES)(
    '%s: neither has the installer, nor the login',
    async (colorScheme) => {
      const faults: Record<string, string[]> = {};
      for (const screen of SCREENS[colorScheme]) {
        const site = await startWizardSite();
        const context = await openContext({ screen, colorScheme });
        const page = await context.newPage();
        const look = async (name: string) => {
          const found = await faultsOf(page);
          if (found.length > 0) faults[`${name} ${screen.width}`] = found;
        };
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
      }
      expect(faults).toEqual({});
    },
    240_000,
  );

  test('Esc closes what was opened, and the cursor goes back to what opened it', async () => {
    const context = await openContext({ screen: DESK, colorScheme: 'light' });
    const page = await context.newPage();
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    for (const { path, press } of gallery.pages.filter((one) => one.press)) {
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
      const context = await openContext({ screen: { width, height: 800 }, colorScheme: 'light' });
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
