import { isIP } from 'node:net';
import { bareHost, isCallable, isPublicAddress } from './private-address.ts';

/** Why a shop's address can't be called whatever it resolves to, in words for people; null when its form is fine. */
export function refuseMalformed(address: string): string | null {
  const port = wrongPort(address);
  if (port !== null) return `网址的端口 ${port} 不对，端口是 1 到 65535 之间的数字`;
  if (!URL.canParse(address)) return '不是完整的网址，应像 https://shop.example/notify';
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return '网址应以 http:// 或 https:// 开头';
  if (url.username !== '' || url.password !== '') return '网址里不能带用户名和密码';
  return null;
}

/** The port of a web address when it can't be one (`99999`, `0`, `abc`); null when there is none or it is fine. */
export function wrongPort(address: string): string | null {
  const [, port] =
    /^https?:\/\/(?:[^/?#@]*@)?(?:\[[^\]]*\]|[^[/?#:@][^/?#:@]*):([^/?#]+)/i.exec(address) ?? [];
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
export function refuseObviouslyPrivate(address: string): string | null {
  const malformed = refuseMalformed(address);
  if (malformed !== null) return malformed;
  // The URL parser has already turned every numeric spelling into the usual one.
  const host = bareHost(new URL(address));
  if (isIP(host) !== 0) return isPublicAddress(host) ? null : `网址指向内网、本机或保留地址 ${host}`;
  const isLocalName =
    !host.includes('.') || PRIVATE_ENDINGS.some((ending) => host === ending || host.endsWith(`.${ending}`));
  return isLocalName ? `网址指向本机或内网名称 ${host}` : null;
}

/**
 * As refuseObviouslyPrivate, where the owner has opened his own machine and network: names and addresses there pass,
 * what never belongs to a shop (link-local, the clouds' metadata, multicast, 0.0.0.0 ...) does not.
 */
export function refuseNobodys(address: string): string | null {
  const malformed = refuseMalformed(address);
  if (malformed !== null) return malformed;
  const host = bareHost(new URL(address));
  if (isIP(host) === 0 || isCallable(host)) return null;
  return `网址指向链路本地、云主机元数据或保留地址 ${host}`;
}
