import type { Clock } from '../shared/clock.ts';
import type { Config } from '../shared/config.ts';
import { hasSqliteFile, openDatabase } from '../shared/db.ts';
import { Refusal } from '../shared/errors.ts';
import type { Vault } from '../shared/secrets.ts';
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
 * be offered the wizard. Refusal 'database_unusable' where it can't be asked.
 */
export async function findInstallation({
  config,
  vault,
  clock,
}: {
  config: Pick<Config, 'dataDir' | 'databaseUrl'>;
  vault: Vault;
  clock: Clock;
}): Promise<Found> {
  const mark = createInstalledMark(config.dataDir);
  const known = mark.find();
  const databaseUrl = loadDatabaseUrl(config, vault);
  const database = databaseUrl ? 'mysql' : 'sqlite';
  if (known?.complete && known.database === 'mysql' && !databaseUrl) {
    throw lost(
      `mpay 已安装在 MySQL，但保存它地址的 database.json 不见了：请恢复该文件，或在 .env 里设置 DATABASE_URL`,
      'mpay is installed in a MySQL, but database.json, which held its address, is gone: restore it or set DATABASE_URL',
      mark.file,
    );
  }
  if (await holdsInstallation({ databaseUrl, dataDir: config.dataDir })) {
    if (!known?.complete || known.database !== database) mark.complete({ at: clock.now(), database });
    return { databaseUrl, installed: true };
  }
  if (known?.complete) {
    const place = databaseUrl ? describeDatabase(databaseUrl) : 'SQLite (mpay.db)';
    throw lost(
      `mpay 已安装过，但数据库 ${place} 里没有它的数据：请恢复备份，或改回原来的数据库`,
      `mpay was installed, but the database ${place} does not hold it: restore a back-up, or set the database that it was in`,
      mark.file,
    );
  }
  return { databaseUrl, installed: false };
}

async function holdsInstallation(place: { databaseUrl: string; dataDir: string }): Promise<boolean> {
  if (!place.databaseUrl && !hasSqliteFile(place.dataDir)) return false;
  const db = openDatabase(place);
  try {
    return await isInstalled(db);
  } catch (error) {
    throw databaseUnusable(error, place);
  } finally {
    await db.destroy();
  }
}

function lost(chinese: string, english: string, file: string): Refusal {
  const message = `${chinese}。确实要从头安装时，先删除 ${file}。\n${english}. To begin anew, delete ${file} first.`;
  return new Refusal('installation_lost', message, { status: 503 });
}
