import { parseArgs } from 'node:util';
import { errorText, Refusal, refuse } from '../shared/errors.ts';
import { refuseOptions } from '../shared/refuse-fields.ts';

/** The options of one command; every option takes a value. */
export type Options<Name extends string> = Partial<Record<Name, string>>;

/** Reads `--name value` pairs and what stands without a name. Refusal for unknown options and missing values. */
export function readOptions<const Name extends string>(
  args: string[],
  names: readonly Name[],
  positionals: { allowed: boolean } = { allowed: false },
): { options: Options<Name>; rest: string[] } {
  try {
    const read = parseArgs({
      args,
      options: Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      allowPositionals: positionals.allowed,
    });
    return { options: { ...read.values } as Options<Name>, rest: read.positionals };
  } catch (error) {
    throw refuse('usage.options', { cause: errorText(error) });
  }
}

/** The option's value. Refusal that names the option when it was not given. */
export function required<Name extends string>(options: Options<Name>, name: Name): string {
  const value = options[name];
  if (value === undefined || value === '') throw refuse('usage.missing', { option: name });
  return value;
}

/** A whole number given as text. Refusal that names the option otherwise. */
export function wholeNumber(name: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw refuse('usage.notWhole', { option: name, text });
  return Number(text);
}

/** One of a few words. Refusal that names them otherwise. */
export function oneOf<Word extends string>(name: string, text: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === text);
  if (!word) throw refuse('usage.notOneOf', { option: name, words, text });
  return word;
}

/**
 * Does the work; a Refusal of a badly filled form names the options instead of its fields, for whoever typed those.
 * `options`: the option of each field, by the field's name.
 */
export async function namingOptions<T>(
  options: Readonly<Record<string, string>>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal) || !error.code.startsWith('bad_') || error.fields.length === 0)
      throw error;
    throw refuseOptions(
      error.fields.map(({ field, problem }) => ({ field: options[field] ?? field, problem })),
    );
  }
}
