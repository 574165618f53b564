import { expect, test } from 'vitest';
import { counterKind } from '../../../src/flow/lost-messages/day-counters.ts';

const codes = (...kinds: string[]) => kinds.map((kind) => ({ kind }));

test.each([
  ['a sentence of one kind', ['personal'], codes(), 'personal'],
  [
    'of two kinds, one of which the account has',
    ['personal', 'business'],
    codes('business', 'clerk'),
    'business',
  ],
  [
    'of two kinds, two codes of one of them',
    ['personal', 'reward'],
    codes('personal', 'personal'),
    'personal',
  ],
  ['of two kinds, both of which the account has', ['personal', 'reward'], codes('reward', 'personal'), null],
  ['of two kinds, none of which the account has', ['personal', 'business'], codes('merchant'), null],
  ['that tells no kind', [], codes('personal'), null],
])('%s', (_name, channels, of, kind) => {
  expect(counterKind(channels, of)).toBe(kind);
});
