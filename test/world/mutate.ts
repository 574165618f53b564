import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { mutations } from './mutations.ts';
import { tryMutation } from './try-mutation.ts';

/**
 * `npm run world:mutations -- --seeds 2000 --only TEXT`: which seed is the first to notice each deliberate fault, in worlds
 * that lean to what it needs; `--blind`: in any.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '2000' },
    from: { type: 'string', default: '1' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string', default: '' },
    blind: { type: 'boolean', default: false },
  },
});

let missed = 0;
for (const mutation of mutations.filter(({ name }) => name.includes(values.only))) {
  const { name, file, from: line, to, lean = '' } = mutation;
  const tried = values.blind ? { name, file, from: line, to } : mutation;
  const from = Number(values.from);
  const found = await tryMutation(tried, {
    seeds: Number(values.seeds),
    from,
    workers: Number(values.workers),
  });
  if (found === null) missed += 1;
  const told = found ? `${found.seed - from + 1}: ${found.says}` : `not noticed in ${values.seeds}`;
  process.stdout.write(`${name} | ${values.blind ? '' : lean} | ${told}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;
