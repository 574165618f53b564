/** Our trade numbers have so many digits, and nothing else that a person or a platform writes has. */
const OURS = /(?<![0-9A-Za-z])\d{32}(?![0-9A-Za-z])/g;
/** More of them in one memo are no memo of a payer. */
const AT_MOST = 4;

/** The texts in a payment's reference that may be trade numbers of ours, each once. */
export function numbersIn(reference: string | null | undefined): string[] {
  return [...new Set(reference?.match(OURS) ?? [])].slice(0, AT_MOST);
}
