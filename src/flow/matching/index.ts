export {
  type Candidate,
  type Match,
  type MatchWhy,
  type MismatchReason,
  type Money,
  matchReceipt,
  nearestReason,
  nearness,
  tellsAll,
} from './match-receipt.ts';
export { numbersIn } from './read-reference.ts';
