import ipaddr from 'ipaddr.js';

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * True for an IP address (as text) that belongs to one host of the public internet. False for everything else:
 * private, loopback, link-local, carrier-grade NAT, unspecified, multicast, reserved and documentation ranges,
 * IPv6 that carries an IPv4 address inside (mapped, 6to4, Teredo, NAT64), and text that is no IP address.
 */
export function isPublicAddress(text: string): boolean {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  // What is not assigned yet, and old forms like ::127.0.0.1, lies outside 2000::/3 and counts as unicast otherwise.
  return address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST);
}

/** A URL's host without the brackets of IPv6 and without the root's dot: "[::1]" → "::1", "a.example." → "a.example". */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}
