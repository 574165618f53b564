import type { Protocol } from '../orders/index.ts';
import { epayProtocol } from './epay/index.ts';
import type { ShopProtocol } from './shop-protocol.ts';
import { vmqProtocol } from './vmq/index.ts';

const byId: Readonly<Record<Protocol, ShopProtocol>> = { epay: epayProtocol, vmq: vmqProtocol };

/** Every way in which shops speak to us. */
export const protocols: readonly ShopProtocol[] = Object.values(byId);

export function protocolOf({ protocol }: { protocol: Protocol }): ShopProtocol {
  return byId[protocol];
}
