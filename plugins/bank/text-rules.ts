import type { TextRuleSet } from '#plugin-api';

const ICBC = 'com.icbc';
const ABC = 'com.android.bankabc';
const CMB = 'cmb.pb';
const UNIONPAY = 'com.unionpay';
const SMS = 'com.android.mms';

/** What spends or gives back money, in the very frame that tells an income. */
const OUT = [
  ...[
    '支出',
    '消费',
    '扣款',
    '扣费',
    '付款',
    '快捷支付',
    '支付成功',
    '已支付',
    '转出',
    '还款',
    '支取',
    '取款',
  ],
  ...['购买', '充值', '缴费', '转账成功', '您向', '汇出'],
];
/** Beside these, a word for spending may be about whom the money came from. */
const IN = ['收入', '入账', '转入', '汇入', '收到', '存入', '收款'];
const BACK = ['退款', '退货', '撤销', '冲正', '退回', '退还', '失败'];
const OWN = ['提现', '利息', '结息', '理财', '赎回', '收益', '余额宝'];
const TOTAL = ['账单', '对账', '汇总', '本期', '累计'];

/**
 * What banks and 云闪付 tell of a card, in their apps and by SMS. Source: docs/reference/aggregators.md 11 (public rules with
 * tests). An income need not come from a code, and two amounts stand in most texts, so all of it waits for the owner; the
 * balance behind 余额 or 可用额度 is never read. A number can be forged: each rule names the sender that it trusts. A bank does
 * not tell which wallet paid; what its code takes, its owner says.
 */
