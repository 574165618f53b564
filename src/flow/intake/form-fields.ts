import { z } from 'zod';
import { type FieldProblem, type Refusal, refuse } from '../../shared/errors.ts';
import { fieldProblems } from '../../shared/http.ts';
import { refuseNobodys, refuseObviouslyPrivate } from '../../shared/outbound.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { wrongPort } from '../../shared/shop-address.ts';

/** What the fields of a shop's order have in common, in whichever protocol it comes. What is said of one names it. */

/** The longest texts that are taken; characters. */
export const fieldLimits = { number: 64, name: 255, address: 1_000, param: 2_000 } as const;

/** Source: docs/reference/epay-v1.md, section 2 (E25). */
export const OUT_TRADE_NO = /^[A-Za-z0-9._|-]+$/;

const MISSING = 'problem.shop.missing';
const TOO_LONG = 'problem.shop.tooLong';

/** Not sent and sent empty are the same. */
export const requiredText = z.string(MISSING).min(1, MISSING);

/** The shop's own number of the order. */
export const orderNumber = requiredText
  .max(fieldLimits.number, TOO_LONG)
  .regex(OUT_TRADE_NO, 'problem.shop.orderNumber');

/** Without the blanks that people paste around addresses; otherwise as it came. */
export const webAddress = z
  .string(MISSING)
  .trim()
  .max(fieldLimits.address, TOO_LONG)
  .superRefine((value, context) => {
    const port = wrongPort(value);
    if (port !== null)
      return context.addIssue({ code: 'custom', message: 'problem.shop.port', params: { port } });
    if (/^https?:\/\//i.test(value) && URL.canParse(value)) return;
    context.addIssue({ code: 'custom', message: 'problem.shop.address' });
  });

/** An address that may be left out; blanks alone are none. */
export const optionalAddress = z.preprocess(
  (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
  webAddress.optional(),
);

/** What the shop wants back with the notification, untouched. */
export const paramText = z.string().max(fieldLimits.param, TOO_LONG);

/** Empty is the same as not sent, as in the signature. */
export const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** The named fields of what was sent; other names are let through unread. Refusal 'bad_input' that names each wrong field. */
export function checkFields<S extends z.ZodObject>(
  schema: S,
  params: Readonly<Record<string, string | undefined>>,
): z.output<S> {
  const cut = Object.keys(schema.shape).find((name) => params[name]?.includes('\0'));
  // Databases end a text there.
  if (cut) throw badInput([{ field: cut, problem: saying('problem.shop.nul', { field: cut }) }]);
  const checked = schema.safeParse(params);
  if (!checked.success) throw badInput(fieldProblems(checked.error).map(namingItsField));
  return checked.data;
}

/** Refusal 'bad_input' for an address that would never be called. */
export function checkNotifyAddress(field: string, address: string, allowPrivateNotify: boolean): void {
  const whyNot = allowPrivateNotify ? refuseNobodys : refuseObviouslyPrivate;
  const reason = whyNot(address);
  if (reason !== null)
    throw badInput([{ field, problem: saying('problem.shop.uncalled', { field, reason }) }]);
}

/** Refusal 'bad_input' that tells every problem: shops show their message, and nothing else. */
export function badInput(fields: FieldProblem[]): Refusal {
  const problems = fields.map(({ problem }) => problem).reduceRight((others, one) => both(one, others));
  return refuse('bad_input.fields', { problems }, { fields, reason: fields[0]?.field ?? '' });
}

function both(one: Saying, others: Saying): Saying {
  return saying('problem.shop.several', { one, others });
}

function namingItsField({ field, problem }: FieldProblem): FieldProblem {
  return { field, problem: { ...problem, with: { ...problem.with, field } } };
}
