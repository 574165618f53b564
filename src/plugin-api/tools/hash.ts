import { createHash, createHmac } from 'node:crypto';
import { randomBytes, randomUuid } from '../../shared/random.ts';
import { type Data, toBytes, type Written } from './bytes.ts';

export type HashName = 'md5' | 'sha1' | 'sha256' | 'sha512' | 'sm3';

/** The hash of text or bytes; lower-case hex when `as` is left out. */
export function hash(name: HashName, data: Data, as: Written = 'hex'): string {
  return createHash(name).update(toBytes(data)).digest(as);
}

/** HMAC with any of the hashes. */
export function hmac(name: HashName, key: Data, data: Data, as: Written = 'hex'): string {
  return createHmac(name, toBytes(key)).update(toBytes(data)).digest(as);
}

export const hashes = {
  md5: (data: Data, as?: Written) => hash('md5', data, as),
  sha1: (data: Data, as?: Written) => hash('sha1', data, as),
  sha256: (data: Data, as?: Written) => hash('sha256', data, as),
  sm3: (data: Data, as?: Written) => hash('sm3', data, as),
  hash,
  hmac,
  /** A new one each time. */
  uuid: (): string => randomUuid(),
  randomBytes: (count: number): Uint8Array => randomBytes(count),
};
