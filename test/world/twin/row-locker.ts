import { type Connection, createConnection } from 'mysql2/promise';
import { mysqlServer } from '../../support/requirements.ts';
import type { Dice } from '../dice.ts';
import type { RealTime } from './real-time.ts';

/** Rows that sales take, by their keys. */
const TABLES: Readonly<Record<string, string>> = {
  ...{ orders: 'id', amount_slots: 'id', receipts: 'id', notifications: 'id' },
  ...{ merchants: 'pid', accounts: 'id', account_polls: 'account_id', devices: 'id' },
};
const LONGEST_WAIT_S = 4;

/**
 * Somebody else at the same tables, who takes locks on random rows in any order, sits on them and gives them back: whoever
 * wants them meanwhile waits, and whoever has some of them already may be chosen as a deadlock's victim.
 */
export async function lockRows(database: string, dice: Dice, time: RealTime): Promise<'held' | 'broken off'> {
  const connection = await createConnection({ ...mysqlServer, database });
  // Killed while it waits: the statement that comes next says so.
  connection.on('error', () => {});
  try {
    await connection.query(`set session innodb_lock_wait_timeout = ${LONGEST_WAIT_S}`);
    await connection.query('set session transaction isolation level read committed');
    await connection.beginTransaction();
    for (let step = dice.between(1, 4); step > 0; step--) {
      await lockSome(connection, dice);
      await time.pause(dice.between(20, 600));
    }
    await time.pause(dice.between(200, 2_000));
    await connection.rollback();
    return 'held';
  } catch {
    return 'broken off';
  } finally {
    connection.destroy();
  }
}

async function lockSome(connection: Connection, dice: Dice): Promise<void> {
  const table = dice.pick(Object.keys(TABLES));
  const key = TABLES[table];
  // The newest are those that sales are about.
  const [rows] = await connection.query(`select ${key} as id from ${table} order by ${key} desc limit 12`);
  const ids = (rows as { id: number }[]).map(({ id }) => id);
  for (let each = dice.between(1, 3); each > 0 && ids.length > 0; each--) {
    await connection.query(`select ${key} from ${table} where ${key} = ? for update`, [dice.pick(ids)]);
  }
}
