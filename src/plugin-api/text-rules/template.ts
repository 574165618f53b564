import { trimBlanks } from './trim-blanks.ts';

/**
 * What must stand beside the number for it to be money: a yen sign before it, 元 after it, both, or either; 'stated':
 * none of them, for the words before it name the currency (人民币).
 */
export type Unit = 'sign' | 'word' | 'both' | 'either' | 'stated';

/**
 * A template is an example text, character by character as the app writes it, with its changing places named:
 *
 *   {amount}   the money. As written: `{amount}元` wants the 元 (a yen sign may stand too), `¥{amount}` or `￥{amount}`
 *              wants a sign (元 may follow), `¥{amount}元` both, `人民币{amount}` neither, `{amount}` alone one of them.
 *   {name}     what a payer may have written: 1 to 64 characters, no colon, no line break; a fixed text must follow
 *   {any}      what the app fills in (a bank's card number, a date): 1 to 40 characters, no line break; at most two;
 *              a fixed text must follow
 *   {note}     what stands in brackets: 1 to 40 characters without brackets, line breaks, yen signs or 元; a fixed text
 *              must follow
 *   {count}    a whole number of payments, at most six digits        {total}   a sum, written as an amount
 *   {?a|b}     one of these fixed texts, or nothing
 *   {tail}     at the end only: nothing more, or whatever follows a blank, a mark or a symbol (advertising)
 *   {rest}     at the end only: whatever follows
 *
 * Everything else stands for itself. It fits from the first character; without {tail} or {rest} it fits to the last
 * one. There is no repetition and nothing nested, so a text is read in steps that depend on the template alone.
 */
export type Piece =
  | { kind: 'fixed'; text: string }
  | { kind: 'optional'; texts: readonly string[] }
  | { kind: 'amount' | 'total'; unit: Unit }
  | { kind: 'count' | 'name' | 'any' | 'note' | 'tail' | 'rest' };

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
const MOST: Readonly<Partial<Record<Piece['kind'], number>>> = {
  ...{ amount: 1, total: 1, count: 1, name: 1, note: 1, tail: 1, rest: 1, any: 2 },
  optional: MAX_OPTIONAL,
};
const OPEN: readonly Piece['kind'][] = ['name', 'any', 'note'];
const ENDS: readonly Piece['kind'][] = ['tail', 'rest'];

/** Reads a template, or says what is wrong with it. */
export function parseTemplate(source: string): Template | TemplateProblem {
  const parts = trimBlanks(source).split(/(\{[^{}]*\})/);
  const pieces: Piece[] = [];
  for (const part of parts.filter((text) => text !== '')) {
    const piece = pieceOf(part);
    if (typeof piece === 'string') return piece;
    pieces.push(piece);
  }
  return problemOf(pieces) ?? withUnits(pieces);
}

const PLACES = ['name', 'any', 'note', 'count', 'tail', 'rest'] as const;

function pieceOf(part: string): Piece | TemplateProblem {
  if (!part.startsWith('{')) return /[{}]/.test(part) ? 'brace' : { kind: 'fixed', text: part };
  const place = part.slice(1, -1);
  if (place === 'amount' || place === 'total') return { kind: place, unit: 'either' };
  const plain = PLACES.find((one) => one === place);
  if (plain) return { kind: plain };
  if (!place.startsWith('?')) return 'unknown_place';
  const texts = place.slice(1).split('|');
  if (texts.includes('')) return 'unknown_place';
  return texts.length > MAX_CHOICES ? 'too_many_choices' : { kind: 'optional', texts };
}

function problemOf(pieces: readonly Piece[]): TemplateProblem | null {
  const kinds = pieces.map((piece) => piece.kind);
  for (const kind of new Set(kinds)) {
    const most = MOST[kind] ?? Number.POSITIVE_INFINITY;
    if (kinds.filter((other) => other === kind).length <= most) continue;
    return kind === 'optional' ? 'too_many_choices' : 'place_twice';
  }
  if (kinds.slice(0, -1).some((kind) => ENDS.includes(kind))) return 'tail_not_last';
  const isLoose = (kind: Piece['kind'], index: number) => OPEN.includes(kind) && kinds[index + 1] !== 'fixed';
  return kinds.some(isLoose) ? 'name_without_text_after' : null;
}

/** Takes the yen sign and the 元 out of the fixed texts beside an amount: they are part of it. */
function withUnits(pieces: readonly Piece[]): Template | TemplateProblem {
  const shaped = pieces.map((piece, index): Piece => {
    const before = pieces[index - 1];
    const after = pieces[index + 1];
    if (piece.kind === 'amount' || piece.kind === 'total')
      return { kind: piece.kind, unit: unitOf(before, after) };
    if (piece.kind !== 'fixed') return piece;
    let { text } = piece;
    if (after?.kind === 'amount' || after?.kind === 'total') text = text.replace(/ ?[¥￥]? ?$/, '');
    if (before?.kind === 'amount' || before?.kind === 'total') text = text.replace(/^ ?元/, '');
    return { kind: 'fixed', text };
  });
  const amountAt = shaped.findIndex((piece) => piece.kind === 'amount');
  const anchor = amountAt === -1 ? '' : fixedBefore(shaped, amountAt);
  if (amountAt !== -1 && anchor.length < MIN_ANCHOR && !isAnchoredFarther(shaped, amountAt)) {
    return 'amount_without_text_before';
  }
  return {
    pieces: shaped.filter((piece) => piece.kind !== 'fixed' || piece.text !== ''),
    hasAmount: amountAt !== -1,
    anchor: anchor.length < MIN_ANCHOR ? '' : anchor,
  };
}

function unitOf(before: Piece | undefined, after: Piece | undefined): Unit {
  const sign = before?.kind === 'fixed' && /[¥￥] ?$/.test(before.text);
  const word = after?.kind === 'fixed' && /^ ?元/.test(after.text);
  if (sign || word) return sign && word ? 'both' : sign ? 'sign' : 'word';
  return before?.kind === 'fixed' && before.text.endsWith('人民币') ? 'stated' : 'either';
}

function fixedBefore(pieces: readonly Piece[], index: number): string {
  const before = pieces[index - 1];
  return before?.kind === 'fixed' ? trimBlanks(before.text) : '';
}

/** `收入({any}){amount}元`: the words stand before what the app fills in. */
function isAnchoredFarther(pieces: readonly Piece[], amountAt: number): boolean {
  const [words, open] = [pieces[amountAt - 3], pieces[amountAt - 2]];
  const isFilled = open?.kind === 'any' || open?.kind === 'note';
  return fixedBefore(pieces, amountAt) !== '' && isFilled && words?.kind === 'fixed' && words.text.length > 2;
}
