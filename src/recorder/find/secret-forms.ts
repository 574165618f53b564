import { tools } from '../../plugin-api/index.ts';
import type { Told } from './sources.ts';

/** One of the closed list of docs/reference/descriptors.md, 5. `{salt}` stands for the value of `salt`. */
export type Operation = string | [string, ...(string | number)[]];

/** How a value comes of a secret that the owner typed. */
export interface SecretForm {
  do: Operation[];
  /** What it is salted with. */
  salt: Told | null;
}

const HASHES = ['md5', 'sha1', 'sha256', 'sm3'] as const;
const LENGTHS: Readonly<Record<number, readonly (typeof HASHES)[number][]>> = {
  32: ['md5'],
  40: ['sha1'],
  64: ['sha256', 'sm3'],
};
const BASE64_LENGTHS: Readonly<Record<number, readonly (typeof HASHES)[number][]>> = {
  24: ['md5'],
  28: ['sha1'],
  44: ['sha256', 'sm3'],
};

/**
 * How the text was made of the secret by the closed list: a hash (with a salt that an earlier answer told), twice
 * hashed, base64. Null where by none. `salts`: values told before.
 */
export function formOf(text: string, secret: string, salts: readonly Told[] = []): SecretForm | null {
  if (secret === '') return null;
  if (text === secret) return { do: [], salt: null };
  if (text === encodeURIComponent(secret)) return { do: ['url'], salt: null };
  if (text === tools.base64(secret)) return { do: ['base64'], salt: null };
  const isHex = /^[0-9a-f]+$/i.test(text);
  const names = (isHex ? LENGTHS[text.length] : BASE64_LENGTHS[text.length]) ?? [];
  for (const name of names) {
    const found = hashed(text, secret, name, isHex) ?? salted(text, secret, name, { isHex, salts });
    if (found) return found;
  }
  return null;
}

type Hash = (typeof HASHES)[number];

function hashed(text: string, secret: string, name: Hash, isHex: boolean): SecretForm | null {
  if (!isHex)
    return tools.hash(name, secret, 'base64') === text ? { do: [[name, 'base64']], salt: null } : null;
  const upper = /[A-F]/.test(text) && !/[a-f]/.test(text);
  const wanted = text.toLowerCase();
  const last: Operation[] = upper ? ['upper'] : [];
  const once = tools.hash(name, secret);
  if (once === wanted) return { do: [name, ...last], salt: null };
  if (tools.hash(name, once) === wanted) return { do: [name, name, ...last], salt: null };
  if (tools.hash(name, once.toUpperCase()) === wanted)
    return { do: [name, 'upper', name, ...last], salt: null };
  if (name !== 'md5' && tools.hash(name, tools.md5(secret)) === wanted)
    return { do: ['md5', name, ...last], salt: null };
  return null;
}

function salted(
  text: string,
  secret: string,
  name: Hash,
  { isHex, salts }: { isHex: boolean; salts: readonly Told[] },
): SecretForm | null {
  const wanted = isHex ? text.toLowerCase() : text;
  const of = (data: string) => tools.hash(name, data, isHex ? 'hex' : 'base64');
  const last: Operation[] = isHex
    ? [name, ...(/[A-F]/.test(text) && !/[a-f]/.test(text) ? ['upper'] : [])]
    : [[name, 'base64']];
  const inner = tools.md5(secret);
  for (const salt of salts) {
    const { value } = salt;
    const ways: [string, Operation[]][] = [
      [secret + value, [['suffix', '{salt}']]],
      [value + secret, [['prefix', '{salt}']]],
      [inner + value, ['md5', ['suffix', '{salt}']]],
      [value + inner, ['md5', ['prefix', '{salt}']]],
    ];
    for (const [data, before] of ways) if (of(data) === wanted) return { do: [...before, ...last], salt };
    if (isHex && tools.hmac(name, value, secret) === wanted) return { do: [['hmac', name, '{salt}']], salt };
  }
  return null;
}

/** True for what an RSA key of 1,024, 2,048 or 4,096 bits makes of a short text. */
export function looksLikeRsa(text: string): boolean {
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(text) ? Buffer.from(text, 'base64').length : 0;
  return [128, 256, 512].includes(bytes);
}

/**
 * True for the form of SM2 (C1, C3 and C2 in whichever order) over a text of that many bytes: the point of 64 bytes, with or without the
 * leading 04, a hash of 32 bytes and the text.
 */
export function looksLikeSm2(text: string, textBytes: number): boolean {
  const bytes = /^[0-9a-f]+$/i.test(text)
    ? text.length / 2
    : /^[A-Za-z0-9+/]+={0,2}$/.test(text)
      ? Buffer.from(text, 'base64').length
      : 0;
  const bare = 64 + 32 + textBytes;
  return bytes === bare || bytes === bare + 1;
}
