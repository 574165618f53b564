/** Text (as UTF-8) or bytes. */
export type Data = string | Uint8Array;

/** How bytes are written as text. */
export type Written = 'hex' | 'base64' | 'base64url';

export function toBytes(data: Data): Buffer {
  return typeof data === 'string' ? Buffer.from(data, 'utf8') : Buffer.from(data);
}

const WELL_FORMED: Record<Written, RegExp> = {
  hex: /^(?:[0-9a-f]{2})*$/i,
  base64: /^[A-Za-z0-9+/]*={0,2}$/,
  base64url: /^[A-Za-z0-9_-]*={0,2}$/,
};

/** Bytes from their written form, white space allowed. Throws RangeError for anything else: half-read bytes are worse. */
export function fromWritten(text: string, form: Written): Buffer {
  const bare = text.replace(/\s+/g, '');
  if (!WELL_FORMED[form].test(bare)) throw new RangeError(`not written as ${form}`);
  return Buffer.from(bare, form);
}
