import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from 'node:crypto';
import { randomBytes } from './random.ts';

/** Seals small secrets (platform passwords, session tokens, merchant keys) for the database. */
export interface Vault {
  /** AES-256-GCM under APP_KEY; the result is text: "v1." + base64url(nonce, tag, ciphertext). */
  seal(plain: string): string;
  /** The plain text again. Throws when the text was changed or was sealed under another APP_KEY. */
  open(sealed: string): string;
}

const VERSION = 'v1.';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `appKey` is any text of 32 characters or more; the cipher key is its SHA-256. */
export function createVault(appKey: string): Vault {
  const key = createHash('sha256').update(appKey, 'utf8').digest();
  return {
    seal(plain) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return VERSION + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      if (!sealed.startsWith(VERSION)) throw new Error('not a sealed secret');
      const bytes = Buffer.from(sealed.slice(VERSION.length), 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES));
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const plain = [decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()];
      return Buffer.concat(plain).toString('utf8');
    },
  };
}

/** Compares two texts in a time that tells nothing about where they differ. */
export function equalText(a: string, b: string): boolean {
  const left = Buffer.from(a, 'utf8');
  const right = Buffer.from(b, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}
