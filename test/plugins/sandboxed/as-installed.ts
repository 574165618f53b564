import { fileURLToPath } from 'node:url';
import { bundlePlugin } from '../../../scripts/bundle-plugin.mjs';
import { checkRuleSet } from '../../../src/flow/forwarded-texts/index.ts';
import type { PolledPlatform } from '../../../src/plugin-api/index.ts';
import { buildPlatform } from '../../../src/plugin-host/installed/build-platform.ts';
import { Sandbox } from '../../../src/plugin-host/sandbox/sandbox.ts';

/** Files of tests import the contract by its path. */
const CONTRACT = /^#plugin-api$|\/src\/plugin-api\/index\.ts$/;

/** A file's plugin in one piece, as a package has it. */
export function bundled(file: string, from: string): Promise<string> {
  return bundlePlugin(fileURLToPath(new URL(file, from)), { contract: CONTRACT });
}

/** The platform that this code is behind its wall, as it is once it was installed. */
export async function behindWall(content: string): Promise<PolledPlatform> {
  const sandbox = new Sandbox(content);
  const manifest = await sandbox.describe().finally(() => sandbox.close());
  const deps = { checkTextRules: checkRuleSet, allowPrivate: true };
  const { platform, problem } = buildPlatform({ kind: 'code', content, manifest }, deps);
  if (platform?.listening !== 'polled') throw new Error(problem ?? 'it is not asked');
  return platform;
}
