import type { Rests, Words } from '#plugin-api';

/** What the plugin rests on: docs/reference/aggregators.md, section 8, one public source. */
export const facts: readonly { fact: Words; rests: Rests }[] = [
  {
    fact: { zh: '两个后台的登录方式（仅一个来源）', en: 'The logins of both back ends (one source)' },
    rests: 'seen',
  },
  {
    fact: { zh: '码牌流水的查询和字段（仅一个来源）', en: 'The list of plate payments (one source)' },
    rests: 'seen',
  },
  {
    fact: {
      zh: '收款单的开单、截止时间、关单和付款记录（仅一个来源）',
      en: 'Making, ending, closing bills, and the list of their payments (one source)',
    },
    rests: 'seen',
  },
  {
    fact: {
      zh: '新后台的签名盐写在它自己的网页里，付呗一改就全部失败',
      en: 'The salt of the newer back end’s signature stands in its own page; when it is changed every call fails',
    },
    rests: 'seen',
  },
  {
    fact: {
      zh: '收款单要扫码付；链接在微信里直接打开会卡在授权',
      en: 'Bills are paid by scanning: opened as a link, WeChat’s authorisation hangs',
    },
    rests: 'seen',
  },
  {
    fact: {
      zh: 'realityAmount 是实付，有优惠时和单面金额不同',
      en: 'realityAmount is what was really paid, less a discount',
    },
    rests: 'inferred',
  },
  {
    fact: {
      zh: '门店列表一次给全；带设备编号的流水一定是码牌的，不是收款单的',
      en: 'The list of shops is whole; a record with a device number is a plate’s and no bill’s',
    },
    rests: 'inferred',
  },
  {
    fact: { zh: '码牌流水里有没有收款单的付款', en: 'Whether bills’ payments are among the plate payments' },
    rests: 'unknown',
  },
  {
    fact: { zh: '登录验证码、锁定规则、1003 以外的错误码', en: 'Captchas, lock-outs, error codes but 1003' },
    rests: 'unknown',
  },
  {
    fact: {
      zh: '收款码图片放在哪个域名，能不能识别成普通二维码',
      en: 'Where the pictures of bills lie, and that they hold an ordinary QR code',
    },
    rests: 'unknown',
  },
  {
    fact: { zh: '已关、已付的收款单再关一次会怎样', en: 'What closing a closed or paid bill answers' },
    rests: 'unknown',
  },
];
