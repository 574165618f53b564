import {
  definePlatform,
  type FetchResult,
  type FetchWindow,
  PlatformError,
  type PluginContext,
  SessionGone,
  usualFields,
} from '#plugin-api';
import { apps } from '../shared/ysepay-apps.ts';
import { rulesFor } from '../shared/ysepay-texts.ts';
import { about } from './about.ts';
import { DEFAULT_BASE_URL, HOST } from './back-end.ts';
import { listOrders } from './list-orders.ts';
import { readOrders } from './read-orders.ts';
import { beginLogin, finishLogin, handedToken, tokenOf } from './session.ts';

/** 小Y经营 (银盛): reads the orders of the merchant back end. How sure each part is: README.md. */
export default definePlatform({
  id: 'ysepayweb',
  apiVersion: 2,
  version: '1.0.0',
  listening: 'polled',
  hosts: [HOST],
  pace: { perHour: 3_000 },
  name: { zh: '小Y经营（后台查询）', en: 'Xiao Y (back end)' },
  about,
  payTypes: ['wxpay', 'alipay'],
  settings: [
    {
      key: 'username',
      label: { zh: '登录名', en: 'Login name' },
      help: {
        zh: '登录小Y经营后台（xym.ysepay.com）用的登录名；只交出登录状态的话，随便取个名字',
        en: 'What you log in with at xym.ysepay.com; any name if you only hand over a session',
      },
      type: 'text',
      required: true,
      maxLength: 100,
    },
    {
      key: 'password',
      label: { zh: '密码', en: 'Password' },
      help: {
        zh: '加密保存，不会再次显示。每次登录都要您看图输入验证码；只交出登录状态的话可以留空',
        en: 'Stored encrypted, never shown again. Each login shows you a picture to read. May stay empty if you hand over a session',
      },
      type: 'secret',
      required: false,
      maxLength: 200,
    },
    {
      key: 'time_field',
      label: { zh: '时间字段名', en: 'Name of the time field' },
      help: {
        zh: '流水里付款时间的字段叫什么，公开资料里没有。先留空：登录后在添加收款码的页面点“向平台查询”，会列出真实流水里像时间的字段，照抄付款时间那个。不填就不采用任何流水',
        en: 'How the time of payment is called in a record is not known publicly. Leave it empty first: after the login, asking the platform where a code is added lists what looks like a time in your own records. Without it no record is used',
      },
      type: 'text',
      required: false,
      maxLength: 40,
    },
    usualFields.keepAlive(),
    usualFields.address(DEFAULT_BASE_URL),
  ],
  terminal: {
    namedByReceipts: true,
    label: { zh: '码牌编号', en: 'Number of the code board' },
    help: {
      zh: '流水里的 codeBoardCode。先用这个码收一笔小额，再点“向平台查询”照抄最准',
      en: 'The codeBoardCode of a record. Take a small payment with the code, then ask the platform and copy it',
    },
  },
  setup: [
    {
      zh: '添加账号后，按页面提示看图登录一次；或者在浏览器里登录 xym.ysepay.com，把其中一个请求复制为 cURL 粘贴过来',
      en: 'After adding the account, log in once with the picture; or log in at xym.ysepay.com in your browser and paste one request, copied as cURL',
    },
    {
      zh: '用自己的码收 0.01 元，在添加收款码的页面点“向平台查询”，按提示填好“时间字段名”；改设置后要再登录一次',
      en: 'Take 0.01 yuan with your code, ask the platform where a code is added, and name the time field as it says; a change of settings asks for another login',
    },
  ],
  told: {
    apps,
    textRules: rulesFor('ysepayweb'),
  },
  facts: [
    { fact: { zh: '验证码与登录（一份公开草稿）', en: 'Captcha and login (one open draft)' }, rests: 'seen' },
    {
      fact: {
        zh: '密码按明文提交；现在是否要加密',
        en: 'The password goes as it is; whether it must be hashed now',
      },
      rests: 'unknown',
    },
    {
      fact: {
        zh: '用交出的令牌或 Cookie 就能查询（一个来源）',
        en: 'A handed-over token or cookie is enough (one source)',
      },
      rests: 'seen',
    },
    {
      fact: {
        zh: '流水查询，订单号、金额（分）、码牌编号（一个来源）',
        en: 'Order list: number, amount in cents, code board (one source)',
      },
      rests: 'seen',
    },
    { fact: { zh: '微信、支付宝的支付方式代码', en: 'Codes for WeChat and Alipay' }, rests: 'seen' },
    {
      fact: { zh: '其他支付方式的代码：不采用', en: 'Codes of other pay types: not used' },
      rests: 'unknown',
    },
    {
      fact: {
        zh: '查询时间的写法、页满即还有下一页',
        en: 'How the window is written; a full page has a next one',
      },
      rests: 'inferred',
    },
    {
      fact: { zh: '付款时间的字段名：由您填写', en: 'Name of the time field: you tell it' },
      rests: 'unknown',
    },
    { fact: { zh: '错误代码、登录能维持多久', en: 'Error codes, how long a login lasts' }, rests: 'unknown' },
  ],

  login: {
    password: beginLogin,
    challenge: finishLogin,
    handOver: {
      help: {
        zh: '在电脑浏览器登录 xym.ysepay.com，按 F12 打开“网络”，刷新流水页，在任意一个请求上点右键“复制为 cURL”，粘贴到这里。只粘贴请求头里的 token 也可以',
        en: 'Log in at xym.ysepay.com, open the network panel (F12), load the list of orders again, and copy any request “as cURL”. The bare token of its headers will do too',
      },
      async take(context, handed) {
        const token = handedToken(handed);
        try {
          const { now } = context;
          await listOrders(context, token, { from: now - 60_000, to: now });
        } catch (error) {
          if (!(error instanceof SessionGone)) throw error;
          throw new PlatformError('wrongPassword', {
            zh: '小Y经营不认这个登录状态：可能已失效，或者复制的不是登录后的请求',
            en: '小Y经营 does not know this session: it may be over, or the request was made before the login',
          });
        }
        return { done: { token } };
      },
    },
  },
  fetchReceipts: read,
  recent: read,
});

async function read(context: PluginContext, window: FetchWindow): Promise<FetchResult> {
  const rows = await listOrders(context, tokenOf(context), window);
  return readOrders(rows, context.settings.time_field ?? '', window);
}
