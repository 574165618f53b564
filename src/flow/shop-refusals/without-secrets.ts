import type { Saying, SayingValue } from '../../shared/saying.ts';

const MOST_FIELDS = 25;
const NAME_CHARACTERS = 40;
const VALUE_CHARACTERS = 160;
const HIDDEN = '••••••';
const SECRET_NAME = /key|sign$|secret|token|passw|pwd/i;
const SECRET_IN_ADDRESS = /([?&][^=&#]*(?:key|sign|secret|token|passw|pwd)[^=&#]*=)[^&#]*/gi;

/** What was sent, in order, short, and without signatures, keys and what looks like one. `secrets`: in no value. */
export function withoutSecrets(
  params: Readonly<Record<string, string | undefined>>,
  secrets: readonly string[],
): [name: string, value: string][] {
  return Object.entries(params)
    .slice(0, MOST_FIELDS)
    .map(([name, value = '']) => [
      cut(scrub(name, secrets), NAME_CHARACTERS),
      SECRET_NAME.test(name) && value !== ''
        ? HIDDEN
        : cut(scrub(value, secrets).replace(SECRET_IN_ADDRESS, `$1${HIDDEN}`), VALUE_CHARACTERS),
    ]);
}

/** The saying with such values: short, few of a list, and without any of the secrets. */
export function sayingWithoutSecrets({ say, with: values }: Saying, secrets: readonly string[]): Saying {
  if (!values) return { say };
  const scrubbed = Object.entries(values).map(([name, value]) => [name, valueWithoutSecrets(value, secrets)]);
  return { say, with: Object.fromEntries(scrubbed) };
}

function valueWithoutSecrets(value: SayingValue, secrets: readonly string[]): SayingValue {
  const scrubbed = (text: string) => cut(scrub(text, secrets), VALUE_CHARACTERS);
  if (typeof value === 'string') return scrubbed(value);
  if (typeof value === 'number') return value;
  if ('say' in value) return sayingWithoutSecrets(value, secrets);
  if ('zh' in value) return { zh: scrubbed(value.zh), en: scrubbed(value.en) };
  return value.slice(0, MOST_FIELDS).map((one) => valueWithoutSecrets(one, secrets));
}

/** The text without any of the secrets. */
function scrub(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, HIDDEN)), text);
}

/** Databases keep neither NUL nor half a character. */
function cut(text: string, most: number): string {
  const characters = [...text.replaceAll('\0', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd')];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : characters.join('');
}
