import { definePlatform } from '#plugin-api';
import { jdpayTextRules } from './text-rules.ts';

/** 京东收银 (哆啦宝), told by its app on a phone. How sure each part is: README.md. */
export default definePlatform({
  id: 'jdpay',
  apiVersion: 2,
  version: '2.0.0',
  listening: 'forwarded',
  name: { zh: '京东收银（手机通知）', en: 'JD cashier (phone notifications)' },
  payTypes: ['wxpay', 'alipay', 'unionpay'],
  settings: [],
  terminal: {
    namedByReceipts: false,
    label: { zh: '终端编号', en: 'Terminal number' },
    help: { zh: '由系统自动生成', en: 'Made by the system' },
  },
  codeKinds: [
    {
      id: 'aggregate',
      number: 1,
      name: { zh: '聚合收款码', en: 'Aggregated code' },
      seenBy: { zh: '手机上的商家 App', en: 'the merchant app on a phone' },
    },
  ],
  notTogether: [],
  listeners: ['phone'],
  told: {
    apps: [
      {
        package: 'com.duolabao.customer',
        name: { zh: '京东收银商户', en: 'JD cashier' },
        forwardingRule: '并且 是 APP包名 相等 com.duolabao.customer',
      },
    ],
    textRules: jdpayTextRules,
  },
  facts: [
    {
      fact: { zh: '通知中间的文案（公开规则）', en: 'The middle of the sentence (a public rule)' },
      rests: 'inferred',
    },
    { fact: { zh: '通知开头的文案', en: 'How the sentence begins' }, rests: 'unknown' },
  ],
});
