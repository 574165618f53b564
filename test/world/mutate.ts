import { parseArgs } from 'node:util';
import { mutations } from './mutations.ts';
import { tryMutation } from './try-mutation.ts';

/** `npm run world:mutations -- --seeds 2000 --only TEXT`: which seed is the first to notice each deliberate fault. */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, only: { type: 'string', default: '' } },
});

let missed = 0;
for (const mutation of mutations.filter(({ name }) => name.includes(values.only))) {
  const found = await tryMutation(mutation, Number(values.seeds));
  if (found === null) missed += 1;
  const told = found ? `seed ${found.seed}: ${found.says}` : `not noticed in ${values.seeds} seeds`;
  process.stdout.write(`${mutation.name}: ${told}\n`);
}
process.exitCode = missed === 0 ? 0 : 1;
