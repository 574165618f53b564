import { describe, expect, test } from 'vitest';
import { mergedSession } from '../../src/plugin-host/index.ts';
import { packSession } from '../../src/plugin-host/kept-session.ts';

const SETTINGS = { login: 'shop' };
const kept = (own: unknown, cookies: unknown = null) => packSession({ own, cookies }, SETTINGS);

describe('what a call brings back while another one kept a session', () => {
  test.each<[string, unknown, unknown, unknown, unknown]>([
    ['a new login stays', kept('A'), kept('A2'), kept('B'), kept('B')],
    ['a login by cookies stays', kept(null, 'a'), kept(null, 'a2'), kept(null, 'b'), kept(null, 'b')],
    [
      'a renewed token stays, with the other’s cookies',
      kept('A', 'a'),
      kept('A2', 'a'),
      kept('A', 'b'),
      kept('A2', 'b'),
    ],
    ['a cookie is put to a new token', kept('A', 'a'), kept('A', 'a2'), kept('B', 'a'), kept('B', 'a2')],
    ['both changed both: theirs', kept('A', 'a'), kept('A2', 'a2'), kept('B', 'b'), kept('B', 'b')],
    ['the first session of all: theirs', null, kept('A'), kept('B'), kept('B')],
    ['one that was taken away stays away', kept('A'), kept('A2'), null, null],
    ['ours was given up, theirs is new', kept('A'), null, kept('B'), kept('B')],
    [
      'ours was given up, theirs is the same',
      kept('A', 'a'),
      kept(null, 'a'),
      kept('A', 'a'),
      kept(null, 'a'),
    ],
    ['nothing of ours', kept('A'), kept('A'), kept('B', 'b'), kept('B', 'b')],
    [
      'of other settings',
      kept('A'),
      kept('A2'),
      packSession({ own: 'A', cookies: null }, {}),
      packSession({ own: 'A', cookies: null }, {}),
    ],
    ['what is none of ours', 'A', 'A2', 'B', 'B'],
  ])('%s', (_name, before, ours, theirs, merged) => {
    expect(mergedSession(before, ours, theirs)).toEqual(merged);
  });
});
