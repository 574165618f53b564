import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  describeDatabase,
  loadDatabaseUrl,
  mysqlUrl,
  parseMysqlUrl,
  storeDatabaseUrl,
} from '../../src/install/index.ts';
import { createVault } from '../../src/shared/secrets.ts';
import { refused } from '../support/refused.ts';

const vault = createVault('k'.repeat(32));
const URL_WITH_SECRET = 'mysql://mpay:s3cret@db.example:3306/mpay';
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'mpay-test-'));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

describe('where the chosen database is kept', () => {
  test('nothing was chosen: SQLite', () => {
    expect(loadDatabaseUrl({ databaseUrl: '', dataDir }, vault)).toBe('');
  });

  test('a MySQL is kept sealed, for this user only, and DATABASE_URL wins over it', () => {
    storeDatabaseUrl({ dataDir }, vault, URL_WITH_SECRET);
    expect(loadDatabaseUrl({ databaseUrl: '', dataDir }, vault)).toBe(URL_WITH_SECRET);
    expect(loadDatabaseUrl({ databaseUrl: 'mysql://other/x', dataDir }, vault)).toBe('mysql://other/x');
    const file = join(dataDir, 'database.json');
    expect(readFileSync(file, 'utf8')).not.toContain('s3cret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['database.json']);
  });

  test('choosing SQLite forgets it', () => {
    storeDatabaseUrl({ dataDir }, vault, URL_WITH_SECRET);
    storeDatabaseUrl({ dataDir }, vault, '');
    expect(loadDatabaseUrl({ databaseUrl: '', dataDir }, vault)).toBe('');
  });

  test('what can’t be read stops the start instead of becoming an empty SQLite', async () => {
    storeDatabaseUrl({ dataDir }, vault, URL_WITH_SECRET);
    const other = createVault('x'.repeat(32));
    const load = (by: typeof vault) => async () => loadDatabaseUrl({ databaseUrl: '', dataDir }, by);
    expect((await refused(load(other)())).words).toMatch(/请恢复 APP_KEY[\s\S]*restore APP_KEY/);
    writeFileSync(join(dataDir, 'database.json'), 'broken');
    expect((await refused(load(vault)())).words).toMatch(/database\.json/);
  });
});

describe('addresses of MySQL', () => {
  test('every part survives being written and read', () => {
    const address = { host: '::1', port: 3307, user: 'me@here', password: 'p/@:#?% 码', database: 'my-pay' };
    expect(parseMysqlUrl(mysqlUrl(address))).toEqual(address);
  });

  test('the port may be left out, and a page shows no password', () => {
    expect(parseMysqlUrl('mysql://u:p@h/d').port).toBe(3306);
    expect(describeDatabase('mysql://u:secret@h/d')).toBe('mysql://u@h:3306/d');
  });
});
