const BLANKS = ' \t\r\n';

/**
 * Texts and rules are compared as they came: only ASCII blanks at the two ends are taken off. What looks the same and
 * is written otherwise (another width, a mark that nobody sees, an equivalent of Unicode's) is another text, so that
 * nobody can put a sentence together that the platform did not write.
 */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANKS.includes(text.charAt(start))) start += 1;
  while (end > start && BLANKS.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
