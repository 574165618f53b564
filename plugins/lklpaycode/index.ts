import { definePlatform, PlatformError, usualFields } from '#plugin-api';
import { handedToken } from '../shared/lakala-token.ts';
import { about } from './about.ts';
import { askForCodes, isKnown, openCode } from './codes.ts';
import { DEFAULT_BASE_URL, HOST } from './wallet-api.ts';

/** 拉卡拉: a code made for each order, its amount fixed. Experimental. How sure each part is: README.md. */
export default definePlatform({
  id: 'lklpaycode',
  apiVersion: 2,
  version: '0.1.0',
  listening: 'polled',
  onlyBills: true,
  hosts: [HOST],
  pace: { perHour: 6_000 },
  name: { zh: '拉卡拉定额码（实验）', en: 'Lakala fixed-amount codes (experimental)' },
  about,
  payTypes: ['wxpay', 'alipay', 'unionpay'],
  settings: [
    {
      key: 'merchant_no',
      label: { zh: '商户号', en: 'Merchant number' },
      help: { zh: 'App 请求里的 merchantNo', en: 'The merchantNo of the app’s requests' },
      type: 'text',
      required: true,
      maxLength: 40,
    },
    {
      key: 'shop_no',
      label: { zh: '门店号', en: 'Shop number' },
      help: {
        zh: 'App 生成收款码的请求里的 shopNo',
        en: 'The shopNo of the request by which the app makes a code',
      },
      type: 'text',
      required: true,
      maxLength: 40,
    },
    {
      key: 'term_no',
      label: { zh: '终端号', en: 'Terminal number' },
      help: { zh: '同一个请求里的 termNo', en: 'The termNo of the same request' },
      type: 'text',
      required: true,
      maxLength: 40,
    },
    {
      key: 'shop_name',
      label: { zh: '门店名称', en: 'Name of the shop' },
      help: { zh: '同一个请求里的 shopName', en: 'The shopName of the same request' },
      type: 'text',
      required: true,
      maxLength: 60,
    },
    usualFields.address(DEFAULT_BASE_URL),
  ],
  terminal: {
    namedByReceipts: false,
    label: { zh: '收款码名称', en: 'Name of the code' },
    help: {
      zh: '随便取个名字。每单另外生成定额码，这里填的码不会给买家看：付到它的钱没人能看到',
      en: 'Any name. A code is made for each order; this one is never shown, for nobody would see what is paid to it',
    },
  },
  setup: [
    {
      zh: '实验功能：先用小额自己付一单，看到订单自动完成再给买家用。最好另有一个账号收同样的支付方式，生成失败时订单自动换到那里',
      en: 'Experimental: pay one small order yourself and see it complete before you rely on it. Have another account for the same pay types: an order goes there by itself when no code can be made',
    },
    {
      zh: '在自己的手机上抓取拉卡拉商户 App 的网络请求，用 App 生成一次定额收款码，找到 code/generate：请求头 Authorization 是令牌，shopNo、termNo、shopName 照抄；merchantNo 在 transv3/query 里',
      en: 'Record what the merchant app on your own phone sends while it makes a code over an amount; find code/generate: its header Authorization is the token, its shopNo, termNo and shopName are what is asked here; merchantNo stands in transv3/query',
    },
    {
      zh: '商户规则里的订单有效期请设为 5 分钟：定额码最多活 300 秒，之后订单还在也不再显示码',
      en: 'Set the merchant’s order time to 5 minutes: a code lives for 300 seconds at most, and none is shown after that',
    },
  ],
  facts: [
    {
      fact: { zh: '生成定额码的接口（三个来源）', en: 'The call that makes a code (three sources)' },
      rests: 'seen',
    },
    {
      fact: { zh: '按单号查询是否付款（两个来源以上）', en: 'The query by number (two sources or more)' },
      rests: 'seen',
    },
    {
      fact: {
        zh: '“还没付”的代码 BBS11114（一个来源）',
        en: 'The code for “not yet”, BBS11114 (one source)',
      },
      rests: 'seen',
    },
    {
      fact: {
        zh: '代码以 BBS 开头才算令牌有效',
        en: 'A code that begins with BBS means that the token is good',
      },
      rests: 'inferred',
    },
    {
      fact: {
        zh: '付款时间不返回：按看到付款的时刻算',
        en: 'When it was paid is not told: the moment at which we see it counts',
      },
      rests: 'unknown',
    },
    {
      fact: {
        zh: '令牌多久失效、失效时返回什么；码过期后再付会怎样；能否提前作废',
        en: 'How long a token lasts and how its end is said; what a payment after a code’s end does; whether one can be withdrawn',
      },
      rests: 'unknown',
    },
  ],

  login: {
    handOver: {
      help: {
        zh: '粘贴 App 请求头里的 Authorization（不带 Bearer），或者把 code/generate 请求复制为 cURL 粘贴',
        en: 'Paste the Authorization header of the app’s requests (without Bearer), or the request code/generate as cURL',
      },
      async take(context, handed) {
        const token = handedToken(handed);
        if (token !== '' && (await isKnown(context, token))) return { done: { token } };
        throw new PlatformError('wrongPassword', {
          zh: '拉卡拉不认这个令牌：可能已失效，或没复制完整',
          en: 'Lakala does not accept this token: it may be over, or not whole',
        });
      },
    },
  },
  fetchReceipts: askForCodes,
  openBill: openCode,
});
