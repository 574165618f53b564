import { type Channel, parseTemplate, TextRule, trimBlanks } from '../../plugin-api/text-rules/index.ts';
import { parseMoney } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { type FoundAmount, findAmounts } from './amount-in-text.ts';
import { bodyOf, holdsUnseen, isBoundary } from './as-written.ts';
import { compiled } from './compile-rules.ts';
import { matchTemplate } from './match-template.ts';

/** A notification and what its owner says about it. */
export interface MarkedExample {
  /** For the new rule. */
  id: string;
  package: string;
  title: string;
  text: string;
  /** What was paid, as people write it: 8.88, ¥1,430.00, 5元. */
  amount: string;
  /** The payer's name, when the text has one; other payers will have others. */
  name?: string;
  /** Null: the text doesn't tell it. */
  payType: PayType | null;
  channels: readonly Channel[];
  /** The app's notifications are stacked; see `bodyOf`. */
  stacks?: boolean;
  /** All that may follow the amount's sentence in this app's texts (see `Endings`); without it, anything. */
  endings?: readonly string[];
}

/** Why no rule can be made of it: `told.marking.…` says it. */
export type MarkingProblem =
  | 'not_an_amount'
  | 'too_long'
  | 'amount_not_in_text'
  | 'amount_more_than_once'
  | 'amount_without_unit'
  | 'no_words_before_amount'
  | 'other_numbers'
  | 'name_not_in_text'
  | 'no_title'
  | 'unseen_marks'
  | 'braces'
  | 'not_a_template';

const MAX_EXAMPLE = 1000;

/**
 * Makes a rule of one notification whose amount the owner marked: `微信收款到账8.88元，谢谢` and 8.88 give
 * `微信收款到账{amount}元{tail}`. Refuses when the amount is not there, not there once, has no unit, when the fixed
 * part holds other numbers, which would never come again, or braces, which would be read as places. What follows is
 * kept word for word where only certain endings may follow. The rule is not yet safe: give it to `checkNewRule`.
 */
export function templateFromText(example: MarkedExample): { rule: TextRule } | { why: MarkingProblem } {
  if (example.title.length > MAX_EXAMPLE || example.text.length > MAX_EXAMPLE) return { why: 'too_long' };
  const fen = parseMoney(example.amount.replace(/[¥￥元,\s]/g, ''));
  if (fen === null) return { why: 'not_an_amount' };
  const title = trimBlanks(example.title);
  if (title === '') return { why: 'no_title' };
  const body = bodyOf(title, example.text, { stacks: example.stacks ?? false });

  if (holdsUnseen(title) || holdsUnseen(body)) return { why: 'unseen_marks' };
  const inTitle = findAmounts(title).filter((found) => found.fen === fen);
  const inBody = findAmounts(body).filter((found) => found.fen === fen);
  const [marked, second] = [...inTitle, ...inBody];
  if (!marked) return { why: 'amount_not_in_text' };
  if (second) return { why: 'amount_more_than_once' };
  if (!marked.sign && !marked.word) return { why: 'amount_without_unit' };

  const sentence = around(inTitle.length > 0 ? title : body, marked, example);
  if (typeof sentence !== 'string') return sentence;
  const opening = inTitle.length > 0 ? opened(body) : sentence;
  if (typeof opening !== 'string') return opening;
  // The title alone proves nothing: a friend may be called like it.
  if (opening === '{tail}') return { why: 'not_a_template' };
  if (inTitle.length === 0 && BRACE.test(title)) return { why: 'braces' };

  const rule = TextRule.safeParse({
    id: example.id,
    package: example.package,
    titles: [inTitle.length > 0 ? sentence : title],
    texts: [opening],
    payType: example.payType,
    channels: [...example.channels],
    rests: 'owner',
    examples: [{ title: example.title, text: example.text, amountFen: fen }],
  });
  return rule.success ? { rule: rule.data } : { why: 'not_a_template' };
}

type Refused = { why: MarkingProblem };

const BRACE = /[{}]/;

/** The template of the text that holds the amount. */
function around(text: string, marked: FoundAmount, example: MarkedExample): string | Refused {
  const before = named(text.slice(0, marked.start), example.name);
  if (typeof before !== 'string') return before;
  const amount = marked.word ? '{amount}元' : '¥{amount}';
  const rest = text.slice(marked.end);
  const after = mayFollow(rest, example.endings) ? opened(rest) : fixed(rest);
  if (typeof after !== 'string') return after;
  if (/\d/.test(before)) return { why: 'other_numbers' };
  const template = `${before}${amount}${after}`;
  const read = parseTemplate(template);
  if (read === 'amount_without_text_before') return { why: 'no_words_before_amount' };
  return typeof read === 'string' ? { why: 'not_a_template' } : template;
}

function named(before: string, name: string | undefined): string | Refused {
  const payer = trimBlanks(name ?? '');
  if (payer === '') return BRACE.test(before) ? { why: 'braces' } : before;
  const parts = before.split(payer);
  if (parts.length !== 2) return { why: 'name_not_in_text' };
  return parts.some((part) => BRACE.test(part)) ? { why: 'braces' } : parts.join('{name}');
}

function mayFollow(rest: string, endings: readonly string[] | undefined): boolean {
  const trimmed = trimBlanks(rest);
  return trimmed === '' || !endings || fitsEnding(endings, trimmed);
}

function fitsEnding(endings: readonly string[], rest: string): boolean {
  return endings.some((ending) => matchTemplate(compiled(ending), rest, { steps: 0 }).length > 0);
}

/** What comes after: its first words are kept, the rest may change from text to text. */
function opened(text: string): string | Refused {
  let end = 0;
  while (!isBoundary(text, end)) end += 1;
  const kept = fixed(text.slice(0, end));
  return typeof kept === 'string' && end < text.length ? `${kept}{tail}` : kept;
}

/** Words that stand for themselves in the template. */
function fixed(text: string): string | Refused {
  if (BRACE.test(text)) return { why: 'braces' };
  return /\d/.test(text) ? { why: 'other_numbers' } : text;
}
