/**
 * The words in which rules about notification texts are written: plain data, in a plugin, a file or a table.
 * `TextRuleSet.parse` checks their shape; what a text says by them, `flow/forwarded-texts/` reads.
 */
export { type Piece, parseTemplate, type Template, type Unit } from './template.ts';
export {
  type Card,
  type Channel,
  type Grade,
  gradeOf,
  type NearMiss,
  type RefuseRule,
  TextRule,
  TextRuleSet,
} from './text-rule.ts';
export { trimBlanks } from './trim-blanks.ts';
export type { NotMoneyWhy, UnknownWhy, Why } from './why.ts';
