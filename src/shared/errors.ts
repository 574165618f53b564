import type { TextHoles } from './i18n/index.ts';
import { type CodeOf, type RefusalCode, type RefusalName, refusals } from './refusals.ts';
import { type Audience, type Saying, type SayingValue, type SayingValues, say } from './saying.ts';

export { errorText } from './error-text.ts';

/** One field of an input that was refused, and what is wrong with it. */
export interface FieldProblem {
  field: string;
  problem: Saying;
}

/** The same in the words of whoever reads it. */
export interface ToldProblem {
  field: string;
  message: string;
}

export interface RefusalMore {
  fields?: FieldProblem[];
  /** Which of the code's causes it was, for whoever lists refusals; left out: the variant. */
  reason?: string;
}

/**
 * A "no" that the caller is meant to read: bad input, a wrong signature, a thing that isn't there. It is a code of the
 * catalogue and values; words are made where the audience is answered (`tell`). Every other error is a fault of ours: it
 * is logged and hidden behind an id. Made by `refuse`.
 */
export class Refusal extends Error {
  /** Stable, for programs. */
  readonly code: RefusalCode;
  readonly saying: Saying;
  readonly fields: FieldProblem[];
  readonly reason: string | undefined;

  constructor(name: RefusalName, values: SayingValues, more: RefusalMore = {}) {
    super(Object.keys(values).length > 0 ? `${name} ${JSON.stringify(values)}` : name);
    this.name = 'Refusal';
    const [code = '', ...variant] = name.split('.');
    this.code = code as RefusalCode;
    this.saying = { say: `refusal.${name}`, with: values };
    this.fields = more.fields ?? [];
    this.reason = more.reason ?? (variant.length > 0 ? variant.join('.') : undefined);
  }

  /** The HTTP status of its code. */
  get status(): number {
    return refusals[this.code].status;
  }
}

type ValuesNeeded<Name extends RefusalName> = [TextHoles<`refusal.${Name}`>] extends [never]
  ? [values?: Readonly<Record<never, never>>, more?: RefusalMore]
  : [values: Readonly<Record<TextHoles<`refusal.${Name}`>, SayingValue>>, more?: RefusalMore];

/** The refusal of this name, with the values that its words need. */
export function refuse<Name extends RefusalName>(
  name: Name,
  ...needed: ValuesNeeded<Name>
): Refusal & { readonly code: CodeOf<Name> } {
  const [values = {}, more] = needed;
  return new Refusal(name, values, more) as Refusal & { readonly code: CodeOf<Name> };
}

/** A refusal in the audience's words. */
export function tell(audience: Audience, refusal: Pick<Refusal, 'saying'>): string {
  return say(audience, refusal.saying);
}

/** Each wrong field with what is wrong in the audience's words. */
export function tellFields(audience: Audience, problems: FieldProblem[]): ToldProblem[] {
  return problems.map(({ field, problem }) => ({ field, message: say(audience, problem) }));
}
