import bcrypt from 'bcrypt';
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

/** What stands behind the salt where a hash is wanted that is nobody's: as long as a real one, and made for nothing. */
const NOBODYS_DIGEST = '.'.repeat(31);

/** `cost` is lowered by tests only. */
export function createPasswords({ cost = COST }: { cost?: number | undefined } = {}): Passwords {
  const nobodys = bcrypt.genSaltSync(cost) + NOBODYS_DIGEST;
  return {
    hash: (password) => bcrypt.hash(password, cost),
    async matches(password, hash) {
      const same = await bcrypt.compare(password, hash ?? nobodys);
      // bcrypt reads 72 bytes and ignores the rest, so a longer text could pass for a shorter one.
      return same && hash !== undefined && Buffer.byteLength(password) <= LONGEST_PASSWORD_BYTES;
    },
  };
}
