import type { TextRuleSet } from '#plugin-api';

const APP = 'com.duolabao.customer';

/**
 * What 京东收银 (哆啦宝) says. Source: docs/reference/aggregators.md 11: a public rule for the middle of the sentence; how it
 * begins is not known, so it waits for the owner.
 */
export const jdpayTextRules: TextRuleSet = {
  version: 1,
  platform: 'jdpay',
  rules: [
    {
      id: 'jdpay-order',
      package: APP,
      titles: ['京东收银商户'],
      texts: ['{any}，收款{amount}元，订单尾号{rest}'],
      payType: null,
      channels: ['aggregate', 'fixed'],
      rests: 'inferred',
      examples: [{ title: '京东收银商户', text: '您有一笔新订单，收款1.00元，订单尾号0001', amountFen: 100 }],
    },
  ],
  refuse: [
    {
      id: 'jdpay-refund',
      package: APP,
      phrases: ['退款', '撤销', '失败'],
      within: 'anywhere',
      why: 'refund',
    },
    {
      id: 'jdpay-total',
      package: APP,
      phrases: ['昨日', '本月', '今日收款', '共计', '合计', '累计', '汇总', '对账', '账单'],
      within: 'sentence',
      why: 'summary',
    },
    {
      id: 'jdpay-settled',
      package: APP,
      phrases: ['提现', '结算', '划款'],
      within: 'sentence',
      why: 'withdrawal',
    },
  ],
  fixtures: [
    {
      package: APP,
      title: '京东收银商户',
      text: '您有一笔退款1.00元，订单尾号0001',
      why: 'refund',
    },
    { package: APP, title: '京东收银商户', text: '今日收款12笔，共计356.00元', why: 'summary' },
    { package: APP, title: '京东收银商户', text: '收款1.00元', why: 'unknown_text' },
  ],
};
