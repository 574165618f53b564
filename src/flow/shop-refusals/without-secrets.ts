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

/** The text without any of the secrets. */
export function scrub(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => (secret === '' ? rest : rest.replaceAll(secret, HIDDEN)), text);
}

/** Databases keep neither NUL nor half a character. */
function cut(text: string, most: number): string {
  const characters = [...text.replaceAll('\0', '\ufffd').replace(/\p{Surrogate}/gu, '\ufffd')];
  return characters.length > most ? `${characters.slice(0, most).join('')}…` : characters.join('');
}
