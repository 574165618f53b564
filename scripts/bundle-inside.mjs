import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const api = join(root, 'src', 'plugin-api');

/** What can't be inside a sandbox, and what stands for it there. */
const inPlaceOf = [
  [/\/shared\/saying\.ts$/, 'saying.ts'],
  [/\/tools\/index\.ts$/, 'tools.ts'],
];

const insidePlugin = {
  name: 'inside',
  setup({ onResolve }) {
    onResolve({ filter: /^\./ }, ({ path, resolveDir }) => {
      const found = inPlaceOf.find(([ending]) => ending.test(join(resolveDir, path)));
      const isFromInside = resolveDir === join(api, 'inside');
      return found && !isFromInside ? { path: join(api, 'inside', found[1]) } : undefined;
    });
  },
};

/**
 * The text of what runs inside a sandbox: the contract, and the driver that hands it to a plugin. Made with the build, and
 * at the first use where the sources run.
 */
export async function bundleInside() {
  const { outputFiles } = await build({
    entryPoints: [join(api, 'inside', 'driver.ts')],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2023', minifyWhitespace: true },
    plugins: [insidePlugin],
  });
  return outputFiles[0].text;
}

/** Where the sources run: a file that a thread can begin with, for what reads TypeScript does not reach into one. */
export async function bundleThread() {
  const outfile = join(root, 'node_modules', '.cache', 'mpay', `thread-${process.pid}.mjs`);
  await build({
    entryPoints: [join(root, 'src', 'plugin-host', 'sandbox', 'thread.ts')],
    ...{ bundle: true, outfile, format: 'esm', platform: 'node', target: 'node20', packages: 'external' },
  });
  return pathToFileURL(outfile);
}
