import { type Saying, say } from './saying.ts';

/**
 * In both languages, Chinese first, each on lines of its own: for the terminal, before anybody could say which one they
 * read.
 */
export function inBoth(what: Saying): string {
  return `${say('zh', what)}\n${say('en', what)}`;
}

/** The same on one line, the English in brackets. */
export function inBothBeside(what: Saying): string {
  return `${say('zh', what)} (${say('en', what)})`;
}
