import { hash } from 'node:crypto';
import { signContent, verifyEpaySign } from '../../../shared/epay-sign.ts';
import { type Refusal, refuse } from '../../../shared/errors.ts';
import { equalText } from '../../../shared/secrets.ts';
import type { ShopParams } from '../../intake/index.ts';

/** Why a signature is wrong; source: docs/reference/epay-v1.md, section 1. All but the last, `rsa` and `not_utf8` are proven: with that one thing undone it is right. */
export type SignFault =
  | 'missing'
  | 'rsa'
  | 'not_utf8'
  | 'upper_case'
  | 'key_blanks'
  | 'key_name'
  | 'backslash'
  | 'url_encoded'
  | 'plus'
  | 'html'
  | 'blanks'
  | 'unsigned_fields'
  | 'unknown';

/** Longer requests are not tried out: nobody should make us compute for free. */
const LONGEST_TRIED = 8_192;

const CORE = new Set(['pid', 'type', 'out_trade_no', 'notify_url', 'return_url', 'name', 'money', 'sign']);

/** Refusal 'bad_sign' with the likely or proven cause. `key` is the merchant's; `charset`: as the request declares it. */
export function badSign(params: ShopParams, key: string, charset = ''): Refusal {
  const { fault, fields = [] } = findFault(params, key, charset);
  return refuse(`bad_sign.${fault}`, { fields });
}

interface Found {
  fault: SignFault;
  fields?: string[];
}

function findFault(params: ShopParams, key: string, charset: string): Found {
  if (!params.sign) return { fault: 'missing' };
  if (params.sign_type?.trim().toUpperCase() === 'RSA') return { fault: 'rsa' };
  return findProven(params, key) ?? { fault: isNotUtf8(params, charset) ? 'not_utf8' : 'unknown' };
}

function isNotUtf8(params: ShopParams, charset: string): boolean {
  if (charset !== '' && !/^utf-?8$/i.test(charset)) return true;
  return Object.values(params).some((value) => value.includes('\ufffd'));
}

function findProven(params: ShopParams, key: string): Found | undefined {
  const content = signContent(params);
  if (content.length > LONGEST_TRIED) return undefined;
  const sign = (params.sign ?? '').trim().toLowerCase();
  if (verifyEpaySign(withSign(params, sign), key)) return { fault: 'upper_case' };
  const isOver = (text: string) => equalText(hash('md5', text, 'hex'), sign);
  if ([`${key} `, ` ${key}`, `${key}\n`, `${key}\r\n`, `${key}\t`].some((typed) => isOver(content + typed)))
    return { fault: 'key_blanks' };
  if (isOver(`${content}&key=${key}`)) return { fault: 'key_name' };
  for (const [fault, change] of changes) {
    const { changed, fields } = changeValues(params, change);
    if (fields.length > 0 && verifyEpaySign(withSign(changed, sign), key)) return { fault, fields };
  }
  const unsigned = findUnsigned(withSign(params, sign), key);
  return unsigned && { fault: 'unsigned_fields', fields: unsigned };
}

const unescaped: Record<string, string> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#039;': "'",
  '&#39;': "'",
};

/** What shops' programs do to a value between signing and sending it, or the other way round. */
const changes: readonly [SignFault, (value: string) => string][] = [
  ['backslash', (value) => value.replace(/\\(.?)/gs, '$1')],
  ['backslash', (value) => value.replace(/['"\\]/g, '\\$&')],
  ['plus', (value) => value.replaceAll(' ', '+')],
  ['blanks', (value) => value.trim()],
  ['html', (value) => value.replace(/&(amp|lt|gt|quot|#0?39);/g, (entity) => unescaped[entity] ?? entity)],
  ['html', (value) => escapeHtml(value, '&#039;')],
  ['html', (value) => escapeHtml(value, "'")],
  ['url_encoded', (value) => encodeURIComponent(value)],
  ['url_encoded', (value) => new URLSearchParams([['', value]]).toString().slice(1)],
];

function escapeHtml(value: string, apostrophe: string): string {
  const escapes: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": apostrophe,
  };
  return value.replace(/[&<>"']/g, (character) => escapes[character] ?? character);
}

function changeValues(params: ShopParams, change: (value: string) => string) {
  const changed: ShopParams = Object.create(null);
  const fields: string[] = [];
  for (const [name, value] of Object.entries(params)) {
    const isSigned = name !== 'sign' && name !== 'sign_type';
    changed[name] = isSigned ? changeable(value, change) : value;
    if (changed[name] !== value) fields.push(name);
  }
  return { changed, fields };
}

/** A lone surrogate has no encoding, and is no shop's. */
function changeable(value: string, change: (value: string) => string): string {
  return /\p{Surrogate}/u.test(value) ? value : change(value);
}

/** The parameters without which the signature is right: all that shops may add, or one of them. */
function findUnsigned(params: ShopParams, key: string): string[] | undefined {
  const added = Object.keys(params).filter((name) => !CORE.has(name) && name !== 'sign_type');
  if (added.length > 20) return undefined;
  return [added, ...added.map((name) => [name])].find(
    (left) => left.length > 0 && verifyEpaySign(without(params, left), key),
  );
}

function without(params: ShopParams, names: string[]): ShopParams {
  const rest: ShopParams = Object.assign(Object.create(null), params);
  for (const name of names) delete rest[name];
  return rest;
}

function withSign(params: ShopParams, sign: string): ShopParams {
  return Object.assign(Object.create(null), params, { sign });
}
