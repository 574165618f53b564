import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Mutation, mutations } from './mutations.ts';

/** `npm run world:mutations -- --seeds 2000 --only TEXT`: after how many seeds the world notices each deliberate fault. */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, only: { type: 'string', default: '' } },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const PARTS = ['src', 'test', 'plugins', 'migrations', 'views', 'public', 'package.json', 'tsconfig.json'];

let missed = 0;
for (const mutation of mutations.filter(({ name }) => name.includes(values.only))) {
  const found = await tryOne(mutation);
  if (found === null) missed += 1;
  process.stdout.write(`${mutation.name}: ${found ?? `not noticed in ${values.seeds} seeds`}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;

/** A copy of the sources with the fault, and the first seed that notices it with what it says; null: none did. */
async function tryOne({ file, from, to, name }: Mutation): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'mpay-mutation-'));
  try {
    for (const part of PARTS) cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const code = readFileSync(join(folder, file), 'utf8');
    if (code.split(from).length !== 2) throw new Error(`${name}: its line is not in ${file} once`);
    writeFileSync(
      join(folder, file),
      code.replace(from, () => to),
    );
    const args = ['--conditions=development', '--import', 'tsx', 'test/world/run.ts'];
    const child = spawn(process.execPath, [...args, '--seeds', values.seeds, '--until-wrong'], {
      cwd: folder,
    });
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += chunk;
    });
    await new Promise((resolve) => child.once('exit', resolve));
    return /^seed \d+: .*/m.exec(told)?.[0].slice(0, 200) ?? null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
