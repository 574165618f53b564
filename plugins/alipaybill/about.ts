import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '支付宝官方接口查询自己的账务明细：不用手机，不用登录', en: 'Alipay’s official API asks your own account statement: no phone and no login' },
  site: 'https://open.alipay.com/',
  apply: { zh: '在支付宝开放平台建一个应用，开通“账务明细”并上线；不用签约支付产品', en: 'Make an app on Alipay’s open platform, give it the account statement and put it online; no payment product is signed' },
  limits: [
    { zh: '余额宝自动转入要关闭，否则到账不会显示为收入', en: 'Automatic transfer to Yu’e Bao must be off, or payments don’t show as income' },
    { zh: '扫码付款常常不带备注，靠金额核对', en: 'Payments by code often lose their memo; the amount decides' },
    { zh: '一次最多查 31 天', en: '31 days at a time at most' },
  ],
};
