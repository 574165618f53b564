import type { Request } from 'express';
import { clientIp } from '../shared/http.ts';
import { isNearby } from '../shared/private-address.ts';

type Setting = boolean | number | string;
type Trust = (address: string | undefined, hop: number) => boolean;

/**
 * What Express is told of TRUST_PROXY. A number of proxies counts only where the nearest one has an address of this
 * machine or its network: a visitor who reaches us directly from the internet could otherwise claim any address. A proxy
 * with a public address (a CDN that comes to us directly) has to be named by its network.
 */
export function trustedProxy(setting: Setting): Exclude<Setting, number> | Trust {
  if (typeof setting !== 'number') return setting;
  return (address, hop) => hop < setting && (hop > 0 || address === undefined || isNearby(address));
}

/**
 * True where the visitor's address is none of his own: a proxy stands in between that we were not told of, so that
 * everybody has the proxy's. What is counted by address says nothing then of who it was.
 */
export function sharesAddress(req: Request): boolean {
  const ip = clientIp(req);
  return ip === '' || isNearby(ip) || untrustedProxyOf(req) !== null;
}

/** The nearest peer's address where it says that it is a proxy and is not trusted to; else null. */
export function untrustedProxyOf(req: Request): string | null {
  if (!req.headers['x-forwarded-for']) return null;
  const peer = req.socket.remoteAddress ?? '';
  const trust: Trust = req.app.get('trust proxy fn');
  return trust(peer, 0) ? null : peer;
}
