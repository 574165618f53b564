import { en } from './en.ts';
import { zh } from './zh.ts';

export type Lang = 'zh' | 'en';
export type TextKey = keyof typeof zh;
export type Translate = (key: TextKey, values?: Record<string, string | number>) => string;

const dictionaries: Record<Lang, Record<TextKey, string>> = { zh, en };

/** The translator of a language; `{name}` in a text is replaced by `values.name`. */
export function translator(lang: Lang): Translate {
  const texts = dictionaries[lang];
  return (key, values = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Chinese unless English was chosen: by the `lang` cookie, else by the browser's first language. */
export function chooseLang(cookie: string | undefined, acceptLanguage: string | undefined): Lang {
  if (cookie === 'zh' || cookie === 'en') return cookie;
  return /^en\b/i.test(acceptLanguage?.trim() ?? '') ? 'en' : 'zh';
}
