import { tools } from '../../plugin-api/index.ts';
import { type Fen, parseMoney } from '../../shared/money.ts';

/** Characters that stand around an amount and are no part of it. */
const AROUND = '¥￥元+, ';

export interface ReadAmount {
  yuanFen: Fen | null;
  /** The same digits read as fen; null where they are no whole number. */
  fen: number | null;
  decimals: number;
  /** What had to be taken out. */
  strip: string;
}

/** A text as an amount, both ways; null where it is none in any. */
export function readAmount(text: string): ReadAmount | null {
  if (text.length > 24) return null;
  const bare = [...text].filter((letter) => !AROUND.includes(letter)).join('');
  if (!/^\d{1,10}(?:\.\d{1,2})?$/.test(bare)) return null;
  // A comma only stands between thousands.
  if (text.includes(',') && !/^\D*\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?\D*$/.test(text)) return null;
  const [, decimals = ''] = bare.split('.');
  return {
    yuanFen: parseMoney(bare),
    fen: bare.includes('.') ? null : Number(bare),
    decimals: decimals.length,
    strip: [...new Set([...text].filter((letter) => AROUND.includes(letter)))].join(''),
  };
}

/** Forms with a day and a time of day, the surest first; see section 4.6 of docs/reference/descriptors.md. */
export const FULL_FORMS = [
  'YYYY-MM-DD HH:mm:ss',
  'YYYY-MM-DDTHH:mm:ss',
  'YYYY/MM/DD HH:mm:ss',
  'YYYY年MM月DD日 HH:mm:ss',
  'YYYYMMDDHHmmss',
  'YYYY-MM-DD HH:mm',
] as const;
export const DAY_FORMS = ['YYYY-MM-DD', 'YYYYMMDD'] as const;
const OLDEST = Date.UTC(2010, 0, 1);
const NEWEST = Date.UTC(2100, 0, 1);

export interface ReadTime {
  /** UTC ms; of a text without a zone, as if its clocks were those of UTC. */
  at: number;
  form: string;
  /** False: it says by itself which moment it is. */
  isLocal: boolean;
}

/** A text as a moment or a day, in whichever form of the list fits. Null for any other text. */
export function readTime(text: string): ReadTime | null {
  const trimmed = text.trim();
  if (trimmed.length < 8 || trimmed.length > 35) return null;
  const found = readAbsolute(trimmed) ?? readLocal(trimmed, [...FULL_FORMS, ...DAY_FORMS]);
  return found && found.at >= OLDEST && found.at < NEWEST ? found : null;
}

function readAbsolute(text: string): ReadTime | null {
  if (/^1\d{12}$/.test(text)) return { at: Number(text), form: 'ms', isLocal: false };
  if (/^1\d{9}$/.test(text)) return { at: Number(text) * 1_000, form: 's', isLocal: false };
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/.test(text)) {
    const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
    return Number.isNaN(at) ? null : { at, form: 'iso', isLocal: false };
  }
  return null;
}

function readLocal(text: string, forms: readonly string[]): ReadTime | null {
  for (const form of forms) {
    const at = tools.parseTime(text, form, '+00:00');
    if (at !== null) return { at, form, isLocal: true };
  }
  return null;
}

/** A time of day, ms since midnight; null for any other text. */
export function readClock(text: string): { ms: number; form: string } | null {
  const colons = /^([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/.exec(text.trim());
  const bare = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/.exec(text.trim());
  const found = colons ?? bare;
  if (!found) return null;
  const [hours = 0, minutes = 0, seconds = 0] = found.slice(1).map(Number);
  return {
    ms: ((hours * 60 + minutes) * 60 + seconds) * 1_000,
    form: colons ? 'HH:mm:ss' : 'HHmmss',
  };
}

export function hasSeconds(form: string): boolean {
  return /ss|^ms$|^s$|^iso$/.test(form);
}

export function isDayForm(form: string): boolean {
  return (DAY_FORMS as readonly string[]).includes(form);
}

/** Bits of chance for each letter, by how often each stands in the text. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const letter of text) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** True for what looks like a token, a key or a hash: 20 letters or more, no words of a language. */
export function looksLikeToken(text: string): boolean {
  if (text.length < 20 || !/^[\w.~+/=:%-]+$/.test(text) || /^https?:/.test(text)) return false;
  if (/^[a-z]+(?:[-_./][a-z]+)*$/i.test(text)) return false;
  return entropyOf(text) >= 3;
}
