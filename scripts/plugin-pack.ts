import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'tar';
import { checkRuleSet } from '../src/flow/forwarded-texts/index.ts';
import { examinePackage } from '../src/plugin-host/index.ts';
import { tell } from '../src/shared/errors.ts';
import { bundlePlugin } from './bundle-plugin.mjs';

/** npm run plugin:pack <id> [folder]: a package of plugins/<id>, to be installed on the console's page of plugins. */

const plugins = fileURLToPath(new URL('../plugins/', import.meta.url));

/** Makes `<id>-<version>.tgz` in `into` and returns its path and what the console will say of it. */
export async function packPlugin(folder: string, into: string) {
  const entry = ['index.ts', 'index.js', 'index.mjs'].map((name) => join(folder, name)).find(existsSync);
  if (!entry) throw new Error(`there is no index.ts in ${folder}`);
  const code = await bundlePlugin(entry);
  const made = await mkdtemp(join(tmpdir(), 'mpay-pack-'));
  try {
    const root = join(made, 'package');
    await mkdir(root);
    await writeFile(join(root, 'index.js'), code);
    const draft = await pack(made, join(made, 'draft.tgz'));
    const { platform, hosts } = await examinePackage(await readFile(draft), {
      checkTextRules: checkRuleSet,
      allowPrivate: false,
    });
    const { id, version } = platform;
    const about = { name: `mpay-plugin-${id}`, version, type: 'module', main: 'index.js' };
    await writeFile(join(root, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
    const readme = join(folder, 'README.md');
    if (existsSync(readme)) await cp(readme, join(root, 'README.md'));
    await mkdir(into, { recursive: true });
    return { file: await pack(made, resolve(into, `${id}-${version}.tgz`)), id, version, hosts };
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

/** The same content makes the same file, on any machine and day. */
async function pack(cwd: string, file: string): Promise<string> {
  await create({ cwd, file, gzip: true, portable: true, mtime: new Date(0) }, ['package']);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [id = '', into = '.'] = process.argv.slice(2);
  try {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(id)) throw new Error('usage: npm run plugin:pack <id> [folder]');
    const { file, hosts } = await packPlugin(join(plugins, id), into);
    console.log(`${file} is made. It calls: ${hosts.join(', ') || 'what its owner types'}`);
  } catch (error) {
    console.error(
      error instanceof Error && 'saying' in error ? tell('en', error as never) : (error as Error).message,
    );
    process.exitCode = 1;
  }
}
