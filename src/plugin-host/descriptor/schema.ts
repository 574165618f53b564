import { z } from 'zod';
import { payTypes } from '../../shared/pay-type.ts';
import { List } from './schema-list.ts';
import { Login } from './schema-login.ts';
import { Condition, Refusing, ShortWords, Words } from './schema-parts.ts';

/** Keys of the form that mean something to the host. */
const OWN_KEYS: readonly string[] = ['base_url', 'keep_alive'];

export const DescriptorId = z.string().regex(/^[a-z][a-z0-9-]{2,31}$/);
export const Revision = z.int().min(1).max(1_000_000);
export const Site = z.url({ protocol: /^https?$/ }).max(300);
export const Facts = z
  .array(z.strictObject({ fact: Words, rests: z.enum(['seen', 'inferred', 'unknown']) }))
  .min(1)
  .max(30);
export const SomePayTypes = z.array(z.enum(payTypes)).min(1).max(3);

const Setting = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .refine((key) => !OWN_KEYS.includes(key)),
  type: z.enum(['text', 'secret']),
  label: ShortWords,
  help: Words.optional(),
  optional: z.boolean().optional(),
});

/**
 * A platform as data, version 1: how to log in, ask and read. It computes only with the closed list and calls only its
 * origins. docs/reference/descriptors.md, section 4. What its parts must agree on: `check-names.ts`.
 */
export const Descriptor = z.strictObject({
  descriptor: z.literal(1),
  id: DescriptorId,
  revision: Revision,
  name: ShortWords,
  site: Site,
  origins: z.array(z.string().max(300)).min(1).max(4),
  payTypes: SomePayTypes,
  settings: z.array(Setting).max(12),
  login: Login,
  list: List,
  sessionGone: z.array(Condition).max(10).optional(),
  refused: z.array(Refusing).max(20).optional(),
  polite: z.strictObject({ minIntervalS: z.int().min(2).max(300) }).optional(),
  facts: Facts,
  /** Corrected, and not tried since: what it reads is kept for a person and settles nothing. */
  untried: z.literal(true).optional(),
});
export type Descriptor = z.infer<typeof Descriptor>;
