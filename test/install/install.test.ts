import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listAudit } from '../../src/flow/audit/index.ts';
import { createMerchantRepository } from '../../src/flow/merchants/index.ts';
import { createInstalledMark, type InstallDeps, install, isInstalled } from '../../src/install/index.ts';
import { openDatabase } from '../../src/shared/db.ts';
import { Refusal, tell, tellFields } from '../../src/shared/errors.ts';
import { createLog } from '../../src/shared/log.ts';
import { createVault } from '../../src/shared/secrets.ts';
import { createPasswords } from '../../src/users/index.ts';
import { TestClock } from '../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';

const request = { username: 'Boss', password: 'tulip orbit seven', acceptedLawfulUse: true } as const;
const merchants = createMerchantRepository(createVault('k'.repeat(32)));
const passwords = createPasswords({ cost: 4 });

for (const { name, available } of databases) {
  describe.skipIf(!available)(`installing into ${name}`, () => {
    let database: TestDatabase;
    let deps: InstallDeps;
    beforeEach(async () => {
      database = await openTestDatabase(name, { migrated: false });
      deps = depsFor(database.db);
    });
    afterEach(() => database.close());

    const depsFor = (db: TestDatabase['db']): InstallDeps => ({
      db,
      clock: new TestClock(),
      log: createLog('silent'),
      passwords,
      mark: createInstalledMark(database.dataDir),
      createMerchant: (trx, merchant) => merchants.create(trx, merchant),
    });

    test('makes the tables, the administrator, the merchant, and says so in the audit log', async () => {
      const { db } = database;
      expect(await isInstalled(db)).toBe(false);
      const { pid, key } = await install(deps, request);
      expect(pid).toBe(1000);
      expect(key).toMatch(/^[0-9a-f]{32}$/);
      expect(await isInstalled(db)).toBe(true);

      const user = await db('users').first();
      expect(user.username).toBe('boss');
      expect(await passwords.matches(request.password, user.password_hash)).toBe(true);
      expect((await merchants.get(db, 1000)).key).toBe(key);
      expect(await listAudit(db, 'all', { limit: 9 })).toMatchObject([
        { actor: 'terminal', action: 'install', detail: { pid: 1000, acceptedLawfulUse: true }, ip: null },
      ]);
    });

    test('a second time is refused and changes nothing', async () => {
      await install(deps, request);
      await expect(install(deps, { ...request, username: 'other' })).rejects.toMatchObject({
        code: 'already_installed',
        status: 409,
      });
      expect(await database.db('users').select('username')).toEqual([{ username: 'boss' }]);
    });

    test('of several at the same moment exactly one wins', async () => {
      const { databaseUrl, dataDir } = database;
      const pools = Array.from({ length: 4 }, () => openDatabase({ databaseUrl, dataDir }));
      let kept = 0;
      const outcomes = await Promise.allSettled(
        pools.map((db, n) => {
          const beforeCommit = () => void kept++;
          return install({ ...depsFor(db), beforeCommit }, { ...request, username: `boss${n}` });
        }),
      );
      await Promise.all(pools.map((db) => db.destroy()));
      const lost = outcomes.filter((one) => one.status === 'rejected').map((one) => one.reason);
      expect(lost.map((error) => error.code)).toEqual(Array(3).fill('already_installed'));
      expect(kept).toBe(1);
      for (const table of ['users', 'merchants', 'audit_entries']) {
        expect(await database.db(table).select('*')).toHaveLength(1);
      }
    }, 60_000);

    test('a failure on the way leaves nothing behind, and it can be tried again', async () => {
      const broken = {
        ...deps,
        beforeCommit() {
          throw new Error('the disk is full');
        },
      };
      await expect(install(broken, request)).rejects.toThrow('the disk is full');
      expect(await isInstalled(database.db)).toBe(false);
      expect(await database.db('users').select('*')).toEqual([]);
      expect(await database.db('merchants').select('*')).toEqual([]);
      expect((await install(deps, request)).pid).toBe(1000);
    });

    test.each([
      [{ username: 'x' }, 'bad_username', 'username'],
      [{ username: 'has space' }, 'bad_username', 'username'],
      [{ password: 'short' }, 'weak_password', 'password'],
      [{ password: 'password123' }, 'weak_password', 'password'],
      [{ password: 'boss2026!!' }, 'weak_password', 'password'],
    ])('%o is refused before anything is written', async (change, code, field) => {
      const refusal = await install(deps, { ...request, ...change }).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ code, fields: [{ field }] });
      if (!(refusal instanceof Refusal)) throw refusal;
      expect(tellFields('zh', refusal.fields)).toEqual([{ field, message: tell('zh', refusal) }]);
      expect(await database.db.schema.hasTable('settings')).toBe(false);
    });

    test('another program’s tables are left alone', async () => {
      const { db } = database;
      await db.schema.createTable('orders', (t) => void t.increments('number'));
      await db('orders').insert({});
      await expect(install(deps, request)).rejects.toMatchObject({ code: 'database_occupied' });
      expect(await db('orders').select('*')).toHaveLength(1);
      expect(await db.schema.hasTable('settings')).toBe(false);
    });
  });
}
