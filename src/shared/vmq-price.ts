import { type Fen, parseMoney } from './money.ts';

const JAVA_DOUBLE = /^(\d{1,10})\.(\d{1,17})(?:E(-?\d{1,2}))?$/;

/**
 * The amount in a V免签 `price`: as Java prints doubles (`10.0`, `1.0E7`; old monitor apps), as `%.2f`, or as any
 * text that parseMoney takes. Exact, by moving the point in the text. Null for zero, fractions of a fen and the rest.
 * Source: docs/reference/listeners.md section 3 (seen); the signature is over the text as sent, not over this amount.
 */
export function parseVmqPrice(text: string): Fen | null {
  const parts = JAVA_DOUBLE.exec(text);
  if (!parts) return parseMoney(text);
  const [, whole = '', decimals = '', exponent = '0'] = parts;
  const yuan = movePoint(whole, decimals, Number(exponent));
  return parseMoney(yuan.replace(/^0+(?=\d)/, '').replace(/\.?0*$/, ''));
}

/** "1" and "25" with 1 are "12.5", with -1 "0.125". The result always has a point. */
function movePoint(whole: string, decimals: string, places: number): string {
  const digits = whole + decimals;
  const point = whole.length + places;
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  const padded = digits.padEnd(point, '0');
  return `${padded.slice(0, point)}.${padded.slice(point)}`;
}
