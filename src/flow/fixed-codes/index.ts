export { amountInName } from './amount-in-name.ts';
export { type FixedCode, findFixed, listAmounts, listFixed } from './fixed-code.repository.ts';
export { addFixedCodes, type FixedInput, removeFixedCode } from './manage-fixed-codes.ts';
export { type PriceWithout, pricesWithout } from './prices-without.ts';
