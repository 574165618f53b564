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
