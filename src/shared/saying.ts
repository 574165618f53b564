import { isTextKey, type Lang, type TextHoles, type TextKey, translator } from './i18n/index.ts';

/**
 * Something to be told, in no language yet: a text of the dictionaries and what it names. It is plain data and can be
 * stored as JSON. A value can be a saying itself, or a list, whose members are told one after the other.
 */
export interface Saying {
  say: TextKey;
  with?: SayingValues;
}

/** Words that somebody else has chosen, in both languages: the name of a platform, what a plugin tells. */
export interface GivenWords {
  zh: string;
  en: string;
}

export type SayingValue = string | number | Saying | GivenWords | readonly SayingValue[];
export type SayingValues = Readonly<Record<string, SayingValue>>;

/** The values that a text needs; a text without any needs none. */
export type ValuesOf<Key extends TextKey> = [TextHoles<Key>] extends [never]
  ? []
  : [values: Readonly<Record<TextHoles<Key>, SayingValue>>];

/** A saying whose values are those that its text names. */
export function saying<Key extends TextKey>(key: Key, ...[values]: ValuesOf<Key>): Saying {
  return values ? { say: key, with: values } : { say: key };
}

/** Who is told: shops, V免签 and devices always in Chinese, people in their language. */
export type Audience = 'shop' | 'device' | Lang;

const translators = { zh: translator('zh'), en: translator('en') };

/** The words for the audience. */
export function say(audience: Audience, { say: key, with: values }: Saying): string {
  const lang = audience === 'en' ? 'en' : 'zh';
  const t = translators[lang] as (key: TextKey, values?: Record<string, string>) => string;
  if (!values) return t(key);
  return t(
    key,
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, wordOf(lang, value)])),
  );
}

function wordOf(lang: Lang, value: SayingValue): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if ('say' in value) return say(lang, value);
  if ('zh' in value) return value[lang];
  return value.map((one) => wordOf(lang, one)).join(translators[lang]('common.list'));
}

/** What is told as it is: it has its words already. */
export function kept(text: string | GivenWords): Saying {
  return { say: 'common.asKept', with: { text } };
}

/** The words of a saying in both languages: where a contract wants words. */
export function wordsOf(what: Saying): GivenWords {
  return { zh: say('zh', what), en: say('en', what) };
}

/** As it is stored. */
export function toStored(what: Saying): string {
  return JSON.stringify(what);
}

/** What was stored with `toStored`; a sentence of an older version is told as it is, in whatever language it has. */
export function fromStored(text: string): Saying {
  return readSaying(text) ?? kept(text);
}

function readSaying(text: string): Saying | null {
  if (!text.startsWith('{"say":')) return null;
  try {
    const read = JSON.parse(text) as Saying;
    return isTextKey(read.say) ? read : null;
  } catch {
    return null;
  }
}
