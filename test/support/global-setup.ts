import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuild } from '../../scripts/ensure-build.mjs';
import { makeTemplate } from './schema-template.ts';

/** Once for a run of the tests: the tables that each test's database begins with, and the build that child processes run. */
export default async function prepare(): Promise<() => Promise<void>> {
  ensureBuild();
  const folder = await mkdtemp(join(tmpdir(), 'mpay-test-template-'));
  await makeTemplate(folder);
  process.env.MPAY_TEST_TEMPLATE = folder;
  return () => rm(folder, { recursive: true, force: true });
}
