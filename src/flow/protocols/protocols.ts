import type { Protocol } from '../orders/index.ts';
import { epayProtocol } from './epay/index.ts';
import type { ShopProtocol } from './shop-protocol.ts';
import { vmqProtocol } from './vmq/index.ts';

/** The house's own shop is told in the words that most shops are told in. */
const byId: Readonly<Record<Protocol, ShopProtocol>> = {
  epay: epayProtocol,
  vmq: vmqProtocol,
  trial: epayProtocol,
};

/** Every way in which shops speak to us. */
export const protocols: readonly ShopProtocol[] = [epayProtocol, vmqProtocol];

export function protocolOf({ protocol }: { protocol: Protocol }): ShopProtocol {
  return byId[protocol];
}
