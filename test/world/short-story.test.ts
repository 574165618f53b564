import { expect, test } from 'vitest';
import { shortStory } from './short-story.ts';

const story = [
  '04:00:01.000 S1000-1 (¥10.00, wxpay) is taken as 2026',
  '04:00:02.000 S1000-11 (¥20.00, wxpay) is taken as 2027',
  '04:00:03.000 S1000-1 pays ¥10.00 to W (right, payment 3)',
  '04:00:04.000 a phone tells "¥20.00" (payment 33)',
  '04:00:05.000 the machine is killed',
  '04:00:06.000 a phone tells "¥10.00" (payment 3)',
  '04:00:07.000 !! S1000-1 was paid right (payment 3) and its buyer has nothing',
  'order S1000-1 2026 account 1 wxpay ¥10.00 expired',
];

test('a short story tells of what went wrong first, and of the machine', () => {
  const told = shortStory(story, [
    'S1000-1 was paid right (payment 3) and its buyer has nothing',
    'receipt 9',
  ]);
  expect(told).toEqual([story[0], story[2], story[4], story[5], story[6]]);
});

test('of much the last lines are told; where nothing is named, what concerns all', () => {
  const long = Array.from({ length: 90 }, (_, at) => `04:00:01.0${at + 10} S1-1 does something`);
  expect(shortStory(long, ['S1-1 is wrong'])).toEqual(long.slice(-40));
  expect(shortStory(story, ['the machine did not come up again'])).toEqual([story[4], story[6]]);
});
