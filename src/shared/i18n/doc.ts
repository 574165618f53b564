import { docEn } from './en/doc.ts';
import type { Lang } from './index.ts';
import { docZh } from './zh/doc.ts';

/** The texts of /doc lie apart from the others: the page is read seldom, and loaded only then. */
export type DocKey = keyof typeof docZh;

const dictionaries: Record<Lang, Record<DocKey, string>> = { zh: docZh, en: docEn };

/** As `translator`, for the page /doc. */
export function docTranslator(lang: Lang) {
  const texts = dictionaries[lang];
  return (key: DocKey, values: Record<string, string | number> = {}): string =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
