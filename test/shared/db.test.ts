import { expect, test } from 'vitest';
import { type Db, inTransaction, openDatabase } from '../../src/shared/db.ts';
import { openTestDatabase } from '../support/database.ts';
import { mysqlAvailable } from '../support/requirements.ts';
import { until } from '../support/until.ts';

test('after another process kept the file busy, the next write is really written', async () => {
  const place = await openTestDatabase('sqlite');
  const other = openDatabase(place);
  try {
    await place.db.raw('PRAGMA busy_timeout = 20');
    await other.transaction(async (trx) => {
      await trx('settings').insert({ name: 'theirs', value: '1' });
      await expect(place.db('settings').insert({ name: 'ours', value: '1' })).rejects.toMatchObject({
        code: expect.stringMatching(/^SQLITE_BUSY/),
      });
    });
    await inTransaction(place.db, async (trx) => {
      await trx('settings').insert({ name: 'ours', value: '2' });
    });
    expect(await other('settings').where({ name: 'ours' }).first('value')).toEqual({ value: '2' });
  } finally {
    await other.destroy();
    await place.close();
  }
});

test('rows keep their columns’ names in a transaction: changed before it, by itself, and undone with it', async () => {
  const place = await openTestDatabase('sqlite');
  const other = openDatabase(place);
  const names = async (db: Db) => Object.keys((await db('things').first()) ?? {});
  try {
    await other.raw('create table things (id integer primary key, colour text)');
    await other('things').insert({ id: 1, colour: 'red' });
    await inTransaction(place.db, async (trx) => {
      expect(await names(trx)).toEqual(['id', 'colour']);
      expect(await names(trx)).toEqual(['id', 'colour']);
    });
    await other.raw('alter table things rename column colour to size');
    const broken = inTransaction(place.db, async (trx) => {
      expect(await names(trx)).toEqual(['id', 'size']);
      await trx.raw('alter table things rename column size to weight');
      expect(await names(trx)).toEqual(['id', 'weight']);
      throw new Error('undone');
    });
    await expect(broken).rejects.toThrow('undone');
    expect(await names(place.db)).toEqual(['id', 'size']);
    await inTransaction(place.db, async (trx) => expect(await names(trx)).toEqual(['id', 'size']));
    await other.raw('alter table things rename column size to height');
    expect(await names(place.db)).toEqual(['id', 'height']);
  } finally {
    await other.destroy();
    await place.close();
  }
});

test('rows keep their columns’ names when tables change under a statement that is known already', async () => {
  const place = await openTestDatabase('sqlite');
  const other = openDatabase(place);
  const read = () => place.db('things').orderBy('id');
  try {
    await other.raw('create table things (id integer primary key, colour text, size text)');
    await other('things').insert({ id: 1, colour: 'red', size: 'small' });
    expect(await read()).toEqual([{ id: 1, colour: 'red', size: 'small' }]);
    // As many columns as before, in another order.
    await other.raw('alter table things drop column colour');
    await other.raw('alter table things add column weight text');
    expect(await read()).toEqual([{ id: 1, size: 'small', weight: null }]);
    expect(await place.db('things').first()).toEqual({ id: 1, size: 'small', weight: null });
    await place.db.raw('alter table things rename column size to height');
    expect(await read()).toEqual([{ id: 1, height: 'small', weight: null }]);
  } finally {
    await other.destroy();
    await place.close();
  }
});

test('of two columns of one name the last one counts, and of no rows none has a name', async () => {
  const place = await openTestDatabase('sqlite');
  try {
    expect(await place.db.raw('select 1 as one, 2 as two, 3 as one')).toEqual([{ one: 3, two: 2 }]);
    expect(await place.db('settings').where({ name: 'none' }).first()).toBeUndefined();
    expect(await place.db('settings').where({ name: 'none' })).toEqual([]);
    expect(await place.db('settings').count({ count: '*' }).first()).toEqual({ count: 0 });
  } finally {
    await place.close();
  }
});

test.runIf(mysqlAvailable())('a statement that a deadlock broke off is run again', async () => {
  const place = await openTestDatabase('mysql');
  const other = openDatabase(place);
  const { db } = place;
  try {
    await db('settings').insert(['one', 'two'].map((name) => ({ name, value: 'before' })));
    let ours: Promise<unknown> | undefined;
    await other.transaction(async (trx) => {
      // Whoever has done more is let go first.
      await trx('settings').insert(
        Array.from({ length: 50 }, (_, at) => ({ name: `more ${at}`, value: '' })),
      );
      await trx('settings').where({ name: 'two' }).update({ value: 'theirs' });
      // Begun once: a query builder begins again with everybody who waits for it.
      ours = db('settings')
        .whereIn('name', ['one', 'two'])
        .orderBy('name')
        .update({ value: 'ours' })
        .then((count) => count);
      ours.catch(() => {});
      await until('ours has the first and waits for the second', () => isWaiting(trx));
      await trx('settings').where({ name: 'one' }).update({ value: 'theirs' });
    });
    expect(await ours).toBe(2);
    expect(await db('settings').where({ value: 'ours' }).pluck('name')).toEqual(['one', 'two']);
  } finally {
    await other.destroy();
    await place.close();
  }
});

/** What the server says of waiting is that of a while ago for as long as somebody asks more often than this. */
const ASK_EVERY_MS = 250;
let askedAt = Number.NEGATIVE_INFINITY;

/** True while a statement on this database waits for a lock. */
async function isWaiting(db: Db): Promise<boolean> {
  if (performance.now() < askedAt + ASK_EVERY_MS) return false;
  askedAt = performance.now();
  const [rows] = await db.raw(
    `select 1 from information_schema.innodb_trx
      join information_schema.processlist on id = trx_mysql_thread_id
      where trx_state = 'LOCK WAIT' and db = database()`,
  );
  return rows.length > 0;
}
