import type { PluginContext } from '#plugin-api';

/** The older back end: payments of plate codes. The newer one: bills. */
export const HOSTS = { plates: 'e.51fubei.com', bills: 'b.51fubei.com' } as const;

/** As the back ends' own pages are asked (A). */
export const BROWSER = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/122 Safari/537.36';

/** A simulator is both of them under one address. */
export function siteOf({ settings }: PluginContext, which: keyof typeof HOSTS): string {
  return settings.base_url || `https://${HOSTS[which]}`;
}
