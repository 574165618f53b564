import type { Unit } from '../../plugin-api/text-rules/index.ts';
import { type Fen, parseMoney } from '../../shared/money.ts';

const SIGNS = '¥￥';

export interface AmountInText {
  /** Zero is read, so that it can be refused by name; it is never a `Fen` that someone was paid. */
  fen: Fen | 0;
  /** Position after the number and its 元. */
  end: number;
}

/** Up to 8 digits before the point, thousands commas right or not at all, at most two decimals. Bounded: no backtracking. */
const NUMBER = /(?:[1-9]\d{0,2}(?:,\d{3}){1,2}|[1-9]\d{0,7}|0)(?:\.\d{1,2})?/y;
/** What makes a number another number or another thing: more digits, a multiple, a share, a range, a sum. */
const RUNS_ON = /(?:[.,]? ?\d|，\d{3}| ?[万亿千百十kKwW%‰折]|[-~～/+×*])/y;
const RANGE_AFTER_WORD = /[-~～/+×*]/y;

const ZERO = '0'.charCodeAt(0);
const NINE = '9'.charCodeAt(0);

function matchAt(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/**
 * Reads the amount that begins exactly here: `¥5`, `￥5`, `¥ 5.00`, `5.00元`, `1,430.00 元`, `¥ 3.00 元`.
 * Null without the unit that is asked for, with three decimals, commas in the wrong places, leading zeros, or when
 * the number runs on (`5.00万`, `5-10元`). Looks at a bounded number of characters.
 */
export function readAmountAt(text: string, at: number, unit: Unit): AmountInText | null {
  let next = skipSpace(text, at);
  const signed = isSign(text, next);
  if (signed) next = skipSpace(text, next + 1);
  else if (unit === 'sign' || unit === 'both') return null;

  // A pattern is dear where thousands of places have no digit at all.
  const digit = text.charCodeAt(next);
  if (!(digit >= ZERO && digit <= NINE)) return null;
  const number = matchAt(NUMBER, text, next);
  if (number === null) return null;
  next += number.length;

  const word = skipSpace(text, next);
  if (text[word] === '元') {
    if (matchAt(RANGE_AFTER_WORD, text, word + 1) !== null) return null;
    next = word + 1;
  } else if (!(signed || unit === 'stated') || unit === 'word' || unit === 'both') {
    return null;
  } else if (matchAt(RUNS_ON, text, next) !== null) {
    return null;
  }
  return { fen: parseMoney(number.replaceAll(',', '')) ?? 0, end: next };
}

function isSign(text: string, at: number): boolean {
  return at >= 0 && at < text.length && SIGNS.includes(text.charAt(at));
}

function skipSpace(text: string, at: number): number {
  return text[at] === ' ' ? at + 1 : at;
}

export interface FoundAmount {
  start: number;
  end: number;
  fen: Fen | 0;
  /** Which units stand beside it; a number without any is not money to a rule. */
  sign: boolean;
  word: boolean;
}

const DIGITS = /\d[\d.,]*/g;
const TRAILING_MARKS = /[.,]+$/;

/** All numbers of a text that could be an amount, with or without a unit. For people marking an example. */
export function findAmounts(text: string): FoundAmount[] {
  const found: FoundAmount[] = [];
  for (const run of text.matchAll(DIGITS)) {
    const gap = text[run.index - 1] === ' ' ? 1 : 0;
    const sign = isSign(text, run.index - 1 - gap);
    const start = sign ? run.index - 1 - gap : run.index;
    const amount = readAmountAt(text, start, 'either');
    if (amount) {
      found.push({ start, end: amount.end, fen: amount.fen, sign, word: text[amount.end - 1] === '元' });
      continue;
    }
    const bare = run[0].replace(TRAILING_MARKS, '').replaceAll(',', '');
    const fen = parseMoney(bare);
    if (fen !== null)
      found.push({ start: run.index, end: run.index + bare.length, fen, sign: false, word: false });
  }
  return found;
}
