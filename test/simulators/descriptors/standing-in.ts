import type { PolledPlatform } from '../../../src/plugin-api/index.ts';

/** The descriptors' platforms as they are reached just now, by id: the plugins of `test/plugins/as-descriptor` hand them out. */
const platforms = new Map<string, PolledPlatform>();

export function standIn(platform: PolledPlatform | undefined): void {
  if (platform) platforms.set(platform.id, platform);
}

export function standingIn(id: string): PolledPlatform {
  const platform = platforms.get(id);
  if (!platform) throw new Error(`nothing stands in for ${id}`);
  return platform;
}
