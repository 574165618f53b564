import { rmSync } from 'node:fs';
import type { Clock } from '../shared/clock.ts';
import type { Config } from '../shared/config.ts';
import { type DatabasePlace, hasSqliteFile, openDatabase } from '../shared/db.ts';
import { Refusal, refuse } from '../shared/errors.ts';
import type { Vault } from '../shared/secrets.ts';
import { checkInstallation, type KeyConfig } from './check-installation.ts';
import { loadDatabaseUrl } from './database-choice.ts';
import { databaseUnusable } from './explain-database.ts';
import { createInstalledMark } from './installed-mark.ts';
import { isInstalled } from './installed-state.ts';
import { describeDatabase } from './mysql-address.ts';

/** The database that this DATA_DIR and environment lead to ('' is SQLite), and whether mpay is installed in it. */
export interface Found {
  databaseUrl: string;
  installed: boolean;
}

/**
 * Looks for the installation, makes up for a mark that is missing, and makes no database. Refusal
 * 'installation_lost' where mpay was installed and its database is not there any more: whoever comes next must not
 * be offered the wizard. Refusal 'database_unusable' where it can't be asked, and where it is not fit or has another
 * key, as checkInstallation. Of a key that this start has made, nothing stays when it is refused.
 */
export async function findInstallation(deps: FindDeps): Promise<Found> {
  try {
    return await find(deps);
  } catch (error) {
    const { newKeyFile, dataDir } = deps.config;
    const isForeign = error instanceof Refusal && error.code === 'key_missing';
    // Unless it was installed under it meanwhile.
    if (newKeyFile && (isForeign || createInstalledMark(dataDir).find() === null)) {
      rmSync(newKeyFile, { force: true });
    }
    throw error;
  }
}

interface FindDeps {
  config: Pick<Config, 'dataDir' | 'databaseUrl'> & KeyConfig;
  vault: Vault;
  clock: Clock;
}

async function find(deps: FindDeps): Promise<Found> {
  const { config, vault, clock } = deps;
  const mark = createInstalledMark(config.dataDir);
  const known = mark.find();
  const databaseUrl = loadDatabaseUrl(config, vault);
  const database = databaseUrl ? 'mysql' : 'sqlite';
  if (known?.complete && known.database === 'mysql' && !databaseUrl) {
    throw refuse('installation_lost.address', { file: mark.file });
  }
  if (await holdsInstallation({ databaseUrl, dataDir: config.dataDir }, deps)) {
    if (!known?.complete || known.database !== database) mark.complete({ at: clock.now(), database });
    return { databaseUrl, installed: true };
  }
  if (known?.complete) {
    const place = databaseUrl ? describeDatabase(databaseUrl) : 'SQLite (mpay.db)';
    throw refuse('installation_lost.data', { database: place, file: mark.file });
  }
  return { databaseUrl, installed: false };
}

/** And fit to be run. */
async function holdsInstallation(place: DatabasePlace, deps: FindDeps): Promise<boolean> {
  if (!place.databaseUrl && !hasSqliteFile(place.dataDir)) return false;
  const db = openDatabase(place);
  try {
    if (!(await isInstalled(db))) return false;
    await checkInstallation(db, { place, ...deps });
    return true;
  } catch (error) {
    throw error instanceof Refusal ? error : databaseUnusable(error, place);
  } finally {
    await db.destroy();
  }
}
