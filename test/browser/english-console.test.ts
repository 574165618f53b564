import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chineseIn, textsOn } from '../support/chinese-on.ts';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { type Gallery, startGallery } from '../support/gallery.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';

/** Pages that still have Chinese of ours, or quote without saying so. */
const stillToDo: string[] = [];

describe.skipIf(!browserAvailable())('the console in English, in a browser', () => {
  let browser: Browser;
  let gallery: Gallery;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: browserPath, args: CHROMIUM_ARGS });
    gallery = await startGallery('en');
  });
  afterAll(async () => {
    await browser?.close();
    await gallery?.stop();
  });

  test('no page has Chinese of ours', async () => {
    const context = await browser.newContext({ locale: 'en-US' });
    const cookies = new Map([...gallery.cookies, ['lang', 'en']]);
    await context.addCookies([...cookies].map(([name, value]) => ({ name, value, url: gallery.app.url })));
    const page = await context.newPage();
    const chinese: Record<string, string[]> = {};
    for (const { name, path } of gallery.pages.filter((one) => one.path.startsWith('/console'))) {
      await page.goto(gallery.app.url + path);
      const found = chineseIn(await textsOn(page));
      if (found.length > 0) chinese[name] = found;
    }
    await context.close();
    expect(Object.fromEntries(Object.entries(chinese).filter(([name]) => !stillToDo.includes(name)))).toEqual(
      {},
    );
    expect(
      stillToDo.filter((name) => !chinese[name]),
      'what is done is on the list no longer',
    ).toEqual([]);
  }, 240_000);
});
