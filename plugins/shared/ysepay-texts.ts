import type { TextRuleSet } from '#plugin-api';

const APP = 'com.ysepay.merchant';

/**
 * What 小Y管家 says. Source: docs/reference/aggregators.md 11 (public rules; the package in two projects). It doesn't tell how
 * the buyer paid. One wording for two platforms: told by the app alone, and told beside the back end.
 */
export const rulesFor = (platform: 'ysepay' | 'ysepayweb'): TextRuleSet => ({
  version: 1,
  platform,
  rules: [
    {
      id: `${platform}-plate`,
      package: APP,
      titles: ['交易通知'],
      texts: ['立牌快付收款 {amount}元', '立牌快付收款{amount}元'],
      payType: null,
      channels: ['aggregate'],
      rests: 'seen',
      examples: [{ title: '交易通知', text: '立牌快付收款 1.00元', amountFen: 100 }],
    },
  ],
  refuse: [
    {
      id: `${platform}-refund`,
      package: APP,
      phrases: ['退款', '撤销', '冲正', '失败'],
      within: 'anywhere',
      why: 'refund',
    },
    {
      id: `${platform}-total`,
      package: APP,
      phrases: ['昨日', '本月', '今日收款', '共计', '合计', '累计', '汇总', '对账', '账单'],
      within: 'sentence',
      why: 'summary',
    },
    {
      id: `${platform}-settled`,
      package: APP,
      phrases: ['提现', '结算', '划款'],
      within: 'sentence',
      why: 'withdrawal',
    },
  ],
  fixtures: [
    { package: APP, title: '交易通知', text: '立牌快付退款 1.00元', why: 'refund' },
    { package: APP, title: '交易通知', text: '今日收款 12笔，共计356.00元', why: 'summary' },
    {
      package: APP,
      title: '交易通知',
      text: '立牌快付收款 1.00元，立牌快付收款 2.00元',
      why: 'unknown_text',
    },
    { package: APP, title: '交易通知', text: '某某快付收款 1.00元', why: 'unknown_text' },
  ],
});

export const ysepayTextRules = rulesFor('ysepay');
