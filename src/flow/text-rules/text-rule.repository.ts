import { TextRule } from '../../plugin-api/text-rules/index.ts';
import type { Db } from '../../shared/db.ts';

/** The only SQL on `text_rules`, the owner's own rules, and on `confirmed_rules`. Oldest first. */
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

/** A rule of which the owner said that it tells payments of the account. */
export interface ConfirmedRule {
  accountId: number;
  rule: string;
  /** ms. */
  at: number;
}

export async function isRuleConfirmed(db: Db, accountId: number, rule: string): Promise<boolean> {
  return (await db('confirmed_rules').where({ account_id: accountId, rule }).first('rule')) !== undefined;
}

/** Of these accounts, newest first. */
export async function listConfirmedRules(
  db: Db,
  accountIds: readonly number[],
  limit: number,
): Promise<ConfirmedRule[]> {
  const rows = await db('confirmed_rules')
    .whereIn('account_id', [...accountIds])
    .orderBy('at', 'desc')
    .limit(limit);
  return rows.map((row) => ({
    accountId: Number(row.account_id),
    rule: String(row.rule),
    at: Number(row.at),
  }));
}

/** One that is there already stays as it is. */
export async function insertConfirmedRule(trx: Db, { accountId, rule, at }: ConfirmedRule): Promise<void> {
  await trx('confirmed_rules')
    .insert({ account_id: accountId, rule, at })
    .onConflict(['account_id', 'rule'])
    .ignore();
}

/** False: it was not confirmed. */
export async function deleteConfirmedRule(trx: Db, accountId: number, rule: string): Promise<boolean> {
  return (await trx('confirmed_rules').where({ account_id: accountId, rule }).delete()) > 0;
}
