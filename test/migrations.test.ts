import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { listOrders } from '../src/flow/orders/index.ts';
import { migrate } from '../src/shared/migrate.ts';
import { fen } from '../src/shared/money.ts';
import { databases, openTestDatabase, type TestDatabase } from './support/database.ts';

test('the list is in order and holds every file of the folder once', () => {
  const files = readdirSync(new URL('../migrations', import.meta.url)).filter((name) =>
    /^\d{14}_/.test(name),
  );
  const names = migrations.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  expect(names).toEqual(files.map((file) => file.replace(/\.ts$/, '')).sort());
});

test('what an entry loads is the file of its name', () => {
  const list = readFileSync(new URL('../migrations/index.ts', import.meta.url), 'utf8');
  const entries = [...list.matchAll(/name: '(\w+)',\s*load: \(\) => import\('\.\/(\w+)\.ts'\)/g)];
  expect(entries.map(([, name]) => name)).toEqual(migrations.map(({ name }) => name));
  for (const [, name, file] of entries) expect(file).toBe(name);
});

describe.each(databases.filter(({ available }) => available))('migrations on $name', ({ name }) => {
  let place: TestDatabase;
  afterEach(() => place.close());

  test('make every table from nothing, and the second run changes nothing', async () => {
    place = await openTestDatabase(name, { migrated: false });
    expect(await migrate(place.db)).toHaveLength(migrations.length);
    expect(await migrate(place.db)).toEqual([]);
  });

  test('where nothing is to be done, the lock that a dead process left is not waited for', async () => {
    place = await openTestDatabase(name, { migrated: false });
    await migrate(place.db);
    await place.db('schema_migrations_lock').update({ is_locked: 1 });
    const begun = performance.now();
    expect(await migrate(place.db)).toEqual([]);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  test('each may run again after it was broken off: what is there is kept', async () => {
    place = await openTestDatabase(name);
    await place.db('settings').insert({ name: 'kept', value: 'yes' });
    for (const { load } of migrations) await (await load()).up(place.db);
    expect(await place.db('settings').where({ name: 'kept' }).first('value')).toEqual({ value: 'yes' });
  });

  test('orders that were there before they were counted in stretches of time are found by amount afterwards', async () => {
    place = await openTestDatabase(name, { migrated: false });
    for (const { name: step, load } of migrations) {
      if (step < '20261125000100') await (await load()).up(place.db);
    }
    const createdAt = Date.parse('2026-03-01T08:00:00Z');
    const order = {
      trade_no: '20260301160000000000000000000001',
      pid: 1000,
      out_trade_no: 'SN1',
      name: 'VIP',
    };
    const terms = { money_fen: 1234, notify_url: 'https://shop.example/notify', state: 'expired' };
    const times = { created_at: createdAt, expires_at: createdAt + 300_000, held_until: createdAt + 600_000 };
    await place.db('orders').insert({ ...order, ...terms, ...times });
    await migrate(place.db);
    const { orders } = await listOrders(place.db, 'all', { amount: fen(1234) }, 25);
    expect(orders.map(({ outTradeNo }) => outTradeNo)).toEqual(['SN1']);
  });

  test('whoever was a user before there were roles is an owner; what was done to a merchant’s things is his', async () => {
    place = await openTestDatabase(name, { migrated: false });
    const { db } = place;
    for (const { name: step, load } of migrations) if (step < '20261128') await (await load()).up(db);
    await db('merchants').insert({
      pid: 1000,
      name: 'm',
      key_sealed: 'k',
      last_turn: 0,
      rules: '{}',
      created_at: 0,
    });
    await db('users').insert({ username: 'boss', password_hash: 'h', created_at: 0 });
    const entry = { at: 1, actor: 'boss', action: 'a', detail: '{}' };
    await db('audit_entries').insert(
      ['account 1', 'order 2', 'user 1'].map((subject) => ({ ...entry, subject })),
    );
    await db('alerts').insert({
      subject: 'all_taken:1000:wxpay:500',
      kind: 'all_taken',
      detail: '{}',
      at: 1,
    });
    const later = migrations.filter(({ name: step }) => step >= '20261128');
    for (const { load } of later) await (await load()).up(db);
    await db('users').insert({ username: 'new', password_hash: 'h', role: 'viewer', created_at: 0 });
    // Run again, as after a start that was broken off: who came since keeps what he is.
    for (const { load } of later) await (await load()).up(db);
    expect(await db('users').orderBy('id').pluck('role')).toEqual(['owner', 'viewer']);
    expect(await db('audit_entries').orderBy('id').pluck('pid')).toEqual([1000, 1000, null]);
    expect(await db('alerts').pluck('pid')).toEqual([1000]);
  });

  test('keys: V免签 shops and devices that use the merchant’s go on; where nobody does, it stops counting', async () => {
    place = await openTestDatabase(name, { migrated: false });
    const { db } = place;
    for (const { name: step, load } of migrations) if (step < '20261127') await (await load()).up(db);
    const rules = (more = {}) => JSON.stringify({ graceMs: 60_000, ...more });
    const merchant = { name: 'm', key_sealed: 'k', enabled: true, last_turn: 0, created_at: 0 };
    const pids = { unused: 1000, shop: 1001, app: 1002, prepared: 1003 };
    for (const pid of Object.values(pids)) {
      const more = pid === pids.prepared ? { vmqNotifyUrl: 'https://shop.example/n' } : {};
      await db('merchants').insert({ ...merchant, pid, rules: rules(more) });
    }
    const terms = {
      name: '',
      money_fen: 100,
      notify_url: 'https://shop.example/n',
      state: 'paid',
      protocol: 'vmq',
    };
    const times = { created_at: 1, created_period: 0, expires_at: 2, held_until: 3 };
    const order = { trade_no: '1'.repeat(32), out_trade_no: 'P1', pid: pids.shop };
    await db('orders').insert({ ...order, ...terms, ...times });

    const account = (id: number, pid: number) => ({
      ...{ id, pid, platform: 'wxpay', login: `a${id}`, settings: '{}', secrets_sealed: 's' },
      ...{ mode: 'continuous', interval_ms: 3_000, enabled: true, health: 'ok', created_at: 0 },
    });
    const device = (pid: number, account_id: number, of: { name: string; own: boolean; app?: string }) => ({
      ...{
        pid,
        account_id,
        app: of.app ?? 'sms_forwarder',
        name: of.name,
        first_seen_at: 0,
        skew_samples: '[]',
      },
      ...{ last_seen_at: 5, secret_sealed: of.own ? 's' : null },
    });
    const [own, mixed, none, besideApp] = [1, 2, 3, 4];
    for (const id of [own, mixed, none]) await db('accounts').insert(account(id, pids.unused));
    await db('accounts').insert(account(besideApp, pids.app));
    await db('devices').insert(device(pids.unused, own, { name: 'a', own: true }));
    await db('devices').insert(device(pids.unused, mixed, { name: 'b', own: true }));
    await db('devices').insert(device(pids.unused, mixed, { name: 'c', own: false }));
    await db('devices').insert(device(pids.app, besideApp, { name: 'd', own: true }));
    await db('devices').insert(device(pids.app, 0, { name: 'V免签', own: true, app: 'vmq' }));

    await migrate(db);
    const kept = await db('merchants').orderBy('pid');
    expect(kept.map((row) => [row.pid, JSON.parse(row.rules).vmqEpayKey ?? false])).toEqual([
      [pids.unused, false],
      [pids.shop, true],
      [pids.app, true],
      [pids.prepared, true],
    ]);
    expect(JSON.parse(kept[1].rules).graceMs).toBe(60_000);
    expect(Boolean((await db('orders').first('vmq_own_key')).vmq_own_key)).toBe(false);
    const accepting = (await db('accounts').orderBy('id')).map((row) => Boolean(row.accept_key));
    expect(accepting).toEqual([false, true, true, true]);

    // Whoever switched it off meanwhile keeps it off.
    await db('merchants')
      .where({ pid: pids.shop })
      .update({ rules: rules({ vmqEpayKey: false }) });
    for (const { name: step, load } of migrations) if (step > '202611275') await (await load()).up(db);
    const { rules: after } = await db('merchants').where({ pid: pids.shop }).first();
    expect(JSON.parse(after).vmqEpayKey).toBe(false);
  });

  test('accounts that were told of money, or whose devices were heard, go on; those that never were wait', async () => {
    place = await openTestDatabase(name, { migrated: false });
    for (const { name: step, load } of migrations) {
      if (step < '20261127200100') await (await load()).up(place.db);
    }
    const common = {
      mode: 'continuous',
      interval_ms: 3_000,
      settings: '{}',
      secrets_sealed: '',
      health: 'ok',
    };
    const row = { ...common, enabled: true, created_at: 1 };
    const account = async (pid: number, platform: string, login: string) =>
      Number((await place.db('accounts').insert({ ...row, pid, platform, login }))[0]);
    const device = { app: 'sms_forwarder', skew_samples: '[]', first_seen_at: 5, last_seen_at: 7 };
    const heard = await account(1000, 'wxpay', 'heard');
    await place.db('devices').insert({ ...device, pid: 1000, account_id: heard, name: 'a', heartbeat_at: 7 });
    const byApp = await account(1001, 'alipay', 'by app');
    await place.db('devices').insert({ ...device, pid: 1001, account_id: 0, app: 'vmq', name: 'V免签' });
    const paid = await account(1002, 'wxpay', 'paid');
    const receipt = { account_id: paid, pid: 1002, platform: 'wxpay', external_id: 'x', amount_fen: 1 };
    await place.db('receipts').insert({ ...receipt, paid_at: 9, seen_at: 9, raw: '{}', state: 'unmatched' });
    const never = await account(1002, 'wxpay', 'never');
    const announced = { ...device, last_seen_at: null, pid: 1002, account_id: never, name: 'b' };
    await place.db('devices').insert(announced);
    await migrate(place.db);
    const found = await place.db('accounts').orderBy('id').select('id', 'heard_at', 'takes_unheard');
    expect(found.map(({ id, heard_at }) => [id, heard_at === null ? null : Number(heard_at)])).toEqual([
      [heard, 7],
      [byApp, 7],
      [paid, 9],
      [never, null],
    ]);
    expect(found.every(({ takes_unheard }) => !takes_unheard)).toBe(true);
    const beats = await place.db('devices').orderBy('id').pluck('first_beat_at');
    expect(beats.map((at) => (at === null ? null : Number(at)))).toEqual([5, null, null]);
  });

  test('accounts that are asked take no merchant’s key from devices any more; those that are told stay as they are', async () => {
    place = await openTestDatabase(name, { migrated: false });
    const { db } = place;
    for (const { name: step, load } of migrations) if (step < '20261128') await (await load()).up(db);
    const common = {
      mode: 'continuous',
      interval_ms: 3_000,
      settings: '{}',
      secrets_sealed: '',
      health: 'ok',
    };
    const row = { ...common, pid: 1000, enabled: true, created_at: 1 };
    const code = { label: '', pay_types: 'wxpay', style: 'link', content: 'x', enabled: true, last_turn: 0 };
    for (const [id, platform, kind] of [
      [1, 'sqbpay', undefined],
      [2, 'own-bank', null],
      [3, 'wxpay', 'personal'],
      [4, 'own-app', undefined],
    ] as const) {
      await db('accounts').insert({ ...row, id, platform, login: `a${id}` });
      const one = { ...code, account_id: id, terminal: `t${id}`, created_at: 1 };
      if (kind !== undefined) await db('codes').insert({ ...one, kind });
    }
    await migrate(db);
    const accepting = (await db('accounts').orderBy('id')).map((row) => Boolean(row.accept_key));
    expect(accepting).toEqual([false, false, true, true]);
  });

  test('several processes that start at once make the tables once', async () => {
    place = await openTestDatabase(name, { migrated: false });
    const { openDatabase } = await import('../src/shared/db.ts');
    const others = Array.from({ length: 3 }, () => openDatabase(place));
    try {
      const runs = await Promise.all([place.db, ...others].map((db) => migrate(db)));
      expect(runs.flat()).toHaveLength(migrations.length);
      expect(await place.db('schema_migrations').pluck('name')).toHaveLength(migrations.length);
    } finally {
      for (const db of others) await db.destroy();
    }
  });
});
