import {
  definePlatform,
  type FetchResult,
  type FetchWindow,
  PlatformError,
  type PluginContext,
  SessionGone,
  usualFields,
} from '#plugin-api';
import { apps } from '../shared/lakala-apps.ts';
import { rulesFor } from '../shared/lakala-texts.ts';
import { handedToken } from '../shared/lakala-token.ts';
import { about } from './about.ts';
import { readStatement } from './read-statement.ts';
import { DEFAULT_BASE_URL, HOST, queryStatement } from './statement.ts';

/** 拉卡拉: reads the statement list of the merchant app's API. How sure each part is: README.md. */
export default definePlatform({
  id: 'lklpaylist',
  apiVersion: 2,
  version: '1.0.0',
  listening: 'polled',
  hosts: [HOST],
  pace: { perHour: 3_000 },
  name: { zh: '拉卡拉（流水查询）', en: 'Lakala (statement)' },
  about,
  payTypes: ['wxpay', 'alipay', 'unionpay'],
  settings: [
    {
      key: 'mer_no',
      label: { zh: '商户号', en: 'Merchant number' },
      help: {
        zh: '拉卡拉商户号，也就是 App 查询流水的请求里的 merNo',
        en: 'Your number at Lakala: the merNo of the request by which the app asks for its statement',
      },
      type: 'text',
      required: true,
      maxLength: 40,
    },
    {
      key: 'number_field',
      label: { zh: '流水号字段名', en: 'Name of the number field' },
      help: {
        zh: '公开资料里没有：看 App 查流水（queryTransDetail）的返回，填每笔都不同的那个编号的字段名。可以先留空：查到第一笔流水后，会列出它有哪些字段。不填就不采用任何流水',
        en: 'Not known publicly: in what the app gets from queryTransDetail, the field whose value differs in each payment. May stay empty first: with the first record you are told which fields it has. Without it no record is used',
      },
      type: 'text',
      required: false,
      maxLength: 40,
    },
    {
      key: 'time_field',
      label: { zh: '时间字段名', en: 'Name of the time field' },
      help: {
        zh: '同样：付款时间（到秒）的字段名。两个都填好才会采用流水',
        en: 'Likewise: the field of the time of payment, to the second. Only with both is a record used',
      },
      type: 'text',
      required: false,
      maxLength: 40,
    },
    usualFields.keepAlive(),
    usualFields.address(DEFAULT_BASE_URL),
  ],
  terminal: {
    namedByReceipts: false,
    label: { zh: '收款码名称', en: 'Name of the code' },
    help: {
      zh: '流水不区分收款码，随便取个名字，例如“我的收款码”',
      en: 'The statement does not tell codes apart: any name, like “my code”',
    },
  },
  setup: [
    {
      zh: '在自己的手机上抓取拉卡拉商户 App 的网络请求，打开流水页，找到 queryTransDetail：请求头 Authorization 是令牌，请求里的 merNo 是商户号，返回里每笔流水有流水号和时间',
      en: 'Record what the merchant app on your own phone sends, open its statement, find queryTransDetail: its header Authorization is the token, its merNo your number, and its answer shows the number and the time of each payment',
    },
    {
      zh: '添加账号后在“本人登录”页面粘贴令牌。改设置后要再粘贴一次',
      en: 'After adding the account, hand the token over on its login page; once more after each change of the settings',
    },
  ],
  told: {
    apps,
    textRules: rulesFor('lklpaylist'),
  },
  facts: [
    {
      fact: {
        zh: '流水接口、金额（元）、状态、备注（一个来源）',
        en: 'Statement: amount in yuan, status, remark (one source)',
      },
      rests: 'seen',
    },
    { fact: { zh: '令牌的写法（三个来源）', en: 'How the token is sent (three sources)' }, rests: 'seen' },
    {
      fact: {
        zh: '流水号和付款时间的字段名：由您填写',
        en: 'Names of the number and the time: you tell them',
      },
      rests: 'unknown',
    },
    {
      fact: { zh: '买家用哪种方式付的：不区分', en: 'How the buyer paid: not told apart' },
      rests: 'unknown',
    },
    { fact: { zh: '不满一页就是最后一页', en: 'A page that is not full is the last' }, rests: 'inferred' },
    {
      fact: {
        zh: '令牌多久失效、失效时返回什么：没有流水的回答一律当作失效',
        en: 'How long a token lasts, and how its end is said: an answer without records counts as that',
      },
      rests: 'unknown',
    },
  ],

  login: {
    handOver: {
      help: {
        zh: '粘贴 App 请求头里的 Authorization（不带 Bearer），或者把 queryTransDetail 请求复制为 cURL 粘贴',
        en: 'Paste the Authorization header of the app’s requests (without Bearer), or the request queryTransDetail as cURL',
      },
      async take(context, handed) {
        const token = handedToken(handed);
        try {
          if (token === '') throw new SessionGone();
          await queryStatement(context, token, { from: context.now - 60_000, to: context.now });
        } catch (error) {
          if (!(error instanceof SessionGone)) throw error;
          throw new PlatformError('wrongPassword', {
            zh: '拉卡拉不认这个令牌：可能已失效、没复制完整，或商户号不对',
            en: 'Lakala does not accept this token: it may be over or not whole, or the merchant number is wrong',
          });
        }
        return { done: { token } };
      },
    },
  },
  fetchReceipts: read,
});

async function read(context: PluginContext, window: FetchWindow): Promise<FetchResult> {
  const { token } = (context.session ?? {}) as { token?: unknown };
  if (typeof token !== 'string') throw new SessionGone();
  const { number_field: number = '', time_field: time = '', mer_no: merNo = '' } = context.settings;
  return readStatement(await queryStatement(context, token, window), { number, time, merNo }, window);
}
