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

export const regressions: readonly Regression[] = [];

export function mutationOf({ mutation }: Regression): Mutation {
  const found = mutations.find(({ name }) => name === mutation);
  if (!found) throw new Error(`there is no deliberate fault '${mutation}'`);
  return found;
}
