import type { RefusalCode } from '../../shared/refusals.ts';
import type { Protocol } from '../orders/index.ts';
import type { createShopApiRouter, EpayRouteDeps } from './epay/epay.routes.ts';
import type { ToldOrder } from './told-order.ts';
import type { VmqShopDeps } from './vmq/vmq-shop.routes.ts';

/** All that the ways of the shops need of the house. */
export type ShopDoorDeps = EpayRouteDeps & VmqShopDeps;

type Doors = ReturnType<typeof createShopApiRouter>;

/** One way in which shops speak to us, whole: where they come in, how they are told "no", and what a paid order's shop is told. */
export interface ShopProtocol {
  /** As it stands with each order that came by it. */
  id: Protocol;
  /** Where shops' programs ask; the answer is JSON whatever happens. */
  createApi(deps: ShopDoorDeps): Doors;
  /** Where a buyer's browser brings an order of its own; null: it comes to an address of the programs, or never. */
  createBuyerDoor: ((deps: ShopDoorDeps) => Doors) | null;
  /** What a program's "no" says besides its message: the number for a refusal's code, and more fields. */
  refusals: { numberOf?(code: RefusalCode): number; beside?: Readonly<Record<string, unknown>> };
  /** What the shop of a paid order is told, signed with `key`; the same for the notification and the return. */
  message(order: ToldOrder, key: string): Record<string, string>;
}
