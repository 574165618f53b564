import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '小Y经营（银盛）的立牌：由手机上的小Y管家转发到账通知', en: 'Plates of 小Y (Ysepay): its app on a phone forwards the notifications' },
  site: 'https://xym.ysepay.com/',
  limits: [
    { zh: '通知里没有说买家用哪种支付方式', en: 'The notification does not tell how the buyer paid' },
  ],
};
