import {
  constants,
  createPrivateKey,
  createPublicKey,
  createSign,
  createVerify,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto';
import { type Data, fromWritten, toBytes } from './bytes.ts';

/**
 * Keys as platforms hand them out: PEM, or the bare base64 of it (PKCS#8 or PKCS#1 for private, SPKI or PKCS#1 for
 * public). Throws when it is none.
 */
export function privateKey(text: string): KeyObject {
  if (text.includes('-----')) return createPrivateKey(text.trim());
  const key = fromWritten(text, 'base64');
  return firstThatReads(['pkcs8', 'pkcs1'] as const, (type) =>
    createPrivateKey({ key, format: 'der', type }),
  );
}

export function publicKey(text: string): KeyObject {
  if (text.includes('-----')) return createPublicKey(text.trim());
  const key = fromWritten(text, 'base64');
  return firstThatReads(['spki', 'pkcs1'] as const, (type) => createPublicKey({ key, format: 'der', type }));
}

function firstThatReads<T extends string>(types: readonly T[], read: (type: T) => KeyObject): KeyObject {
  for (const type of types) {
    try {
      return read(type);
    } catch {
      // the next form
    }
  }
  throw new TypeError('not a key: neither PEM nor the base64 of one');
}

export type RsaHash = 'sha1' | 'sha256';

export const rsa = {
  /** PKCS#1 v1.5 signature, base64 (RSA2 of Alipay: 'sha256'). */
  sign: (hash: RsaHash, key: string, data: Data): string =>
    createSign(hash).update(toBytes(data)).sign(privateKey(key), 'base64'),

  /** False for a wrong signature, and for a text that is none. */
  verify(hash: RsaHash, key: string, data: Data, signature: string): boolean {
    try {
      return createVerify(hash)
        .update(toBytes(data))
        .verify(publicKey(key), fromWritten(signature, 'base64'));
    } catch (error) {
      if (error instanceof RangeError) return false;
      throw error;
    }
  },

  /** Base64 of the encrypted text, as pages encrypt passwords. */
  encrypt(padding: 'pkcs1' | 'oaep', key: string, data: Data): string {
    const how =
      padding === 'pkcs1'
        ? { padding: constants.RSA_PKCS1_PADDING }
        : { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' };
    return publicEncrypt({ key: publicKey(key), ...how }, toBytes(data)).toString('base64');
  },
};
