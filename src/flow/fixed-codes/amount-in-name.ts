import { type Fen, parseMoney } from '../../shared/money.ts';

/** Names that cameras, screenshots and messengers give: their numbers are dates and counts. */
const GIVEN_BY_A_MACHINE = /(img|dsc|pic|image|photo|screen|export|camera)/i;
/** A folder's second file of a name, in whichever language: "10.00 (1).png", "10.00 - copy.png". */
const COPY_MARK = /\s*(-\s*\p{L}+\s*)?(\(\d+\))?\s*$/u;

/**
 * The amount that the owner wrote into the name of a picture, as "10.00.png", "VIP 9.9元.jpg" or "¥20.png"; null
 * where it holds no number, more than one, or one that may be a date or a count. It is only a proposal: the owner sees
 * it beside the picture before anything is saved.
 */
export function amountInName(fileName: string): Fen | null {
  const bare = fileName
    .normalize('NFKC')
    .replace(/^.*[\\/]/, '')
    .replace(/\.(png|jpe?g|webp|gif|bmp)$/i, '')
    .replace(COPY_MARK, '');
  if (GIVEN_BY_A_MACHINE.test(bare)) return null;
  const numbers = bare.match(/\d+(?:\.\d+)?/g) ?? [];
  const [only, ...others] = numbers;
  if (only === undefined || others.length > 0) return null;
  // What has no fraction and many digits is a date, a time or a phone number.
  if (!only.includes('.') && only.length > 5) return null;
  return parseMoney(only);
}
