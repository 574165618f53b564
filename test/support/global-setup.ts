import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeTemplate } from './schema-template.ts';

/** Once for a run of the tests: the tables that each test's database begins with. */
export default async function prepare(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'mpay-test-template-'));
  await makeTemplate(folder);
  process.env.MPAY_TEST_TEMPLATE = folder;
  return () => rm(folder, { recursive: true, force: true });
}
