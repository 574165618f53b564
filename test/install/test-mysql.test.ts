import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseMysqlUrl, testMysql } from '../../src/install/index.ts';
import { isNewEnough } from '../../src/install/test-mysql.ts';
import { openDatabase } from '../../src/shared/db.ts';
import { migrate } from '../../src/shared/migrate.ts';
import { randomHex } from '../../src/shared/random.ts';
import { createMysqlDatabase, onMysqlServer } from '../support/database.ts';
import { mysqlAvailable } from '../support/requirements.ts';

test.each([
  ['8.0.36', true],
  ['8.4.0-log', true],
  ['5.7.44', true],
  ['5.6.51', false],
  ['5.5.5-10.11.2-MariaDB', true],
  ['10.11.19-MariaDB-0+deb12u1', true],
  ['10.2.44-MariaDB', false],
  ['11.4.1-MariaDB', true],
  ['nonsense', false],
])('version %s is new enough: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected);
});

test('a host that does not exist', async () => {
  const address = { host: 'no-such-host.invalid', port: 3306, user: 'u', password: '', database: 'd' };
  expect((await testMysql(address))?.say).toBe('install.mysqlUnknownHost');
});

test('a port where nothing listens', async () => {
  const address = { host: '127.0.0.1', port: 1, user: 'u', password: '', database: 'd' };
  const problem = await testMysql(address);
  expect(problem).toMatchObject({
    say: 'install.mysqlUnreachable',
    with: { port: 1, cause: 'ECONNREFUSED' },
  });
});

test('a server that hangs up without a word', async () => {
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const problem = await testMysql({ host: '127.0.0.1', port, user: 'u', password: '', database: 'd' });
  server.close();
  expect(problem?.say).toBe('install.mysqlUnreachable');
});

describe.skipIf(!mysqlAvailable())('a MySQL that answers', () => {
  let database: Awaited<ReturnType<typeof createMysqlDatabase>>;
  const user = `mpay_t_${randomHex(4)}`;
  beforeAll(async () => {
    database = await createMysqlDatabase();
    await onMysqlServer(`CREATE USER '${user}'@'%' IDENTIFIED BY 'right'`);
    await onMysqlServer(`CREATE USER '${user}'@'localhost' IDENTIFIED BY 'right'`);
  });
  afterAll(async () => {
    await onMysqlServer(`DROP USER IF EXISTS '${user}'@'%', '${user}'@'localhost'`);
    await database.drop();
  });
  const as = (changes: object) => testMysql({ ...parseMysqlUrl(database.url), ...changes });
  const grant = async (rights: string) => {
    for (const host of ['%', 'localhost']) {
      await onMysqlServer(`REVOKE ALL PRIVILEGES, GRANT OPTION FROM '${user}'@'${host}'`);
      await onMysqlServer(`GRANT ${rights} ON ${database.name}.* TO '${user}'@'${host}'`);
    }
  };
  const tables = async () => {
    const db = openDatabase({ databaseUrl: database.url, dataDir: '' });
    const [rows] = await db.raw('SHOW TABLES');
    await db.destroy();
    return (rows as unknown[]).length;
  };

  test('with all rights and nothing in it will do, and nothing was written', async () => {
    await grant('ALL');
    expect(await as({ user, password: 'right' })).toBeUndefined();
    expect(await tables()).toBe(0);
  });

  test('wrong password', async () => {
    expect(await as({ user, password: 'wrong' })).toMatchObject({
      say: 'install.mysqlAccessDenied',
      with: { user },
    });
  });

  test('no rights in this database at all', async () => {
    expect((await as({ user, password: 'right', database: 'mysql' }))?.say).toBe(
      'install.mysqlDatabaseDenied',
    );
  });

  test('a database that does not exist', async () => {
    expect(await as({ database: 'mpay_test_nowhere' })).toMatchObject({
      say: 'install.mysqlUnknownDatabase',
      with: { database: 'mpay_test_nowhere' },
    });
  });

  test('a user who may not create tables', async () => {
    await grant('SELECT, INSERT, UPDATE, DELETE');
    expect(await as({ user, password: 'right' })).toMatchObject({
      say: 'install.mysqlNoCreate',
      with: { rights: 'CREATE, ALTER, INDEX' },
    });
  });

  test('a user who may only create tables', async () => {
    await grant('CREATE');
    const problem = await as({ user, password: 'right' });
    expect(problem?.with?.rights).toBe('ALTER, INDEX, SELECT, INSERT, UPDATE, DELETE');
  });

  test('another program’s tables under our names; then an empty mpay; then an installed one', async () => {
    const db = openDatabase({ databaseUrl: database.url, dataDir: '' });
    try {
      await db.schema.createTable('users', (t) => void t.increments('ID'));
      await db.schema.createTable('settings', (t) => void t.increments('ID'));
      const occupied = await as({});
      expect(occupied).toMatchObject({
        say: 'refusal.database_occupied',
        with: { tables: 'settings, users' },
      });
      await db.schema.dropTable('users');
      await db.schema.dropTable('settings');
      await migrate(db);
      expect(await as({})).toBeUndefined();
      await db('settings').insert({ name: 'installed_at', value: '1' });
      expect((await as({}))?.say).toBe('install.mysqlInstalled');
    } finally {
      await db.destroy();
    }
  });
});
