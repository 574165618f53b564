export { type CashierDeps, createCashierRouter } from './cashier.routes.ts';
export { type CashierFacts, type CashierPage, toCashierPage } from './cashier-page.ts';
export { type CashierState, createStateReader, RETURN_AFTER_MS, type StateReader } from './cashier-state.ts';
export type { ConfirmAnswer } from './notice.ts';
export { createStateRoute, type StateRouteDeps } from './state.routes.ts';
export type { StateAnswer } from './state-answer.ts';
