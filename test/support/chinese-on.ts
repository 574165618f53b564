import type { Page } from 'playwright-core';
import { withoutNames } from './chinese-names.ts';

/**
 * The owner and his buyers type English here, so Chinese is ours, or somebody else's: what an element quotes of those has
 * `lang="zh-CN"` (a screen of another app, what a shop was told, a phone's notification) or `translate="no"` (what is to
 * be copied as it is, data of a platform). Screen readers and translating browsers need both alike.
 */
const QUOTES = '[lang|="zh"], [translate="no"]';
const HAN = /\p{Script=Han}/u;

/** What WeChat's own screens say, and its official accounts are called. */
const wechatNames = ['消息通知', '通知显示消息详情', '微信收款商业版', '微信收款助手', '微信支付'];

/** What somebody reads on a page: words, titles, and what only a screen reader tells. */
export interface PageTexts {
  /** Outside quotations. */
  own: string[];
  quoted: string[];
}

export async function textsOn(page: Page): Promise<PageTexts> {
  const { own, quoted } = await page.evaluate((quotes) => {
    const own: string[] = [document.title];
    const walker = document.createTreeWalker(
      document.body,
      NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT,
      (node) =>
        node instanceof Element && node.matches(`${quotes}, script, style, template`)
          ? NodeFilter.FILTER_REJECT
          : NodeFilter.FILTER_ACCEPT,
    );
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!(node instanceof Element)) own.push(node.textContent ?? '');
      else
        for (const name of ['title', 'alt', 'aria-label', 'placeholder'])
          own.push(node.getAttribute(name) ?? '');
    }
    return { own, quoted: [...document.querySelectorAll(quotes)].map((one) => one.textContent ?? '') };
  }, QUOTES);
  const trimmed = (texts: string[]) => [...new Set(texts.map((text) => text.trim()))];
  return { own: trimmed(own), quoted: trimmed(quoted) };
}

/** Those of a page's texts that have Chinese of ours. */
export function chineseIn({ own, quoted }: PageTexts): string[] {
  // A label may name again what it stands beside: "Copy 商户ID".
  const known = [...wechatNames, ...quoted.filter((text) => text.length > 1)];
  const longestFirst = known.toSorted((a, b) => b.length - a.length);
  const isOurs = (text: string) => {
    const rest = longestFirst.reduce((left, one) => left.replaceAll(one, ''), withoutNames(text));
    return HAN.test(rest);
  };
  return own.filter((text) => HAN.test(text) && isOurs(text));
}
