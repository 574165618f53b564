import type { TextRuleSet } from '#plugin-api';

const SHOP = 'com.lakala.shqb';
const LAKALA = 'com.lakala.android';
const WORDS = [
  ['wxpay', '微信成功收款'],
  ['alipay', '支付宝成功收款'],
  ['unionpay', '银联二维码成功收款'],
] as const;

/**
 * What the two apps of 拉卡拉 say. Source: docs/reference/aggregators.md 11: two versions of public rules, and a device's log
 * of the second package. Nothing in it is the payer's, and nothing was ever seen behind the full stop. One wording for two
 * platforms: told by the app alone, and told beside the statement.
 */
export const rulesFor = (platform: 'lklpay' | 'lklpaylist'): TextRuleSet => ({
  version: 1,
  platform,
  rules: [SHOP, LAKALA].flatMap((packageName) =>
    WORDS.map(([payType, words]) => ({
      id: `${platform}-${packageName === SHOP ? 'shop' : 'app'}-${payType}`,
      package: packageName,
      titles: ['拉卡拉'],
      texts: [`${words}{amount}元{?。}`],
      payType,
      channels: ['aggregate'],
      rests: 'seen' as const,
      examples: [
        { title: '拉卡拉', text: `${words}1.00元。`, amountFen: 100 },
        { title: '拉卡拉', text: `${words}1,234.50元。`, amountFen: 123450 },
      ],
    })),
  ),
  refuse: [SHOP, LAKALA].flatMap((packageName) => {
    const name = packageName === SHOP ? 'shop' : 'app';
    const of = { package: packageName, within: 'sentence' as const };
    return [
      {
        ...of,
        id: `${platform}-${name}-refund`,
        phrases: ['退款', '撤销', '冲正', '失败'],
        why: 'refund' as const,
      },
      {
        ...of,
        id: `${platform}-${name}-total`,
        phrases: ['今日收款', '昨日', '本月', '共计', '合计', '累计', '汇总', '对账', '账单'],
        why: 'summary' as const,
      },
      {
        ...of,
        id: `${platform}-${name}-settled`,
        phrases: ['提现', '结算', '划款'],
        why: 'withdrawal' as const,
      },
      {
        ...of,
        id: `${platform}-${name}-out`,
        phrases: ['付款成功', '支出', '消费成功'],
        why: 'paid_out' as const,
      },
    ];
  }),
  fixtures: [
    { package: SHOP, title: '拉卡拉', text: '微信退款成功1.00元。', why: 'refund' },
    { package: SHOP, title: '拉卡拉', text: '今日收款12笔，共计356.00元。', why: 'summary' },
    { package: LAKALA, title: '拉卡拉', text: '支付宝成功收款失败1.00元。', why: 'refund' },
    { package: SHOP, title: '拉卡拉', text: '微信成功收款1.00元。微信成功收款2.00元。', why: 'unknown_text' },
    { package: SHOP, title: '拉卡拉', text: '微信成功收款1.005元。', why: 'unknown_text' },
    { package: SHOP, title: '拉卡拉', text: '银行卡成功收款1.00元。', why: 'unknown_text' },
    { package: SHOP, title: '拉卡拉商户', text: '微信成功收款1.00元。', why: 'unknown_title' },
  ],
});

export const lklpayTextRules = rulesFor('lklpay');
