import { type Scope, within } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';

/** Who changed what. */
export interface AuditEntry {
  at: number;
  /** Whose thing was changed; null: the whole house's, such as its users. */
  pid: number | null;
  /** A user's name, or "terminal". */
  actor: string;
  /** Like "account.edit". */
  action: string;
  /** Like "account 3". */
  subject: string;
  /** What changed; never a secret. */
  detail: Record<string, unknown>;
  ip: string | null;
}

export interface StoredAuditEntry extends AuditEntry {
  id: number;
}

/** The only SQL on `audit_entries`. Goes into the transaction of the change that it tells of. */
export async function recordAudit(db: Db, entry: AuditEntry): Promise<void> {
  await db('audit_entries').insert({
    at: entry.at,
    pid: entry.pid,
    actor: entry.actor.slice(0, 80),
    action: entry.action,
    subject: entry.subject.slice(0, 100),
    detail: JSON.stringify(entry.detail),
    ip: entry.ip,
  });
}

/** The newest first. The next page begins `before` the last entry's id; an entry is never missed or seen twice. */
export async function listAudit(
  db: Db,
  scope: Scope,
  { before, limit }: { before?: number | undefined; limit: number },
): Promise<StoredAuditEntry[]> {
  const query = within(db('audit_entries'), 'pid', scope).orderBy('id', 'desc').limit(limit);
  if (before !== undefined) query.where('id', '<', before);
  return (await query).map(toEntry);
}

function toEntry(row: Record<string, unknown>): StoredAuditEntry {
  return {
    id: Number(row.id),
    at: Number(row.at),
    pid: row.pid === null ? null : Number(row.pid),
    actor: String(row.actor),
    action: String(row.action),
    subject: String(row.subject),
    detail: JSON.parse(String(row.detail)) as Record<string, unknown>,
    ip: row.ip === null ? null : String(row.ip),
  };
}
