import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface CliRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command of the terminal twin from the sources, as a process of its own. */
export function runCli(args: string[], env: Record<string, string>): Promise<CliRun> {
  const child = spawn(
    process.execPath,
    ['--conditions=development', '--import', 'tsx', 'src/cli.ts', ...args],
    {
      cwd: root,
      env: { PATH: process.env.PATH, ...env },
    },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (status) => resolve({ status, stdout, stderr })));
}
