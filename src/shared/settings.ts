import type { Db } from './db.ts';

/** One small text per name, for what belongs to the whole installation. Null when never set. */
export async function readSetting(db: Db, name: string): Promise<string | null> {
  const row = await db('settings').where({ name }).first('value');
  return row ? String(row.value) : null;
}

export async function writeSetting(db: Db, name: string, value: string): Promise<void> {
  await db('settings').insert({ name, value }).onConflict('name').merge();
}
