import { basename } from 'node:path';
import { build } from 'esbuild';

/** What a plugin from outside may import besides its own files: the contract, which the house hands in, and zod. */
const MAY_IMPORT = ['#plugin-api', 'zod'];

/**
 * A plugin's code in one piece, as a package has it. `contract`: files that stand for '#plugin-api', where a test imports them.
 * Throws an Error that names what it may not import.
 */
export async function bundlePlugin(entry, { contract = /^#plugin-api$/ } = {}) {
  const refused = new Set();
  const { outputFiles } = await build({
    entryPoints: [entry],
    ...{ bundle: true, write: false, format: 'esm', target: 'es2022', charset: 'utf8', logLevel: 'silent' },
    ...{ platform: 'neutral', mainFields: ['module', 'main'], conditions: ['import'] },
    plugins: [
      {
        name: 'plugin',
        setup({ onResolve }) {
          onResolve({ filter: contract }, () => ({ path: '#plugin-api', external: true }));
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) => {
            if (kind === 'entry-point' || MAY_IMPORT.includes(path) || path.startsWith('zod/'))
              return undefined;
            refused.add(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  if (refused.size > 0) {
    const names = [...refused].join(', ');
    throw new Error(
      `${basename(entry)} imports ${names}; from outside a plugin imports ${MAY_IMPORT.join(' and ')} only`,
    );
  }
  return outputFiles[0].text;
}
