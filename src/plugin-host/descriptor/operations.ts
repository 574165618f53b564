import { getCiphers, getHashes } from 'node:crypto';
import { tools } from '../../plugin-api/index.ts';
import { randomDigits, randomHex } from '../../shared/random.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { isTemplate, readTemplate } from './template.ts';

/** One of the closed list of docs/reference/descriptors.md, 5; arguments are templates. */
export type Operation = string | readonly [string, ...(string | number)[]];

/** What goes in and what comes out, bytes. */
export const MAX_BYTES = 64 * 1024;
const MAX_RANDOM = 64;
const MAX_ARGUMENT = 4_000;

/** An operation could not be done with what there is: a key that is none, or more than 64 KB. */
export class CantCompute extends Error {
  constructor(readonly operation: string) {
    super(`can’t compute ${operation}`);
    this.name = 'CantCompute';
  }
}

type Argument =
  | { kind: 'template' }
  | { kind: 'whole'; min: number; max: number }
  | { kind: 'one'; of: readonly string[] };

interface Known {
  arguments: readonly Argument[];
  /** How many of them may be left out, from the end. */
  optional?: number;
  /** The name under which Node.js must have it. */
  needs?(given: readonly (string | number)[]): string | null;
  run(text: string, given: readonly (string | number)[]): string;
}

const TEMPLATE: Argument = { kind: 'template' };
const one = (...of: string[]): Argument => ({ kind: 'one', of });
const HASHES = ['md5', 'sha1', 'sha256', 'sm3'] as const;
type Hash = (typeof HASHES)[number];
type Form = 'hex' | 'base64';

const AS = one('hex', 'base64');
const PLACE: Argument = { kind: 'whole', min: -MAX_BYTES, max: MAX_BYTES };

function hashing(name: Hash): Known {
  return {
    arguments: [AS],
    optional: 1,
    needs: () => name,
    run: (text, [as = 'hex']) => tools.hash(name, text, as as Form),
  };
}

/** Text, or bytes written as `hex:..`. */
function keyBytes(text: string): Uint8Array {
  return text.startsWith('hex:') ? tools.unwritten(text.slice(4), 'hex') : tools.bytes(text);
}

function ciphering(name: 'aes' | 'sm4'): Known {
  return {
    arguments: [one('cbc', 'ecb'), TEMPLATE, TEMPLATE],
    optional: 1,
    needs: ([mode]) => (name === 'sm4' ? `sm4-${mode}` : `aes-128-${mode}`),
    run(text, [mode, key, iv]) {
      const how = { key: keyBytes(String(key)), ...(mode === 'cbc' && { iv: keyBytes(String(iv ?? '')) }) };
      return tools.base64(tools[name].encrypt(mode as 'cbc' | 'ecb', how, text));
    },
  };
}

const ofText = (run: (text: string) => string): Known => ({ arguments: [], run });

const KNOWN: ReadonlyMap<string, Known> = new Map<string, Known>([
  ...HASHES.map((name): [string, Known] => [name, hashing(name)]),
  [
    'hmac',
    {
      arguments: [one(...HASHES), TEMPLATE, AS],
      optional: 1,
      needs: ([name]) => String(name),
      run: (text, [name, key, as = 'hex']) => tools.hmac(name as Hash, String(key), text, as as Form),
    },
  ],
  [
    'rsa',
    {
      arguments: [TEMPLATE, one('pkcs1', 'oaep')],
      run: (text, [key, padding]) => tools.rsa.encrypt(padding as 'pkcs1' | 'oaep', String(key), text),
    },
  ],
  ['aes', ciphering('aes')],
  ['sm4', ciphering('sm4')],
  ['hex', ofText(tools.hex)],
  ['base64', ofText(tools.base64)],
  ['base64url', ofText(tools.base64url)],
  ['url', ofText(encodeURIComponent)],
  ['upper', ofText((text) => text.toUpperCase())],
  ['lower', ofText((text) => text.toLowerCase())],
  ['prefix', { arguments: [TEMPLATE], run: (text, [before]) => `${before}${text}` }],
  ['suffix', { arguments: [TEMPLATE], run: (text, [after]) => `${text}${after}` }],
  [
    'replace',
    {
      arguments: [TEMPLATE, TEMPLATE],
      run: (text, [from, to]) => boundedReplace(text, String(from), String(to)),
    },
  ],
  [
    'slice',
    {
      arguments: [PLACE, PLACE],
      optional: 1,
      run: (text, [start, end]) => text.slice(Number(start), end === undefined ? undefined : Number(end)),
    },
  ],
  [
    'random',
    {
      arguments: [{ kind: 'whole', min: 1, max: MAX_RANDOM }, one('digits', 'hex')],
      run: (_, [count, of]) =>
        of === 'digits'
          ? randomDigits(Number(count))
          : randomHex(Math.ceil(Number(count) / 2)).slice(0, Number(count)),
    },
  ],
]);

