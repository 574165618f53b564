import {
  type NearMiss,
  parseTemplate,
  type RefuseRule,
  TextRule,
  TextRuleSet,
  type Why,
} from '../../plugin-api/text-rules/index.ts';
import { compileRules, type TextRules } from './compile-rules.ts';
import { generalNearMisses, generalRefusals } from './money-words.ts';
import { type ForwardedText, readText } from './read-text.ts';

export type RuleProblem =
  /** Its shape or a template is wrong; `message` says where. */
  | { code: 'not_a_rule'; message: string }
  | { code: 'id_taken'; id: string }
  /** Every text is tried on every rule of its title, and must be read in less than a millisecond. */
  | { code: 'too_many_rules'; most: number }
  /** An owner's rule is made of one notification: one title, one text, no choices. */
  | { code: 'too_much_work' }
  /** An example of a rule is not read as it says: by which rule it was, or why it was not. */
  | { code: 'example_not_read'; rule: string; text: string; why: Why | 'another_amount' | 'another_rule' }
  /** The new rule reads the text of a rule that is there: it is the same, or too wide. */
  | { code: 'reads_for_another'; rule: string; text: string }
  /** A text that is no payment would be read as one. */
  | { code: 'reads_near_miss'; title: string; text: string }
  /** Only in a rule set's own check: the near miss is refused, but for another reason than it says. */
  | { code: 'other_reason'; title: string; text: string; why: Why };

/** How many rules of their own the owner may have on one platform. Wordings change about yearly. */
export const MAX_OWN_RULES = 20;

/**
 * What speaks against adding the rule to the set; empty when nothing does. The near misses are tried on the new rule
 * alone, also under its own titles, with no refusal to save it but those of names and of what follows. Every example
 * of the old rules must be read as before, and not by the new rule.
 */
export function checkNewRule(set: TextRuleSet, newRule: unknown): RuleProblem[] {
  const checked = TextRule.safeParse(newRule);
  if (!checked.success) return [{ code: 'not_a_rule', message: messageOf(checked.error) }];
  const rule = checked.data;
  const same = [...set.rules, ...set.refuse].some((other) => other.id === rule.id);
  if (same) return [{ code: 'id_taken', id: rule.id }];
  if (rule.rests === 'owner') {
    const own = set.rules.filter(({ rests }) => rests === 'owner');
    if (own.length >= MAX_OWN_RULES) return [{ code: 'too_many_rules', most: MAX_OWN_RULES }];
    if (isMuchWork(rule)) return [{ code: 'too_much_work' }];
  }
  const isKnown = set.refuse.some((other) => other.package === rule.package);
  const refuse = isKnown ? set.refuse : [...set.refuse, ...generalRefusals(rule.package)];
  const lasting = refuse.filter(({ within }) => within !== 'sentence').map(notInSentence);
  const alone = compileRules([{ ...set, rules: [rule], refuse: lasting }]);
  const together = compileRules([{ ...set, rules: [...set.rules, rule] }]);
  const before = exampleProblems(set.rules, compileRules([set])).map(inOneLine);
  return [
    ...exampleProblems([...set.rules, rule], together).filter(
      (problem) => !before.includes(inOneLine(problem)),
    ),
    ...set.rules.flatMap((other) => readsFor(alone, other)),
    ...[...set.fixtures, ...(isKnown ? [] : generalMisses(rule))]
      .filter((miss) => isReadBy(rule, miss, alone, together))
      .map(readsNearMiss),
  ];
}

/** What may be said by any app, under the rule's own titles. */
function generalMisses(rule: TextRule): NearMiss[] {
  return generalNearMisses.flatMap((text) =>
    rule.examples.map(({ title }): NearMiss => ({ package: rule.package, title, text, why: 'paid_out' })),
  );
}

function isMuchWork(rule: TextRule): boolean {
  const templates = [...(rule.titles === 'any' ? [] : rule.titles), ...rule.texts];
  const chooses = (source: string): boolean => {
    const read = parseTemplate(source);
    return typeof read === 'string' || read.pieces.some(({ kind }) => kind === 'optional');
  };
  return templates.length > 2 || templates.some(chooses);
}

function notInSentence(refuse: RefuseRule): RefuseRule {
  return refuse.within === 'anywhere' ? { ...refuse, within: 'tail' } : refuse;
}

function inOneLine(problem: RuleProblem): string {
  return JSON.stringify(problem);
}

/** What is wrong with a rule set by itself: its shape, an example that is not read, a near miss that is. */
export function checkRuleSet(candidate: unknown): RuleProblem[] {
  const checked = TextRuleSet.safeParse(candidate);
  if (!checked.success) return [{ code: 'not_a_rule', message: messageOf(checked.error) }];
  const rules = compileRules([checked.data]);
  const misses = checked.data.fixtures.flatMap((miss): RuleProblem[] => {
    const reading = readText(rules, miss);
    if (reading.kind === 'money') return [readsNearMiss(miss)];
    if (reading.why === miss.why) return [];
    return [{ code: 'other_reason', title: miss.title, text: miss.text, why: reading.why }];
  });
  return [...exampleProblems(checked.data.rules, rules), ...misses];
}

function exampleProblems(rules: readonly TextRule[], compiled: TextRules): RuleProblem[] {
  return rules.flatMap((rule) =>
    rule.examples.flatMap(({ title, text, amountFen }): RuleProblem[] => {
      const reading = readText(compiled, { package: rule.package, title, text });
      const said = (why: Why | 'another_amount' | 'another_rule'): RuleProblem[] => [
        { code: 'example_not_read', rule: rule.id, text, why },
      ];
      if (reading.kind !== 'money') return said(reading.why);
      if (reading.amountFen !== amountFen) return said('another_amount');
      return reading.rule === rule.id ? [] : said('another_rule');
    }),
  );
}

function readsFor(alone: TextRules, other: TextRule): RuleProblem[] {
  return other.examples
    .filter((example) => isMoney(alone, { ...example, package: other.package }))
    .map(({ text }) => ({ code: 'reads_for_another', rule: other.id, text }));
}

/** A near miss that only its title or app gives away proves nothing under another title. */
const BY_TITLE: ReadonlySet<Why> = new Set<Why>(['unknown_title', 'foreign', 'foreign_money', 'unrelated']);
/** These are seen by the other rules and the refusals, so the new rule can't be blamed when it is alone. */
const BY_THE_WHOLE_SET: ReadonlySet<Why> = new Set<Why>(['ambiguous', 'doubtful_name']);

function isReadBy(rule: TextRule, miss: NearMiss, alone: TextRules, together: TextRules): boolean {
  const rules = BY_THE_WHOLE_SET.has(miss.why) ? together : alone;
  const amountInTitle = rule.texts.every((text) => !text.includes('{amount}'));
  const elsewhere = amountInTitle || BY_TITLE.has(miss.why) ? [] : rule.examples.map(({ title }) => title);
  return [miss.title, ...elsewhere].some((title) => isMoney(rules, { ...miss, title }));
}

function isMoney(rules: TextRules, notification: ForwardedText): boolean {
  return readText(rules, notification).kind === 'money';
}

function readsNearMiss(miss: NearMiss): RuleProblem {
  return { code: 'reads_near_miss', title: miss.title, text: miss.text };
}

function messageOf(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  return error.issues.map((issue) => `${issue.path.map(String).join('.')}: ${issue.message}`).join('; ');
}
