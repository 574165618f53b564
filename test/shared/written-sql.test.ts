import { describe, expect, test } from 'vitest';
import { inTransaction } from '../../src/shared/db.ts';
import { changeRows, findRow, marks, updateRows } from '../../src/shared/written-sql.ts';
import { databases, openTestDatabase } from '../support/database.ts';

describe.each(databases.filter(({ available }) => available))('written SQL on $name', ({ name }) => {
  test('finds one row, tells how many it changed, and is undone with its transaction', async () => {
    const { db, close } = await openTestDatabase(name);
    try {
      const rows = ['one', 'two', 'three'].map((row) => ({ name: row, value: 'same' }));
      await db('settings').insert(rows);

      expect(await findRow(db, 'settings', { name: 'two', value: 'same' })).toMatchObject({ name: 'two' });
      expect(await findRow(db, 'settings', { name: 'two', value: 'other' })).toBeUndefined();

      expect(await updateRows(db, 'settings', { name: 'two', value: 'same' }, { value: 'other' })).toBe(1);
      expect(await updateRows(db, 'settings', { name: 'two', value: 'same' }, { value: 'third' })).toBe(0);
      expect(await findRow(db, 'settings', { name: 'two' })).toEqual({ name: 'two', value: 'other' });
      const columns = ['value'];
      expect(await findRow(db, 'settings', { name: 'two' }, { columns })).toEqual({ value: 'other' });
      // Found counts, as what guards a change asks whether the row was as it was seen.
      expect(await updateRows(db, 'settings', { value: 'same' }, { value: 'same' })).toBe(2);

      expect(await changeRows(db, `update settings set value = 'x' where name in (${marks(0)})`, [])).toBe(0);

      const undone = inTransaction(db, async (trx) => {
        expect(await findRow(trx, 'settings', { name: 'one' }, { forUpdate: true })).toBeDefined();
        const text = `update settings set value = ? where name in (${marks(3)})`;
        expect(await changeRows(trx, text, ['all', 'one', 'two', 'three'])).toBe(3);
        throw new Error('undone');
      });
      await expect(undone).rejects.toThrow('undone');
      expect(await findRow(db, 'settings', { name: 'one' })).toEqual({ name: 'one', value: 'same' });
    } finally {
      await close();
    }
  });
});
