import {
  type Card,
  parseTemplate,
  type RefuseRule,
  type Template,
  type TextRule,
  type TextRuleSet,
} from '../../plugin-api/text-rules/index.ts';
import { generalRefusals } from './money-words.ts';

export interface CompiledRule {
  rule: TextRule;
  /** Whose it is. */
  platform: string;
  version: number;
  /** Null: any title. */
  titles: readonly Template[] | null;
  texts: readonly Template[];
}

export interface CompiledCard extends Pick<Card, 'notes'> {
  amount: Template;
  lines: readonly Template[];
}

export interface PackageRules {
  rules: CompiledRule[];
  refuse: RefuseRule[];
  /** Null: anything may follow a sentence. */
  endings: Template[] | null;
  stacks: boolean;
  cards: CompiledCard[];
}

/** Rule sets made ready for reading, by package. Immutable: to load other rules, make another one. */
export type TextRules = ReadonlyMap<string, PackageRules>;

/**
 * Makes checked rule sets (`TextRuleSet.parse`) ready for reading. Where two rules fit the same words, the earlier names
 * the code kinds. Above rules about an app of which no set says what it refuses stand the general refusals. Throws when two
 * sets have a rule of the same id.
 */
export function compileRules(sets: readonly TextRuleSet[]): TextRules {
  const byPackage = new Map<string, PackageRules>();
  const ids = new Set<string>();
  const packageOf = (name: string): PackageRules => {
    const known: PackageRules = byPackage.get(name) ?? {
      ...{ rules: [], refuse: [], endings: null, stacks: false, cards: [] },
    };
    byPackage.set(name, known);
    return known;
  };
  const rulesOf = (id: string, packageName: string): PackageRules => {
    if (ids.has(id)) throw new Error(`two text rules are called ${id}`);
    ids.add(id);
    return packageOf(packageName);
  };
  for (const set of sets) {
    for (const rule of set.rules) {
      rulesOf(rule.id, rule.package).rules.push({
        rule,
        platform: set.platform,
        version: set.version,
        titles: rule.titles === 'any' ? null : rule.titles.map(compiled),
        texts: rule.texts.map(compiled),
      });
    }
    for (const refuse of set.refuse) {
      rulesOf(refuse.id, refuse.package).refuse.push(refuse);
    }
    for (const endings of set.endings ?? []) {
      const known = packageOf(endings.package);
      known.endings = [...(known.endings ?? []), ...endings.texts.map(compiled)];
    }
    for (const name of set.stacked ?? []) packageOf(name).stacks = true;
    for (const { package: name, amount, lines, notes } of set.cards ?? []) {
      packageOf(name).cards.push({ amount: compiled(amount), lines: lines.map(compiled), notes });
    }
  }
  for (const [name, known] of byPackage) {
    if (known.refuse.length === 0) known.refuse.push(...generalRefusals(name));
  }
  return byPackage;
}

/** A checked template made ready. */
export function compiled(source: string): Template {
  const template = parseTemplate(source);
  if (typeof template === 'string') throw new Error(`template "${source}": ${template}`);
  return template;
}
