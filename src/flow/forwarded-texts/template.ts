import type { Unit } from './amount-in-text.ts';
import { normalText } from './normal-text.ts';

/**
 * A template is an example text with its changing places named:
 *
 *   {amount}   the money. As written: `{amount}元` wants the 元 (a yen sign may stand too), `¥{amount}` wants the
 *              sign (元 may follow), `¥{amount}元` both, `{amount}` alone one of them. See `readAmountAt`.
 *   {name}     what a payer may have written: 1 to 64 characters, no colon; a fixed text must follow
 *   {count}    a whole number of payments, at most six digits        {total}   a sum, written as an amount
 *   {?a|b}     one of these fixed texts, or nothing
 *   {tail}     at the end only: nothing more, or whatever follows a space, a mark or a symbol (advertising)
 *
 * Everything else stands for itself. It fits from the first character; without {tail} it fits to the last one.
 * There is no repetition and nothing nested, so a text is read in steps that depend on the template alone.
 */
export type Piece =
  | { kind: 'fixed'; text: string }
  | { kind: 'optional'; texts: readonly string[] }
  | { kind: 'amount' | 'total'; unit: Unit }
  | { kind: 'count' | 'name' | 'tail' };

export interface Template {
  pieces: readonly Piece[];
  hasAmount: boolean;
  /** The fixed text right before {amount}: where it stands a second time with another amount, something is wrong. */
  anchor: string;
}

export type TemplateProblem =
  | 'brace'
  | 'unknown_place'
  | 'place_twice'
  | 'tail_not_last'
  | 'name_without_text_after'
  | 'amount_without_text_before'
  | 'too_many_choices';

export const MAX_TEMPLATE = 200;
const MAX_OPTIONAL = 4;
const MAX_CHOICES = 8;
/** Two characters, as in 收款: with less before it, an amount could stand anywhere. */
const MIN_ANCHOR = 2;

/** Reads a template, or says what is wrong with it. */
export function parseTemplate(source: string): Template | TemplateProblem {
  const parts = normalText(source)
    .trim()
    .split(/(\{[^{}]*\})/);
  const pieces: Piece[] = [];
  for (const part of parts.filter((text) => text !== '')) {
    const piece = pieceOf(part);
    if (typeof piece === 'string') return piece;
    pieces.push(piece);
  }
  return problemOf(pieces) ?? withUnits(pieces);
}

function pieceOf(part: string): Piece | TemplateProblem {
  if (!part.startsWith('{')) return /[{}]/.test(part) ? 'brace' : { kind: 'fixed', text: part };
  const place = part.slice(1, -1);
  if (place === 'amount' || place === 'total') return { kind: place, unit: 'either' };
  if (place === 'name' || place === 'count' || place === 'tail') return { kind: place };
  if (!place.startsWith('?')) return 'unknown_place';
  const texts = place.slice(1).split('|');
  if (texts.includes('')) return 'unknown_place';
  return texts.length > MAX_CHOICES ? 'too_many_choices' : { kind: 'optional', texts };
}

function problemOf(pieces: readonly Piece[]): TemplateProblem | null {
  const kinds = pieces.map((piece) => piece.kind);
  for (const kind of ['amount', 'total', 'count', 'name', 'tail'] as const) {
    if (kinds.filter((other) => other === kind).length > 1) return 'place_twice';
  }
  if (kinds.filter((kind) => kind === 'optional').length > MAX_OPTIONAL) return 'too_many_choices';
  if (kinds.includes('tail') && kinds.at(-1) !== 'tail') return 'tail_not_last';
  if (kinds.includes('name') && kinds[kinds.indexOf('name') + 1] !== 'fixed')
    return 'name_without_text_after';
  return null;
}

/** Takes the yen sign and the 元 out of the fixed texts beside an amount: they are part of it. */
function withUnits(pieces: readonly Piece[]): Template | TemplateProblem {
  const shaped = pieces.map((piece, index): Piece => {
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    if (piece.kind === 'amount' || piece.kind === 'total') {
      const sign = before?.kind === 'fixed' && /¥ ?$/.test(before.text);
      const word = after?.kind === 'fixed' && /^ ?元/.test(after.text);
      return { kind: piece.kind, unit: sign && word ? 'both' : sign ? 'sign' : word ? 'word' : 'either' };
    }
    if (piece.kind !== 'fixed') return piece;
    let { text } = piece;
    if (after?.kind === 'amount' || after?.kind === 'total') text = text.replace(/ ?¥? ?$/, '');
    if (before?.kind === 'amount' || before?.kind === 'total') text = text.replace(/^ ?元/, '');
    return { kind: 'fixed', text };
  });
  const amountAt = shaped.findIndex((piece) => piece.kind === 'amount');
  const before = shaped[amountAt - 1];
  const anchor = amountAt !== -1 && before?.kind === 'fixed' ? before.text.trim() : '';
  if (amountAt !== -1 && anchor.length < MIN_ANCHOR) return 'amount_without_text_before';
  return {
    pieces: shaped.filter((piece) => piece.kind !== 'fixed' || piece.text !== ''),
    hasAmount: amountAt !== -1,
    anchor,
  };
}
