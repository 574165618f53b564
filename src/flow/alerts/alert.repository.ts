import type { Scope } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';

/**
 * `lost_messages`: notifications that never came. `replayed_message`: a signed time with another body.
 * `same_second`: a PC's second report under one signature, kept for a person. `silent_device`.
 * `all_taken`: an order found no amount of its own. `hidden_text`: the phone's system hid what may have been a payment.
 * `money_route`: where money goes was changed. `account_halted`: an account that is asked waits for a person.
 * `session_ending`: a login that only its owner can renew. `rows_unread`: a platform told of what may be payments, and nobody could read it.
 */
export type AlertKind =
  | 'lost_messages'
  | 'replayed_message'
  | 'same_second'
  | 'silent_device'
  | 'money_route'
  | 'all_taken'
  | 'hidden_text'
  | 'account_halted'
  | 'rows_unread'
  | 'session_ending';

/** The alert of an account that waits for a person; of each there is one. */
export const haltSubject = (accountId: number) => `halted:${accountId}`;

/** Something the owner must look at. One for each subject; raised again it is renewed. */
export interface Alert {
  id: number;
  kind: AlertKind;
  subject: string;
  accountId: number | null;
  /** Whom it is for; null: nobody can say any more. */
  pid: number | null;
  detail: Record<string, unknown>;
  at: number;
}

/** The only SQL on `alerts`. */
export async function raiseAlert(
  db: Db,
  alert: {
    kind: AlertKind;
    subject: string;
    accountId: number | null;
    /** Whom it is for; left out: the account's merchant. */
    pid?: number;
    detail: Record<string, unknown>;
    now: number;
  },
): Promise<void> {
  const { kind, subject, accountId, pid = null, now } = alert;
  const row = {
    kind,
    account_id: accountId,
    pid,
    detail: JSON.stringify(alert.detail),
    at: now,
    resolved_at: null,
  };
  await db('alerts')
    .insert({ subject, ...row })
    .onConflict('subject')
    .merge(row);
}

/** What was told of this subject last, whether somebody has seen it or not; null: nothing was. */
export async function findDetail(db: Db, subject: string): Promise<Record<string, unknown> | null> {
  const row = await db('alerts').where({ subject }).first('detail');
  return row ? JSON.parse(String(row.detail)) : null;
}

/** There is less to it than was told: an alert that is still open says so now. One that a person has seen stays seen. */
export async function amendAlert(db: Db, subject: string, detail: Record<string, unknown>): Promise<void> {
  await db('alerts')
    .where({ subject })
    .whereNull('resolved_at')
    .update({ detail: JSON.stringify(detail) });
}

/** The trouble is over, or a person has seen it. False: it was over already. */
export async function resolveAlert(db: Db, subject: string, now: number): Promise<boolean> {
  const changed = await db('alerts').where({ subject }).whereNull('resolved_at').update({ resolved_at: now });
  return changed === 1;
}

/** What still wants to be looked at, newest first. */
export async function listOpenAlerts(db: Db, scope: Scope, limit: number): Promise<Alert[]> {
  const rows = await withPid(db, scope)
    .whereNull('alerts.resolved_at')
    .orderBy('alerts.at', 'desc')
    .limit(limit);
  return rows.map(toAlert);
}

/** One, open or not. */
export async function findAlert(db: Db, id: number): Promise<Alert | undefined> {
  const row = await withPid(db, 'all').where({ 'alerts.id': id }).first();
  return row && toAlert(row);
}

/** Alerts with whom they are for: their own merchant, else their account's. */
function withPid(db: Db, scope: Scope) {
  const pid = 'coalesce(alerts.pid, accounts.pid)';
  const query = db('alerts')
    .leftJoin('accounts', 'accounts.id', 'alerts.account_id')
    .select('alerts.*', db.raw(`${pid} as pid`));
  if (scope === 'all') return query;
  return scope.length === 0
    ? query.whereRaw('1 = 0')
    : query.whereRaw(`${pid} in (${scope.map(() => '?').join(',')})`, [...scope]);
}

/** What still wants to be looked at of one kind, newest first. */
export async function listOpenAlertsOf(db: Db, kind: AlertKind, limit: number): Promise<Alert[]> {
  const rows = await withPid(db, 'all')
    .whereNull('alerts.resolved_at')
    .where({ 'alerts.kind': kind })
    .orderBy('alerts.at', 'desc')
    .limit(limit);
  return rows.map(toAlert);
}

function toAlert(row: Record<string, unknown>): Alert {
  return {
    id: Number(row.id),
    kind: String(row.kind) as AlertKind,
    subject: String(row.subject),
    accountId: row.account_id === null ? null : Number(row.account_id),
    pid: row.pid === null ? null : Number(row.pid),
    detail: JSON.parse(String(row.detail)),
    at: Number(row.at),
  };
}
