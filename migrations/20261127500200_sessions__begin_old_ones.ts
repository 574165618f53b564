import type { Knex } from 'knex';

const WEEK_MS = 7 * 24 * 3_600_000;

/** Logins from before count from their last visit, which was a week before their end. */
export async function up(db: Knex): Promise<void> {
  await db('sessions')
    .whereNotNull('user_id')
    .whereNull('started_at')
    .update({
      started_at: db.raw('expires_at - ?', [WEEK_MS]),
      seen_at: db.raw('expires_at - ?', [WEEK_MS]),
    });
}
