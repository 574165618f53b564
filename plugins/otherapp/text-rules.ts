import type { TextRuleSet } from '#plugin-api';

/** 丰收家商户 of rural banks: a log of 2020; whether this is its package is not certain. */
const FARMERS = 'com.buybal.buybalpay.nxy.fkepay';

/** Apps of which little is known. The owner's own rules, for whatever app he names, stand beside these. */
export const otherappTextRules: TextRuleSet = {
  version: 1,
  platform: 'otherapp',
  rules: (
    [
      ['wxpay', '微信收款'],
      ['alipay', '支付宝收款'],
    ] as const
  ).map(([payType, words]) => ({
    id: `otherapp-farmers-${payType}`,
    package: FARMERS,
    titles: ['丰收家商户'],
    texts: [`${words}{amount}元`],
    payType,
    channels: ['aggregate'],
    rests: 'inferred' as const,
    examples: [{ title: '丰收家商户', text: `${words}0.01元`, amountFen: 1 }],
  })),
  refuse: [],
  fixtures: [
    { package: FARMERS, title: '丰收家商户', text: '微信退款0.01元', why: 'refund' },
    { package: FARMERS, title: '丰收家商户', text: '支付失败0.01元', why: 'refund' },
  ],
};
