import { clientIp, networkOf } from '../../shared/http.ts';
import { isLocalAddress } from '../../shared/local-address.ts';

/**
 * What one buyer's orders are counted by: the network of his address as the shop signed it, or as he came to us with.
 * Null where that tells nobody apart: none, no address at all, or that of a proxy or a network of ours.
 */
export function buyerNetwork(address: string | null): string | null {
  if (!address) return null;
  const ip = clientIp({ ip: address.trim(), headers: {} });
  return ip === '' || isLocalAddress(ip) ? null : networkOf(ip);
}

/**
 * Of what was told of one buyer's address, the first that tells him apart from others; where none does, the first that
 * there is.
 */
export function tellingAddress(...addresses: (string | null)[]): string | null {
  return addresses.find((one) => buyerNetwork(one) !== null) ?? addresses.find((one) => one !== null) ?? null;
}
