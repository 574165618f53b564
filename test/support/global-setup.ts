import { statfsSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from '../../scripts/ensure-build.mjs';
import { randomHex } from '../../src/shared/random.ts';
import { dropMysqlDatabases } from './mysql-pool.ts';
import { mysqlAvailable } from './requirements.ts';
import { makeTemplate } from './schema-template.ts';

/** Files in memory, on Linux: hundreds of databases are thrown away in a run, and no disk has to be waited for. */
const MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 * 1024 ** 3;

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize >= ENOUGH_BYTES;
  } catch {
    return false;
  }
}

/** Once for a run of the tests: the tables that each test's database begins with, and the build that child processes run. */
export default async function prepare(): Promise<() => Promise<void>> {
  ensureBuild();
  const folder = await mkdtemp(join(hasRoom(MEMORY) ? MEMORY : tmpdir(), 'mpay-tests-'));
  // As any folder for temporary files: some tests are another user's.
  await chmod(folder, 0o1777);
  process.env.MPAY_TEST_RUN = randomHex(4);
  await makeTemplate(folder);
  process.env.MPAY_TEST_TEMPLATE = folder;
  process.env.TMPDIR = folder;
  return async () => {
    if (mysqlAvailable()) await dropMysqlDatabases();
    await rm(folder, { recursive: true, force: true });
  };
}
