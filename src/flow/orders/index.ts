export { expireOrders } from './expire-orders.ts';
export {
  listOrders,
  type OrderFilter,
  type OrderPage,
  type OrderPageStart,
  type OrderPlace,
} from './list-orders.ts';
export * as orders from './order.repository.ts';
export {
  differingTerms,
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
} from './order.ts';
export { OrderEvents } from './order-events.ts';
export { newTradeNo, TRADE_NO } from './trade-no.ts';
