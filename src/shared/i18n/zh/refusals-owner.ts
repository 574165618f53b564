/** What owners are refused, in the console and in the terminal. */
export const refusalsOwner = {} as const;
