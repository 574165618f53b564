import { caseSql } from '../../shared/case-sql.ts';
import type { Db } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { findRow } from '../../shared/written-sql.ts';
import { type Limits, readLimits, writeLimits } from '../code-limits/index.ts';
import type { Code, CodeStyle, Health, RoutableCode } from './account.ts';

/** The only SQL on `codes`. */

export type CodeFields = Pick<Code, 'terminal' | 'label' | 'kind' | 'payTypes' | 'style' | 'content'>;

export async function findCode(db: Db, id: number): Promise<Code | undefined> {
  const row = await findRow(db, 'codes', { id });
  return row && toCode(row);
}

/**
 * The code that an order was given, to be shown to its buyer; undefined when it is gone, or has become the code of
 * another terminal, whose money would not be this order's. (Terminals that we make follow their account's name.)
 */
export async function findPlacedCode(
  db: Db,
  placed: { codeId: number; terminal: string },
): Promise<Code | undefined> {
  const code = await findCode(db, placed.codeId);
  return code && (code.kind !== null || code.terminal === placed.terminal) ? code : undefined;
}

/** Throws Refusal 'unknown_code'. */
export async function getCode(db: Db, id: number): Promise<Code> {
  const code = await findCode(db, id);
  if (!code) throw refuse('unknown_code.id', { id });
  return code;
}

export async function listCodes(db: Db, accountIds: number[]): Promise<Code[]> {
  const rows = await db('codes').whereIn('account_id', accountIds).orderBy('id');
  return rows.map(toCode);
}

/** The account of this platform that has a code with this terminal, but for `exceptAccountId`'s. */
export async function findTerminalElsewhere(
  db: Db,
  wanted: { platform: string; terminal: string; exceptAccountId: number },
): Promise<{ login: string; pid: number } | undefined> {
  const rows = await db('codes')
    .join('accounts', 'accounts.id', 'codes.account_id')
    .where({ 'accounts.platform': wanted.platform, 'codes.terminal': wanted.terminal })
    .whereNot({ 'accounts.id': wanted.exceptAccountId })
    .select('accounts.login', 'accounts.pid', 'codes.terminal');
  // MySQL compares without case.
  const row = rows.find(({ terminal }) => terminal === wanted.terminal);
  return row && { login: String(row.login), pid: Number(row.pid) };
}

/** The codes, of whichever account, whose picture this is. */
export async function findByPicture(db: Db, name: string): Promise<Code[]> {
  return (await db('codes').where({ style: 'image', content: name })).map(toCode);
}

/** Returns the new id. Throws the database's duplicate error when the account already has this terminal. */
export async function insertCode(
  db: Db,
  accountId: number,
  fields: CodeFields,
  now: number,
): Promise<number> {
  const [id] = await db('codes').insert({
    account_id: accountId,
    ...toColumns(fields),
    enabled: true,
    last_turn: 0,
    created_at: now,
  });
  return Number(id);
}

export async function updateCode(db: Db, id: number, fields: CodeFields): Promise<void> {
  await db('codes').where({ id }).update(toColumns(fields));
}

export async function setCodeEnabled(db: Db, id: number, enabled: boolean): Promise<void> {
  await db('codes').where({ id }).update({ enabled });
}

export async function saveCodeLimits(db: Db, id: number, limits: Limits): Promise<void> {
  await db('codes')
    .where({ id })
    .update({ limits: writeLimits(limits) });
}

/** Whether it has fixed amounts, see fixed-codes. */
export async function setHasFixed(trx: Db, id: number, hasFixed: boolean): Promise<void> {
  await trx('codes').where({ id }).update({ has_fixed: hasFixed });
}

/** Writes the last turns of these codes: of a merchant's, the greatest was given out last. */
export async function saveTurns(trx: Db, codes: Pick<RoutableCode, 'id' | 'lastTurn'>[]): Promise<void> {
  const byCode = caseSql(
    'id',
    codes.map(({ id, lastTurn }) => [id, lastTurn]),
  );
  await trx('codes')
    .whereIn(
      'id',
      codes.map(({ id }) => id),
    )
    .update({ last_turn: trx.raw(byCode.sql, byCode.bindings) });
}

/** An enabled code with what may keep orders from it. */
export interface Obstacle {
  platform: string;
  payTypes: PayType[];
  health: Health;
  isHeard: boolean;
}

/** The merchant's enabled codes of enabled accounts, with what may keep orders from them. */
export async function listObstacles(db: Db, pid: number): Promise<Obstacle[]> {
  const rows = await db('codes')
    .join('accounts', 'accounts.id', 'codes.account_id')
    .where({ 'accounts.pid': pid, 'accounts.enabled': true, 'codes.enabled': true })
    .select(
      'codes.pay_types',
      'accounts.platform',
      'accounts.health',
      'accounts.heard_at',
      'accounts.takes_unheard',
    );
  return rows.map((row) => ({
    platform: String(row.platform),
    payTypes: toPayTypes(row.pay_types),
    health: String(row.health) as Health,
    isHeard: isHeard(row),
  }));
}

export function isHeard(row: Record<string, unknown>): boolean {
  return row.heard_at !== null || Boolean(row.takes_unheard);
}

function toColumns(fields: CodeFields) {
  return {
    terminal: fields.terminal,
    label: fields.label,
    kind: fields.kind,
    pay_types: fields.payTypes.join(','),
    style: fields.style,
    content: fields.content,
  };
}

export function toPayTypes(text: unknown): PayType[] {
  return String(text).split(',').filter(Boolean) as PayType[];
}

function toCode(row: Record<string, unknown>): Code {
  return {
    id: Number(row.id),
    accountId: Number(row.account_id),
    terminal: String(row.terminal),
    label: String(row.label),
    kind: row.kind === null ? null : String(row.kind),
    payTypes: toPayTypes(row.pay_types),
    style: String(row.style) as CodeStyle,
    content: String(row.content),
    enabled: Boolean(row.enabled),
    lastTurn: Number(row.last_turn),
    hasFixed: Boolean(row.has_fixed),
    limits: readLimits(row.limits),
    createdAt: Number(row.created_at),
  };
}
