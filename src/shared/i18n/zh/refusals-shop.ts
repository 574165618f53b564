/** What shops and their programs are refused, and why; buyers' pages tell their owner the same. */
export const refusalsShop = {} as const;
