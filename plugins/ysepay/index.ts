import { definePlatform } from '#plugin-api';
import { apps } from '../shared/ysepay-apps.ts';
import { ysepayTextRules } from '../shared/ysepay-texts.ts';
import { about } from './about.ts';

/** 小Y经营 (银盛), told by 小Y管家 on a phone. How sure each part is: README.md. */
export default definePlatform({
  id: 'ysepay',
  apiVersion: 2,
  version: '2.0.0',
  listening: 'forwarded',
  name: { zh: '小Y经营（手机通知）', en: 'Xiao Y (phone notifications)' },
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
    apps,
    textRules: ysepayTextRules,
  },
  facts: [
    { fact: { zh: '到账通知的文案（公开规则）', en: 'The wording (public rules)' }, rests: 'seen' },
    { fact: { zh: '买家用哪种方式付的，通知里没有', en: 'How the buyer paid is not told' }, rests: 'seen' },
    {
      fact: { zh: 'App 换版本后会不会改文案', en: 'Whether the next version words it otherwise' },
      rests: 'unknown',
    },
  ],
});
