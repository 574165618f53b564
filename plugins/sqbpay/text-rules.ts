import type { TextRuleSet } from '#plugin-api';

const APP = 'com.wosai.cashbar';

/** What 收钱吧's app says. Source: docs/reference/aggregators.md 11 (read off a device). */
export const sqbpayTextRules: TextRuleSet = {
  version: 1,
  platform: 'sqbpay',
  rules: (
    [
      ['wxpay', '微信'],
      ['alipay', '支付宝'],
    ] as const
  ).map(([payType, from]) => ({
    id: `sqbpay-app-${payType}`,
    package: APP,
    titles: ['收钱吧'],
    texts: [`成功收款{amount}元,来自${from}`],
    payType,
    channels: ['aggregate'],
    rests: 'seen' as const,
    examples: [{ title: '收钱吧', text: `成功收款0.53元,来自${from}`, amountFen: 53 }],
  })),
  refuse: [
    {
      id: 'sqbpay-app-refund',
      package: APP,
      phrases: ['退款', '撤销', '失败'],
      within: 'anywhere',
      why: 'refund',
    },
    {
      id: 'sqbpay-app-total',
      package: APP,
      phrases: ['昨日', '本月', '今日收款', '共计', '合计', '累计', '汇总', '对账', '账单'],
      within: 'sentence',
      why: 'summary',
    },
    {
      id: 'sqbpay-app-settled',
      package: APP,
      phrases: ['提现', '结算', '划款'],
      within: 'sentence',
      why: 'withdrawal',
    },
  ],
  fixtures: [
    { package: APP, title: '收钱吧', text: '收款失败1.00元,来自微信', why: 'refund' },
    { package: APP, title: '收钱吧', text: '成功退款1.00元,来自微信', why: 'refund' },
    { package: APP, title: '收钱吧', text: '成功收款0.53元', why: 'unknown_text' },
    { package: APP, title: '收钱吧', text: '成功收款0.53元，来自微信', why: 'unknown_text' },
    { package: APP, title: '收钱吧', text: '成功收款0.53元,来自微信,成功收款9.00元', why: 'unknown_text' },
  ],
};
