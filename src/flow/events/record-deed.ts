import type { Actor } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import { recordAudit } from '../audit/index.ts';
import { type EventThings, recordEvents } from './event.repository.ts';

/** Something that a person did. */
export interface Deed extends EventThings {
  /** ms */
  at: number;
  /** Like "account.edit". */
  action: string;
  /** Like "account 3". */
  subject: string;
  /** Whose thing it was done to; null: the whole house's. */
  pid: number | null;
  /** What changed; never a secret. */
  detail?: Record<string, unknown>;
}

/**
 * Writes down who did it, and where it happened to an order, a receipt or an account, that it happened. Goes into the
 * transaction of the deed.
 */
export async function recordDeed(trx: Db, actor: Pick<Actor, 'name' | 'ip'>, deed: Deed): Promise<void> {
  const { at, action, subject, pid, detail = {}, tradeNo, receiptId, accountId } = deed;
  await recordAudit(trx, { at, pid, actor: actor.name, action, subject, detail, ip: actor.ip });
  if (pid === null) return;
  if (tradeNo == null && receiptId == null && accountId == null) return;
  const things = { tradeNo: tradeNo ?? null, receiptId: receiptId ?? null, accountId: accountId ?? null };
  await recordEvents(trx, [{ at, pid, what: action, by: actor.name, ...things, detail }]);
}
