import type { CodeKind } from '../../plugin-api/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';

type Platform = ReturnType<PluginRegistry['get']>;

export type Forwarded = Extract<Platform, { listening: 'forwarded' }>;

/** A platform of whose payments an app on a phone tells, in place of a back end or beside it. */
export type Telling = Platform & Required<Pick<Platform, 'told'>>;

/** Those, and the ones with a back end whose app tells as well. */
export function tellingPlatforms(plugins: Pick<PluginRegistry, 'list'>): Telling[] {
  return plugins.list().flatMap(({ platform }) => (platform && isTelling(platform) ? [platform] : []));
}

export function isTelling(platform: Platform): platform is Telling {
  return platform.told !== undefined;
}

/** A payer's own app too, which most phones have. */
export function isWallet(platform: Platform): boolean {
  return platform.listening === 'forwarded' && platform.listeners.includes('vmq');
}

/** True where a PC monitor can tell of its payments as well. */
export function takesPc(platform: Platform): boolean {
  return platform.listening === 'forwarded' && platform.listeners.includes('pc');
}

/** The kinds of code that its texts can be about; none where receipts name the code. */
export function codeKindsOf(platform: Platform): readonly CodeKind[] {
  return platform.listening === 'forwarded' ? platform.codeKinds : [];
}

/** Whose app this is: an app of its manifest, or one that its rules are about; undefined for an app that nobody knows. */
export function platformOfApp(platforms: readonly Telling[], packageName: string): Telling | undefined {
  return platforms.find(
    ({ told }) =>
      told.apps.some((app) => app.package === packageName) ||
      told.textRules.rules.some((rule) => rule.package === packageName),
  );
}
