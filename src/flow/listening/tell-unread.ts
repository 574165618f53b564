import { createHash } from 'node:crypto';
import type { DroppedRow } from '../../plugin-api/index.ts';
import type { Db } from '../../shared/db.ts';
import type { Account } from '../accounts/index.ts';
import { findDetail, raiseAlert } from '../alerts/index.ts';

/** So many rows are known again; a window holds hardly ever more. */
const REMEMBERED = 200;
const LONGEST_PROBLEM = 160;

/**
 * Money may be among what could not be read, and nobody settles what nobody can read: its owner is told, once for each
 * row, however often the platform tells of it. The account goes on as it is: the next row may be a good one.
 */
export async function tellUnread(
  db: Db,
  { id }: Pick<Account, 'id'>,
  dropped: readonly DroppedRow[],
  now: number,
): Promise<void> {
  const [first] = dropped;
  if (!first) return;
  const subject = `unread:${id}`;
  const told = (await findDetail(db, subject))?.rows;
  const known = Array.isArray(told) ? told.map(String) : [];
  const fresh = dropped.map(nameOf).filter((name) => !known.includes(name));
  if (fresh.length === 0) return;
  const rows = [...new Set([...fresh, ...known])].slice(0, Math.max(REMEMBERED, dropped.length));
  const problem = first.problem.slice(0, LONGEST_PROBLEM);
  const detail = { count: dropped.length, problem, rows };
  await raiseAlert(db, { kind: 'rows_unread', subject, accountId: id, detail, now });
}

function nameOf({ row, problem }: DroppedRow): string {
  return createHash('sha256')
    .update(JSON.stringify([problem, row]) ?? '')
    .digest('hex')
    .slice(0, 12);
}
