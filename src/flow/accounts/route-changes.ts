import type { PluginRegistry } from '../../plugin-host/index.ts';
import { changesBetween } from '../audit/index.ts';
import type { Account, Code } from './account.ts';
import { type AccountForm, changedAddresses } from './manage-accounts.ts';
import type { CodeInput } from './manage-codes.ts';

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

/** What of a changed code says where its money goes. */
export function codeRouteChanges(before: Code, form: CodeInput): string[] {
  const wanted = { ...before, ...form, kind: form.kind ?? null, content: form.content.trim() };
  return Object.keys(changesBetween(routeOf(before), routeOf(wanted)));
}

function routeOf({ terminal, kind, style, content }: Pick<Code, 'terminal' | 'kind' | 'style' | 'content'>) {
  // Where a phone or PC reports, the terminal follows from the kind.
  return { ...(kind === null ? { terminal: terminal.trim() } : { kind }), style, content };
}
