export {
  type AccountListening,
  type AccountRepository,
  type AskedSession,
  createAccountRepository,
} from './account.repository.ts';
export {
  type Account,
  type Code,
  type CodeCandidate,
  type CodeStyle,
  compareTurns,
  DEFAULT_INTERVAL_MS,
  type Health,
  inTurn,
  type ListenMode,
  listenModes,
  MIN_HOURLY_BUDGET,
  type RoutableCode,
  type StandingObstacle,
  tierOf,
  USUAL_SILENCE_MS,
} from './account.ts';
export type { CodeFields } from './code.repository.ts';
export * as codes from './code.repository.ts';
export { readCodePicture } from './code-pictures.ts';
export { hasOwnShape, terminalOf } from './code-terminal.ts';
export {
  changeAccount,
  changeCode,
  createCode,
  hasCodes,
  noteLoginTest,
  notePersonalLogin,
  openAccount,
  switchAccount,
  switchCode,
} from './deeds.ts';
export { keepSaying, readKept, type Telling } from './kept-saying.ts';
export { changeHourlyBudget, limitAccount, limitCode, refuseBudget } from './limit-deeds.ts';
export { createListening, type Listening } from './listening-kind.ts';
export { looksLikeLink } from './looks-like-link.ts';
export {
  type AccountDeps,
  type AccountForm,
  addAccount,
  editAccount,
} from './manage-accounts.ts';
export { addCode, type CodeInput, editCode, onlyAppProblems } from './manage-codes.ts';
export * as routing from './routable-codes.ts';
export { codeRouteChanges, routeChanges } from './route-changes.ts';
export { type NoCodeReason, whyNoCode } from './why-no-code.ts';
