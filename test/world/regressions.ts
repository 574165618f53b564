import { type Mutation, mutations } from './mutations.ts';

/**
 * A fault of the product that was found and mended, and a world in which it shows: without the mend, which one of the
 * deliberate faults takes back. A seed is another world once the world has changed: `npm run world:mutations --
 * --regressions` says whether each still shows its fault, and without that, which seed does now.
 */
export interface Regression {
  story: string;
  mended: string;
  /** The name of the deliberate fault that takes the mend back. */
  mutation: string;
  seed: number;
}

export const regressions: readonly Regression[] = [
  {
    story:
      'a PC sleeps beside a phone; awake, it tells what the phone had told, with the time of telling, and that is counted again',
    mended:
      'what a device without heartbeats tells after a pause is late where another one told the amount meanwhile',
    mutation: 'what a PC tells on waking is as new as it says',
    seed: 12,
  },
  {
    story: 'a platform forgets a session just behind its login, and the account stops until its owner comes',
    mended: 'it is asked again after a minute; three in a row stop it',
    mutation: 'a passing failure stops its account',
    seed: 92,
  },
  {
    story:
      'an app that names no account tells of a payment a second before the phone of its wallet, and the order that waits for that amount at another wallet is given out',
    mended: 'the app’s word settles nothing while a device of another account may know better',
    mutation: 'an app’s word is believed before others had the time to tell',
    seed: 87,
  },
  {
    story:
      'a PC sleeps, and an app beside it is off for a part of that; what the PC tells of that part pays younger orders, for the app is awake by then',
    mended: 'what one tells that is only just back may be of any moment in which nobody else was heard',
    mutation: 'who is awake now vouches for the while in which he was not',
    seed: 18,
  },
  {
    story:
      'a phone in another zone tells the day’s fourth message beside one in China, and the owner is told that three before it were lost',
    mended: 'what nobody knows the time of is of either day, and contradicts neither',
    mutation: 'what nobody knows the time of proves where a day began',
    seed: 69,
  },
];

export function mutationOf({ mutation }: Regression): Mutation {
  const found = mutations.find(({ name }) => name === mutation);
  if (!found) throw new Error(`there is no deliberate fault '${mutation}'`);
  return found;
}
