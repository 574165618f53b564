import { type CipherGCMTypes, createCipheriv, createDecipheriv } from 'node:crypto';
import { type Data, toBytes } from './bytes.ts';

export interface CipherKey {
  /** 16, 24 or 32 bytes for AES; 16 for SM4. */
  key: Data;
  /** 16 bytes for cbc, 12 for gcm; none for ecb. */
  iv?: Data;
  /** False: the data is a whole number of blocks, and nothing is added. */
  padding?: boolean;
  /** With gcm: authenticated and not encrypted. */
  aad?: Data;
}

type AesMode = 'ecb' | 'cbc' | 'gcm';
const GCM_TAG = 16;

/** Both ways of a cipher. With gcm the tag stands behind the data. Decrypting throws when anything is wrong. */
function cipherOf<Mode extends AesMode>(nameOf: (mode: Mode, key: Buffer) => string) {
  const parts = (mode: Mode, { key, iv }: CipherKey) => {
    const bytes = toBytes(key);
    return { name: nameOf(mode, bytes), key: bytes, iv: mode === 'ecb' ? null : toBytes(iv ?? '') };
  };
  return {
    encrypt(mode: Mode, options: CipherKey, data: Data): Uint8Array {
      const { name, key, iv } = parts(mode, options);
      if (mode === 'gcm') {
        const gcm = createCipheriv(name as CipherGCMTypes, key, iv ?? '');
        if (options.aad !== undefined) gcm.setAAD(toBytes(options.aad));
        return Buffer.concat([gcm.update(toBytes(data)), gcm.final(), gcm.getAuthTag()]);
      }
      const cipher = createCipheriv(name, key, iv);
      cipher.setAutoPadding(options.padding ?? true);
      return Buffer.concat([cipher.update(toBytes(data)), cipher.final()]);
    },

    decrypt(mode: Mode, options: CipherKey, data: Uint8Array): Uint8Array {
      const { name, key, iv } = parts(mode, options);
      const bytes = toBytes(data);
      if (mode === 'gcm') {
        if (bytes.length < GCM_TAG) throw new RangeError('too short to hold a tag');
        const gcm = createDecipheriv(name as CipherGCMTypes, key, iv ?? '', { authTagLength: GCM_TAG });
        if (options.aad !== undefined) gcm.setAAD(toBytes(options.aad));
        gcm.setAuthTag(bytes.subarray(-GCM_TAG));
        return Buffer.concat([gcm.update(bytes.subarray(0, -GCM_TAG)), gcm.final()]);
      }
      const decipher = createDecipheriv(name, key, iv);
      decipher.setAutoPadding(options.padding ?? true);
      return Buffer.concat([decipher.update(bytes), decipher.final()]);
    },
  };
}

export const aes = cipherOf<AesMode>((mode, key) => `aes-${key.length * 8}-${mode}`);
export const sm4 = cipherOf<'ecb' | 'cbc'>((mode) => `sm4-${mode}`);
