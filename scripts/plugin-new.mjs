import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** npm run plugin:new <id> [folder]: a platform that works against its simulator, to be made into yours. */

const TEMPLATE = fileURLToPath(new URL('./plugin-template/', import.meta.url));
const PLUGINS = fileURLToPath(new URL('../plugins/', import.meta.url));
const TEMPLATE_ID = 'acme-till';

const [id = '', parent = PLUGINS] = process.argv.slice(2);
const target = join(parent, id);

if (!/^[a-z][a-z0-9-]{0,31}$/.test(id)) {
  fail('usage: npm run plugin:new <id>   (lower-case letters, digits and -, like acme-till)');
}
if (existsSync(target)) fail(`${target} is there already`);

mkdirSync(parent, { recursive: true });
cpSync(TEMPLATE, target, { recursive: true });
for (const name of readdirSync(target, { recursive: true, encoding: 'utf8' })) {
  const file = join(target, name);
  if (statSync(file).isFile()) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(TEMPLATE_ID, id));
  }
}
console.log(
  `${target} is made: npm run plugin:test ${id} shows that it works; docs/plugins.md says how to go on.`,
);

/** @param {string} why */
function fail(why) {
  console.error(why);
  process.exit(1);
}
