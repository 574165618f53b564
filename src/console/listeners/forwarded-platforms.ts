import type { PluginRegistry } from '../../plugin-host/index.ts';

export type Forwarded = Extract<ReturnType<PluginRegistry['get']>, { listening: 'forwarded' }>;

/** The installed platforms whose payments phones and PCs report. */
export function forwardedPlatforms(plugins: Pick<PluginRegistry, 'list'>): Forwarded[] {
  return plugins
    .list()
    .flatMap(({ platform }) => (platform?.listening === 'forwarded' ? [platform as Forwarded] : []));
}
