/**
 * Reads what the notifications of wallets, merchants' apps and banks say, as phones forward them. Pure: rules and a text go in, a
 * reading comes out. Rules are data; `TextRuleSet.parse` checks them, `compileRules` makes them ready.
 */
export { asItsExample } from './as-its-example.ts';
export { checkNewRule, checkRuleSet, MAX_OWN_RULES, type RuleProblem } from './check-new-rule.ts';
export { compileRules, type TextRules } from './compile-rules.ts';
export { type Counters, countersOf } from './counters.ts';
export { type ForwardedText, readText, type TextReading } from './read-text.ts';
export {
  type MarkedExample,
  type MarkingProblem,
  markingProblemInWords,
  templateFromText,
} from './template-from-text.ts';
export {
  Channel,
  Endings,
  type Grade,
  gradeOf,
  NearMiss,
  RefuseRule,
  TextRule,
  TextRuleSet,
} from './text-rule.ts';
export { type TextVerdict, verdictOf } from './verdict-of.ts';
export { type NotMoneyWhy, type UnknownWhy, type Why, wantsAPerson, whyInWords } from './why.ts';
