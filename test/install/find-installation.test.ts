import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMerchantRepository } from '../../src/flow/merchants/index.ts';
import {
  createInstalledMark,
  findInstallation,
  type InstallDeps,
  type InstalledMark,
  install,
  storeDatabaseUrl,
} from '../../src/install/index.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { type DatabasePlace, openDatabase } from '../../src/shared/db.ts';
import { createLog } from '../../src/shared/log.ts';
import { createVault } from '../../src/shared/secrets.ts';
import { createPasswords } from '../../src/users/index.ts';
import { TestClock } from '../support/clock.ts';
import { createMysqlDatabase, databases, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { refused } from '../support/refused.ts';
import { mysqlAvailable, mysqlServer } from '../support/requirements.ts';

const vault = createVault('k'.repeat(32));
const request = { username: 'boss', password: 'tulip orbit seven', acceptedLawfulUse: true } as const;

let place: TestDatabase;
let mark: InstalledMark;
const clock = new TestClock();

async function open(kind: 'sqlite' | 'mysql') {
  place = await openTestDatabase(kind, { migrated: false });
  mark = createInstalledMark(place.dataDir);
}
afterEach(() => place.close());

const find = (databaseUrl = place.databaseUrl) =>
  findInstallation({ config: { dataDir: place.dataDir, databaseUrl }, vault, clock });

const installHere = ({
  databaseUrl = place.databaseUrl,
  ...more
}: Partial<DatabasePlace & InstallDeps> = {}) => {
  const db = openDatabase({ databaseUrl, dataDir: place.dataDir, ...more });
  const createMerchant = createMerchantRepository(vault).create;
  const log = createLog('silent');
  const passwords = createPasswords({ cost: 4 });
  return install({ db, clock, log, passwords, createMerchant, mark, ...more }, request).finally(() =>
    db.destroy(),
  );
};

describe.each(databases.filter(({ available }) => available))('on $name', ({ name }) => {
  beforeEach(() => open(name));

  test('nothing was installed: no, and no database is made by asking', async () => {
    await rm(join(place.dataDir, 'mpay.db'), { force: true });
    expect(await find()).toEqual({ databaseUrl: place.databaseUrl, installed: false });
    expect(readdirSync(place.dataDir)).toEqual([]);
  });

  test('an installation leaves a mark without a secret, and is found', async () => {
    await installHere();
    expect(JSON.parse(readFileSync(mark.file, 'utf8'))).toEqual({
      at: new Date(clock.now()).toISOString(),
      database: name,
      complete: true,
    });
    expect(await find()).toEqual({ databaseUrl: place.databaseUrl, installed: true });
  });

  test('an installation of before there were marks, or whose mark was deleted or spoilt, gets one', async () => {
    await installHere();
    for (const spoil of [() => rm(mark.file), () => writeFile(mark.file, '{"at"')]) {
      await spoil();
      expect(await find()).toMatchObject({ installed: true });
      expect(mark.find()).toMatchObject({ database: name, complete: true });
    }
  });

  test('a second installation is refused, into another database as well', async () => {
    await installHere();
    const other = await openTestDatabase('sqlite', { migrated: false });
    try {
      const intoOther = installHere({ databaseUrl: '', dataDir: other.dataDir });
      await expect(intoOther).rejects.toMatchObject({ code: 'already_installed' });
      expect(await other.db.schema.hasTable('users')).toBe(false);
    } finally {
      await other.close();
    }
  });

  test('the mark is there and the data is gone: said plainly, and no way to install again', async () => {
    await installHere();
    await place.db('settings').where({ name: 'installed_at' }).delete();
    expect(await refused(find())).toMatchObject({
      code: 'installation_lost',
      words: expect.stringContaining(mark.file),
    });
    await expect(installHere()).rejects.toMatchObject({ code: 'already_installed' });
  });
});

describe('on SQLite', () => {
  beforeEach(() => open('sqlite'));

  test('the file was deleted: lost, and no empty one takes its place', async () => {
    await installHere();
    await place.db.destroy();
    for (const end of ['', '-wal', '-shm']) await rm(join(place.dataDir, `mpay.db${end}`), { force: true });
    await expect(find()).rejects.toMatchObject({ code: 'installation_lost' });
    expect(existsSync(join(place.dataDir, 'mpay.db'))).toBe(false);
  });

  test('a file that is no database is named with its remedy', async () => {
    await place.db.destroy();
    await writeFile(join(place.dataDir, 'mpay.db'), 'nonsense '.repeat(2_000));
    expect(await refused(find())).toMatchObject({
      code: 'database_unusable',
      words: expect.stringMatching(/mpay\.db .*备份[\s\S]*back-up/),
    });
  });

  test('of an installation that broke off before its commit the mark stands in nobody’s way', async () => {
    expect(mark.claim({ at: clock.now() - 2 * MINUTE, database: 'mysql' })).toBe(true);
    expect(mark.isComplete()).toBe(false);
    expect(await find()).toMatchObject({ installed: false });
    await installHere();
    expect(await find()).toMatchObject({ installed: true });
  });

  test('of another that is at its commit this moment, it does', async () => {
    expect(mark.claim({ at: clock.now(), database: 'mysql' })).toBe(true);
    await expect(installHere()).rejects.toMatchObject({ code: 'already_installed' });
    expect(await place.db('users').select()).toEqual([]);
  });

  test('a failure in the last moment takes the mark away again', async () => {
    const broken = installHere({
      beforeCommit() {
        throw new Error('the disk is full');
      },
    });
    await expect(broken).rejects.toThrow('the disk is full');
    expect(mark.find()).toBeNull();
    await installHere();
  });
});

describe.skipIf(!mysqlAvailable())('on MySQL', () => {
  beforeEach(() => open('sqlite'));

  test('installed at an address that the installer stored; without it: lost, not SQLite', async () => {
    const mysql = await createMysqlDatabase();
    try {
      const config = { dataDir: place.dataDir };
      storeDatabaseUrl(config, vault, mysql.url);
      await installHere({ databaseUrl: mysql.url });
      expect(await find('')).toEqual({ databaseUrl: mysql.url, installed: true });
      storeDatabaseUrl(config, vault, '');
      expect(await refused(find(''))).toMatchObject({
        code: 'installation_lost',
        words: expect.stringMatching(/DATABASE_URL[\s\S]*DATABASE_URL/),
      });
    } finally {
      await mysql.drop();
    }
  });

  test('of two installations into two databases at the same moment exactly one wins', async () => {
    const mysql = await createMysqlDatabase();
    try {
      const outcomes = await Promise.allSettled([
        installHere(),
        installHere({ databaseUrl: mysql.url }),
        installHere(),
        installHere({ databaseUrl: mysql.url }),
      ]);
      const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
      expect(lost).toEqual(Array(3).fill('already_installed'));
      expect(mark.isComplete()).toBe(true);
    } finally {
      await mysql.drop();
    }
  });

  test.each([
    ['mysql://root@127.0.0.1:1/mpay', '127.0.0.1:1'],
    [`mysql://nobody:wrong-password@${mysqlServer.host}:${mysqlServer.port}/mpay`, 'nobody'],
    [
      `mysql://${mysqlServer.user}:${mysqlServer.password}@${mysqlServer.host}:${mysqlServer.port}/no_such_database`,
      'no_such_database',
    ],
  ])('%s can’t be asked: why, without the password, and no wizard', async (url, named) => {
    const asked = find(url);
    const refusal = await refused(asked);
    expect(refusal).toMatchObject({ code: 'database_unusable', words: expect.stringContaining(named) });
    expect(refusal.words).not.toContain('wrong-password');
    await expect(asked).rejects.not.toMatchObject({ message: expect.stringContaining('wrong-password') });
  });
});
