/** One line of the live box, in the reader's language: what came, what was made of it, and what to do about it. */
export interface LiveMessage {
  at: number;
  tone: 'good' | 'warn' | 'bad' | 'off';
  /** The result in a word or two. */
  what: string;
  /** How often it came; more than 1 only for what was refused. */
  times: number;
  /** The notification as it was; null for what was refused before it was read. */
  quote: { title: string; text: string } | null;
  /** What was understood, or what is wrong with it. */
  words: string;
  /** Empty: nothing to do. */
  remedy: string;
  link: { href: string; text: string } | null;
}
