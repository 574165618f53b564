import type { Lang, Translate } from '../../shared/i18n/index.ts';
import type { Telling } from './forwarded-platforms.ts';

/** What to set in the app that receives the money, so that it tells of each payment. */
export interface WalletAdvice {
  /** As people call the app. */
  name: string;
  settings: string[];
}

/** As its manifest says; for an app that says nothing, what goes for every one. */
export function walletAdvice({ told }: Pick<Telling, 'told'>, lang: Lang, t: Translate): WalletAdvice {
  const [app] = told.apps;
  const name = app?.name[lang] ?? t('console.wallet.app');
  const own = app?.settings?.map((line) => line[lang]) ?? [t('console.wallet.anyNews', { app: name })];
  return { name, settings: [...own, t('console.wallet.system', { app: name })] };
}
