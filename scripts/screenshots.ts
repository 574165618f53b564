import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS } from '../test/support/chromium-args.ts';
import { type Gallery, startGallery } from '../test/support/gallery.ts';
import { browserPath } from '../test/support/requirements.ts';
import { startWizardSite } from '../test/support/wizard-site.ts';

/**
 * Pictures of every page, to be looked at one by one: `npm run screenshots`, or some of them by the beginning of their
 * names: `npm run screenshots -- console-home cashier`. LANG_OF_PAGES=en for English. They lie in data/screenshots/.
 */
const OUT = join('data', 'screenshots');
const SCREENS = [
  { name: 'desk', width: 1280, height: 800 },
  { name: 'phone', width: 375, height: 667 },
] as const;
const locale = process.env.LANG_OF_PAGES === 'en' ? 'en-US' : 'zh-CN';
const wanted = process.argv.slice(2);
const isWanted = (name: string) => wanted.length === 0 || wanted.some((begin) => name.startsWith(begin));

await rm(OUT, { recursive: true, force: true });
await mkdir(OUT, { recursive: true });
const browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
const gallery = await startGallery();
try {
  for (const screen of SCREENS) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const look = { screen, colorScheme };
      await shootPages(look);
      if (isWanted('install') || isWanted('login')) await shootOutside(look);
    }
  }
} finally {
  await browser.close();
  await gallery.stop();
}

interface Look {
  screen: (typeof SCREENS)[number];
  colorScheme: 'light' | 'dark';
}

async function shootPages(look: Look): Promise<void> {
  const contexts = new Map<string, BrowserContext>();
  for (const one of gallery.pages.filter(({ name }) => isWanted(name))) {
    const agent = one.userAgent ?? '';
    const context = contexts.get(agent) ?? (await openContext(browser, look, agent, gallery));
    contexts.set(agent, context);
    const page = await context.newPage();
    await page.goto(gallery.app.url + one.path);
    if (one.press) await page.locator(one.press).first().click();
    await shoot(page, one.name, look);
    await page.close();
  }
  for (const context of contexts.values()) await context.close();
}

/** The installer, step by step, and the login. */
async function shootOutside(look: Look): Promise<void> {
  const site = await startWizardSite();
  const context = await openContext(browser, look, '', null);
  const page = await context.newPage();
  const next = () => page.locator('main button.btn-primary').first().click();
  try {
    await page.goto(`${site.url}/install`);
    await shoot(page, 'install-1', look);
    await page.fill('input[name=code]', site.setupCode());
    await next();
    await shoot(page, 'install-2', look);
    await next();
    await shoot(page, 'install-3', look);
    await next();
    await shoot(page, 'install-3-refused', look);
    await page.check('input[name=accept]');
    await next();
    await shoot(page, 'install-4', look);
    await page.fill('input[name=username]', 'boss');
    await page.fill('input[name=password]', 'a long enough phrase');
    await page.fill('input[name=again]', 'a long enough phrase');
    await next();
    await shoot(page, 'install-5', look);
    await page.goto(`${site.url}/install`);
    await shoot(page, 'install-gone', look);
    await page.goto(`${site.url}/console`);
    await shoot(page, 'login', look);
    await page.fill('input[name=username]', 'boss');
    await page.fill('input[name=password]', 'wrong');
    await next();
    await shoot(page, 'login-refused', look);
    await page.fill('input[name=password]', 'a long enough phrase');
    await next();
    await shoot(page, 'console-first-steps', look);
    for (const list of ['orders', 'receipts', 'accounts', 'devices', 'texts', 'audit']) {
      await page.goto(`${site.url}/console/${list}`);
      await shoot(page, `console-empty-${list}`, look);
    }
  } finally {
    await context.close();
    await site.stop();
  }
}

async function openContext(
  of: Browser,
  { screen, colorScheme }: Look,
  userAgent: string,
  known: Gallery | null,
): Promise<BrowserContext> {
  const { width, height } = screen;
  const context = await of.newContext({
    ...{ locale, colorScheme, viewport: { width, height } },
    ...(userAgent && { userAgent }),
  });
  const cookies = [...(known?.cookies ?? [])].map(([name, value]) => ({ name, value, url: gallery.app.url }));
  if (cookies.length > 0) await context.addCookies(cookies);
  return context;
}

async function shoot(page: Page, name: string, { screen, colorScheme }: Look): Promise<void> {
  const path = join(OUT, `${name}--${screen.name}-${colorScheme}.png`);
  await page.screenshot({ path, fullPage: true, animations: 'disabled' });
  process.stdout.write(`${path}\n`);
}
