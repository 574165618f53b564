import { createRequire } from 'node:module';
import { createSqliteFile, type Db, isSqlite, sqliteFileOf } from './db.ts';
import { pause } from './timers.ts';

const WAIT_MS = 100;
/** Of one question; asked again until the answer is yes. */
const MYSQL_WAIT_S = 1;
/** One per database, in at most 64 characters. */
const MYSQL_NAME = "concat('mpay-migrate-', md5(database()))";

/**
 * Runs `work` while no other process does so on this database, however long the other one takes. The lock is the
 * operating system's or the server's own: it ends with the process that holds it, also when that is killed.
 */
export async function aloneOn<T>(db: Db, work: () => Promise<T>): Promise<T> {
  const free = await (isSqlite(db) ? lockBesideFile(sqliteFileOf(db)) : lockOnServer(db));
  try {
    return await work();
  } finally {
    await free();
  }
}

type Free = () => Promise<void>;

/** The database itself can't be locked, since what is done under the lock writes into it. */
async function lockBesideFile(file: string): Promise<Free> {
  const Database = createRequire(import.meta.url)('libsql');
  const name = `${file}.migrating`;
  createSqliteFile(name);
  const beside = new Database(name);
  for (;;) {
    try {
      beside.exec('BEGIN EXCLUSIVE');
      return async () => beside.close();
    } catch (error) {
      if (!/locked|busy/i.test(String(error))) throw error;
      await pause(WAIT_MS);
    }
  }
}

async function lockOnServer(db: Db): Promise<Free> {
  const connection = await db.client.acquireConnection();
  const ask = async (sql: string): Promise<number> => {
    const [[{ answer }]] = await db.raw(`select ${sql} as answer`).connection(connection);
    return Number(answer);
  };
  const giveBack = () => db.client.releaseConnection(connection);
  try {
    while ((await ask(`get_lock(${MYSQL_NAME}, ${MYSQL_WAIT_S})`)) !== 1);
  } catch (error) {
    await giveBack();
    throw error;
  }
  return async () => {
    await ask(`release_lock(${MYSQL_NAME})`).catch(() => {});
    await giveBack();
  };
}
