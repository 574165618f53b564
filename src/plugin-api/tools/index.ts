import { aes, sm4 } from './ciphers.ts';
import { formatTime, parseTime } from './dates.ts';
import { encodings } from './encoding.ts';
import { hashes } from './hash.ts';
import { rsa } from './rsa.ts';

/** What back ends want computed, so that a plugin needs nothing but the contract. Pure, but for `uuid` and `randomBytes`. */
export const tools = { ...hashes, ...encodings, rsa, aes, sm4, formatTime, parseTime } as const;
