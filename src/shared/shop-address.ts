import { isIP } from 'node:net';
import { bareHost, isCallable, isPublicAddress } from './private-address.ts';
import { type Saying, saying } from './saying.ts';

/** What is wrong with the form of an address; `port`: what stands where a port should. */
type Malformation =
  | { what: 'port'; values: { port: string } }
  | { what: 'incomplete' | 'scheme' | 'credentials'; values?: never };

/** Why a shop's address can't be called whatever it resolves to; null when its form is fine. */
function malformationOf(address: string): Malformation | null {
  const port = wrongPort(address);
  if (port !== null) return { what: 'port', values: { port } };
  if (!URL.canParse(address)) return { what: 'incomplete' };
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return { what: 'scheme' };
  if (url.username !== '' || url.password !== '') return { what: 'credentials' };
  return null;
}

/** The same, to be said after the name of the field that holds the address. */
export function refuseMalformed(address: string): Saying | null {
  const wrong = malformationOf(address);
  return wrong && { say: `cause.address.${wrong.what}`, ...(wrong.values && { with: wrong.values }) };
}

/** The same, of the address that a shop is told at. */
export function malformedNotifyAddress(address: string): Saying | null {
  const wrong = malformationOf(address);
  return wrong && { say: `cause.notifyAddress.${wrong.what}`, ...(wrong.values && { with: wrong.values }) };
}

/** The port of a web address when it can't be one (`99999`, `0`, `abc`); null when there is none or it is fine. */
export function wrongPort(address: string): string | null {
  const [, port] =
    /^https?:\/\/(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^[/?#:@][^/?#:@]*):([^/?#@]+)(?=[/?#]|$)/i.exec(address) ?? [];
  if (port === undefined) return null;
  const isPort = /^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535;
  return isPort ? null : port.slice(0, 20);
}

/** Endings that never belong to a name of the public internet. Sources: RFC 6761, 6762, 8375 and ICANN's reservation of .internal. */
const PRIVATE_ENDINGS = ['localhost', 'localdomain', 'local', 'internal', 'home.arpa'];

/**
 * What can be told from a shop's address without asking anyone, for the moment an order is submitted: as
 * refuseMalformed, and private IP addresses in every spelling (decimal, octal, hex, short, IPv6), local names.
 * Null is no promise: a name may still resolve to a private address, which is refused when it is called.
 */
export function refuseObviouslyPrivate(address: string): Saying | null {
  const malformed = refuseMalformed(address);
  if (malformed !== null) return malformed;
  // The URL parser has already turned every numeric spelling into the usual one.
  const host = bareHost(new URL(address));
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : saying('cause.address.private', { host });
  const isLocalName =
    !host.includes('.') || PRIVATE_ENDINGS.some((ending) => host === ending || host.endsWith(`.${ending}`));
  return isLocalName ? saying('cause.address.localName', { host }) : null;
}

/**
 * As refuseObviouslyPrivate, where the owner has opened his own machine and network: names and addresses there pass,
 * what never belongs to a shop (link-local, the clouds' metadata, multicast, 0.0.0.0 ...) does not.
 */
export function refuseNobodys(address: string): Saying | null {
  const malformed = refuseMalformed(address);
  if (malformed !== null) return malformed;
  const host = bareHost(new URL(address));
  if (isIP(host) === 0 || isCallable(host)) return null;
  return saying('cause.address.reserved', { host });
}
