import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');

/** Builds when there is no build or a source is newer than it. Says so on stderr: stdout belongs to answers. */
export function ensureBuild() {
  if (
    existsSync(stamp) &&
    newest(['src', 'plugins', 'migrations', 'package.json']) <= statSync(stamp).mtimeMs
  )
    return;
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(tsc)) fail('packages are missing: run `npm install` first');
  process.stderr.write('building…\n');
  const started = new Date();
  const built = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (built.status !== 0) fail('the build failed');
  writeFileSync(stamp, '');
  utimesSync(stamp, started, started);
}

function newest(names) {
  return Math.max(...names.map((name) => newestIn(join(root, name))));
}

function newestIn(path) {
  const found = statSync(path);
  if (!found.isDirectory()) return found.mtimeMs;
  return Math.max(found.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
