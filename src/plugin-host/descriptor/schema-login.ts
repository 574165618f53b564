import { z } from 'zod';
import { Form, Name, Path, Selector, ShortWords } from './schema-parts.ts';
import { Step } from './schema-step.ts';

const Handed = z.union([
  z.strictObject({ key: Name, type: z.enum(['text', 'secret']), label: ShortWords }),
  z.strictObject({ cookies: z.literal(true) }),
]);

/** The picture as base64 or a data URL, or the answer itself. */
const Picture = z.union([
  z.strictObject({ json: Path }),
  z.strictObject({ html: Selector, attr: z.string().regex(/^[\w-]{1,40}$/) }),
  z.strictObject({ body: z.literal(true) }),
]);

const Expires = z.union([
  z.strictObject({ inS: z.int().min(60).max(31_536_000) }),
  z.strictObject({ json: Path, as: Form }),
]);

/** How an account gets in: docs/reference/descriptors.md, 4.2. */
export const Login = z.strictObject({
  kind: z.enum(['password', 'captcha-picture', 'handed-over']),
  steps: z.array(Step).max(6),
  challenge: z
    .strictObject({
      step: Name,
      picture: Picture,
      ttlS: z.int().min(10).max(600),
      hint: ShortWords.optional(),
    })
    .optional(),
  session: z.strictObject({
    keep: z.array(Name).max(20),
    cookies: z.boolean(),
    expires: Expires.optional(),
  }),
  keepAlive: z.strictObject({ everyS: z.int().min(300).max(86_400) }).optional(),
  refresh: Step.optional(),
  handOver: z.array(Handed).min(1).max(10).optional(),
});
export type Login = z.infer<typeof Login>;
