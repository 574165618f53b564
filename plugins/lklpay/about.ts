import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '拉卡拉的收款码：由手机上的拉卡拉 App 转发到账通知', en: 'Codes of Lakala: its app on a phone forwards the notifications' },
  site: 'https://customer.lakala.com/',
};
