import type { Knex } from 'knex';

/** Makes the index where it is not there yet. */
export async function addIndex(db: Knex, table: string, name: string, columns: string[]): Promise<void> {
  if (await hasIndex(db, table, name)) return;
  await db.schema.alterTable(table, (t) => {
    t.index(columns, name);
  });
}

/** Drops the index where it is still there. */
export async function dropIndex(db: Knex, table: string, name: string): Promise<void> {
  if (!(await hasIndex(db, table, name))) return;
  await db.schema.alterTable(table, (t) => {
    t.dropIndex([], name);
  });
}

async function hasIndex(db: Knex, table: string, name: string): Promise<boolean> {
  const isMysql = db.client.config.client === 'mysql2';
  const answer = await db.raw(
    isMysql
      ? 'select index_name from information_schema.statistics where table_schema = database() and table_name = ? and index_name = ?'
      : "select name from sqlite_master where type = 'index' and tbl_name = ? and name = ?",
    [table, name],
  );
  const rows: unknown[] = isMysql ? answer[0] : answer;
  return rows.length > 0;
}
