export {
  type Candidate,
  type Match,
  type MatchWhy,
  type MismatchReason,
  matchReceipt,
  type RejectReason,
} from './match-receipt.ts';
