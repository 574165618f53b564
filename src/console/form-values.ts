import { Refusal, type ToldProblem, tell, tellFields } from '../shared/errors.ts';
import type { Translate } from '../shared/i18n/index.ts';

/** What a form held, by field name; one text each (the last, where a name came twice). */
export type FormValues = Readonly<Record<string, string>>;

const MAX_TEXT = 20_000;

export function formValues(body: unknown): FormValues {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>)) {
    const last = Array.isArray(value) ? value.at(-1) : value;
    if (typeof last === 'string') values[name] = last.slice(0, MAX_TEXT);
  }
  return values;
}

/** Every value that came under the name: a group of check boxes. */
export function formList(body: unknown, name: string): string[] {
  const value = ((body ?? {}) as Record<string, unknown>)[name];
  return [value].flat().filter((one): one is string => typeof one === 'string');
}

/** True where something is entered. */
export function isFilled(values: FormValues): boolean {
  return Object.values(values).some((value) => value !== '');
}

/** What a form page says when it comes back: a problem beside each field, or one above the form. */
export interface Trouble {
  fields: ToldProblem[];
  /** Empty where the fields say it all. */
  text: string;
  status: number;
}

/** A refusal as the form's trouble; whatever else was thrown is thrown on. */
export function troubleOf(error: unknown, t: Translate): Trouble {
  if (!(error instanceof Refusal)) throw error;
  const fields = tellFields(t.lang, error.fields);
  return { fields, text: fields.length > 0 ? '' : tell(t.lang, error), status: error.status };
}
