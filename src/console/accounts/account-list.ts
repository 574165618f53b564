import { type Account, type Code, codes } from '../../flow/accounts/index.ts';
import { type AccountPoll, listPolls } from '../../flow/listening/index.ts';
import type { Lang } from '../../shared/i18n/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { qrPreview } from '../qr-preview.ts';

export interface CodeView {
  code: Code;
  /** Address of the picture; null when it can't be drawn. */
  picture: string | null;
}

/** An account as the console shows it. */
export interface AccountView {
  account: Account;
  platform: string;
  /** True: its plugin is not installed, nothing can be asked. */
  pluginMissing: boolean;
  poll: AccountPoll | null;
  codes: CodeView[];
}

/** The accounts, or the one that is named, with their codes and when they were last asked. */
export async function readAccounts(
  deps: Pick<ConsoleDeps, 'db' | 'accounts' | 'plugins'>,
  lang: Lang,
  only?: Account,
): Promise<AccountView[]> {
  const accounts = only ? [only] : await deps.accounts.list(deps.db);
  const ids = accounts.map(({ id }) => id);
  const all = await codes.listCodes(deps.db, ids);
  const polls = await listPolls(deps.db, ids);
  return Promise.all(
    accounts.map(async (account) => {
      const platform = deps.plugins.find(account.platform);
      return {
        account,
        platform: platform?.name[lang] ?? account.platform,
        pluginMissing: !platform,
        poll: polls.get(account.id) ?? null,
        codes: await Promise.all(all.filter(({ accountId }) => accountId === account.id).map(toCodeView)),
      };
    }),
  );
}

export async function toCodeView(code: Code): Promise<CodeView> {
  return { code, picture: await pictureOf(code) };
}

export async function pictureOf({ style, content }: Pick<Code, 'style' | 'content'>): Promise<string | null> {
  if (content === '') return null;
  return style === 'image' ? `/console/uploads/${encodeURIComponent(content)}` : qrPreview(content);
}
