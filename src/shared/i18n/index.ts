import { en } from './en/index.ts';
import { zh } from './zh/index.ts';

export type Lang = 'zh' | 'en';
export type TextKey = keyof typeof zh;

/** The names in a text that the caller fills in: `{count}` is 'count'. */
type Holes<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Holes<Rest>
  : never;

export type TextHoles<Key extends TextKey> = Holes<(typeof zh)[Key]>;

type AnyValues = Record<string, string | number>;
type IsOne<Key, Each = Key> = Key extends unknown ? ([Each] extends [Key] ? true : false) : never;
/** Of one text what it needs; of one among several, chosen while running, whatever is given. */
type Values<Key extends TextKey> =
  IsOne<Key> extends true
    ? [Holes<(typeof zh)[Key]>] extends [never]
      ? [values?: AnyValues]
      : [values: Record<Holes<(typeof zh)[Key]>, string | number>]
    : [values?: AnyValues];

/** A text's words in the reader's language; one that needs values can't be asked for without them. */
export type Translate = (<Key extends TextKey>(key: Key, ...values: Values<Key>) => string) & {
  /** Its language. */
  readonly lang: Lang;
};

const dictionaries: Record<Lang, Record<TextKey, string>> = { zh, en };

/** The translator of a language; `{name}` in a text is replaced by `values.name`. */
export function translator(lang: Lang): Translate {
  const texts = dictionaries[lang];
  const translate = (key: TextKey, values: AnyValues = {}) =>
    texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return Object.assign(translate, { lang });
}

/** Chinese unless English was chosen: by the `lang` cookie, else by the browser's first language. */
export function chooseLang(cookie: string | undefined, acceptLanguage: string | undefined): Lang {
  if (cookie === 'zh' || cookie === 'en') return cookie;
  return /^en\b/i.test(acceptLanguage?.trim() ?? '') ? 'en' : 'zh';
}

/** True for what names a text of the dictionaries. */
export function isTextKey(name: string): name is TextKey {
  return Object.hasOwn(dictionaries.zh, name);
}
