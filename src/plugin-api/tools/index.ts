import { aes, sm4 } from './ciphers.ts';
import { anyTime, formatTime, parseTime } from './dates.ts';
import { encodings } from './encoding.ts';
import { hashes } from './hash.ts';
import { rsa } from './rsa.ts';
import { readRsaKey } from './rsa-key.ts';

/** What back ends want computed, so that a plugin needs nothing but the contract. Pure, but for `uuid` and `randomBytes`. */
export const tools = {
  ...hashes,
  ...encodings,
  rsa: { ...rsa, read: readRsaKey },
  aes,
  sm4,
  formatTime,
  parseTime,
  anyTime,
} as const;
