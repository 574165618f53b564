import type { Fen } from '../../shared/money.ts';
import type { CompiledCard } from './compile-rules.ts';
import { type Meter, matchTemplate } from './match-template.ts';

/** A card's text taken apart; see `Card`. */
export interface CardText {
  /** The notification's own sentence. */
  sentence: string;
  /** The money as the card's own line has it. */
  fen: Fen | 0;
  /** What a payer may have written, or the app says in passing. */
  notes: string[];
}

/** Null: it is no card that the app is known to show. */
export function readCard(cards: readonly CompiledCard[], body: string, meter: Meter): CardText | null {
  if (cards.length === 0 || !body.includes('\n')) return null;
  const [sentence = '', amountLine = '', ...others] = body.split(/\r?\n/);
  for (const card of cards) {
    const [amount] = matchTemplate(card.amount, amountLine, meter);
    if (amount?.amountFen === undefined) continue;
    const notes = others.filter((line) => card.notes.some((note) => line.startsWith(note)));
    const isLine = (line: string) =>
      card.lines.some((template) => matchTemplate(template, line, meter).length > 0);
    if (others.every((line) => notes.includes(line) || isLine(line))) {
      return { sentence, fen: amount.amountFen, notes };
    }
  }
  return null;
}
