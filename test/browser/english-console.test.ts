import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutNames } from '../support/chinese-names.ts';
import { CHROMIUM_ARGS } from '../support/chromium-args.ts';
import { type Gallery, startGallery } from '../support/gallery.ts';
import { browserAvailable, browserPath } from '../support/requirements.ts';

/**
 * The owner and his buyers type English here, so Chinese is ours, or somebody else's: what an element quotes of those has
 * `lang="zh-CN"` (a screen of another app, what a shop was told, a phone's notification) or `translate="no"` (what is to
 * be copied as it is, data of a platform). Screen readers and translating browsers need both alike.
 */
const QUOTES = '[lang|="zh"], [translate="no"]';

/** Pages that still have Chinese of ours, or quote without saying so. */
const stillToDo: string[] = [];

/** What WeChat's own screens say, and its official accounts are called. */
const wechatNames = ['消息通知', '通知显示消息详情', '微信收款商业版', '微信收款助手', '微信支付'];

/** Each visible text outside quotations that has Chinese: words, titles, and what only a screen reader tells. */
async function chineseOn(page: Page): Promise<string[]> {
  const texts = await page.evaluate((quotes) => {
    const found: string[] = [document.title];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement;
      if (!element || element.closest(`${quotes}, script, style, template`)) continue;
      if (!(node instanceof Element)) found.push(node.textContent ?? '');
      else
        for (const name of ['title', 'alt', 'aria-label', 'placeholder'])
          found.push(element.getAttribute(name) ?? '');
    }
    return found;
  }, QUOTES);
  // A label may name again what it stands beside: "Copy 商户ID".
  const quoted = (await page.locator(QUOTES).allTextContents()).map((text) => text.trim());
  const known = [...wechatNames, ...quoted.filter((text) => text.length > 1)];
  const longestFirst = known.toSorted((a, b) => b.length - a.length);
  const isOurs = (text: string) => {
    const rest = longestFirst.reduce((left, one) => left.replaceAll(one, ''), withoutNames(text));
    return /\p{Script=Han}/u.test(rest);
  };
  return [...new Set(texts.map((text) => text.trim()))].filter(isOurs);
}

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
      const found = await chineseOn(page);
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
