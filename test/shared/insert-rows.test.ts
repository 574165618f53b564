import { describe, expect, test } from 'vitest';
import { isDuplicate } from '../../src/shared/db.ts';
import { insertMissing, insertRow, insertRows } from '../../src/shared/insert-rows.ts';
import { databases, openTestDatabase } from '../support/database.ts';

describe.each(databases.filter(({ available }) => available))('rows inserted on $name', ({ name }) => {
  test('all or none of them, or those that are missing, and the id of one', async () => {
    const { db, close } = await openTestDatabase(name);
    try {
      const row = (called: string, value: string) => ({ name: called, value });
      await insertRows(db, 'settings', []);
      await insertMissing(db, 'settings', ['name'], []);
      await insertRows(db, 'settings', [row('one', 'first'), row('two', 'first')]);

      const again = insertRows(db, 'settings', [row('three', 'second'), row('two', 'second')]);
      expect(isDuplicate(await again.catch((error: unknown) => error))).toBe(true);
      await insertMissing(db, 'settings', ['name'], [row('two', 'third'), row('four', 'third')]);
      const kept = await db('settings').whereIn('name', ['one', 'two', 'three', 'four']).orderBy('name');
      expect(kept).toEqual([row('four', 'third'), row('one', 'first'), row('two', 'first')]);

      const entry = { at: 1, actor: 'nobody', action: 'test', subject: 'none', detail: '{}' };
      const ids = [];
      for (let at = 0; at < 2; at++) ids.push(await insertRow(db, 'audit_entries', entry));
      expect(await db('audit_entries').whereIn('id', ids).pluck('id')).toEqual(ids);
      expect(ids[1]).toBeGreaterThan(Number(ids[0]));
    } finally {
      await close();
    }
  });
});
