import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'dist', '.built');
/** What npm writes when it has changed a package: some of them are inside the build. Other managers don't. */
const packages = ['node_modules/.package-lock.json'].filter((name) => existsSync(join(root, name)));
const maker = ['scripts/bundle-house.mjs', 'scripts/bundle-inside.mjs'];

/** Builds when there is no build or a source is newer than it. */
export function ensureBuild() {
  if (!isFresh()) build();
}

/** Says so on stderr: stdout belongs to answers. */
export function build() {
  if (!existsSync(join(root, 'node_modules', 'esbuild')))
    fail(
      '缺少构建用的依赖包：请运行 npm install --include=dev（NODE_ENV=production 时 npm install 不会装它们）\npackages that the build needs are missing: run `npm install --include=dev`',
    );
  process.stderr.write('building…\n');
  const started = new Date();
  const built = spawnSync(process.execPath, [join(root, 'scripts', 'bundle-house.mjs')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (built.status !== 0) fail('构建失败，原因见上\nthe build failed, see above');
  try {
    writeFileSync(stamp, '');
    utimesSync(stamp, started, started);
  } catch (error) {
    fail(
      `${stamp} 写不了，请检查目录权限（${error.code}）\n${stamp} can't be written (${error.code}): look at its rights`,
    );
  }
}

/** True when neither a source nor a package is newer than the build. */
function isFresh() {
  const sources = ['src', 'plugins', 'migrations', 'package.json', ...packages, ...maker];
  return existsSync(stamp) && newest(sources) <= statSync(stamp).mtimeMs;
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
