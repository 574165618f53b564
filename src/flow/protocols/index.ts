/** How shops speak to us: a folder for each protocol, and the registry that knows them. */
export {
  epayNumber,
  type JudgedRequest,
  judgeRequest,
  orderAnswer,
  orderCreated,
  speaksV1,
} from './epay/index.ts';
export { protocolOf, protocols } from './protocols.ts';
export {
  notificationQuery,
  notificationRequest,
  notificationUrl,
  returnUrl,
  type ShopRequest,
} from './shop-message.ts';
export type { ShopDoorDeps, ShopProtocol } from './shop-protocol.ts';
export type { ToldOrder } from './told-order.ts';
export { orderData, vmqYes } from './vmq/index.ts';
