import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '微信的个人码、赞赏码、经营码等：由手机或电脑转发到账通知', en: 'WeChat’s personal, reward and business codes: a phone or PC forwards the notifications' },
  limits: [
    { zh: '通知里没有说是哪个码收的，所以金额在整个账号里不重复', en: 'The notification does not name the code, so amounts are unique within the account' },
  ],
};
