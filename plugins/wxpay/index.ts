import { definePlatform } from '#plugin-api';
import { about } from './about.ts';
import { wxpayTextRules } from './text-rules.ts';

/** 微信支付个人码: no back end to ask; a phone or PC forwards the notifications. How sure each part is: README.md. */
export default definePlatform({
  id: 'wxpay',
  apiVersion: 2,
  version: '2.0.0',
  listening: 'forwarded',
  name: { zh: '微信支付个人码', en: 'WeChat personal codes' },
  about,
  payTypes: ['wxpay'],
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
      name: { zh: '个人码', en: 'Personal code' },
      seenBy: { zh: '手机、电脑', en: 'phone, PC' },
    },
    {
      id: 'reward',
      number: 2,
      name: { zh: '赞赏码', en: 'Reward code' },
      seenBy: { zh: '手机、电脑', en: 'phone, PC' },
      ownShape: true,
    },
    {
      id: 'business',
      number: 3,
      name: { zh: '经营码', en: 'Business code' },
      seenBy: { zh: '手机（与个人码二选一）、电脑', en: 'phone (instead of a personal code), PC' },
    },
    {
      id: 'merchant',
      number: 4,
      name: { zh: '商家码', en: 'Merchant code' },
      seenBy: { zh: '手机（需关注微信收款商业版公众号）、电脑', en: 'phone (follow 微信收款商业版), PC' },
    },
    {
      id: 'clerk',
      number: 5,
      name: { zh: '店员码', en: 'Clerk code' },
      seenBy: { zh: '手机、电脑', en: 'phone, PC' },
    },
  ],
  notTogether: [['personal', 'business']],
  listeners: ['phone', 'pc', 'vmq'],
  told: {
    apps: [
      {
        package: 'com.tencent.mm',
        name: { zh: '微信', en: 'WeChat' },
        // By title where it has one of its own; by how the text begins where it is folded under another, or hidden.
        forwardingRule: [
          '并且 是 APP包名 相等 com.tencent.mm',
          '并且 是 通知标题 相等 微信支付',
          ' 或者 是 通知标题 相等 微信收款助手',
          ' 或者 是 通知标题 相等 微信收款商业版',
          ' 或者 是 通知内容 正则匹配 ^(\\[\\+?\\d+条\\] ?)?微信(支付|收款助手|收款商业版)[:：]',
          ' 或者 是 通知标题 正则匹配 ^(系统)?已?隐藏|^sensitive |^system has hidden',
          ' 或者 是 通知内容 正则匹配 ^(系统)?已?隐藏|^sensitive |^system has hidden',
        ].join('\n'),
        settings: [
          {
            zh: '微信的“设置 → 消息通知（旧版叫新消息通知）”里：打开消息通知，并打开“通知显示消息详情”。',
            en: 'In WeChat’s settings under notifications (消息通知): turn them on, and turn on “show message details” (通知显示消息详情).',
          },
          {
            zh: '关注公众号“微信收款助手”，打开收款到账通知；不要给“微信支付”和“微信收款助手”设消息免打扰。',
            en: 'Follow the official account 微信收款助手 and turn its payment notices on; don’t mute 微信支付 or 微信收款助手.',
          },
        ],
      },
    ],
    textRules: wxpayTextRules,
  },
  fixedCodes: {
    zh: '微信：我 → 服务 → 收付款 → 二维码收款 → 设置金额 → 保存图片',
    en: 'In WeChat: Me → Services → Money → Receive → Set amount → Save',
  },
  advice: [
    {
      zh: '用一个没有好友、没有加群、不加人的微信号收款：别人只要把昵称改成“微信支付”给你发消息，手机上的通知就和到账一模一样，任何软件都分不出来',
      en: 'Collect with a WeChat account that has no contacts and no groups: a contact who calls himself “微信支付” makes notifications that nothing can tell from a payment',
    },
  ],
  ownCodes: {
    begins: ['wxp://'],
    help: {
      zh: '这是微信收款码，只能收微信，请不要勾选别的支付方式',
      en: 'This is a WeChat code: it takes WeChat only',
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
    { fact: { zh: '微信到账通知的文案', en: 'The wording of payment notifications' }, rests: 'seen' },
    {
      fact: {
        zh: '赞赏码的图片是微信自己的圆形码，普通识别库读不出，只能原样展示',
        en: 'A reward code is a round picture of WeChat’s own, which ordinary readers can’t read: it is shown as it is',
      },
      rests: 'inferred',
    },
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
