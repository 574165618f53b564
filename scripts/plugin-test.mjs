import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** npm run plugin:test <id>: the tests of one plugin, the contract suite among them. */

const root = fileURLToPath(new URL('..', import.meta.url));
const [id = ''] = process.argv.slice(2);
if (!/^[a-z][a-z0-9-]{0,31}$/.test(id) || !existsSync(`${root}/plugins/${id}`)) {
  console.error(`usage: npm run plugin:test <id>   (there is no plugins/${id})`);
  process.exit(1);
}
const where = [`plugins/${id}/`, `test/plugins/${id}`];
const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...where], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