export const bankTextRules: TextRuleSet = {
  version: 1,
  platform: 'bank',
  rules: [
    {
      id: 'bank-icbc',
      package: ICBC,
      titles: ['动账通知'],
      texts: ['尾号{any}收入({any}){amount}元，余额{rest}'],
      payType: null,
      channels: ['card'],
      rests: 'seen',
      grade: 'likely',
      examples: [
        {
          title: '动账通知',
          text: '尾号0000卡1月5日15:00收入(他行汇入)3.70元，余额1,108.67元。',
          amountFen: 370,
        },
      ],
    },
    {
      id: 'bank-abc',
      package: ABC,
      titles: ['中国农业银行'],
      texts: ['您尾号为{any}发生一笔收入{amount}元，详情请点击'],
      payType: null,
      channels: ['card'],
      rests: 'seen',
      grade: 'likely',
      examples: [
        {
          title: '中国农业银行',
          text: '您尾号为0000的农行借记卡于12月30日10:52发生一笔收入90000.00元，详情请点击',
          amountFen: 9_000_000,
        },
      ],
    },
    {
      id: 'bank-cmb',
      package: CMB,
      titles: ['招商银行'],
      texts: ['您尾号{any}入账人民币{amount}{tail}', '您账户{any}收款人民币{amount}{tail}'],
      payType: null,
      channels: ['card'],
      rests: 'seen',
      grade: 'likely',
      examples: [
        { title: '招商银行', text: '您尾号0000的招行一卡通入账人民币1442.00元', amountFen: 144_200 },
        { title: '招商银行', text: '您账户0000于10月23日13:03收款人民币8650.00', amountFen: 865_000 },
      ],
    },
    {
      id: 'bank-quickpass',
      package: UNIONPAY,
      titles: ['支付助手：入账成功'],
      texts: ['您的{any}收到来自{any}的转账{amount}元，已于{rest}'],
      payType: 'unionpay',
      channels: ['card'],
      rests: 'seen',
      grade: 'likely',
      examples: [
        {
          title: '支付助手：入账成功',
          text: '您的工商银行卡6212 **** **** 0000收到来自*某的转账170.00元，已于2024-10-06 23:46成功到账！',
          amountFen: 17_000,
        },
      ],
    },
    {
      id: 'bank-sms-icbc',
      package: SMS,
      titles: ['95588'],
      texts: ['尾号{any}工商银行收入({any}){amount}元，余额{rest}'],
      payType: null,
      channels: ['card'],
      rests: 'seen',
      grade: 'likely',
      examples: [
        {
          title: '95588',
          text: '尾号0000卡12月16日16:51工商银行收入(他行汇入)660元，余额1,046.44元，对方户名：某某，对方账户尾号：0000。【工商银行】',
          amountFen: 66_000,
        },
      ],
    },
    {
      id: 'bank-sms-boc',
      package: SMS,
      titles: ['95566'],
      texts: ['您的借记卡/账户{any}入账人民币{amount}元{rest}'],
      payType: null,
      channels: ['card'],
      rests: 'seen',
      grade: 'likely',
      examples: [
        {
          title: '95566',
          text: '您的借记卡/账户0000于12月31日银联入账人民币85.87元（支付宝(中国)网络技术有限公司）,交易后余额85.87【中国银行】',
          amountFen: 8_587,
        },
      ],
    },
    {
      id: 'bank-sms-spdb',
      package: SMS,
      titles: ['95528'],
      texts: ['您尾号{any}转入{amount}元[{rest}'],
      payType: null,
      channels: ['card'],
      rests: 'seen',
      grade: 'likely',
      examples: [
        {
          title: '95528',
          text: '您尾号0000卡人民币活期14:09转入9,915.48元[其他代发工资],可用余额105,047.59元。【浦发银行】',
          amountFen: 991_548,
        },
      ],
    },
  ],
  refuse: [ICBC, ABC, CMB, UNIONPAY, SMS].flatMap((packageName) => {
    const name = packageName.split('.').at(-1) ?? '';
    const of = { package: packageName, within: 'sentence' as const };
    return [
      { ...of, id: `bank-${name}-back`, phrases: BACK, why: 'refund' as const },
      { ...of, id: `bank-${name}-out`, phrases: OUT, unless: IN, why: 'paid_out' as const },
      { ...of, id: `bank-${name}-own`, phrases: OWN, why: 'withdrawal' as const },
      { ...of, id: `bank-${name}-total`, phrases: TOTAL, why: 'summary' as const },
      { ...of, id: `bank-${name}-code`, phrases: ['验证码', '动态码', '校验码'], why: 'service' as const },
    ];
  }),
  fixtures: [
    {
      package: CMB,
      title: '招商银行',
      text: '您账户0000于09月19日08:46在【财付通-某基金销售公司】发生快捷支付扣款，人民币2500.00',
      why: 'paid_out',
    },
    {
      package: ICBC,
      title: '动账通知',
      text: '尾号0000卡1月5日15:00收入(退款支付宝-支付宝-消费)3.70元，余额1,108.67元。',
      why: 'refund',
    },
    {
      package: ICBC,
      title: '动账通知',
      text: '尾号0000卡1月12日15:56支出(消费支付宝-某某)4元，余额873.02元。',
      why: 'paid_out',
    },
    {
      package: SMS,
      title: '95588',
      text: '尾号0000卡10月9日19:12收入(微信零钱提现财付通)6.70元，余额0.64元。【工商银行】',
      why: 'withdrawal',
    },
    {
      package: UNIONPAY,
      title: '支付助手：付款成功',
      text: '您尾号为0000的银行卡于01日11时37分消费114.65元',
      why: 'paid_out',
    },
    {
      package: UNIONPAY,
      title: '支付助手：转账成功',
      text: '您向某某的某银行卡6212 **** **** 0000转账170.00元，已于2024-10-06 23:46成功到账！',
      why: 'paid_out',
    },
    { package: SMS, title: '95588', text: '您的验证码是123456，5分钟内有效', why: 'service' },
    {
      package: SMS,
      title: '13800000000',
      text: '尾号0000卡12月16日16:51工商银行收入(他行汇入)660元，余额1,046.44元',
      why: 'unknown_title',
    },
  ],
};
