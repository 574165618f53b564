import { afterEach, describe, expect, test } from 'vitest';
import type { Db } from '../../src/shared/db.ts';
import { openDatabase } from '../../src/shared/db.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { buildMerchant } from './factories.ts';
import { mysqlAvailable } from './requirements.ts';

describe.skipIf(!mysqlAvailable())('a MySQL database that another test has used', () => {
  const open: TestDatabase[] = [];
  afterEach(async () => {
    for (const place of open.splice(0)) await place.close();
  });

  async function take(): Promise<TestDatabase> {
    const place = await openTestDatabase('mysql');
    open.push(place);
    return place;
  }

  /** Used so, and closed: whether the next one is the same again. */
  async function comesAgain(use: (db: Db) => Promise<unknown>): Promise<boolean> {
    const place = await openTestDatabase('mysql');
    await use(place.db);
    await place.close();
    return (await take()).databaseUrl === place.databaseUrl;
  }

  test('has no row of it, what migrations put in, and numbers from the first on', async () => {
    let pid = 0;
    const again = await comesAgain(async (db) => {
      ({ pid } = await buildMerchant(db));
      await db('schema_migrations').limit(1).delete();
      await db.transaction(async (trx) => {
        await trx('alerts')
          .insert({ kind: 'x', first_at: 1, last_at: 1 })
          .catch(() => {});
        await trx.rollback();
      });
    });
    expect(again).toBe(true);
    const { db } = open[0] as TestDatabase;
    expect(await db('merchants')).toEqual([]);
    expect((await buildMerchant(db)).pid).toBe(pid);
    const { migrations } = await import('../../migrations/index.ts');
    expect(await db('schema_migrations').pluck('name')).toEqual(migrations.map(({ name }) => name));
  });

  test.each([
    ['a column more', 'alter table merchants add column x int'],
    ['an index less', 'alter table amount_slots drop index amount_slots_one_of_an_amount'],
    ['a table more', 'create table others (a int)'],
    ['a table less', 'drop table settings'],
    ['another engine', 'alter table alerts engine = MyISAM'],
    ['a trigger', 'create trigger t before insert on alerts for each row set @x = 1'],
  ])('with %s does not come again', async (_what, statement) => {
    expect(await comesAgain((db) => db.raw(statement))).toBe(false);
  });

  test('does not come again while somebody is connected to it, or where it was dropped', async () => {
    let late: Db | undefined;
    const again = await comesAgain(async (db) => {
      late = openDatabase({ databaseUrl: urlOf(db), dataDir: '' });
      await late.raw('select 1');
    });
    await late?.destroy();
    expect(again).toBe(false);
    expect(
      await comesAgain(async (db) => {
        const [[{ name }]] = await db.raw('select database() as name');
        await db.raw(`drop database ${name}`);
      }),
    ).toBe(false);
  });
});

function urlOf(db: Db): string {
  return db.client.config.connection.uri;
}
