import type { Scope } from '../shared/actor.ts';
import type { Lang } from '../shared/i18n/index.ts';
import type { ConsoleDeps } from './console-deps.ts';

/** How people tell accounts apart: the platform's name and the login. */
export interface AccountName {
  id: number;
  platform: string;
  login: string;
  /** Both: "收钱吧 · 13800138000". */
  text: string;
  pid: number;
}

/** False for an account that a filter names and that is none of these: it has nothing to show. */
export function hasAccount(names: ReadonlyMap<number, AccountName>, chosen: string): boolean {
  return chosen === '' || names.has(Number(chosen));
}

export async function listAccountNames(
  deps: Pick<ConsoleDeps, 'db' | 'accounts' | 'plugins'>,
  scope: Scope,
  lang: Lang,
): Promise<Map<number, AccountName>> {
  const accounts = await deps.accounts.listWithin(deps.db, scope);
  return new Map(
    accounts.map(({ id, pid, platform: platformId, login }) => {
      const platform = deps.plugins.find(platformId)?.name[lang] ?? platformId;
      return [id, { id, platform, login, text: `${platform} · ${login}`, pid }] as const;
    }),
  );
}
