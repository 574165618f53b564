declare const fenBrand: unique symbol;

/** An amount of money as a whole number of fen (0.01 yuan). Never a float, never negative. */
export type Fen = number & { readonly [fenBrand]: true };

/** The largest amount taken: 99 999 999.99 yuan, what a decimal(10,2) column of the old systems held. */
export const MAX_FEN = 9_999_999_999 as Fen;

const PLAIN_YUAN = /^(\d{0,10})(?:\.(\d{0,2}))?$/;

/**
 * Reads yuan from text ("1", "1.0", "1.00", "1.", ".5") into fen.
 * Null for anything else: signs, exponents, separators, spaces, more than two decimals, zero, too much.
 * What is accepted is fixed by `moneyInputs` in the shared test vectors.
 */
export function parseMoney(text: string): Fen | null {
  const parts = PLAIN_YUAN.exec(text);
  if (!parts) return null;
  const [, yuan = '', decimals = ''] = parts;
  if (yuan === '' && decimals === '') return null;
  const fen = Number(yuan || '0') * 100 + Number(decimals.padEnd(2, '0'));
  return fen > 0 && fen <= MAX_FEN ? (fen as Fen) : null;
}

/** Takes a whole number of fen that is already known to be one (a database column, a platform's answer). Throws otherwise. */
export function fen(value: number): Fen {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an amount in fen: ${value}`);
  return value as Fen;
}

/** Yuan with two decimals: 1050 → "10.50". */
export function formatFen(amount: Fen): string {
  const digits = String(amount).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** As formatFen, with the thousands apart: "12,345.60". For looking at; what is copied or compared takes formatFen. */
export function formatGroupedFen(amount: Fen): string {
  return formatFen(amount).replace(/\B(?=(\d{3})+\.)/g, ',');
}
