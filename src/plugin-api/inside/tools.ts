import { anyTime, formatTime, parseTime } from '../tools/dates.ts';
import type { tools as outside } from '../tools/index.ts';
import { hostOf } from './host.ts';

/**
 * What stands for tools/index.ts inside the sandbox: the same names and promises. What Node.js computes is computed outside,
 * by the very same functions; bytes go over as bytes.
 */

const { tool } = hostOf();
const { parse, stringify } = JSON;

/** Calls a tool of the house by its path. Throws as that does. */
function outer(path: string) {
  return (...args: unknown[]): never => {
    const buffers: ArrayBuffer[] = [];
    const text = stringify(args, (_key, value: unknown) => {
      if (!(value instanceof Uint8Array)) return value;
      buffers.push(bufferOf(value));
      return { $bytes: buffers.length - 1 };
    });
    const answer = tool(path, text, ...buffers);
    if (answer instanceof ArrayBuffer) return new Uint8Array(answer) as never;
    const { threw, value } = parse(answer) as { threw?: { name: string; message: string }; value?: unknown };
    if (threw) throw Object.assign(new Error(threw.message), { name: threw.name });
    return value as never;
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer {
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

export const tools = {
  md5: outer('md5'),
  sha1: outer('sha1'),
  sha256: outer('sha256'),
  sm3: outer('sm3'),
  hash: outer('hash'),
  hmac: outer('hmac'),
  uuid: outer('uuid'),
  randomBytes: outer('randomBytes'),
  text: outer('text'),
  bytes: outer('bytes'),
  base64: outer('base64'),
  base64url: outer('base64url'),
  hex: outer('hex'),
  unwritten: outer('unwritten'),
  rsa: {
    sign: outer('rsa.sign'),
    verify: outer('rsa.verify'),
    encrypt: outer('rsa.encrypt'),
    read: outer('rsa.read'),
  },
  aes: { encrypt: outer('aes.encrypt'), decrypt: outer('aes.decrypt') },
  sm4: { encrypt: outer('sm4.encrypt'), decrypt: outer('sm4.decrypt') },
  formatTime,
  parseTime,
  anyTime,
} satisfies typeof outside;
