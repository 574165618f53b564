import { z } from 'zod';
import { saying } from '../../shared/saying.ts';
import { type Operation, operationFault } from './operations.ts';
import { Condition, faulty, Name, Source, TemplateText, textThat } from './schema-parts.ts';

/** What the connection itself says, and the jar: a descriptor that could would speak for somebody else. */
const REFUSED_HEADERS: ReadonlySet<string> = new Set([
  ...['host', 'content-length', 'cookie', 'connection', 'keep-alive', 'proxy-authenticate', 'upgrade'],
  ...['proxy-authorization', 'te', 'trailer', 'transfer-encoding', 'expect', 'forwarded', 'x-forwarded-for'],
  ...['x-real-ip', 'x-forwarded-host', 'x-forwarded-proto', 'accept-encoding', 'content-encoding'],
]);

const HeaderName = textThat((name) => {
  if (!/^[!#$%&'*+.^_`|~\w-]{1,80}$/.test(name)) return saying('descriptor.badForm');
  return REFUSED_HEADERS.has(name.toLowerCase()) ? saying('descriptor.refusedHeader') : null;
});

const FieldName = z.string().min(1).max(200);

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
/** A leaf that is text is a template. */
const JsonBody: z.ZodType<Json> = z.lazy(() =>
  z.union([
    TemplateText,
    z.number(),
    z.boolean(),
    z.null(),
    z.array(JsonBody).max(200),
    z.record(FieldName, JsonBody),
  ]),
);

/** JavaScript would write such names first, whatever their order. */
const isWrittenInOrder = (content: Json): boolean =>
  typeof content !== 'object' ||
  content === null ||
  (Array.isArray(content)
    ? content.every(isWrittenInOrder)
    : Object.entries(content).every(([name, inner]) => !/^\d+$/.test(name) && isWrittenInOrder(inner)));

const Operations = z
  .array(
    z.custom<Operation>().superRefine((operation, context) => {
      const what = operationFault(operation);
      if (what !== null) context.addIssue({ code: 'custom', ...faulty(what) });
    }),
  )
  .max(8);

const letCommon = { name: Name, do: Operations.optional() };
const Let = z.union([
  z.strictObject({ ...letCommon, from: TemplateText }),
  z.strictObject({
    ...letCommon,
    json: z.record(FieldName, JsonBody).refine(isWrittenInOrder, faulty(saying('descriptor.keyOrder'))),
  }),
  z.strictObject({ ...letCommon, pairs: z.record(FieldName, TemplateText) }),
]);
export type Let = z.infer<typeof Let>;

const Body = z.union([
  z.strictObject({ form: z.record(FieldName, TemplateText) }),
  z.strictObject({ json: JsonBody }),
  z.strictObject({
    text: TemplateText,
    type: z
      .string()
      .max(100)
      .regex(/^[\w.+-]+\/[\w.+-]+(?:;\s*[\w-]+=[\w.-]+)*$/),
  }),
]);
export type Body = z.infer<typeof Body>;

/** One call: docs/reference/descriptors.md, 4.3. */
export const Step = z.strictObject({
  name: Name,
  method: z.enum(['GET', 'POST']),
  url: TemplateText,
  query: z.record(FieldName, TemplateText).optional(),
  headers: z.record(HeaderName, TemplateText).optional(),
  let: z.array(Let).max(8).optional(),
  body: Body.optional(),
  follow: z.enum(['same-origin', 'none']).optional(),
  ok: z.array(Condition).min(1).max(10),
  keep: z.record(Name, Source).optional(),
});
export type Step = z.infer<typeof Step>;
