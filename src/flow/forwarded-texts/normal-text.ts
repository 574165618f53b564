/** Longer texts and titles are not read at all; what phones send is far below. UTF-16 units. */
export const MAX_TEXT = 16_384;
export const MAX_TITLE = 1000;
/** A clause is looked at no further than this. */
const MAX_CLAUSE = 300;

/**
 * The form in which texts and rules are compared: both yen signs, brackets and colons of both widths alike, each
 * run of white space (line breaks too) one space. Commas keep their width: only the narrow one divides thousands.
 * Nothing invisible is taken out, so it can't put a sentence together that the platform did not write.
 */
export function normalText(text: string): string {
  return text
    .replaceAll('（', '(')
    .replaceAll('）', ')')
    .replaceAll('：', ':')
    .replaceAll('￥', '¥')
    .replace(/\s+/g, ' ');
}

const STACKED = /^\[\d{1,4}条\] ?/;

/**
 * The body of a notification without what the phone puts before it: `[3条]` (stacked) and the sender with a colon.
 * Only a sender that is the title itself is taken off: `张三: ...` under another title stays and fits no rule.
 * Takes and gives normal text. Source: reference/listeners.md 4.1, seen.
 */
export function bodyOf(title: string, text: string): string {
  const unstacked = text.trim().replace(STACKED, '');
  const sender = `${title}:`;
  return title !== '' && unstacked.startsWith(sender)
    ? unstacked.slice(sender.length).trimStart()
    : unstacked;
}

/** Half-width or full-width ends of a clause; a narrow comma only where no digit follows, as in 1,430.00. */
const CLAUSE_END = /[，。！？；!?;]|,(?!\d)/;

/** The first clause: in a text that no rule knows, what is said; the rest may be advertising. */
export function firstClause(body: string): string {
  const start = body.slice(0, MAX_CLAUSE);
  const end = start.search(CLAUSE_END);
  return end === -1 ? start : start.slice(0, end);
}

const BOUNDARY = /^[\s\p{P}\p{S}]/u;

/** Whether a sentence may end at this position: at the end, or before white space, punctuation or a symbol. */
export function isBoundary(text: string, at: number): boolean {
  return at >= text.length || BOUNDARY.test(text.slice(at, at + 2));
}
