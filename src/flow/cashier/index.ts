export { type CashierDeps, createCashierRouter } from './cashier.routes.ts';
export type { CashierFacts, CashierPage } from './cashier-page.ts';
export { type CashierState, createStateReader, RETURN_AFTER_MS, type StateReader } from './cashier-state.ts';
export type { ConfirmAnswer } from './notice.ts';
export { createReturnAddress, type ReturnAddressDeps } from './return-address.ts';
export { createStateRoute, limitUnknownOrders, type StateRouteDeps } from './state.routes.ts';
export { type ReturnAddress, type StateAnswer, toStateAnswer } from './state-answer.ts';
