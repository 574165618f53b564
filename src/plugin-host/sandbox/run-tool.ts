import { tools } from '../../plugin-api/tools/index.ts';
import { errorText } from '../../shared/error-text.ts';

/** The tools that are computed outside of the sandbox, by their paths: a closed list. All are pure, but for what is random. */
const outer: Readonly<Record<string, (...args: never[]) => unknown>> = {
  md5: tools.md5,
  sha1: tools.sha1,
  sha256: tools.sha256,
  sm3: tools.sm3,
  hash: tools.hash,
  hmac: tools.hmac,
  uuid: tools.uuid,
  randomBytes: (count: number) => {
    if (!(count >= 0 && count <= MOST_RANDOM)) throw new RangeError(`not ${count} bytes at a time`);
    return tools.randomBytes(count);
  },
  text: tools.text,
  bytes: tools.bytes,
  base64: tools.base64,
  base64url: tools.base64url,
  hex: tools.hex,
  unwritten: tools.unwritten,
  'rsa.sign': tools.rsa.sign,
  'rsa.verify': tools.rsa.verify,
  'rsa.encrypt': tools.rsa.encrypt,
  'rsa.read': tools.rsa.read,
  'aes.encrypt': tools.aes.encrypt,
  'aes.decrypt': tools.aes.decrypt,
  'sm4.encrypt': tools.sm4.encrypt,
  'sm4.decrypt': tools.sm4.decrypt,
};

const MOST_RANDOM = 4_096;

/** Runs one: `args` is JSON in which `{ "$bytes": n }` stands for a buffer. Bytes, or JSON of `{ value }` or `{ threw }`. */
export function runTool(path: string, args: string, buffers: readonly Uint8Array[]): string | Uint8Array {
  try {
    const tool = Object.hasOwn(outer, path) ? outer[path] : undefined;
    if (!tool) throw new TypeError(`there is no tool ${path}`);
    const given = JSON.parse(args, (_key, value: unknown) => {
      const no = (value as { $bytes?: unknown } | null)?.$bytes;
      return typeof no === 'number' ? (buffers[no] ?? value) : value;
    }) as never[];
    const answer = tool(...given);
    return answer instanceof Uint8Array ? answer : JSON.stringify({ value: answer });
  } catch (error) {
    const name = error instanceof Error ? error.name : 'Error';
    return JSON.stringify({ threw: { name, message: errorText(error) } });
  }
}
