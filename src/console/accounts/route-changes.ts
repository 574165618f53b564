import { type Account, type AccountForm, changedAddresses } from '../../flow/accounts/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';

type Platform = ReturnType<PluginRegistry['get']>;

/**
 * What of a changed form leads the account elsewhere, or lets somebody else say that money came: its login, the
 * platform's address, the platform's secrets, and taking the merchant's key from devices again.
 */
export function routeChanges(
  platform: Platform,
  before: Account,
  form: AccountForm,
  listening: { acceptKey: boolean } | null,
): string[] {
  const hasNewSecret = platform.settings.some(({ key, type }) => type === 'secret' && form.settings[key]);
  return [
    // Where a phone or PC reports, the login is a name that people gave it.
    ...(platform.listening === 'polled' && form.login.trim() !== before.login ? ['login'] : []),
    ...(changedAddresses(platform, before.settings, form.settings).length > 0 ? ['address'] : []),
    ...(hasNewSecret ? ['secrets'] : []),
    ...(listening?.acceptKey && !before.acceptKey ? ['acceptKey'] : []),
  ];
}
