import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { makeTemplate } from '../support/schema-template.ts';
import { InOrder } from './in-order.ts';
import { shrink } from './shrink.ts';
import { add, empty, summary, type Totals } from './totals.ts';
import { runWorld, type WorldOptions, type WorldResult } from './world.ts';

/**
 * `npm run world -- --seeds 300`: that many worlds, on every core. `--from`: the first one's seed. `--resume FILE`: can
 * be stopped and goes on there. `--seed N --trace`: one, with its story; `--without 'buyer 3, deed 1'` leaves that out of it, and
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
    'until-wrong': { type: 'boolean', default: false },
    template: { type: 'string' },
  },
});

/** Who looks for the first that fails does not want to wait for many behind it. */
const CHUNK = values['until-wrong'] ? 5 : 25;

if (values.template !== undefined) await work(values.template);
else process.exitCode = await lead();
process.exit();

/** A worker: its seeds one after the other, each told to whoever leads. */
async function work(template: string): Promise<void> {
  const from = Number(values.from);
  for (let seed = from; seed < from + Number(values.seeds); seed++)
    process.send?.(await runSafely(seed, template));
  await new Promise<void>((resolve) => process.send?.('done', () => resolve()));
}

async function lead(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'mpay-world-template-'));
  try {
    await makeTemplate(folder);
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
  // What is kept has no gap: a chunk that is quicker than the one before it waits for that one.
  const inOrder = new InOrder(next, (results: WorldResult[]) => {
    for (const result of results) add(totals, result);
    if (resume !== undefined) writeFileSync(resume, JSON.stringify(totals));
  });
  const isOver = () => next >= end || (values['until-wrong'] && totals.failed.length > 0);
  const worker = async (): Promise<void> => {
    while (!isOver()) {
      const from = next;
      const count = Math.min(CHUNK, end - from);
      next += count;
      const results: WorldResult[] = [];
      // Where a process died over a seed, another one goes on behind it.
      while (results.length < count)
        results.push(...(await runChunk(template, from + results.length, count - results.length)));
      for (const { seed, wrongs } of results)
        if (wrongs.length > 0) process.stdout.write(`seed ${seed}: ${wrongs.join('; ')}\n`);
      inOrder.take(from, results);
    }
  };
  await Promise.all(Array.from({ length: Number(values.workers) }, worker));
  process.stdout.write(`${summary(totals, performance.now() - begun)}\n`);
  return totals.failed.length === 0 ? 0 : 1;
}

/** A process of its own for a few seeds: what a dead machine left in memory goes with it. */
function runChunk(template: string, from: number, count: number): Promise<WorldResult[]> {
  return new Promise((resolve, reject) => {
    const results: WorldResult[] = [];
    const args = ['--template', template, '--from', String(from), '--seeds', String(count)];
    const child = fork(fileURLToPath(import.meta.url), args, { execArgv: process.execArgv });
    child.on('message', (message) => {
      if (message !== 'done') results.push(message as WorldResult);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      const died = { ...nothing(from + results.length), wrongs: [`the process ended with ${code}`] };
      if (results.length < count) results.push(died);
      resolve(results);
    });
  });
}

async function runSafely(seed: number, template: string, options: WorldOptions = {}): Promise<WorldResult> {
  try {
    return await runWorld(seed, template, options);
  } catch (error) {
    return { ...nothing(seed), wrongs: [error instanceof Error ? String(error.stack) : String(error)] };
  }
}

function nothing(seed: number): WorldResult {
  const counts = { orders: 0, payments: 0, credited: 0, simulatedMs: 0, kills: 0 };
  return {
    seed,
    wrongs: [],
    story: [],
    mistakes: {},
    counts,
    faults: {},
    deeds: {},
    attacks: {},
    happened: [],
  };
}
