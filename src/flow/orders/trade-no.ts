import { randomDigits } from '../../shared/random.ts';

const CHINA_OFFSET_MS = 8 * 3_600_000;
const RANDOM_DIGITS = 18;

/** What a trade number of ours (or of the systems we replace) can look like; anything else is unknown without a look-up. */
export const TRADE_NO = /^[0-9A-Za-z]{8,32}$/;

/** China time to the second and 18 random digits: sorts by time for the index, can't be guessed (59 bits). */
export function newTradeNo(now: number): string {
  return chinaSecond(Math.floor(now / 1_000)) + randomDigits(RANDOM_DIGITS);
}

let written = { second: Number.NaN, text: '' };

/** Written once for all orders of a second. */
function chinaSecond(second: number): string {
  if (written.second !== second) {
    const text = new Date(second * 1_000 + CHINA_OFFSET_MS).toISOString().replace(/\D/g, '').slice(0, 14);
    written = { second, text };
  }
  return written.text;
}
