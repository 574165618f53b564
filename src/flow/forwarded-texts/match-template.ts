import type { Piece, Template } from '../../plugin-api/text-rules/index.ts';
import type { Fen } from '../../shared/money.ts';
import { readAmountAt } from './amount-in-text.ts';
import { isBoundary } from './as-written.ts';

/** Counts what was looked at, so that tests can hold the bound. */
export interface Meter {
  steps: number;
}

/** One way in which a template fits a text. */
export interface Fit {
  amountFen: Fen | 0 | undefined;
  count: number | undefined;
  totalFen: Fen | 0 | undefined;
  /** What stood in the place of {name}; empty without one. */
  name: string;
  /** Where the sentence ends and {tail} begins. */
  end: number;
}

/** How long what stands in an open place may be, and what can't stand there. */
const OPEN_PLACES = {
  // A colon stands between a sender or a remark and what they say, and a payer writes both.
  name: { most: 64, never: ':：\r\n' },
  any: { most: 40, never: '\r\n' },
  note: { most: 40, never: '()（）¥￥元\r\n' },
} as const;
const COUNT = /\d{1,6}(?![\d.])/y;

/**
 * All ways in which the template fits the text, from its start: {name} may end at more than one place.
 * The pieces are gone through once, each over the set of positions reached so far; a position can only have come
 * from one of 64 ends of an open place and the choices of the template, whatever the text is and however long.
 */
export function matchTemplate(template: Template, text: string, meter: Meter): Fit[] {
  let fits: Fit[] = [{ amountFen: undefined, count: undefined, totalFen: undefined, name: '', end: 0 }];
  for (const [index, piece] of template.pieces.entries()) {
    const following = template.pieces[index + 1];
    fits = once(fits.flatMap((fit) => stepOver(piece, following, text, fit, meter)));
    if (fits.length === 0) return [];
  }
  const last = template.pieces.at(-1)?.kind;
  return last === 'tail' || last === 'rest' ? fits : fits.filter((fit) => fit.end === text.length);
}

function stepOver(piece: Piece, following: Piece | undefined, text: string, fit: Fit, meter: Meter): Fit[] {
  meter.steps += 1;
  const at = fit.end;
  switch (piece.kind) {
    case 'fixed':
      return text.startsWith(piece.text, at) ? [{ ...fit, end: at + piece.text.length }] : [];
    case 'optional': {
      const taken = piece.texts.filter((choice) => text.startsWith(choice, at));
      return [fit, ...taken.map((choice) => ({ ...fit, end: at + choice.length }))];
    }
    case 'amount': {
      const amount = readAmountAt(text, at, piece.unit);
      return amount ? [{ ...fit, amountFen: amount.fen, end: amount.end }] : [];
    }
    case 'total': {
      const total = readAmountAt(text, at, piece.unit);
      return total ? [{ ...fit, totalFen: total.fen, end: total.end }] : [];
    }
    case 'count': {
      COUNT.lastIndex = at;
      const digits = COUNT.exec(text)?.[0];
      return digits === undefined ? [] : [{ ...fit, count: Number(digits), end: at + digits.length }];
    }
    case 'name':
    case 'any':
    case 'note':
      return openBefore(piece.kind, following?.kind === 'fixed' ? following.text : '', text, fit, meter);
    case 'rest':
      return [fit];
    case 'tail':
      return isBoundary(text, at) ? [fit] : [];
  }
}

function openBefore(
  kind: keyof typeof OPEN_PLACES,
  next: string,
  text: string,
  fit: Fit,
  meter: Meter,
): Fit[] {
  const { most, never } = OPEN_PLACES[kind];
  const found: Fit[] = [];
  for (let length = 1; length <= most; length += 1) {
    meter.steps += 1;
    const end = fit.end + length;
    if (end > text.length || never.includes(text.charAt(end - 1))) break;
    if (!text.startsWith(next, end)) continue;
    found.push({ ...fit, ...(kind === 'name' && { name: text.slice(fit.end, end) }), end });
  }
  return found;
}

function once(fits: Fit[]): Fit[] {
  if (fits.length < 2) return fits;
  const byPlace = new Map(
    fits.map((fit) => [[fit.end, fit.amountFen, fit.count, fit.totalFen, fit.name.length].join('/'), fit]),
  );
  return [...byPlace.values()];
}
