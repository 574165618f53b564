import bcrypt from 'bcrypt';
import { randomHex } from '../shared/random.ts';
import { LONGEST_PASSWORD_BYTES } from './password-rules.ts';

/** bcrypt's work factor: about a quarter of a second on a small server. */
const COST = 12;

export interface Passwords {
  hash(password: string): Promise<string>;
  /**
   * True when `password` belongs to `hash`. Without a hash (the user is unknown) it takes the same time to say
   * no, so that nobody learns which user names exist.
   */
  matches(password: string, hash: string | undefined): Promise<boolean>;
}

/** `cost` is lowered by tests only. */
export function createPasswords({ cost = COST }: { cost?: number } = {}): Passwords {
  const nobodys = bcrypt.hash(randomHex(16), cost);
  return {
    hash: (password) => bcrypt.hash(password, cost),
    async matches(password, hash) {
      const same = await bcrypt.compare(password, hash ?? (await nobodys));
      // bcrypt reads 72 bytes and ignores the rest, so a longer text could pass for a shorter one.
      return same && hash !== undefined && Buffer.byteLength(password) <= LONGEST_PASSWORD_BYTES;
    },
  };
}