/** Literal, all of them. Counted before it is made: a short text can grow a thousandfold. */
function boundedReplace(text: string, from: string, to: string): string {
  if (from === '') throw new CantCompute('replace');
  const pieces = text.split(from);
  if (text.length + (pieces.length - 1) * (to.length - from.length) > MAX_BYTES)
    throw new CantCompute('replace');
  return pieces.join(to);
}

function apart(operation: Operation): { name: string; given: readonly (string | number)[] } {
  if (typeof operation === 'string') return { name: operation, given: [] };
  const [name, ...given] = operation;
  return { name, given };
}

/** What is wrong with an operation as it is written; null: nothing. */
export function operationFault(operation: unknown): Saying | null {
  const written = typeof operation === 'string' ? [operation] : operation;
  if (!Array.isArray(written) || typeof written[0] !== 'string') return saying('descriptor.noOperation');
  const [name, ...given] = written as [string, ...unknown[]];
  const known = KNOWN.get(name);
  if (!known) return saying('descriptor.unknownOperation', { name: name.slice(0, 40) });
  const { arguments: wanted, optional = 0 } = known;
  if (given.length > wanted.length || given.length < wanted.length - optional)
    return saying('descriptor.argumentCount', { name, count: wanted.length });
  const isFit = given.every((argument, at) => fits(argument, wanted[at]));
  if (!isFit) return saying('descriptor.badArgument', { name });
  // A block cipher in cbc begins with an iv; in ecb there is none.
  const isCipher = name === 'aes' || name === 'sm4';
  if (isCipher && (given[0] === 'cbc') !== (given.length === 3))
    return saying('descriptor.badArgument', { name });
  return null;
}

function fits(given: unknown, wanted: Argument | undefined): boolean {
  if (wanted?.kind === 'template')
    return typeof given === 'string' && given.length <= MAX_ARGUMENT && isTemplate(readTemplate(given));
  if (wanted?.kind === 'one') return typeof given === 'string' && wanted.of.includes(given);
  if (wanted?.kind !== 'whole' || typeof given !== 'number') return false;
  return Number.isInteger(given) && given >= wanted.min && given <= wanted.max;
}

/** The templates among an operation's arguments. */
export function templatesIn(operation: Operation): string[] {
  const { name, given } = apart(operation);
  const wanted = KNOWN.get(name)?.arguments ?? [];
  return given.flatMap((argument, at) => (wanted[at]?.kind === 'template' ? [String(argument)] : []));
}

/** What this Node.js has not of what the operation needs: the name of the hash or cipher; null where it has all. */
export function lackingHere(operation: Operation): string | null {
  const { name, given } = apart(operation);
  const needed = KNOWN.get(name)?.needs?.(given) ?? null;
  return needed === null || available().has(needed) ? null : needed;
}

let names: ReadonlySet<string> | null = null;

function available(): ReadonlySet<string> {
  names ??= new Set([...getHashes(), ...getCiphers()].map((name) => name.toLowerCase()));
  return names;
}

/**
 * The operations one after the other. `fill` fills an argument. Throws CantCompute where one can't be done, and what
 * `fill` throws. Nothing of the text is in the error.
 */
export function operate(
  text: string,
  operations: readonly Operation[],
  fill: (template: string) => string,
): string {
  let now = bounded(text, 'from');
  for (const operation of operations) {
    const { name, given } = apart(operation);
    const known = KNOWN.get(name);
    if (!known) throw new CantCompute(name);
    const filled = given.map((argument, at) =>
      known.arguments[at]?.kind === 'template' ? bounded(fill(String(argument)), name) : argument,
    );
    now = bounded(
      attempt(name, () => known.run(now, filled)),
      name,
    );
  }
  return now;
}

function attempt(name: string, run: () => string): string {
  try {
    return run();
  } catch (error) {
    throw error instanceof CantCompute ? error : new CantCompute(name);
  }
}

function bounded(text: string, name: string): string {
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES) throw new CantCompute(name);
  return text;
}
