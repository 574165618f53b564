import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import type { Clock } from '../shared/clock.ts';
import type { Config } from '../shared/config.ts';
import type { DatabasePlace, Db } from '../shared/db.ts';
import { Refusal, refuse } from '../shared/errors.ts';
import { createVault, type Vault } from '../shared/secrets.ts';
import { tryWrite } from '../shared/try-write.ts';
import { databaseUnusable, unfitDatabase } from './explain-database.ts';
import { opensSecrets } from './key-check.ts';
import { lackingRights } from './lacking-rights.ts';
import { describeDatabase, parseMysqlUrl } from './mysql-address.ts';
import { noRights } from './test-mysql.ts';
import { findUnfit } from './unfit-tables.ts';

/**
 * Whether the product can run rightly on this installed database: Refusal with the remedy where it
 * is of a newer version ('database_newer'), can't do transactions or hold every text ('database_unfit'), has another
 * key ('wrong_key', 'key_missing') or takes nothing in ('database_unusable'). Writes nothing before all else is right.
 */
export async function checkInstallation(
  db: Db,
  { place, config, vault, clock }: { place: DatabasePlace; config: KeyConfig; vault: Vault; clock: Clock },
): Promise<void> {
  await refuseNewer(db);
  const unfit = await findUnfit(db);
  if (unfit) throw unfitDatabase(unfit);
  if (!(await opensSecrets(db, vault))) {
    // The key that this start has made can't be the one.
    throw config.newKeyFile ? refuse('key_missing', { file: config.newKeyFile }) : await wrongKey(db, place);
  }
  await refuseUnwritable(db, place, clock);
}

export type KeyConfig = Pick<Config, 'newKeyFile'>;

async function refuseNewer(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('schema_migrations'))) return;
  const known = new Set(migrations.map(({ name }) => name));
  const names: string[] = await db('schema_migrations').orderBy('name').pluck('name');
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length > 0) throw refuse('database_newer', { migration: String(unknown.at(-1)) });
}

async function wrongKey(db: Db, place: DatabasePlace): Promise<Refusal> {
  const database = place.databaseUrl ? describeDatabase(place.databaseUrl) : join(place.dataDir, 'mpay.db');
  const file = join(place.dataDir, 'app.key');
  return (await fileHoldsTheKey(db, file))
    ? refuse('wrong_key.in_file', { database, file })
    : refuse('wrong_key.gone', { database, file });
}

async function fileHoldsTheKey(db: Db, file: string): Promise<boolean> {
  try {
    return await opensSecrets(db, createVault(readFileSync(file, 'utf8').trim()));
  } catch {
    return false;
  }
}

async function refuseUnwritable(db: Db, place: DatabasePlace, clock: Clock): Promise<void> {
  try {
    if (place.databaseUrl) {
      const lacking = await lackingRights((sql) => db.raw(sql));
      const problem = noRights(lacking, parseMysqlUrl(place.databaseUrl));
      if (problem) throw refuse('database_unusable.rights', { problem });
    }
    await tryWrite(db, clock.now());
  } catch (error) {
    throw error instanceof Refusal ? error : databaseUnusable(error, place);
  }
}
