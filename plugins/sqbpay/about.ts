import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '收钱吧的收款码：查询商户平台的流水知道到账', en: 'Codes of Shouqianba: its merchant back end is asked for payments' },
  site: 'https://s.shouqianba.com/',
  limits: [
    { zh: '遇到验证码、账号锁定时平台怎样表现，不清楚', en: 'What it does about captchas and locked accounts is unknown' },
    { zh: '买家用了优惠时，按优惠前的金额核对', en: 'Where a buyer has a discount, the amount before it is matched' },
  ],
  terminalPlace: 'list',
};
