/** Why a text that no payment stands behind says what it says. Refuse rules name one of these. */
export const refusals = [
  'repeat',
  'paid_out',
  'refund',
  'withdrawal',
  'red_packet',
  'transfer',
  'other_income',
  'summary',
  'advertising',
  'service',
] as const;
export type Refusal = (typeof refusals)[number];

/** A rule or a refusal knew the text: it is no payment to a code, or not one that can be counted by itself. */
export type NotMoneyWhy =
  | Refusal
  /** An app that no rule is about, and nothing in it that speaks of money that came in. */
  | 'foreign'
  /** Under a title that no rule knows, and nothing in it that speaks of money: a chat, for one. */
  | 'unrelated'
  /** It reads like a payment, but holds marks that nobody sees: somebody may have put it together. */
  | 'unseen_marks'
  | 'zero'
  | 'ambiguous'
  | 'doubtful_name'
  /** Behind a sentence that a rule knows stands a word such as 退款 or 汇总: from the platform, or a payer's remark. */
  | 'doubtful_tail'
  /** Behind it stands what nobody knows, where the app puts payers' names in front: the sentence may be a name. */
  | 'unknown_tail';

/** Nobody knew the text. */
export type UnknownWhy =
  | 'unknown_title'
  | 'unknown_text'
  | 'no_amount'
  | 'too_long'
  /** The system put its own words in the text's place. */
  | 'hidden'
  /** An app that no rule is about seems to tell of money. */
  | 'foreign_money';

export type Why = NotMoneyWhy | UnknownWhy;
