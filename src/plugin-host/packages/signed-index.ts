import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { refuse } from '../../shared/errors.ts';
import { type Saying, saying } from '../../shared/saying.ts';

const Text = z.object({ zh: z.string().min(1).max(500), en: z.string().min(1).max(500) });

const Entry = z.object({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/),
  kind: z.enum(['code', 'descriptor']),
  version: z.string().regex(/^\d{1,6}(\.\d{1,6}){0,2}$/),
  name: Text,
  summary: Text.optional(),
  /** What is new, for people. */
  changes: Text.optional(),
  /** The address of the package, also seen from the index. */
  file: z.string().min(1).max(500),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** What may be installed, by the word of whoever holds the key. Docs: docs/plugins.md, section 10. */
const Index = z.object({
  index: z.literal(1),
  /** Counts up with every edition; an older one is refused once a newer was seen. */
  edition: z.int().min(1),
  plugins: z
    .array(Entry)
    .max(500)
    .refine((entries) => new Set(entries.map(({ id }) => id)).size === entries.length, 'an id stands twice'),
});

/** The file: the text of the index, and its signature. One file, so that both are of one edition. */
const Signed = z.object({ payload: z.string().max(1024 * 1024), signature: z.string().max(200) });

export type IndexEntry = z.infer<typeof Entry>;
export type PluginIndex = z.infer<typeof Index>;

/** What stands before the 32 bytes of an Ed25519 key in SPKI form. Source: RFC 8410, section 10.1. */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A public key as `npm run plugin:sign` prints it: 32 bytes as base64. Null for anything else. */
export function readIndexKey(text: string): KeyObject | null {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 32 || !/^[A-Za-z0-9+/]{43}=$/.test(text)) return null;
  return createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' });
}

/** The index in a file that was signed with the key. Refusal 'bad_index'. */
export function readSignedIndex(file: string, key: KeyObject): PluginIndex {
  const signed = Signed.safeParse(parsed(file));
  if (!signed.success) throw badIndex(saying('plugins.index.notSigned'));
  const { payload, signature } = signed.data;
  if (!verify(null, Buffer.from(payload, 'utf8'), key, Buffer.from(signature, 'base64')))
    throw badIndex(saying('plugins.index.badSignature'));
  const index = Index.safeParse(parsed(payload));
  if (index.success) return index.data;
  const [issue] = index.error.issues;
  throw badIndex(saying('plugins.index.broken', { problem: `${issue?.path.join('.')}: ${issue?.message}` }));
}

export function badIndex(problem: Saying) {
  return refuse('bad_index', { problem });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
