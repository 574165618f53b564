import { expect, test } from 'vitest';
import { mutations } from './mutations.ts';
import { tryMutation } from './try-mutation.ts';

/** Of all (`npm run world:mutations` tries each), those that few worlds are enough to notice. */
const SAMPLE = ['no guard on the order that is paid', 'the terminal is not looked at'];

test.each(SAMPLE)(
  'the world notices the deliberate fault “%s”',
  async (name) => {
    const mutation = mutations.find((one) => one.name === name);
    if (!mutation) throw new Error(`there is no mutation '${name}'`);
    expect(await tryMutation(mutation, { seeds: 60 })).not.toBeNull();
  },
  240_000,
);
