export {
  type AccountListening,
  type AccountRepository,
  createAccountRepository,
} from './account.repository.ts';
export {
  type Account,
  type Code,
  type CodeStyle,
  DEFAULT_INTERVAL_MS,
  type Health,
  inTurn,
  type ListenMode,
  listenModes,
  type RoutableCode,
} from './account.ts';
export type { CodeFields, CodeToRoute } from './code.repository.ts';
export * as codes from './code.repository.ts';
export { hasOwnShape, kindProblem, terminalOf } from './code-terminal.ts';
export {
  changeAccount,
  changeCode,
  createCode,
  hasCodes,
  noteLoginStep,
  noteLoginTest,
  openAccount,
  switchAccount,
  switchCode,
} from './deeds.ts';
export { keepWords, readWords } from './kept-words.ts';
export { looksLikeLink } from './looks-like-link.ts';
export {
  type AccountDeps,
  type AccountForm,
  addAccount,
  changedAddresses,
  editAccount,
} from './manage-accounts.ts';
export { addCode, type CodeInput, editCode } from './manage-codes.ts';
export { codeRouteChanges, routeChanges } from './route-changes.ts';
export { type NoCodeReason, whyNoCode } from './why-no-code.ts';
