import { definePlatform } from '#plugin-api';
import { about } from './about.ts';
import { bankTextRules } from './text-rules.ts';

/** Bank cards and 云闪付, told by the banks’ apps and SMS on a phone. How sure each part is: README.md. */
export default definePlatform({
  id: 'bank',
  apiVersion: 2,
  version: '2.1.0',
  listening: 'forwarded',
  name: { zh: '银行卡、云闪付（手机通知）', en: 'Bank card, UnionPay app (phone notifications)' },
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
      id: 'card',
      number: 1,
      name: { zh: '银行卡收款码', en: 'Bank card code' },
      seenBy: { zh: '手机上的银行 App 或短信', en: 'the bank app or SMS on a phone' },
    },
  ],
  notTogether: [],
  listeners: ['phone'],
  told: {
    apps: [
      {
        package: 'com.unionpay',
        name: { zh: '云闪付', en: 'UnionPay' },
      },
      {
        package: 'com.icbc',
        name: { zh: '工商银行', en: 'ICBC' },
      },
      {
        package: 'com.android.bankabc',
        name: { zh: '农业银行', en: 'ABC' },
      },
      {
        package: 'cmb.pb',
        name: { zh: '招商银行', en: 'CMB' },
      },
      {
        package: 'com.android.mms',
        name: { zh: '短信', en: 'SMS' },
        // Not every message that the phone gets: only what the banks send whose words are known.
        forwardingRule: [
          '并且 是 APP包名 相等 com.android.mms',
          '并且 是 通知标题 相等 95588',
          ' 或者 是 通知标题 相等 95566',
          ' 或者 是 通知标题 相等 95528',
        ].join('\n'),
      },
    ],
    textRules: bankTextRules,
  },
  advice: [
    {
      zh: '银行通知只说“有钱进来”，不说是哪个码收的：每种通知都要你先确认一次才会自动入账；短信号码可以伪造，能用银行 App 的通知就不要用短信',
      en: 'A bank tells that money came in, not by which code: each kind of notification waits for you to confirm it once. Senders of SMS can be forged: prefer the app of the bank',
    },
  ],
  facts: [
    {
      fact: {
        zh: '银行与云闪付的入账文案（公开规则及其测试）',
        en: 'The wording of incomes (public rules with tests)',
      },
      rests: 'seen',
    },
    {
      fact: {
        zh: '这笔入账是不是扫码付的，通知里没有',
        en: 'Whether an income came from a code is not told',
      },
      rests: 'seen',
    },
    {
      fact: {
        zh: '买家用哪种钱包付的，通知里没有：按收款码上勾选的支付方式算',
        en: 'Which wallet paid is not told: what you tick for the code counts',
      },
      rests: 'seen',
    },
    { fact: { zh: '其他银行的文案', en: 'The wording of other banks' }, rests: 'unknown' },
  ],
});
