import type { Db } from './db.ts';

const LOCK_TABLE = 'schema_migrations_lock';

/**
 * Makes knex's lock table with its one row before knex does. knex itself looks first and then inserts, so that
 * several processes in front of an empty database leave several rows, and a lock that none of them can take.
 */
export async function prepareMigrationLock(db: Db): Promise<void> {
  if (!(await db.schema.hasTable(LOCK_TABLE))) {
    try {
      await db.schema.createTable(LOCK_TABLE, (t) => {
        t.increments('index').primary();
        t.integer('is_locked');
      });
    } catch (error) {
      // Another process was quicker.
      if (!(await db.schema.hasTable(LOCK_TABLE))) throw error;
    }
  }
  if (await db(LOCK_TABLE).first('index')) return;
  await db(LOCK_TABLE).insert({ index: 1, is_locked: 0 }).onConflict('index').ignore();
}

/** Takes away a lock that a killed process left behind. */
export async function freeMigrationLock(db: Db): Promise<void> {
  await db(LOCK_TABLE).update({ is_locked: 0 });
}
