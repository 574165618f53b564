import { Refusal } from '../../src/shared/errors.ts';
import { terminalWords } from '../../src/terminal-words.ts';

/** The refusal that was thrown, with what the terminal would say of it. */
export async function refused(asked: Promise<unknown>): Promise<{ code: string; words: string }> {
  const thrown = await asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof Refusal)) throw thrown ?? new Error('nothing was refused');
  return { code: thrown.code, words: terminalWords(thrown) };
}
