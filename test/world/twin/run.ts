import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuild } from '../../../scripts/ensure-build.mjs';
import { makeTemplate } from '../../support/schema-template.ts';
import { runTwin, type TwinResult } from './twin.ts';

/**
 * `npm run world:twin -- --runs 200 --at-once 10`: that many twins, so many at a time. `--from`: the first one's seed; `--seconds`:
 * how long a plan is. Each that fails leaves its story in a file.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1' },
    from: { type: 'string', default: '1' },
    'at-once': { type: 'string', default: '6' },
    seconds: { type: 'string', default: '120' },
    stories: { type: 'string', default: join(tmpdir(), 'mpay-twins') },
    'keep-all': { type: 'boolean', default: false },
  },
});

/** From here on the machine explains what is late: calls and connections end after 8 to 10 s, and others stand still as long. */
const STOOD_STILL_MS = 1_500;
const MOST_AGAIN = 3;
let starved = 0;

ensureBuild();
const template = mkdtempSync(join(tmpdir(), 'mpay-twin-template-'));
try {
  await makeTemplate(template);
  process.env.MPAY_TEST_TEMPLATE = template;
  process.exitCode = await runMany();
} finally {
  rmSync(template, { recursive: true, force: true });
}
process.exit();

async function runMany(): Promise<number> {
  const end = Number(values.from) + Number(values.runs);
  const results: TwinResult[] = [];
  let next = Number(values.from);
  const worker = async () => {
    while (next < end) {
      const result = await runAwake(next++);
      results.push({ ...result, story: [] });
      tell(result);
    }
  };
  // Not all in one moment: a start costs more than all that comes after it.
  await Promise.all(
    Array.from({ length: Number(values['at-once']) }, async (_, at) => {
      await new Promise((resolve) => setTimeout(resolve, at * 2_000));
      await worker();
    }),
  );
  process.stdout.write(`${summary(results)}\n`);
  return results.some(isWrong) ? 1 : 0;
}

/** Again, where the machine stood still and something came too late: that tells nothing. */
async function runAwake(seed: number): Promise<TwinResult> {
  for (let again = 0; ; again++) {
    const result = await runTwin(seed, Number(values.seconds));
    const isTold = result.wrongs.length > 0 || result.late.length === 0 || result.starvedMs < STOOD_STILL_MS;
    if (isTold || again === MOST_AGAIN) return result;
    starved += 1;
    tell(result);
  }
}

function tell({ seed, wrongs: wrong, late, starvedMs, story, counts, settledAfterMs }: TwinResult): void {
  const wrongs = [...wrong, ...late];
  const isKept = wrongs.length > 0 || values['keep-all'];
  const file = `${values.stories}-${seed}.txt`;
  if (isKept) writeFileSync(file, `${[...wrongs.map((words) => `!! ${words}`), ...story].join('\n')}\n`);
  const figures = JSON.stringify({ ...counts, settledAfterMs, starvedMs: Math.round(starvedMs) });
  const what = wrongs.join('; ').slice(0, 1_000) || 'all right';
  process.stdout.write(`seed ${seed}: ${what}${isKept ? ` (${file})` : ''} ${figures}\n`);
}

const isWrong = ({ wrongs, late }: TwinResult) => wrongs.length + late.length > 0;

function summary(results: TwinResult[]): string {
  const totals: Record<string, number> = {};
  for (const { counts, mistakes } of results)
    for (const [name, count] of [
      ...Object.entries(counts),
      ...Object.entries(mistakes).map(([kind, many]) => [`mistake: ${kind}`, many] as const),
    ])
      totals[name] = (totals[name] ?? 0) + count;
  const failed = results.filter(isWrong).map(({ seed }) => seed);
  const slowest = Math.max(...results.map(({ settledAfterMs }) => settledAfterMs));
  return [
    `${results.length} runs, ${failed.length} failed${failed.length > 0 ? ` (${failed.join(', ')})` : ''}`,
    Object.entries(totals)
      .map(([name, count]) => `${name} ${count}`)
      .join(', '),
    `${starved} made again, because the machine stood still for ${STOOD_STILL_MS / 1000} s or more and something came too late`,
    `all settled and told at most ${Math.round(slowest / 1_000)} s after the plan`,
  ].join('\n');
}
