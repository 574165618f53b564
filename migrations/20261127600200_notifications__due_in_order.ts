import type { Knex } from 'knex';

/** What is due, in the order in which it was queued, with all that tells whether it may be taken now. */
const added = ['state', 'next_attempt_at', 'id', 'host', 'lease_until'];

export async function up(db: Knex): Promise<void> {
  const there = await indexNames(db);
  await db.schema.alterTable('notifications', (t) => {
    if (!there.has('notifications_due_in_order')) t.index(added, 'notifications_due_in_order');
  });
  await db.schema.alterTable('notifications', (t) => {
    if (there.has('notifications_due')) t.dropIndex([], 'notifications_due');
  });
}

async function indexNames(db: Knex): Promise<Set<string>> {
  const isMysql = db.client.config.client === 'mysql2';
  const answer = await db.raw(
    isMysql
      ? "select distinct index_name as name from information_schema.statistics where table_schema = database() and table_name = 'notifications'"
      : "select name from sqlite_master where type = 'index' and tbl_name = 'notifications'",
  );
  const rows: { name: string }[] = isMysql ? answer[0] : answer;
  return new Set(rows.map(({ name }) => name));
}
