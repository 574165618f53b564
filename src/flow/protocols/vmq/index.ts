export { orderData } from './order-data.ts';
export { vmqProtocol } from './vmq-protocol.ts';
export { vmqYes } from './vmq-shop.routes.ts';
