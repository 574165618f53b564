import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeTemplate } from '../support/schema-template.ts';
import { runWorld } from './world.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'mpay-world-template-'));
await makeTemplate(folder);
const template = join(folder, 'mpay.db');
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;
const begun = performance.now();
for (let seed = first; seed < first + count; seed++) {
  const at = performance.now();
  const result = await runWorld(seed, template, { trace: values.trace });
  if (values.trace) process.stdout.write(`${result.story.join('\n')}\n`);
  process.stdout.write(
    `${seed}: ${result.wrongs.length === 0 ? 'ok' : result.wrongs.join('; ')} ${JSON.stringify(result.counts)} ${JSON.stringify(result.mistakes)} ${Math.round(performance.now() - at)} ms\n`,
  );
}
process.stdout.write(`${count} seeds in ${Math.round(performance.now() - begun)} ms\n`);
rmSync(folder, { recursive: true, force: true });
process.exit(0);
