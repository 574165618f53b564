import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './ensure-build.mjs';

/**
 * Runs test/world/NAME.ts (the first argument) with the arguments behind it, compiled: sources that are transformed as
 * they are loaded cost a tenth of a simulation's time.
 */
const [name, ...args] = process.argv.slice(2);
const folder = join(root, 'dist', 'world');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const built = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.world.json'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});
if (built.status !== 0) process.exit(1);
const aliases = { '#plugin-api': './src/plugin-api/index.js' };
writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', imports: aliases }));
// Much of the product runs seldom in one world, and would be interpreted for long.
const run = [
  '--always-sparkplug',
  '--max-semi-space-size=32',
  join(folder, 'test', 'world', `${name}.js`),
  ...args,
];
const child = spawn(process.execPath, run, { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));
