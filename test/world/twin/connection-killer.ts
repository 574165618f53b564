import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { mysqlServer } from '../../support/requirements.ts';
import type { Dice } from '../dice.ts';

/** Kills connections of one database, and statements that run there. */
export class ConnectionKiller {
  readonly had = { connections: 0, queries: 0 };

  private constructor(
    private readonly admin: Connection,
    private readonly database: string,
    private readonly dice: Dice,
  ) {}

  /** From outside the database, so that it never kills itself. */
  static async connect(database: string, dice: Dice): Promise<ConnectionKiller> {
    return new ConnectionKiller(await createConnection(mysqlServer), database, dice);
  }

  /** Those that do something are met as often as those that wait for work. */
  async kill(what: 'CONNECTION' | 'QUERY'): Promise<void> {
    const [rows] = await this.admin.query<RowDataPacket[]>(
      'select id, command from information_schema.processlist where db = ?',
      [this.database],
    );
    const busy = rows.filter(({ command }) => command !== 'Sleep');
    const among = busy.length > 0 && this.dice.chance(0.5) ? busy : rows;
    if (among.length === 0) return;
    try {
      await this.admin.query(`KILL ${what} ${this.dice.pick(among).id}`);
      this.had[what === 'CONNECTION' ? 'connections' : 'queries'] += 1;
    } catch {
      // It has ended meanwhile.
    }
  }

  close(): Promise<void> {
    return this.admin.end();
  }
}
