import { hash } from 'node:crypto';
import { equalText } from './secrets.ts';

/**
 * How a shop's program treats values without content when it signs:
 * `canonical` drops empty values; `trim-empty` drops whitespace-only ones too (newer 彩虹易支付);
 * `keep-empty` drops none (v2board, acg-faka).
 */
export type EpaySignRule = 'canonical' | 'trim-empty' | 'keep-empty';

/**
 * The text that is signed: every parameter but `sign` and `sign_type`, names in the order of their UTF-8 bytes,
 * `name=value` joined with `&`, values decoded and otherwise untouched.
 * Source: docs/reference/epay-v1.md, section 1 (read in public gateway and shop code; vectors `epayMd5`).
 */
export function signContent(params: Record<string, string>, rule: EpaySignRule = 'canonical'): string {
  let content = '';
  for (const name of inByteOrder(Object.keys(params))) {
    const value = params[name];
    if (value === undefined || name === 'sign' || name === 'sign_type' || isDropped(value, rule)) continue;
    content += content === '' ? `${name}=${value}` : `&${name}=${value}`;
  }
  return content;
}

/** The 32 lower-case hex digits of MD5 over the content with the merchant's key right behind it (no `&key=`). */
export function epaySign(
  params: Record<string, string>,
  key: string,
  rule: EpaySignRule = 'canonical',
): string {
  return hash('md5', signContent(params, rule) + key, 'hex');
}

/**
 * True when `params.sign` is the signature of all the other parameters, unknown names included, under one of
 * the three rules. The rules differ only where a value has no content, so the second and third are tried only
 * then. The comparison is exact (upper-case hex is refused, as the gateways do) and takes constant time.
 */
export function verifyEpaySign(params: Record<string, string>, key: string): boolean {
  const { sign } = params;
  if (!sign) return false;
  if (equalText(epaySign(params, key), sign)) return true;
  const values = Object.values(params);
  if (values.some(isWhitespaceOnly) && equalText(epaySign(params, key, 'trim-empty'), sign)) return true;
  return values.includes('') && equalText(epaySign(params, key, 'keep-empty'), sign);
}

/**
 * Adds an encoded query to an address that may have one already; a fragment stays at the end.
 * Source: docs/reference/epay-v1.md, sections 5 and 6 (vectors `epayAppendQuery`).
 */
export function appendQuery(base: string, query: string): string {
  const hashAt = base.indexOf('#');
  const address = hashAt === -1 ? base : base.slice(0, hashAt);
  const fragment = hashAt === -1 ? '' : base.slice(hashAt);
  return address + separatorAfter(address) + query + fragment;
}

function separatorAfter(address: string): string {
  if (!address.includes('?')) return '?';
  return address.endsWith('?') || address.endsWith('&') ? '' : '&';
}

/** Not empty and nothing but what PHP's trim() removes, which is less than JavaScript's (no U+3000, no NBSP). */
export function isWhitespaceOnly(value: string): boolean {
  if (value === '') return false;
  for (let at = 0; at < value.length; at++) {
    if (!PHP_WHITESPACE.has(value.charCodeAt(at))) return false;
  }
  return true;
}

/** NUL, tab, line feed, vertical tab, carriage return, space. */
const PHP_WHITESPACE: ReadonlySet<number> = new Set([0x00, 0x09, 0x0a, 0x0b, 0x0d, 0x20]);

function isDropped(value: string, rule: EpaySignRule): boolean {
  if (rule === 'keep-empty') return false;
  return value === '' || (rule === 'trim-empty' && isWhitespaceOnly(value));
}

const NO_SURROGATES = /^[\0-\ud7ff]*$/;

/** Code units sort as bytes do until surrogates meet U+E000 and above; only then are bytes compared. */
function inByteOrder(names: string[]): string[] {
  return names.every((name) => NO_SURROGATES.test(name))
    ? names.sort()
    : names.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}
