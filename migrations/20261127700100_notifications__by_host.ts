import type { Knex } from 'knex';

const NAME = 'notifications_by_host';

/** Notifications by the shop that they are for: those that were given up are counted and sent again together. */
export async function up(db: Knex): Promise<void> {
  if (await hasIndex(db)) return;
  await db.schema.alterTable('notifications', (t) => {
    t.index(['state', 'host'], NAME);
  });
}

async function hasIndex(db: Knex): Promise<boolean> {
  const isMysql = db.client.config.client === 'mysql2';
  const answer = await db.raw(
    isMysql
      ? "select index_name from information_schema.statistics where table_schema = database() and table_name = 'notifications' and index_name = ?"
      : "select name from sqlite_master where type = 'index' and name = ?",
    [NAME],
  );
  const rows: unknown[] = isMysql ? answer[0] : answer;
  return rows.length > 0;
}
