import ipaddr from 'ipaddr.js';
import { memo } from './memo.ts';

const GLOBAL_UNICAST = ipaddr.parseCIDR('2000::/3');

/**
 * True for an IP address (as text) that belongs to one host of the public internet. False for everything else:
 * private, loopback, link-local, carrier-grade NAT, unspecified, multicast, reserved and documentation ranges,
 * IPv6 that carries an IPv4 address inside (mapped, 6to4, Teredo, NAT64), and text that is no IP address.
 */
export const isPublicAddress = memo((text) => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== 'unicast') return false;
  // What is not assigned yet, and old forms like ::127.0.0.1, lies outside 2000::/3 and counts as unicast otherwise.
  return address.kind() === 'ipv4' || address.match(GLOBAL_UNICAST);
});

/** Ranges of ipaddr.js that belong to the owner's own machine or network. */
const OWN_RANGES: ReadonlySet<string> = new Set(['private', 'loopback', 'uniqueLocal']);

/** Where clouds answer questions about the machine, inside ranges that are an owner's network otherwise. */
const METADATA = ['fd00:ec2::/32', 'fd20:ce::/32'].map((range) => ipaddr.parseCIDR(range));

/**
 * True for an address of the owner's own machine or network: loopback, 10/8, 172.16/12, 192.168/16, fc00::/7, also as
 * IPv4 in IPv6's dress (::ffff:10.0.0.1). False for everything that no shop lives at: link-local with the clouds'
 * metadata, carrier-grade NAT (where one cloud has its metadata), unspecified, multicast, broadcast, reserved, and
 * IPv6 that leads to some IPv4 address by translation or tunnel.
 */
export const isOwnNetwork = memo((text) => {
  if (!ipaddr.isValid(text)) return false;
  const address = ipaddr.process(text);
  if (METADATA.some((range) => address.kind() === range[0].kind() && address.match(range))) return false;
  return OWN_RANGES.has(address.range());
});

const NEARBY_RANGES: ReadonlySet<string> = new Set([...OWN_RANGES, 'linkLocal', 'carrierGradeNat']);

/**
 * True for a peer on this machine, in its network or in its provider's: the proxies that stand in front of us have such
 * addresses, and visitors from the internet never do.
 */
export function isNearby(text: string): boolean {
  return ipaddr.isValid(text) && NEARBY_RANGES.has(ipaddr.process(text).range());
}

/** True for an address that something we were told to call may live at: public, or of the owner's own network. */
export function isCallable(text: string): boolean {
  return isPublicAddress(text) || isOwnNetwork(text);
}

/** A URL's host without the brackets of IPv6 and without the root's dot: "[::1]" → "::1", "a.example." → "a.example". */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');
}
