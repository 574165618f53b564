import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMerchantRepository } from '../../src/flow/merchants/index.ts';
import {
  createInstalledMark,
  findInstallation,
  install,
  parseMysqlUrl,
  testMysql,
} from '../../src/install/index.ts';
import { explainMysql } from '../../src/install/test-mysql.ts';
import { createLog } from '../../src/shared/log.ts';
import { createVault } from '../../src/shared/secrets.ts';
import { createPasswords } from '../../src/users/index.ts';
import { TestClock } from '../support/clock.ts';
import {
  createMysqlDatabase,
  onMysqlServer,
  openTestDatabase,
  type TestDatabase,
} from '../support/database.ts';
import { refused } from '../support/refused.ts';
import { mysqlAvailable, mysqlServer } from '../support/requirements.ts';

const vault = createVault('k'.repeat(32));
const clock = new TestClock();

/** What a MySQL must be, beside being there: able to do transactions, to hold every text, and to be written. */
describe.skipIf(!mysqlAvailable())('a MySQL that can’t be right', () => {
  let place: TestDatabase;
  beforeEach(async () => {
    place = await openTestDatabase('mysql', { migrated: false });
  });
  afterEach(() => place.close());

  const installHere = () =>
    install(
      {
        ...{ db: place.db, clock, log: createLog('silent'), passwords: createPasswords({ cost: 4 }) },
        mark: createInstalledMark(place.dataDir),
        createMerchant: createMerchantRepository(vault).create,
      },
      { username: 'boss', password: 'tulip orbit seven', acceptedLawfulUse: true },
    );
  const find = (databaseUrl = place.databaseUrl) =>
    findInstallation({ config: { dataDir: place.dataDir, databaseUrl }, vault, clock });
  const engines = async () => {
    const [rows] = await place.db.raw(
      'select distinct engine from information_schema.tables where table_schema = database()',
    );
    return rows.map((row: Record<string, unknown>) => Object.values(row)[0]);
  };

  test('our sessions ask for InnoDB, whatever the server’s default is', async () => {
    const [[row]] = await place.db.raw('select @@session.default_storage_engine as engine');
    expect(row.engine).toBe('InnoDB');
    await installHere();
    expect(await engines()).toEqual(['InnoDB']);
    expect(await find()).toMatchObject({ installed: true });
  });

  test.each(['MyISAM', 'Aria', 'MEMORY'])(
    'tables in %s: refused by name, with the statement that mends it',
    async (engine) => {
      await installHere();
      for (const table of ['amount_slots', 'sessions']) {
        if (table === 'sessions' && engine === 'MEMORY') continue; // has texts that MEMORY can't hold
        await place.db.raw(`ALTER TABLE ${table} ENGINE=${engine}`);
      }
      const settings = await place.db('settings').select();
      const refusal = await refused(find());
      expect(refusal).toMatchObject({
        code: 'database_unfit',
        words: expect.stringMatching(
          new RegExp(`不支持事务.*amount_slots \\(${engine}\\)[\\s\\S]*know no transactions`),
        ),
      });
      expect(await place.db('settings').select(), 'nothing is written').toEqual(settings);
      const remedy = /(ALTER TABLE .*ENGINE=InnoDB;)\n/.exec(refusal.words)?.[1] ?? '';
      for (const statement of remedy.split('; ')) await place.db.raw(statement);
      expect(await find()).toMatchObject({ installed: true });
    },
  );

  test('tables that another attempt left without transactions: no installation into them, by wizard or terminal', async () => {
    await installHere();
    await place.db('settings').where({ name: 'installed_at' }).delete();
    await place.db.raw('ALTER TABLE receipts ENGINE=MyISAM');
    expect(await testMysql(parseMysqlUrl(place.databaseUrl))).toMatchObject({
      say: 'install.tablesNotInnodb',
    });
    createInstalledMark(place.dataDir).drop();
    await expect(installHere()).rejects.toMatchObject({ code: 'database_unfit' });
    expect(await place.db('users').select()).toHaveLength(1);
  });

  test.each(['latin1', 'utf8mb3', 'gbk'])(
    'a database in %s: nothing is made in it, and what to run is said',
    async (alphabet) => {
      await place.db.raw(
        `ALTER DATABASE ${parseMysqlUrl(place.databaseUrl).database} CHARACTER SET ${alphabet}`,
      );
      await place.db.destroy();
      place.db.initialize();
      const problem = await testMysql(parseMysqlUrl(place.databaseUrl));
      expect(problem).toMatchObject({
        say: 'install.databaseNotUtf8mb4',
        with: { alphabet: expect.any(String) },
      });
      await expect(installHere()).rejects.toMatchObject({ code: 'database_unfit' });
      expect(await place.db.schema.hasTable('settings')).toBe(false);
      expect(readdirSync(place.dataDir)).toEqual([]);
      await place.db.raw(String(problem?.with?.remedy));
      await installHere();
    },
  );

  test('an installation whose tables can’t hold emoji: refused, and the remedy leaves numbers and codes as they were', async () => {
    await installHere();
    await place.db.raw('ALTER TABLE orders MODIFY name varchar(127) CHARACTER SET utf8mb3 NOT NULL');
    const types = async () => {
      const [rows] = await place.db.raw(
        "select column_name as name, collation_name as sorted from information_schema.columns where table_schema = database() and table_name = 'orders' and character_set_name = 'ascii' order by 1",
      );
      return rows;
    };
    const before = await types();
    const refusal = await refused(find());
    expect(refusal).toMatchObject({
      code: 'database_unfit',
      words: expect.stringContaining('orders (utf8mb3)'),
    });
    const remedy = /(ALTER TABLE .*;)\n/.exec(refusal.words)?.[1] ?? '';
    for (const statement of remedy.split('; ')) await place.db.raw(statement);
    expect(await types()).toEqual(before);
    expect(await find()).toMatchObject({ installed: true });
  });

  test('a user who may read but not write, or lacks one right: named, with what to grant', async () => {
    await installHere();
    const user = `mpay_r_${Date.now().toString(36)}`;
    const { database } = parseMysqlUrl(place.databaseUrl);
    const url = `mysql://${user}:pw@${mysqlServer.host}:${mysqlServer.port}/${database}`;
    try {
      for (const host of ['%', 'localhost']) {
        await onMysqlServer(`CREATE USER '${user}'@'${host}' IDENTIFIED BY 'pw'`);
        await onMysqlServer(`GRANT SELECT ON ${database}.* TO '${user}'@'${host}'`);
      }
      expect(await refused(find(url))).toMatchObject({
        code: 'database_unusable',
        words: expect.stringMatching(
          /缺少权限：CREATE, ALTER, INDEX, INSERT, UPDATE, DELETE[\s\S]*lacks rights/,
        ),
      });
      for (const host of ['%', 'localhost']) {
        await onMysqlServer(
          `GRANT SELECT, INSERT, UPDATE, CREATE, ALTER, INDEX, REFERENCES ON ${database}.* TO '${user}'@'${host}'`,
        );
      }
      expect(await refused(find(url))).toMatchObject({ words: expect.stringContaining('DELETE') });
    } finally {
      await onMysqlServer(`DROP USER IF EXISTS '${user}'@'%', '${user}'@'localhost'`);
    }
  });

  test('a database of a newer version, or of one that this program doesn’t know: told to update', async () => {
    await installHere();
    await place.db('schema_migrations').insert({
      ...{ name: '20991231000000_orders__of_the_future', batch: 9, migration_time: new Date() },
    });
    expect(await refused(find())).toMatchObject({
      code: 'database_newer',
      words: expect.stringMatching(/更新程序[\s\S]*of_the_future[\s\S]*update the program/),
    });
  });

  test('foreign databases of the same server stay out of it', async () => {
    const other = await createMysqlDatabase();
    try {
      await onMysqlServer(`CREATE TABLE ${other.name}.orders (a INT) ENGINE=MyISAM`);
      await installHere();
      expect(await find()).toMatchObject({ installed: true });
    } finally {
      await other.drop();
    }
  });
});

test.each([
  ['ER_UNKNOWN_STORAGE_ENGINE', 'install.mysqlNoInnodb'],
  ['ER_OPTION_PREVENTS_STATEMENT', 'install.mysqlReadOnly'],
  ['ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION', 'install.mysqlReadOnly'],
  ['ER_DISK_FULL', 'install.mysqlFull'],
  ['ER_RECORD_FILE_FULL', 'install.mysqlFull'],
])('a server that says %s is told about as %s', (code, key) => {
  const address = { host: 'h', port: 1, user: 'u', password: '', database: 'd' };
  expect(explainMysql(Object.assign(new Error('no'), { code }), address).say).toBe(key);
});
