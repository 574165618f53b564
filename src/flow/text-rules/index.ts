/**
 * The rules by which texts are read, and the owner's say about them: which there are (`rule-book`: those of the plugins
 * and his own), and which of the likely ones he confirmed for an account (`confirm-rule`), so that what they read is money
 * by itself. How a rule reads a text is `forwarded-texts/`; what waits for a rule, `forwarding/` keeps.
 */
export { confirmRule, listUnconfirmed, RULE_UNCONFIRMED, revokeRule, ruleToConfirm } from './confirm-rule.ts';
export { addOwnRule, confirmByHand, removeOwnRule, revokeByHand } from './deeds.ts';
export { RuleBook } from './rule-book.ts';
export { isRuleConfirmed, listConfirmedRules } from './text-rule.repository.ts';
