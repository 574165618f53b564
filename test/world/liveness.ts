import type { Db } from '../../src/shared/db.ts';
import type { Truth } from './truth.ts';

const MINUTE = 60_000;
/** In the end the jobs run once in some minutes only. */
const LATE_MS = 8 * MINUTE;
/** No lease is made for longer. */
const LONGEST_LEASE_MS = 5 * MINUTE;

/** Where all is calm nothing is late, no lease is stuck, and nothing that is heard counts as silent. */
export async function checkAlive(db: Db, truth: Truth, now: number): Promise<void> {
  const before = now - LATE_MS;
  const late = {
    'orders that ran out': db('orders').where({ state: 'pending' }).where('expires_at', '<', before),
    'amounts that are over': db('amount_slots').where('release_at', '<', before),
    'notifications that are due': db('notifications')
      .whereNotNull('next_attempt_at')
      .where('next_attempt_at', '<', before),
    'receipts that nobody looked at': db('receipts').where({ state: 'new' }).where('seen_at', '<', before),
    'bills that were begun': db('bills').where({ state: 'opening' }).where('begun_at', '<', before),
    'counters that are due': db('listener_counters').where('look_at', '<', before),
    'leases of queries that are stuck': db('account_polls').where('lease_until', '>', now + LONGEST_LEASE_MS),
    'leases of notifications that are stuck': db('notifications').where(
      'lease_until',
      '>',
      now + LONGEST_LEASE_MS,
    ),
    'accounts that count as silent': db('accounts').where({ health: 'silent', enabled: true }),
    'alerts of silence': db('alerts').where({ kind: 'silent_device' }).whereNull('resolved_at'),
  };
  for (const [what, rows] of Object.entries(late)) {
    const found = await rows;
    if (found.length > 0)
      truth.wrong(`${what}: ${found.length}, like ${JSON.stringify(found[0]).slice(0, 300)}`);
  }
}
