import { ConfigError } from './shared/config.ts';
import { errorText, Refusal, tell } from './shared/errors.ts';
import { inBoth, inBothBeside } from './shared/in-both.ts';
import type { RefusalCode } from './shared/refusals.ts';
import { saying } from './shared/saying.ts';

/** Why the product does not start: told in both languages, since no page could be opened to choose one. */
const toldInBoth: readonly RefusalCode[] = [
  'database_newer',
  'database_unfit',
  'database_unknown',
  'database_unusable',
  'installation_lost',
  'key_missing',
  'wrong_key',
];

/** What was thrown, in words for whoever sits at the terminal. */
export function terminalWords(error: unknown): string {
  if (!(error instanceof Refusal)) return errorText(error);
  // How commands are written is told in English, as the usage is.
  if (error.code === 'usage') return tell('en', error);
  if (!toldInBoth.includes(error.code)) return tell('zh', error);
  const words = inBoth(error.saying);
  return error.code === 'key_missing' ? `${inBothBeside(saying('start.keyMissing'))}:\n${words}` : words;
}

/** True for what somebody can mend who reads its words; anything else is a fault of ours and needs its stack. */
export function isForOwner(error: unknown): boolean {
  return error instanceof ConfigError || error instanceof Refusal;
}
