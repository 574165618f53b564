import type { TextReading } from './read-text.ts';
import { wantsAPerson } from './why.ts';

/** What becomes of a text: it counts by itself, waits for a person, or is put away. */
export type TextVerdict = 'money' | 'review' | 'not_money';

/** `isConfirmed`: the owner said of the rule that it tells payments of the account. */
export function verdictOf(reading: TextReading, isConfirmed = false): TextVerdict {
  if (reading.kind === 'money') return reading.grade === 'sure' || isConfirmed ? 'money' : 'review';
  return wantsAPerson(reading.why) ? 'review' : 'not_money';
}
