import { definePlatform } from '#plugin-api';
import { about } from './about.ts';
import { otherappTextRules } from './text-rules.ts';

/** Whatever app tells of payments: the owner names it and makes the rule of its first notification. How sure each part is: README.md. */
export default definePlatform({
  id: 'otherapp',
  apiVersion: 2,
  version: '2.0.0',
  listening: 'forwarded',
  name: { zh: '其他收款 App（手机通知）', en: 'Any other app (phone notifications)' },
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
  ],
  notTogether: [],
  listeners: ['phone'],
  told: {
    apps: [
      {
        package: 'com.buybal.buybalpay.nxy.fkepay',
        name: { zh: '丰收家商户', en: 'Fengshoujia merchant' },
      },
    ],
    textRules: otherappTextRules,
  },
  takesAnyApp: true,
  facts: [
    {
      fact: {
        zh: '只有你自己用通知做的规则才会入账',
        en: 'Only rules that you make of its notifications count',
      },
      rests: 'seen',
    },
    { fact: { zh: '丰收家商户的包名', en: 'The package of the rural banks’ app' }, rests: 'inferred' },
  ],
});
