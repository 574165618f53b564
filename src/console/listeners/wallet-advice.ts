import type { TextKey, Translate } from '../../shared/i18n/index.ts';

/** What to set in the app that receives the money, so that it tells of each payment. */
export interface WalletAdvice {
  /** As people call the app. */
  name: string;
  settings: string[];
}

const WALLETS: Readonly<Record<string, { name: TextKey; settings: TextKey[] }>> = {
  wxpay: {
    name: 'console.payType.wxpay',
    settings: ['console.wallet.wechatNews', 'console.wallet.wechatHelper', 'console.wallet.system'],
  },
  alipay: {
    name: 'console.payType.alipay',
    settings: ['console.wallet.alipayNews', 'console.wallet.alipayBill', 'console.wallet.system'],
  },
};

/** For an app that we have no words for: what goes for every one. */
export function walletAdvice(platformId: string, t: Translate): WalletAdvice {
  const known = WALLETS[platformId];
  const name = t(known?.name ?? 'console.wallet.app');
  const settings = known?.settings ?? ['console.wallet.anyNews', 'console.wallet.system'];
  return { name, settings: settings.map((key) => t(key, { app: name })) };
}
