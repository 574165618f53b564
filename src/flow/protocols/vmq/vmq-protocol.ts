import type { ShopProtocol } from '../shop-protocol.ts';
import { vmqMessage } from './vmq-message.ts';
import { createVmqShopRouter, vmqRefusal } from './vmq-shop.routes.ts';

/** V免签, as its shops speak it. Source: docs/reference/listeners.md, section 3. */
export const vmqProtocol: ShopProtocol = {
  id: 'vmq',
  createApi: createVmqShopRouter,
  createBuyerDoor: null,
  refusals: { beside: vmqRefusal },
  message: vmqMessage,
};
