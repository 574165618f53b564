import { afterEach, describe, expect, test } from 'vitest';
import type { Db } from '../../src/shared/db.ts';
import { createReadiness } from '../../src/web/readiness.ts';
import { TestClock } from '../support/clock.ts';
import { databases, openTestDatabase } from '../support/database.ts';
import { startApp } from '../support/start-app.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

describe.each(databases.filter(({ available }) => available))('/readyz on $name', ({ name }) => {
  test('tries a write: 200 while the database takes it in, 503 with the reason when it only reads', async () => {
    const app = await startApp(name);
    undo.push(app.stop);
    const ask = async () => {
      const answer = await fetch(`${app.url}/readyz`);
      return { status: answer.status, told: await answer.json() };
    };
    expect(await ask()).toEqual({ status: 200, told: { ready: true } });
    const { db } = app.services;
    const written = () => db('settings').where({ name: 'write_tried_at' }).first('value');
    expect(await written()).toEqual({ value: String(app.clock.now()) });

    if (name === 'sqlite') await db.raw('PRAGMA query_only = ON');
    else await readOnly(db);
    expect((await db('settings').select()).length, 'it can be read').toBeGreaterThan(0);
    expect(await ask(), 'the answer holds for a second').toMatchObject({ status: 200 });
    app.clock.advance(1_000);
    expect(await ask()).toEqual({ status: 503, told: { ready: false, reason: 'read_only' } });
    if (name === 'sqlite') await db.raw('PRAGMA query_only = OFF');
    else await db.raw('SET SESSION TRANSACTION READ WRITE');
    app.clock.advance(1_000);
    expect(await ask()).toMatchObject({ status: 200 });
  });

  test('a thousand who ask in one second cost one write', async () => {
    const place = await openTestDatabase(name);
    undo.push(place.close);
    const clock = new TestClock();
    const ready = createReadiness({ db: place.db, clock });
    let writes = 0;
    place.db.on('query', ({ sql }: { sql: string }) => {
      if (sql.startsWith('insert')) writes += 1;
    });
    const told = await Promise.all(Array.from({ length: 1_000 }, ready));
    expect(told.every((one) => one.ready)).toBe(true);
    expect(await ready()).toEqual({ ready: true });
    expect(writes).toBe(1);
    clock.advance(1_000);
    await ready();
    expect(writes).toBe(2);
  });

  test('a database that is gone: why, and no more', async () => {
    const place = await openTestDatabase(name);
    undo.push(place.close);
    const ready = createReadiness({ db: place.db, clock: new TestClock() });
    await place.db.schema.dropTable('settings');
    expect(await ready()).toEqual({ ready: false, reason: 'unknown' });
  });
});

test('one that does not come back: too slow, and not asked again beside itself', async () => {
  let asked = 0;
  const insert = () => {
    asked += 1;
    return { onConflict: () => ({ merge: () => new Promise(() => {}) }) };
  };
  const stuck = (() => ({ insert })) as unknown as Db;
  const ready = createReadiness({ db: stuck, clock: new TestClock(), longestMs: 20 });
  expect(await ready()).toEqual({ ready: false, reason: 'too_slow' });
  expect(await Promise.all([ready(), ready()])).toHaveLength(2);
  expect(asked).toBe(1);
});

/** Every connection of the pool that is used one after the other. */
async function readOnly(db: Db): Promise<void> {
  await db.raw('SET SESSION TRANSACTION READ ONLY');
}
