import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot as root } from '../../src/shared/paths.ts';
import type { Mutation } from './mutations.ts';

const PARTS = [
  ...['src', 'test', 'plugins', 'migrations', 'views', 'public', 'scripts'],
  ...['package.json', 'tsconfig.json', 'tsconfig.world.json'],
];

/** The file with the fault in it. Throws where its line does not stand there exactly once. */
export function mutated({ file, from, to, name }: Mutation): string {
  const code = readFileSync(join(root, file), 'utf8');
  if (code.split(from).length !== 2) throw new Error(`${name}: its line is not in ${file} once`);
  return code.replace(from, () => to);
}

/**
 * The first of `seeds` seeds that notices the fault in a copy of the sources, with what it says, the worlds leaning to what it
 * needs; null: none does.
 */
export async function tryMutation(
  mutation: Mutation,
  { seeds, from = 1, workers }: { seeds: number; from?: number; workers?: number },
): Promise<{ seed: number; says: string } | null> {
  const folder = mkdtempSync(join(tmpdir(), 'mpay-mutation-'));
  try {
    for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, mutation.file), mutated(mutation));
    const which = ['--seeds', String(seeds), '--from', String(from), '--lean', mutation.lean ?? ''];
    const args = ['scripts/world.mjs', 'run', '--until-wrong', ...which];
    if (workers !== undefined) args.push('--workers', String(workers));
    const child = spawn(process.execPath, args, { cwd: folder });
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += chunk;
    });
    await new Promise((resolve) => child.once('exit', resolve));
    const [, seed = '', says = ''] = /^seed (\d+): (.*)$/m.exec(told) ?? [];
    return seed === '' ? null : { seed: Number(seed), says: says.slice(0, 200) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
