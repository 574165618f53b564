/** By what a story's lines and what was wrong are known to speak of the same: orders, payments, receipts, amounts. */
const NAMED = /S\d+-\d+|payment \d+|receipt \d+|¥\d+\.\d\d/g;
/** What matters to all. */
const OF_ALL = /^\S+ (?:the machine|the disk|!!)/;
const LINES = 40;

/** Of a world's story what speaks of that which went wrong first, and of the machine; the last lines of it, where there are many. */
export function shortStory(story: readonly string[], wrongs: readonly string[]): string[] {
  const named = new Set(wrongs[0]?.match(NAMED) ?? []);
  const speaks = (line: string) =>
    OF_ALL.test(line) || (line.match(NAMED) ?? []).some((name) => named.has(name));
  return story.filter((line) => /^\d\d:\d\d:/.test(line) && speaks(line)).slice(-LINES);
}
