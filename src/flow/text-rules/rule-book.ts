import { TextRule, type TextRuleSet } from '../../plugin-api/text-rules/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import {
  asItsExample,
  checkNewRule,
  compileRules,
  sayRuleProblem,
  type TextRules,
} from '../forwarded-texts/index.ts';
import { deleteRule, insertRule, listRules } from './text-rule.repository.ts';

/** How long a rule that another process added may stay unseen. */
const FRESH_FOR_MS = 2_000;

/** The rules for notification texts: those of the plugins and the owner's own, loaded without a restart. */
export class RuleBook {
  private kept: { rules: TextRules; madeOf: string; until: number } | null = null;

  constructor(private readonly deps: { db: Db; clock: Clock; plugins: PluginRegistry }) {}

  async current(): Promise<TextRules> {
    const now = this.deps.clock.now();
    if (this.kept && this.kept.until > now) return this.kept.rules;
    const sets = await this.sets();
    // To look whether there are others is quick, to make them ready is not.
    const madeOf = JSON.stringify(sets);
    const rules = this.kept?.madeOf === madeOf ? this.kept.rules : compileRules(sets);
    this.kept = { rules, madeOf, until: now + FRESH_FOR_MS };
    return rules;
  }

  /**
   * Adds an owner's rule. Refusal 'bad_rule' that says which known text it would read wrongly, or that there are
   * enough rules. `note` writes down who did it, in the same transaction.
   */
  async add(platform: string, rule: unknown, note?: (trx: Db) => Promise<void>): Promise<void> {
    const set = (await this.sets()).find((one) => one.platform === platform);
    if (!set) throw refuse('unknown_platform.rules', { platform });
    const checked = TextRule.safeParse(rule);
    const asOwn = checked.success ? { ...checked.data, rests: 'owner' as const } : rule;
    const problems = checkNewRule(set, asOwn);
    if (problems.length > 0 || !checked.success) {
      throw refuse('bad_rule', { problem: problems.map(sayRuleProblem) });
    }
    const own = { ...checked.data, rests: 'owner' as const };
    await inTransaction(this.deps.db, async (trx) => {
      await insertRule(trx, platform, own, this.deps.clock.now());
      await note?.(trx);
    });
    this.kept = null;
  }

  async remove(id: string, note?: (trx: Db) => Promise<void>): Promise<void> {
    await inTransaction(this.deps.db, async (trx) => {
      await deleteRule(trx, id);
      await note?.(trx);
    });
    this.kept = null;
  }

  private async sets(): Promise<TextRuleSet[]> {
    const own = await listRules(this.deps.db);
    return this.deps.plugins.list().flatMap(({ platform }) => {
      if (!platform?.told) return [];
      const { textRules } = platform.told;
      const added = own
        .filter((entry) => entry.platform === platform.id)
        .map(({ rule }) =>
          asItsExample(rule, { stacks: textRules.stacked?.includes(rule.package) ?? false }),
        );
      return [{ ...textRules, rules: [...textRules.rules, ...added] }];
    });
  }
}
