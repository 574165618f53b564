import { definePlatform } from '#plugin-api';
import { alipayTextRules } from './text-rules.ts';

/** 支付宝个人码: no back end to ask; a phone or PC forwards the notifications. How sure each part is: README.md. */
export default definePlatform({
  id: 'alipay',
  apiVersion: 1,
  listening: 'forwarded',
  name: { zh: '支付宝个人码', en: 'Alipay personal codes' },
  payTypes: ['alipay'],
  settings: [],
  terminal: {
    namedByReceipts: false,
    label: { zh: '终端编号', en: 'Terminal number' },
    help: { zh: '由系统自动生成', en: 'Made by the system' },
  },
  codeKinds: [
    {
      id: 'personal',
      number: 1,
      name: { zh: '收钱码', en: 'Collection code' },
      seenBy: { zh: '手机', en: 'phone' },
    },
    {
      id: 'business',
      number: 2,
      name: { zh: '经营码', en: 'Business code' },
      seenBy: { zh: '手机（与收钱码二选一）', en: 'phone (instead of a collection code)' },
    },
  ],
  notTogether: [['personal', 'business']],
  appPackage: 'com.eg.android.AlipayGphone',
  textRules: alipayTextRules,
  facts: [
    {
      fact: {
        zh: '短信转发器的签名与四种发送方式',
        en: 'SmsForwarder: signature and its four ways of sending',
      },
      rests: 'seen',
    },
    { fact: { zh: '支付宝到账通知的文案', en: 'The wording of payment notifications' }, rests: 'seen' },
    {
      fact: { zh: '少数文案由公开的匹配规则推断', en: 'A few wordings, from public patterns' },
      rests: 'inferred',
    },
    {
      fact: { zh: '新版本会不会改文案', en: 'Whether the next version words it otherwise' },
      rests: 'unknown',
    },
  ],
});
