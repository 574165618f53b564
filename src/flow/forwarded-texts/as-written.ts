import { trimBlanks } from '../../plugin-api/text-rules/index.ts';

/** Longer texts and titles are not read at all; what phones send is far below. UTF-16 units. */
export const MAX_TEXT = 16_384;
export const MAX_TITLE = 1000;
/** A clause is looked at no further than this. */
const MAX_CLAUSE = 300;

const STACKED = /^\[\+?\d{1,4}条\] ?/;
const COLONS = [':', '：'];

/**
 * The body of a notification without what some apps put before it: `[3条]` or `[+3条]` (stacked) and the sender with a
 * colon. Only a sender that is the title itself is taken off: `张三: ...` under another title stays and fits no rule.
 * Of an app that was never seen to do so (`stacks` false) nothing is. Source: docs/reference/listeners.md 4.1, seen.
 */
export function bodyOf(title: string, text: string, { stacks }: { stacks: boolean }): string {
  const trimmed = trimBlanks(text);
  return stacks ? withoutSender(title, trimmed.replace(STACKED, '')) : trimmed;
}

function withoutSender(title: string, text: string): string {
  const isSent = title !== '' && text.startsWith(title) && COLONS.includes(text.charAt(title.length));
  return isSent ? trimBlanks(text.slice(title.length + 1)) : text;
}

/** Ends of a clause in both widths, and of a line; a narrow comma only where no digit follows, as in 1,430.00. */
const CLAUSE_END = /[，。！？；!?;\r\n]|,(?!\d)/;

/** The first clause: in a text that no rule knows, what is said; the rest may be advertising. */
export function firstClause(body: string): string {
  const start = body.slice(0, MAX_CLAUSE);
  const end = start.search(CLAUSE_END);
  return end === -1 ? start : start.slice(0, end);
}

const BOUNDARY = /^[ \t\r\n\p{P}\p{S}]/u;

/** Whether a sentence may end at this position: at the end, or before an ASCII blank, punctuation or a symbol. */
export function isBoundary(text: string, at: number): boolean {
  return at >= text.length || BOUNDARY.test(text.slice(at, at + 2));
}

/** Radicals and compatibility forms: they look like the character that they stand for. */
const LOOK_ALIKE = /[\u{2e80}-\u{2fdf}\u{f900}-\u{faff}]/u;

/** Whether a text is not what it looks like: it holds what nobody sees, or what is drawn like another character. */
export function isDisguised(text: string): boolean {
  return LOOK_ALIKE.test(text) || holdsUnseen(text);
}

const UNSEEN = /(?![ \t\r\n])[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u;
/** With what belongs to it: its colour, its variant, and what it is joined with. */
const EMOJI =
  /\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\u{fe0f}|\u{200d}(?=\p{Extended_Pictographic})|(?<=\u{200d})\p{Extended_Pictographic})*/gu;

/**
 * Whether something stands in the text that a person does not see, or takes for an ordinary blank: marks without width
 * or of direction, blanks of other widths, marks that stand on the letter before. What belongs to an emoji is seen.
 */
export function holdsUnseen(text: string): boolean {
  return UNSEEN.test(text) && UNSEEN.test(text.replace(EMOJI, ''));
}
