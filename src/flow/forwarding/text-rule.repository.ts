import { TextRule } from '../../plugin-api/text-rules/index.ts';
import type { Db } from '../../shared/db.ts';

/** The only SQL on `text_rules`: the owner's own rules. */
export async function listRules(db: Db): Promise<{ platform: string; rule: TextRule }[]> {
  const rows = await db('text_rules').orderBy('created_at');
  return rows.map((row) => ({
    platform: String(row.platform),
    rule: TextRule.parse(JSON.parse(String(row.rule))),
  }));
}

/** Throws the database's duplicate error when the id is taken. */
export async function insertRule(db: Db, platform: string, rule: TextRule, now: number): Promise<void> {
  await db('text_rules').insert({ id: rule.id, platform, rule: JSON.stringify(rule), created_at: now });
}

export async function deleteRule(db: Db, id: string): Promise<void> {
  await db('text_rules').where({ id }).delete();
}
