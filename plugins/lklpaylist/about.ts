import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '拉卡拉：用您 App 里的令牌查询交易流水', en: 'Lakala: its statement is asked with a token of your app' },
  site: 'https://customer.lakala.com/',
  limits: [
    { zh: '令牌会过期，要您重新交接；怎样自动续期不清楚', en: 'The token expires and must be handed over again; how to renew it is unknown' },
    { zh: '流水里哪一项是编号、哪一项是时间，要您从自己的记录里指定', en: 'You name the fields of number and time from your own records' },
  ],
};
