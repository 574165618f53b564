import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeSqliteTemplate } from '../support/schema-template.ts';
import { InOrder } from './in-order.ts';
import { readLeaning } from './leaning.ts';
import { shortStory } from './short-story.ts';
import { shrink } from './shrink.ts';
import { add, empty, summary, type Totals } from './totals.ts';
import { nothing, runWorld, type WorldOptions, type WorldResult } from './world.ts';
import { WorldProcess } from './world-process.ts';

/**
 * `npm run world -- --seeds 300`: that many worlds, on every core. `--from`: the first one's seed. `--resume FILE`: can
 * be stopped and goes on there. `--lean 'told, few'`: what each world has for certain (see leaning.ts). `--seed N --trace`: one, with its story; `--without 'buyer 3, deed 1'` leaves that out of it, and
 * `--shrink` finds out what of it a failure does not need.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    trace: { type: 'boolean', default: false },
    shrink: { type: 'boolean', default: false },
    without: { type: 'string', default: '' },
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    resume: { type: 'string' },
    lean: { type: 'string', default: '' },
    'until-wrong': { type: 'boolean', default: false },
    template: { type: 'string' },
  },
});

/** Of how many worlds that failed the story is told. */
const TOLD_STORIES = 3;

if (values.template !== undefined) await work(values.template);
else process.exitCode = await lead();
process.exit();

/** A worker: makes the world of each seed that it is sent, as long as somebody leads. */
function work(template: string): Promise<void> {
  process.on('message', async (seed) => {
    const before = process.cpuUsage();
    const result = await runSafely(Number(seed), template);
    const { user, system } = process.cpuUsage(before);
    process.send?.({ ...result, cpuMs: (user + system) / 1_000 });
  });
  return new Promise((resolve) => process.once('disconnect', resolve));
}

async function lead(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mpay-world-template-'));
  try {
    await makeSqliteTemplate(folder);
    const template = join(folder, 'mpay.db');
    if (values.seed !== undefined) return await showOne(Number(values.seed), template);
    return await runMany(template);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function showOne(seed: number, template: string): Promise<number> {
  const without = new Set(values.without.split(',').flatMap((name) => name.trim() || []));
  const out = values.shrink ? await shrinkOne(seed, template) : without;
  const { story, happened, ...told } = await runSafely(seed, template, { trace: values.trace, without: out });
  if (values.trace) process.stdout.write(`${story.join('\n')}\n`);
  process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
  const left = happened.filter((name) => !out.has(name));
  if (values.shrink) process.stdout.write(`needs ${left.join(', ')}\n--without '${[...out].join(', ')}'\n`);
  return told.wrongs.length === 0 ? 0 : 1;
}

/** What the failure does not need; nothing, where it does not fail. */
async function shrinkOne(seed: number, template: string): Promise<Set<string>> {
  const { wrongs, happened } = await runSafely(seed, template);
  if (wrongs.length === 0) return new Set();
  return shrink(
    happened,
    async (without) => (await runSafely(seed, template, { without })).wrongs.length > 0,
  );
}

async function runMany(template: string): Promise<number> {
  const { resume } = values;
  const first = Number(values.from);
  const kept = resume !== undefined && existsSync(resume) ? JSON.parse(readFileSync(resume, 'utf8')) : null;
  const totals: Totals = kept ?? empty();
  const end = first + Number(values.seeds);
  let next = first + totals.seeds;
  const begun = performance.now();
  // What is kept has no gap: a world that is quicker than the one before it waits for that one.
  const inOrder = new InOrder(next, (results: WorldResult[]) => {
    for (const result of results) {
      add(totals, result);
      const { seed, wrongs } = result;
      if (wrongs.length > 0) process.stdout.write(`seed ${seed}: ${wrongs.join('; ')}\n`);
    }
    if (resume !== undefined) writeFileSync(resume, JSON.stringify(totals));
  });
  const isOver = () => next >= end || (values['until-wrong'] && totals.failed.length > 0);
  const worker = async (): Promise<void> => {
    const made = new WorldProcess(fileURLToPath(import.meta.url), [
      '--template',
      template,
      '--lean',
      values.lean,
    ]);
    while (!isOver()) {
      const seed = next++;
      inOrder.take(seed, [await made.run(seed)]);
    }
    made.end();
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, worker));
  for (const seed of totals.failed.slice(0, TOLD_STORIES)) await tellStory(seed, template);
  process.stdout.write(`${summary(totals, performance.now() - begun)}\n`);
  return totals.failed.length === 0 ? 0 : 1;
}

/** Who did what when, of a world that failed: made once more, which is the same world. */
async function tellStory(seed: number, template: string): Promise<void> {
  const { story, wrongs } = await runSafely(seed, template, { trace: true });
  const lean = values.lean === '' ? '' : ` --lean '${values.lean}'`;
  const all = `all of it: npm run world -- --seed ${seed}${lean} --trace`;
  process.stdout.write([`the story of seed ${seed}`, ...shortStory(story, wrongs), all, ''].join('\n'));
}

async function runSafely(seed: number, template: string, options: WorldOptions = {}): Promise<WorldResult> {
  try {
    return await runWorld(seed, template, { leaning: readLeaning(values.lean), ...options });
  } catch (error) {
    return { ...nothing(seed), wrongs: [error instanceof Error ? String(error.stack) : String(error)] };
  }
}
