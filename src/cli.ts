import { sayCommand } from './cli/run-command.ts';
import { createForOwnerOnly } from './shared/private-files.ts';

/** The terminal twin: JSON on stdout, or one line on stderr and a non-zero exit. */
createForOwnerOnly();
const { status, stdout, stderr } = await sayCommand(process.argv.slice(2), { env: process.env });
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
