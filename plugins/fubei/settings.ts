import { type SettingField, usualFields, type Words } from '#plugin-api';

export const settings: readonly SettingField[] = [
  {
    key: 'username',
    label: { zh: '登录账号', en: 'Login' },
    help: {
      zh: '登录付呗商户后台用的账号，e.51fubei.com 和 b.51fubei.com 是同一个',
      en: 'What you log in with at e.51fubei.com and b.51fubei.com',
    },
    type: 'text',
    required: true,
    maxLength: 100,
  },
  usualFields.password,
  {
    key: 'way',
    label: { zh: '收款方式', en: 'Way of payment' },
    help: {
      zh: '收款单：每笔订单自动开一张，金额固定、只能付一次、到时间自动关，顾客扫码不用输金额；万一开不出来，这一笔改用码牌。只用码牌：顾客扫码后自己输金额',
      en: 'Bills: one is made for each order, of its very amount, payable once, closing by itself; where none can be made, that order takes the plate code. Plate code only: the buyer types the amount',
    },
    type: 'select',
    required: true,
    default: 'bill',
    options: [
      {
        value: 'bill',
        label: {
          zh: '收款单（不用输金额）',
          en: 'Bills (nothing to type)',
        },
      },
      {
        value: 'plate',
        label: { zh: '只用码牌（顾客输金额）', en: 'The plate code only (the buyer types)' },
      },
    ],
  },
  {
    key: 'store_id',
    label: { zh: '门店编号', en: 'Shop number' },
    help: {
      zh: '收款单开在哪家门店。只有一家门店就留空；有几家时也可以先留空，测试登录时会把编号列出来',
      en: 'The shop that bills are made for. Leave empty where there is one; the login test lists the numbers where there are more',
    },
    type: 'number',
    required: false,
    min: 1,
  },
  usualFields.address(),
];

export const setup: readonly Words[] = [
  {
    zh: '用这个账号在浏览器里登录一次 b.51fubei.com，要签协议、改密码的先办完',
    en: 'Log in once at b.51fubei.com in a browser; sign the agreement or change the password where it wants that',
  },
  {
    zh: '用要接入的那块码牌收一笔小额。加收款码时点“向平台查询我的终端和最近到账”，挑出这一笔，设备编号就填好了',
    en: 'Take a small payment with the plate code. When you add the code here, ask for recent payments and pick that one',
  },
];
