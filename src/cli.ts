import { runCommand } from './cli/run-command.ts';
import { ConfigError } from './shared/config.ts';
import { errorText, Refusal, tell } from './shared/errors.ts';
import { createForOwnerOnly } from './shared/private-files.ts';

/** The terminal twin: JSON on stdout, or one line on stderr and a non-zero exit. */
createForOwnerOnly();
try {
  const answer = await runCommand(process.argv.slice(2));
  process.stdout.write(`${typeof answer === 'string' ? answer : JSON.stringify(answer)}\n`);
} catch (error) {
  process.stderr.write(`${oneLine(error)}\n`);
  process.exitCode = error instanceof Refusal || error instanceof ConfigError ? 2 : 1;
}

/** How the terminal is used is told in English, as its help is; what the steps refuse, in Chinese. */
function wordsOf(error: unknown): string {
  return error instanceof Refusal ? tell(error.code === 'usage' ? 'en' : 'zh', error) : errorText(error);
}

function oneLine(error: unknown): string {
  return wordsOf(error).replace(/\s*\n\s*/g, ' ');
}
