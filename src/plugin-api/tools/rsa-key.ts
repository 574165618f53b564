import { createPublicKey, type KeyObject } from 'node:crypto';
import { privateKey, publicKey } from './rsa.ts';

/** What a text that should be an RSA key is. */
export interface RsaKey {
  kind: 'private' | 'public' | 'certificate';
  bits: number;
  /** Base64 of its public half (SPKI), the same for a private key and the public one that belongs to it. */
  publicHalf: string;
}

/** Reads a key as platforms hand it out (see `rsa`); null for a text that is none. For forms that tell keys apart. */
export function readRsaKey(text: string): RsaKey | null {
  if (/BEGIN CERTIFICATE/.test(text)) return read('certificate', () => createPublicKey(text.trim()));
  return (
    read('private', () => createPublicKey(privateKey(text).export({ format: 'pem', type: 'pkcs8' }))) ??
    read('public', () => publicKey(text))
  );
}

function read(kind: RsaKey['kind'], publicHalfOf: () => KeyObject): RsaKey | null {
  try {
    const key = publicHalfOf();
    if (key.asymmetricKeyType !== 'rsa') return null;
    return {
      kind,
      bits: key.asymmetricKeyDetails?.modulusLength ?? 0,
      publicHalf: key.export({ format: 'der', type: 'spki' }).toString('base64'),
    };
  } catch {
    return null;
  }
}
