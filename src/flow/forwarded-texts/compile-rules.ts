import { normalText } from './normal-text.ts';
import { parseTemplate, type Template } from './template.ts';
import type { RefuseRule, TextRule, TextRuleSet } from './text-rule.ts';

export interface CompiledRule {
  rule: TextRule;
  version: number;
  /** Null: any title. */
  titles: readonly Template[] | null;
  texts: readonly Template[];
}

export interface PackageRules {
  rules: CompiledRule[];
  refuse: RefuseRule[];
  /** Null: anything may follow a sentence. */
  endings: string[] | null;
}

/** Rule sets made ready for reading, by package. Immutable: to load other rules, make another one. */
export type TextRules = ReadonlyMap<string, PackageRules>;

/**
 * Makes checked rule sets (`TextRuleSet.parse`) ready for reading. Where two rules fit the same words, the earlier names
 * the code kinds. Throws when two sets have a rule of the same id.
 */
export function compileRules(sets: readonly TextRuleSet[]): TextRules {
  const byPackage = new Map<string, PackageRules>();
  const ids = new Set<string>();
  const packageOf = (name: string): PackageRules => {
    const known = byPackage.get(name) ?? { rules: [], refuse: [], endings: null };
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
        version: set.version,
        titles: rule.titles === 'any' ? null : rule.titles.map(compiled),
        texts: rule.texts.map(compiled),
      });
    }
    for (const refuse of set.refuse) {
      rulesOf(refuse.id, refuse.package).refuse.push({
        ...refuse,
        phrases: refuse.phrases.map(normalText),
        unless: refuse.unless?.map(normalText),
      });
    }
    for (const endings of set.endings ?? []) {
      const known = packageOf(endings.package);
      known.endings = [...(known.endings ?? []), ...endings.texts.map((text) => normalText(text).trim())];
    }
  }
  return byPackage;
}

function compiled(source: string): Template {
  const template = parseTemplate(source);
  if (typeof template === 'string') throw new Error(`template "${source}": ${template}`);
  return template;
}
