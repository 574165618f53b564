import { type Data, fromWritten, toBytes, type Written } from './bytes.ts';

/** Encodings that back ends in China still use. */
export type Charset = 'utf-8' | 'gbk' | 'gb18030';

/** Text from bytes. What is no text in the encoding becomes U+FFFD. */
export function text(bytes: Uint8Array, charset: Charset = 'utf-8'): string {
  return new TextDecoder(charset, { ignoreBOM: false }).decode(bytes);
}

/** Bytes of a text. Throws RangeError where GBK has no such character. */
export function bytes(content: string, charset: 'utf-8' | 'gbk' = 'utf-8'): Uint8Array {
  return charset === 'gbk' ? toGbk(content) : Buffer.from(content, 'utf8');
}

/** Node.js only reads GBK: the way back is what it reads each pair of bytes as, made at the first use. */
let pairs: Map<string, number> | null = null;

function gbkPairs(): Map<string, number> {
  const decoder = new TextDecoder('gbk', { fatal: true });
  const found = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      if (trail === 0x7f) continue;
      try {
        const character = decoder.decode(Uint8Array.of(lead, trail));
        if (!found.has(character)) found.set(character, (lead << 8) | trail);
      } catch {
        // no character there
      }
    }
  }
  return found;
}

function toGbk(content: string): Uint8Array {
  pairs ??= gbkPairs();
  const out: number[] = [];
  for (const character of content) {
    const code = character.codePointAt(0) ?? 0;
    const pair = code < 0x80 ? code : pairs.get(character);
    if (pair === undefined) throw new RangeError(`GBK has no ${character}`);
    if (pair < 0x100) out.push(pair);
    else out.push(pair >> 8, pair & 0xff);
  }
  return Uint8Array.from(out);
}

export const encodings = {
  text,
  bytes,
  base64: (data: Data): string => toBytes(data).toString('base64'),
  base64url: (data: Data): string => toBytes(data).toString('base64url'),
  hex: (data: Data): string => toBytes(data).toString('hex'),
  /** Bytes from hex, base64 or base64url. Throws RangeError for anything else. */
  unwritten: (written: string, form: Written): Uint8Array => fromWritten(written, form),
};
