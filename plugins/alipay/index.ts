import { definePlatform } from '#plugin-api';
import { about } from './about.ts';
import { alipayTextRules } from './text-rules.ts';

/** 支付宝个人码: no back end to ask; a phone or PC forwards the notifications. How sure each part is: README.md. */
export default definePlatform({
  id: 'alipay',
  apiVersion: 2,
  version: '2.0.0',
  listening: 'forwarded',
  name: { zh: '支付宝个人码', en: 'Alipay personal codes' },
  about,
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
  listeners: ['phone', 'vmq'],
  told: {
    apps: [
      {
        package: 'com.eg.android.AlipayGphone',
        name: { zh: '支付宝', en: 'Alipay' },
        // A text that the system hid has no 元 in it.
        forwardingRule: [
          '并且 是 APP包名 相等 com.eg.android.AlipayGphone',
          '并且 是 通知标题 包含 元',
          ' 或者 是 通知内容 包含 元',
          ' 或者 是 通知内容 包含 ¥',
          ' 或者 是 通知内容 包含 ￥',
          ' 或者 是 通知标题 正则匹配 敏感|隐藏|sensitive|hidden',
          ' 或者 是 通知内容 正则匹配 敏感|隐藏|sensitive|hidden',
        ].join('\n'),
        settings: [
          {
            zh: '支付宝的“设置”里找到通知：打开收款到账的通知，不要设免打扰。',
            en: 'In Alipay’s settings under notifications: turn on notices of incoming payments, and don’t mute them.',
          },
          {
            zh: '通知里要能看到金额：先让人付 0.01 元，通知栏里应出现“你已成功收款0.01元”这样的文字。',
            en: 'The amount must stand in the notification: have somebody pay 0.01; the notification bar should show a text like “你已成功收款0.01元”.',
          },
        ],
      },
    ],
    textRules: alipayTextRules,
  },
  fixedCodes: {
    zh: '支付宝：首页 → 收付款 → 收钱 → 设置金额 → 保存图片',
    en: 'In Alipay: Home → Pay/Receive → Collect → Set amount → Save',
  },
  advice: [
    {
      zh: '用一个没有好友、不加人的支付宝收款：别人可以把昵称改成“你已成功收款999.00元”给你发消息，手机通知和到账一模一样，任何软件都分不出来',
      en: 'Collect with an Alipay account that has no contacts: someone who calls himself “你已成功收款999.00元” makes notifications that nothing can tell from a payment',
    },
    {
      zh: '能开通支付宝开放平台「账单查询」的，用官方账单核对到账，不要只靠手机通知',
      en: 'Where you can have the bill query of Alipay’s open platform, rely on the official bill rather than on a phone',
    },
  ],
  ownCodes: {
    begins: ['https://qr.alipay.com/', 'http://qr.alipay.com/'],
    help: {
      zh: '这是支付宝收款码，只能收支付宝，请不要勾选别的支付方式',
      en: 'This is an Alipay code: it takes Alipay only',
    },
  },
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
