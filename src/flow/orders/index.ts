export { COUNT_UP_TO, countOrders } from './count-orders.ts';
export { createdPeriod } from './created-period.ts';
export { expireOrders } from './expire-orders.ts';
export { listOrders, type OrderPage } from './list-orders.ts';
export * as orders from './order.repository.ts';
export {
  differingTerms,
  isAwaited,
  isOpen,
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
} from './order.ts';
export { OrderEvents } from './order-events.ts';
export type { OrderFilter, OrderPageStart, OrderPlace } from './order-filter.ts';
export { newTradeNo, TRADE_NO } from './trade-no.ts';
