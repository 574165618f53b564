import { definePlatform } from '#plugin-api';
import { about } from './about.ts';
import { orderCode } from './order-code.ts';
import { jdpayTextRules } from './text-rules.ts';

/** 京东收银 (哆啦宝), told by its app on a phone. How sure each part is: README.md. */
export default definePlatform({
  id: 'jdpay',
  apiVersion: 2,
  version: '2.1.0',
  listening: 'forwarded',
  name: { zh: '京东收银（手机通知）', en: 'JD cashier (phone notifications)' },
  about,
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
    {
      id: 'fixed',
      number: 2,
      name: { zh: '定额码：金额写进码里', en: 'Fixed amount: written into the code' },
      seenBy: { zh: '手机上的商家 App', en: 'the merchant app on a phone' },
      forOrder: {
        content: orderCode,
        unfit: {
          zh: '要上传京东收银自己的收款码（或填它的内容）：内容里最后一串数字是设备号，以 10 开头。没有就把种类改为“聚合收款码”',
          en: 'It must be 京东收银’s own code, or its text: the last number in it is the device’s and begins with 10. Without one choose “Aggregated code”',
        },
      },
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
      fact: {
        zh: '定额码的写法（两个开源插件，官方开放接口的返回也是这样）',
        en: 'How a code with the amount in it is written (two open plug-ins, and the platform’s own API)',
      },
      rests: 'seen',
    },
    {
      fact: {
        zh: '定额码里由我们编的单号是否总被接受：先在收款码页面试付一次，不行就改用聚合收款码',
        en: 'Whether a number that we made is always accepted: try one on the code’s page, else take the plain kind',
      },
      rests: 'unknown',
    },
    {
      fact: {
        zh: '通知里的订单尾号是不是我们的单号',
        en: 'Whether the order number’s end in a notice is ours',
      },
      rests: 'unknown',
    },
    {
      fact: { zh: '通知中间的文案（公开规则）', en: 'The middle of the sentence (a public rule)' },
      rests: 'inferred',
    },
    { fact: { zh: '通知开头的文案', en: 'How the sentence begins' }, rests: 'unknown' },
  ],
});
