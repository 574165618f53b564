import { runCommand } from './cli/run-command.ts';
import { createForOwnerOnly } from './shared/private-files.ts';
import { isForOwner, terminalWords } from './terminal-words.ts';

/** The terminal twin: JSON on stdout, or one line on stderr and a non-zero exit. */
createForOwnerOnly();
try {
  const answer = await runCommand(process.argv.slice(2));
  process.stdout.write(`${typeof answer === 'string' ? answer : JSON.stringify(answer)}\n`);
} catch (error) {
  process.stderr.write(`${oneLine(error)}\n`);
  process.exitCode = isForOwner(error) ? 2 : 1;
}

function oneLine(error: unknown): string {
  return terminalWords(error).replace(/\s*\n\s*/g, ' ');
}
