import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createMerchantRepository } from '../../src/flow/merchants/index.ts';
import { startHouse } from '../../src/house.ts';
import { createInstalledMark, findInstallation, install, storeDatabaseUrl } from '../../src/install/index.ts';
import { ConfigError, loadConfig } from '../../src/shared/config.ts';
import { createLog } from '../../src/shared/log.ts';
import { createVault } from '../../src/shared/secrets.ts';
import { createPasswords } from '../../src/users/index.ts';
import { TestClock } from '../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { refused } from '../support/refused.ts';

const clock = new TestClock();
const log = createLog('silent');

/** The key that opens what is sealed in the database: a start with another one, or without it, stops and writes nothing. */
describe.each(databases.filter(({ available }) => available))('the key on $name', ({ name }) => {
  let place: TestDatabase;
  beforeEach(async () => {
    place = await openTestDatabase(name, { migrated: false });
  });
  afterEach(() => place.close());

  const load = (env: Record<string, string> = {}) =>
    loadConfig({ DATA_DIR: place.dataDir, DATABASE_URL: place.databaseUrl, ...env }, '/none');
  const keyFile = () => join(place.dataDir, 'app.key');
  const find = (config = load()) => findInstallation({ config, vault: createVault(config.appKey), clock });

  async function installHere(env: Record<string, string> = {}) {
    const config = load(env);
    await install(
      {
        ...{ db: place.db, clock, log, passwords: createPasswords({ cost: 4 }) },
        mark: createInstalledMark(place.dataDir),
        createMerchant: createMerchantRepository(createVault(config.appKey)).create,
      },
      { username: 'boss', password: 'tulip orbit seven', acceptedLawfulUse: true },
    );
    return config;
  }
  const serve = async (config = load()) => {
    const house = await startHouse({ config, log, clock, withJobs: false });
    await house.stop();
  };
  const check = () => place.db('settings').where({ name: 'key_check' }).first();

  test('the first start of an installation keeps a word under its key; later starts with that key go on', async () => {
    await installHere();
    expect(await check(), 'as installations of before were').toBeUndefined();
    await serve();
    const kept = await check();
    expect(kept.value).toMatch(/^v1\./);
    await serve();
    expect(await check()).toEqual(kept);
  });

  test.each([
    ['with the word kept', true],
    ['of before there was one', false],
  ])(
    'another key, %s: refused in words, nothing written, and the right one goes on',
    async (_title, isKept) => {
      await installHere();
      if (isKept) await serve();
      const before = await place.db('settings').orderBy('name');
      expect(await refused(serve(load({ APP_KEY: 'x'.repeat(40) })))).toMatchObject({
        code: 'wrong_key',
        words: expect.stringMatching(/不是数据库.*app\.key：删掉 \.env[\s\S]*The right key is in .*app\.key/),
      });
      await rm(keyFile());
      expect(await refused(serve(load({ APP_KEY: 'x'.repeat(40) })))).toMatchObject({
        code: 'wrong_key',
        words: expect.stringMatching(/恢复原来的[\s\S]*Restore/),
      });
      expect(await place.db('settings').orderBy('name')).toEqual(before);
    },
  );

  test('the key file of an installation is gone: no new one is written, whichever of its traces is left', async () => {
    await installHere();
    await rm(keyFile());
    expect(() => load()).toThrow(ConfigError);
    expect(() => load()).toThrow(/app\.key 不见了[\s\S]*is gone/);
    expect(existsSync(keyFile())).toBe(false);

    await rm(createInstalledMark(place.dataDir).file);
    expect(await refused(find())).toMatchObject({
      code: 'key_missing',
      words: expect.stringMatching(/app\.key 不见了[\s\S]*is gone/),
    });
    expect(existsSync(keyFile()), 'only the database tells').toBe(false);
  });

  test('only the address of the database is left: it is sealed, so the key is asked for as well', async () => {
    if (name === 'sqlite') return;
    const config = load();
    storeDatabaseUrl(config, createVault(config.appKey), place.databaseUrl);
    await rm(keyFile());
    expect(() => load({ DATABASE_URL: '' })).toThrow(/app\.key 不见了/);
    expect(existsSync(keyFile())).toBe(false);
  });

  test('a key file with a piece missing, or of another installation, is named', async () => {
    await installHere();
    await writeFile(keyFile(), 'short\n');
    expect(() => load()).toThrow(/app\.key: 里面没有可用的密钥/);
    await writeFile(keyFile(), `${'f'.repeat(64)}\n`);
    await expect(find()).rejects.toMatchObject({ code: 'wrong_key' });
  });

  test('a start that makes a key and finds its database away leaves no key behind', async () => {
    if (name === 'sqlite') return;
    const away = load({ DATABASE_URL: 'mysql://root@127.0.0.1:1/mpay' });
    await expect(find(away)).rejects.toMatchObject({ code: 'database_unusable' });
    expect(existsSync(keyFile())).toBe(false);
  });

  test('installed and started with one and the same configuration: its key stays', async () => {
    const config = await installHere();
    expect(config.newKeyFile).toBe(keyFile());
    await serve(config);
    await serve();
    expect(existsSync(keyFile())).toBe(true);
  });

  test('in front of an empty database a key is made, and made once', async () => {
    const config = load();
    expect(config.newKeyFile).toBe(keyFile());
    expect(await find(config)).toMatchObject({ installed: false });
    expect(existsSync(keyFile())).toBe(true);
    const again = load();
    expect(again.newKeyFile).toBeUndefined();
    expect(again.appKey).toBe(config.appKey);
  });
});
