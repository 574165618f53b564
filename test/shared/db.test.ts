import { expect, test } from 'vitest';
import { inTransaction, openDatabase } from '../../src/shared/db.ts';
import { openTestDatabase } from '../support/database.ts';

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
