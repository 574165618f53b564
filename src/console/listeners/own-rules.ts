import {
  checkNewRule,
  sayRuleProblem,
  type TextRules,
  templateFromText,
} from '../../flow/forwarded-texts/index.ts';
import type { TextRule, TextRuleSet } from '../../plugin-api/text-rules/index.ts';
import { type Refusal, refuse } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { randomHex } from '../../shared/random.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { codeKindsOf, type Telling } from './forwarded-platforms.ts';

/** What a person says about a notification that should be read from now on. */
export interface Marking {
  package: string;
  title: string;
  text: string;
  amount: string;
  /** The payer's name in it, if any. */
  payer: string;
  /** The kind of code; for a platform whose receipts name the code it doesn't matter. */
  kind: string;
  /** One of the platform's pay types; anything else where the text doesn't tell it and it takes several. */
  payType: string;
}

/** The kind of code that texts are about at a platform without kinds. */
const NO_KIND = 'aggregate';

/** The rules that the owner made of texts, in the order in which they are tried. */
export function ownRules(rules: TextRules, ofPlatform?: string): TextRule[] {
  return [...rules.values()].flatMap((known) =>
    known.rules
      .filter(({ rule, platform }) => rule.rests === 'owner' && platform === (ofPlatform ?? platform))
      .map(({ rule }) => rule),
  );
}

const PACKAGE_NAME = /^[A-Za-z]\w*(\.\w+)+$/;

/** The only one that the platform takes, or the one that was said; null: the text doesn't tell it. */
function payTypeOf({ payTypes }: Telling, said: string): PayType | null {
  const [only = null, ...others] = payTypes;
  return others.length === 0 ? only : (payTypes.find((one) => one === said) ?? null);
}

/** The rule that the marked notification makes. Refusal 'bad_rule' that says why it would be unsafe. */
export function makeRule(
  marking: Marking,
  { platform, rules }: { platform: Telling; rules: TextRules },
): TextRule {
  const kinds = codeKindsOf(platform).map(({ id }) => id);
  const kind = kinds.length === 0 ? NO_KIND : kinds.find((id) => id === marking.kind);
  if (!kind) throw badRule('kind', saying('console.texts.kindMissing'));
  if (!PACKAGE_NAME.test(marking.package)) throw badRule('package', saying('console.texts.packageWrong'));
  const { textRules } = platform.told;
  const endings = textRules.endings?.filter((one) => one.package === marking.package);
  const made = templateFromText({
    id: `own-${randomHex(4)}`,
    package: marking.package,
    title: marking.title,
    text: marking.text,
    amount: marking.amount.trim(),
    ...(marking.payer.trim() && { name: marking.payer.trim() }),
    payType: payTypeOf(platform, marking.payType),
    channels: [kind],
    stacks: textRules.stacked?.includes(marking.package) ?? false,
    ...(endings?.length && { endings: endings.flatMap(({ texts }) => texts) }),
  });
  if ('why' in made) {
    const field = made.why === 'name_not_in_text' ? 'payer' : 'amount';
    throw badRule(field, { say: `told.marking.${made.why}` });
  }
  const own = ownRules(rules, platform.id);
  const set: TextRuleSet = { ...textRules, rules: [...textRules.rules, ...own] };
  const [problem] = checkNewRule(set, made.rule);
  if (problem) throw badRule('amount', sayRuleProblem(problem));
  return made.rule;
}

function badRule(field: string, problem: Saying): Refusal {
  return refuse('bad_rule', { problem }, { fields: [{ field, problem }] });
}
