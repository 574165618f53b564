import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleInside } from './bundle-inside.mjs';

/**
 * The build: what an owner starts is a dozen large files rather than a thousand small ones, which Node.js opens and links with
 * about half the work. Types are looked at by `npm run typecheck`, not here: that takes a gigabyte, more than a small server has.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** Packages of many small files that every start reads. The others stay where they are, with their native parts and files. */
const INSIDE = ['css-select', 'htmlparser2', 'zod'];

const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const inFolder = (folder, pattern) =>
  readdirSync(join(root, folder)).flatMap((name) => (pattern.test(name) ? [join(folder, name)] : []));

/** Each is a file of its own by the same name, whoever imports it. */
const entryPoints = [
  ...['src/main.ts', 'src/cli.ts', 'src/plugin-api/index.ts', 'src/plugin-host/sandbox/thread.ts'],
  ...inFolder('migrations', /^\d.*\.ts$/),
  ...readdirSync(join(root, 'plugins')).flatMap((id) => inFolder(join('plugins', id), /^index\.ts$/)),
];

const { outputFiles } = await build({
  entryPoints,
  ...{ absWorkingDir: root, outbase: '.', outdir: dist, chunkNames: 'chunks/[name]-[hash]' },
  ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', charset: 'utf8' },
  ...{ sourcemap: true, sourcesContent: false, write: false, logLevel: 'warning' },
  // To plugins as to us, there is one of it: errors are known by their class.
  alias: { '#plugin-api': './src/plugin-api/index.ts' },
  external: Object.keys(dependencies).filter((name) => !INSIDE.includes(name)),
});
const sandbox = { path: join(dist, 'src/plugin-host/sandbox/inside.js'), contents: await bundleInside() };

// Nobody should find a plugin or a migration that is gone.
for (const folder of ['src', 'plugins', 'migrations', 'chunks']) {
  rmSync(join(dist, folder), { recursive: true, force: true });
}
for (const { path, contents } of [...outputFiles, sandbox]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, contents);
}
