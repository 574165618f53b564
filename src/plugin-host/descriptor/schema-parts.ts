import { z } from 'zod';
import { type Saying, saying } from '../../shared/saying.ts';
import { readPath } from './paths.ts';
import { isTemplate, readTemplate } from './template.ts';
import { TIME_FORMS } from './times.ts';

export const MAX_TEXT = 4_000;

/** A fault in our words, carried by an issue of zod: see `problemsOf`. */
export const faulty = (what: Saying) => ({ message: what.say, params: { what } });

/** A text that `fault` finds nothing wrong with. */
export function textThat(fault: (text: string) => Saying | null, max = MAX_TEXT) {
  return z
    .string()
    .max(max)
    .superRefine((text, context) => {
      const what = fault(text);
      if (what !== null) context.addIssue({ code: 'custom', ...faulty(what) });
    });
}

export const Words = z.strictObject({ zh: z.string().min(1).max(500), en: z.string().min(1).max(500) });
export const ShortWords = z.strictObject({
  zh: z.string().trim().min(1).max(60),
  en: z.string().trim().min(1).max(60),
});

export const Name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/);

/** With placeholders: docs/reference/descriptors.md, 4.4. */
export const TemplateText = textThat((text) => {
  const read = readTemplate(text);
  return isTemplate(read) ? null : read;
});

export const Path = textThat((text) => (readPath(text) === null ? saying('descriptor.badPath') : null), 500);

/** With `[*]` for each element. */
export const ManyPath = textThat((text) => {
  const steps = readPath(text, true);
  return steps?.includes('*') ? null : saying('descriptor.badManyPath');
}, 500);

/** Of CSS, without what costs time without end: at most 200 characters, no functions but those of position. */
export const Selector = z
  .string()
  .max(200)
  .regex(/^[\w\s.#>+~*,"'=^$|:[\]()-]+$/);

export const Form = z.enum(TIME_FORMS);

export const Texts = z.array(z.string().max(500)).min(1).max(50);

/** What an answer must be like. Values are compared as text. */
export const Condition = z.union([
  z.strictObject({ status: z.array(z.int().min(100).max(599)).min(1).max(20) }),
  z.strictObject({ json: Path, in: Texts }),
  z.strictObject({ json: Path, present: z.boolean() }),
  z.strictObject({ html: Selector, present: z.boolean() }),
  z.strictObject({ contains: z.string().min(1).max(500) }),
  z.strictObject({
    redirectTo: z
      .string()
      .min(1)
      .max(500)
      .regex(/^(?:https?:\/\/[^\s/]+)?\//),
  }),
]);
export type Condition = z.infer<typeof Condition>;

/** A condition that also says where the platform's own words for it stand. */
export const Refusing = z.union([
  z.strictObject({ status: z.array(z.int().min(100).max(599)).min(1).max(20), say: Path.optional() }),
  z.strictObject({ json: Path, in: Texts, say: Path.optional() }),
  z.strictObject({ json: Path, present: z.boolean(), say: Path.optional() }),
  z.strictObject({ html: Selector, present: z.boolean(), say: Selector.optional() }),
  z.strictObject({ contains: z.string().min(1).max(500), say: Path.optional() }),
  z.strictObject({
    redirectTo: z
      .string()
      .min(1)
      .max(500)
      .regex(/^(?:https?:\/\/[^\s/]+)?\//),
    say: Path.optional(),
  }),
]);
export type Refusing = z.infer<typeof Refusing>;

/** Where a value comes from in an answer. */
export const Source = z.union([
  z.strictObject({ json: Path }),
  z.strictObject({ header: z.string().regex(/^[\w-]{1,80}$/) }),
  z.strictObject({ cookie: z.string().regex(/^[^\s=;,"]{1,80}$/) }),
  z.strictObject({ html: Selector, attr: z.string().regex(/^[\w-]{1,40}$/) }),
  z.strictObject({ between: z.tuple([z.string().min(1).max(500), z.string().min(1).max(500)]) }),
]);
export type Source = z.infer<typeof Source>;
