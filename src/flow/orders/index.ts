export { billIn, billTerminal } from './bill-terminal.ts';
export { countOrders } from './count-orders.ts';
export { createdPeriod } from './created-period.ts';
export * as placements from './earlier-placement.repository.ts';
export { expireOrders } from './expire-orders.ts';
export {
  findByPayable,
  findOfPrice,
  findOrdersAwaiting,
  KEPT_AT_MOST_MS,
  type OrderForMoney,
} from './find-by-money.ts';
export { findTrials } from './find-trials.ts';
export { latestPrices } from './latest-prices.ts';
export { listOrders, type OrderPage } from './list-orders.ts';
export { merchantsWithOrders } from './merchants-with-orders.ts';
export * as orders from './order.repository.ts';
export {
  type ClosedBy,
  differingTerms,
  type EarlierPlacement,
  isAwaited,
  isOpen,
  isPayable,
  isRevivable,
  type NewOrder,
  type Oddity,
  type Order,
  type OrderState,
  type OrderTerms,
  orderStates,
  type Placement,
  type Protocol,
  shownState,
  type TermName,
  typeForShop,
  USUAL_PAID_HOLD_MS,
} from './order.ts';
export { OrderEvents } from './order-events.ts';
export type { OrderFilter, OrderPageStart, OrderPlace } from './order-filter.ts';
export { restoreEarlier } from './restore-earlier.ts';
export { newTradeNo, TRADE_NO } from './trade-no.ts';
