import { type Code, codes } from '../../flow/accounts/index.ts';
import type { Scope } from '../../shared/actor.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import { isPayType, type PayType } from '../../shared/pay-type.ts';
import { codeName } from '../accounts/account-list.ts';
import type { ConsoleDeps } from '../console-deps.ts';

/** A code and a pay type that it takes: what can be tried. `value` as the form sends it. */
export interface TrialChoice {
  value: string;
  code: Code;
  pid: number;
  payType: PayType;
  text: string;
}

/** Every code that is switched on, by each pay type that it takes, under its account's name. */
export async function listTrialChoices(
  deps: Pick<ConsoleDeps, 'db' | 'accounts' | 'plugins'>,
  scope: Scope,
  { lang, t }: { lang: Lang; t: Translate },
): Promise<{ account: string; choices: TrialChoice[] }[]> {
  const accounts = (await deps.accounts.listWithin(deps.db, scope)).filter(({ enabled }) => enabled);
  const all = await codes.listCodes(
    deps.db,
    accounts.map(({ id }) => id),
  );
  return accounts
    .map((account) => {
      const platform = deps.plugins.find(account.platform);
      const choices = all
        .filter((code) => code.accountId === account.id && code.enabled)
        .flatMap((code) =>
          code.payTypes.map((payType) => ({
            value: choiceOf(code.id, payType),
            ...{ code, pid: account.pid, payType },
            text: `${codeName(code, platform, lang)} · ${t(`console.payType.${payType}`)}`,
          })),
        );
      return { account: `${platform?.name[lang] ?? account.platform} · ${account.login}`, choices };
    })
    .filter(({ choices }) => choices.length > 0);
}

export function choiceOf(codeId: number, payType: PayType): string {
  return `${codeId}:${payType}`;
}

/** What the form sent, in parts; null for what no form of ours sends. */
export function readChoice(value: string): { codeId: number; payType: PayType } | null {
  const [id = '', payType = ''] = value.split(':');
  return /^\d{1,9}$/.test(id) && isPayType(payType) ? { codeId: Number(id), payType } : null;
}
