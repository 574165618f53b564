import { definePlatform } from '#plugin-api';
import { apps } from '../shared/lakala-apps.ts';
import { lklpayTextRules } from '../shared/lakala-texts.ts';
import { about } from './about.ts';

/** 拉卡拉, told by its merchant app on a phone: no login, no captcha. How sure each part is: README.md. */
export default definePlatform({
  id: 'lklpay',
  apiVersion: 2,
  version: '2.0.0',
  listening: 'forwarded',
  name: { zh: '拉卡拉（手机通知）', en: 'Lakala (phone notifications)' },
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
    textRules: lklpayTextRules,
  },
  facts: [
    {
      fact: {
        zh: '到账通知的文案（两份公开规则，一份真机日志）',
        en: 'The wording (two public rules, one log of a device)',
      },
      rests: 'seen',
    },
    { fact: { zh: '商户 App 的包名', en: 'The package of the merchant app' }, rests: 'seen' },
    {
      fact: { zh: 'App 换版本后会不会改文案', en: 'Whether the next version words it otherwise' },
      rests: 'unknown',
    },
  ],
});
