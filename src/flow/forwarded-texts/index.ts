/**
 * Reads what the notifications of wallets, merchants' apps and banks say, as phones forward them. Pure: rules and a text go in, a
 * reading comes out. The rules' words are `plugin-api/text-rules/`; `compileRules` makes checked ones ready.
 */
export { asItsExample } from './as-its-example.ts';
export { checkNewRule, checkRuleSet, MAX_OWN_RULES, type RuleProblem } from './check-new-rule.ts';
export { compileRules, type TextRules } from './compile-rules.ts';
export { type Counters, countersOf } from './counters.ts';
export { type NotificationText, readNotification } from './read-notification.ts';
export { type ForwardedText, readText, type TextReading } from './read-text.ts';
export { sayRuleProblem } from './say-rule-problem.ts';
export {
  type MarkedExample,
  type MarkingProblem,
  templateFromText,
} from './template-from-text.ts';
export { type TextVerdict, verdictOf } from './verdict-of.ts';
export { wantsAPerson } from './why.ts';
