import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { CodeToRoute } from './routable-codes.ts';

/** How accounts learn of money, by their platform; of a platform that is gone, neither is true. */
export interface Listening {
  isForwarded(platform: string): boolean;
  isPolled(platform: string): boolean;
  /**
   * Where payables must be unique: the code where receipts name it, else the account. Null for a plugin that is gone, and
   * where a device should tell of the payment and none was ever heard.
   */
  scopeOf(code: CodeToRoute): string | null;
}

export function createListening(plugins: PluginRegistry): Listening {
  return {
    isForwarded: (platform) => plugins.find(platform)?.listening === 'forwarded',
    isPolled: (platform) => plugins.find(platform)?.listening === 'polled',
    scopeOf(code) {
      const platform = plugins.find(code.platform);
      if (!platform || (platform.listening === 'forwarded' && !code.isHeard)) return null;
      return platform.terminal.namedByReceipts ? `code:${code.id}` : `account:${code.accountId}`;
    },
  };
}
