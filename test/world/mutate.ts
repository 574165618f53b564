import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Mutation, mutations } from './mutations.ts';
import { mutationOf, regressions } from './regressions.ts';
import { tryMutation } from './try-mutation.ts';

/**
 * `npm run world:mutations -- --seeds 2000 --only TEXT`: which world is the first to notice each deliberate fault, of worlds
 * that lean to what it needs; `--blind`: of any. `--regressions`: whether each world of regressions.ts still shows its fault.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string', default: '' },
    blind: { type: 'boolean', default: false },
    regressions: { type: 'boolean', default: false },
  },
});

const workers = Number(values.workers);
const isWanted = ({ name }: Mutation) => name.includes(values.only);
const missed = values.regressions ? await tryRegressions() : await tryAll();
process.exitCode = missed === 0 ? 0 : 1;

async function tryAll(): Promise<number> {
  let missed = 0;
  for (const { lean = '', ...mutation } of mutations.filter(isWanted)) {
    const tried: Mutation = values.blind ? mutation : { ...mutation, lean };
    const from = Number(values.from);
    const found = await tryMutation(tried, { seeds: Number(values.seeds), from, workers });
    if (found === null) missed += 1;
    const told = found ? `${found.seed - from + 1}: ${found.says}` : `not noticed in ${values.seeds}`;
    process.stdout.write(`${mutation.name} | ${tried.lean ?? ''} | ${told}\n`);
  }
  return missed;
}

async function tryRegressions(): Promise<number> {
  let missed = 0;
  for (const regression of regressions) {
    const mutation = mutationOf(regression);
    if (!isWanted(mutation)) continue;
    const found = await tryMutation(mutation, { seeds: 1, from: regression.seed, workers: 1 });
    if (found === null) missed += 1;
    process.stdout.write(`seed ${regression.seed}, ${mutation.name}: ${found?.says ?? 'is not noticed'}\n`);
  }
  return missed;
}
