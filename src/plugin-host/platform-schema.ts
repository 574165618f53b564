import { z } from 'zod';
import { TextRuleSet } from '../flow/forwarded-texts/index.ts';
import type { Platform } from '../plugin-api/index.ts';

const Text = z.object({ zh: z.string().min(1), en: z.string().min(1) });

const Field = z
  .object({
    key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be lower-case letters, digits and _'),
    label: Text,
    help: Text.optional(),
    type: z.enum(['text', 'secret', 'url']),
    required: z.boolean(),
    default: z.string().optional(),
    maxLength: z.number().int().positive().optional(),
  })
  .refine((field) => field.type !== 'secret' || field.default === undefined, 'a secret has no default');

const isFunction = z.custom<(...args: unknown[]) => unknown>(
  (value) => typeof value === 'function',
  'must be a function',
);

const common = {
  id: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower-case letters, digits and -'),
  apiVersion: z.literal(1),
  name: Text,
  payTypes: z.array(z.enum(['wxpay', 'alipay', 'unionpay'])).min(1),
  settings: z
    .array(Field)
    .refine(
      (fields) => new Set(fields.map((field) => field.key)).size === fields.length,
      'two fields have the same key',
    ),
  terminal: z.object({ namedByReceipts: z.boolean(), label: Text, help: Text }),
  facts: z.array(z.object({ fact: Text, rests: z.enum(['seen', 'inferred', 'unknown']) })),
};

const CodeKind = z.object({
  id: z.string().regex(/^[a-z]{1,20}$/),
  number: z.number().int().min(1).max(9),
  name: Text,
  seenBy: Text,
});

const Manifest = z.discriminatedUnion('listening', [
  z.object({ ...common, listening: z.literal('polled'), login: isFunction, fetchReceipts: isFunction }),
  z.object({
    ...common,
    listening: z.literal('forwarded'),
    codeKinds: z.array(CodeKind).min(1),
    notTogether: z.array(z.array(z.string()).min(2)),
    appPackage: z.string().min(1),
    textRules: TextRuleSet,
  }),
]);

/** What is wrong with a plugin's default export, a line for each fault; none means that it is a Platform. */
export function manifestProblems(exported: unknown): string[] {
  const checked = Manifest.safeParse(exported);
  if (checked.success) return [];
  return checked.error.issues.map((issue) => `${issue.path.join('.') || 'default export'}: ${issue.message}`);
}

/** Narrows what `manifestProblems` found nothing wrong with. */
export function isPlatform(exported: unknown): exported is Platform {
  return manifestProblems(exported).length === 0;
}
