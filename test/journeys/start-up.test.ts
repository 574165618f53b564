import { once } from 'node:events';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeSetting } from '../../src/shared/settings.ts';
import { startChildHouse } from '../support/child-house.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { buildMerchant } from '../support/factories.ts';

/** A start that can't succeed: what to do is said in plain words on the terminal, without a stack, and it ends with 1. */
let place: TestDatabase;
const taken = createServer();
beforeAll(async () => {
  place = await openTestDatabase('sqlite');
  await once(taken.listen(0, '127.0.0.1'), 'listening');
});
afterAll(async () => {
  taken.close();
  await place.close();
});

const takenPort = () => String((taken.address() as AddressInfo).port);
/** What the process printed before it ended with `code`. */
async function failedStart(env: Record<string, string>): Promise<string> {
  const started = startChildHouse(place, { env });
  return started.then(
    async (house) => {
      await house.stop();
      throw new Error('it started');
    },
    (error: Error) => error.message,
  );
}

test.each([
  ['the port is taken', () => ({ PORT: takenPort() }), /已被别的程序占用[\s\S]*is taken/],
  ['HOST is not ours', () => ({ HOST: '192.0.2.1' }), /HOST=192\.0\.2\.1[\s\S]*0\.0\.0\.0/],
  ['a value is wrong', () => ({ PORT: 'x', LOG_LEVEL: 'y' }), /PORT=x[\s\S]*LOG_LEVEL=y/],
  ['MySQL is down', () => ({ DATABASE_URL: 'mysql://root@127.0.0.1:1/mpay' }), /连不上 127\.0\.0\.1:1/],
])('%s', async (_title, env, said) => {
  const output = await failedStart(env());
  expect(output).toMatch(said);
  expect(output).toContain('ended (1)');
  expect(output).not.toMatch(/Error:|node:|\.ts:\d/);
});

test('the key is not this database’s, and the key is gone: what to restore, and nothing is written', async () => {
  await buildMerchant(place.db);
  await writeSetting(place.db, 'installed_at', '1');
  const before = [await place.db('settings').select(), await readdir(place.dataDir)];
  const wrong = await failedStart({ APP_KEY: 'another key, 32 characters or more' });
  expect(wrong).toMatch(/不是数据库 .*mpay\.db 的密钥[\s\S]*is not the one of the database/);
  const gone = await failedStart({ APP_KEY: '' });
  expect(gone).toMatch(/app\.key 不见了[\s\S]*is gone/);
  for (const output of [wrong, gone]) {
    expect(output).toContain('ended (1)');
    expect(output).not.toMatch(/Error:|node:|\.ts:\d/);
  }
  const files = (await readdir(place.dataDir)).filter((name) => name !== 'installed.json');
  expect([await place.db('settings').select(), files]).toEqual(before);
});

test('the database is of a newer version', async () => {
  await place.db('schema_migrations').insert({ name: '20991231_x', batch: 1, migration_time: 1 });
  const output = await failedStart({});
  expect(output).toMatch(
    /已被更新版本的 mpay 升级过[\s\S]*ended \(1\)|ended \(1\)[\s\S]*已被更新版本的 mpay 升级过/,
  );
  await place.db('schema_migrations').where({ name: '20991231_x' }).delete();
});

test('the database file is none', async () => {
  await place.db.destroy();
  // A new file, not new content: a connection that is closed late writes back what it has into the file that it knows.
  for (const end of ['', '-wal', '-shm']) await rm(join(place.dataDir, `mpay.db${end}`), { force: true });
  await writeFile(join(place.dataDir, 'mpay.db'), 'nonsense '.repeat(2_000));
  const output = await failedStart({});
  expect(output).toMatch(/mpay\.db 不是数据库文件[\s\S]*back-up/);
  expect(output).not.toMatch(/Error:|\.ts:\d/);
});
