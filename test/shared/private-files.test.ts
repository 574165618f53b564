import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../src/shared/db.ts';
import { createLog } from '../../src/shared/log.ts';
import { closeToOthers } from '../../src/shared/private-files.ts';
import { startChildHouse } from '../support/child-house.ts';

const log = createLog('silent');
const modeOf = async (path: string) => (await stat(path)).mode & 0o777;

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'mpay-files-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await chmod(dir, 0o755);
  return dir;
}

async function write(path: string, mode = 0o644): Promise<string> {
  await writeFile(path, 'x');
  await chmod(path, mode);
  return path;
}

test('what was left open is closed: the folder, the database, keys, pictures, logs, back-ups, .env', async () => {
  const dir = await folder();
  const open: string[] = [];
  const names = [
    'mpay.db',
    'mpay.db-wal',
    'mpay.db-shm',
    'app.key',
    'installed.json',
    'database.json',
    'a.log',
  ];
  for (const name of names) open.push(await write(join(dir, name), 0o666));
  for (const name of ['uploads', 'logs', 'backups']) {
    await mkdir(join(dir, name), { mode: 0o755 });
    open.push(await write(join(dir, name, 'file')));
  }
  const env = await write(join(dir, '.env'));
  closeToOthers(dir, log, env);
  for (const path of [...open, env]) expect([path, await modeOf(path)]).toEqual([path, 0o600]);
  for (const name of ['', 'uploads', 'logs', 'backups']) expect(await modeOf(join(dir, name))).toBe(0o700);
});

test('what is not ours in the folder, and what a link leads to, stays as it is', async () => {
  const [dir, elsewhere] = [await folder(), await folder()];
  const other = await write(join(dir, 'run.sh'), 0o755);
  const target = await write(join(elsewhere, 'shared'));
  await mkdir(join(dir, 'uploads'));
  await symlink(target, join(dir, 'uploads', 'link.png'));
  await symlink(target, join(dir, 'mpay.db'));
  await symlink(elsewhere, join(dir, 'logs'));
  closeToOthers(dir, log, join(dir, 'no.env'));
  expect(await modeOf(other)).toBe(0o755);
  // Somebody else's files need the folder open.
  expect(await modeOf(dir)).toBe(0o755);
  expect(await modeOf(target)).toBe(0o644);
  expect(await modeOf(elsewhere)).toBe(0o755);
});

test('a file that is tighter than asked stays so, and nothing there is no trouble', async () => {
  const dir = await folder();
  const key = await write(join(dir, 'app.key'), 0o400);
  closeToOthers(dir, log, join(dir, 'no.env'));
  expect(await modeOf(key)).toBe(0o400);
  closeToOthers(join(dir, 'nowhere'), log, join(dir, 'no.env'));
});

test('a new SQLite file and what SQLite puts beside it are for their owner alone, whatever the umask', async () => {
  const dir = await folder();
  const before = process.umask(0o000);
  const db = openDatabase({ databaseUrl: '', dataDir: dir });
  try {
    await db.schema.createTable('t', (t) => t.integer('a'));
    for (const name of ['mpay.db', 'mpay.db-wal', 'mpay.db-shm'])
      expect([name, await modeOf(join(dir, name))]).toEqual([name, 0o600]);
  } finally {
    await db.destroy();
    process.umask(before);
  }
});

test('the server closes what it finds open when it starts', async () => {
  const dir = await folder();
  const log = await write(join(dir, 'server.log'), 0o664);
  const house = await startChildHouse({ dataDir: dir, databaseUrl: '' });
  await house.stop();
  expect(await modeOf(dir)).toBe(0o700);
  expect(await modeOf(log)).toBe(0o600);
});
