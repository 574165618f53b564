import {
  definePlatform,
  type FetchResult,
  type FetchWindow,
  type PluginContext,
  usualFields,
} from '#plugin-api';
import { about } from './about.ts';
import { ALL_KINDS, findTransactions, PAYMENTS } from './find-transactions.ts';
import { logIn, openSession, sessionEndsAt } from './login.ts';
import { DEFAULT_BASE_URL, HOST } from './merchant-api.ts';
import { parseTransactions } from './parse-transactions.ts';
import { sqbpayTextRules } from './text-rules.ts';

/** 收钱吧: reads the transaction list of the merchant back end. How sure each part is: README.md. */
export default definePlatform({
  id: 'sqbpay',
  apiVersion: 2,
  version: '2.0.0',
  listening: 'polled',
  hosts: [HOST],
  name: { zh: '收钱吧', en: 'Shouqianba' },
  about,
  payTypes: ['wxpay', 'alipay', 'unionpay'],
  settings: [
    {
      key: 'username',
      label: { zh: '手机号/用户名', en: 'Phone number / user name' },
      help: {
        zh: '登录收钱吧商户平台（s.shouqianba.com）用的手机号或用户名',
        en: 'What you log in with at s.shouqianba.com',
      },
      type: 'text',
      required: true,
      maxLength: 100,
    },
    usualFields.password,
    {
      key: 'store_sn',
      label: { zh: '只查一个门店', en: 'One shop only' },
      help: {
        zh: '有好几个门店、流水很多时，填这个账号要收款的门店编号（store_sn），从看到它的第一笔流水起只查它的。一般留空',
        en: 'With several shops and many payments: the store_sn of the one whose payments are wanted. Only they are read once the first of them was seen. Usually empty',
      },
      type: 'text',
      required: false,
      default: '',
      maxLength: 64,
    },
    usualFields.address(DEFAULT_BASE_URL),
  ],
  terminal: {
    namedByReceipts: true,
    label: { zh: '终端编号', en: 'Terminal number' },
    help: {
      zh: '收款码对应的终端号（terminal_sn）。先用这个码收一笔小额，再从流水里照抄最准',
      en: 'The terminal_sn of the code. Take a small payment with it and copy the number from the record',
    },
  },
  told: {
    apps: [
      {
        package: 'com.wosai.cashbar',
        name: { zh: '收钱吧', en: 'Shouqianba' },
        forwardingRule: '并且 是 APP包名 相等 com.wosai.cashbar',
      },
    ],
    textRules: sqbpayTextRules,
  },
  facts: [
    { fact: { zh: '登录方式与密码格式', en: 'Login and the form of the password' }, rests: 'seen' },
    { fact: { zh: '流水查询与翻页', en: 'Transaction list and its paging' }, rests: 'seen' },
    {
      fact: { zh: '金额单位为分，取优惠前金额', en: 'Cents; the amount before discounts' },
      rests: 'inferred',
    },
    { fact: { zh: '微信、支付宝的支付方式代码', en: 'Codes for WeChat and Alipay' }, rests: 'seen' },
    { fact: { zh: '银联的支付方式代码（仅一个来源）', en: 'Code for UnionPay (one source)' }, rests: 'seen' },
    { fact: { zh: '付款时间字段（仅一个来源）', en: 'Field of the paid time (one source)' }, rests: 'seen' },
    {
      fact: {
        zh: '按门店编号筛选流水（仅一个来源）',
        en: 'The list of one shop, by its number (one source)',
      },
      rests: 'seen',
    },
    { fact: { zh: '登录续期（仅一个来源）', en: 'Token renewal (one source)' }, rests: 'seen' },
    {
      fact: { zh: '错误代码、验证码与锁定规则', en: 'Error codes, captcha, lock-out rules' },
      rests: 'unknown',
    },
  ],

  login: {
    password: async (context) => ({ done: await logIn(context) }),
  },
  sessionEndsAt,
  fetchReceipts: readPayments,
  recent: readAllKinds,
});

/**
 * Of the one shop, where its owner named it. A number that is wrong would show an empty list for ever, and money would be
 * lost sight of: it is asked for once a payment of that shop was seen among those of all.
 */
async function readPayments(context: PluginContext, window: FetchWindow): Promise<FetchResult> {
  const session = await openSession(context);
  const wanted = context.settings.store_sn?.trim() || undefined;
  const store = wanted === session.store ? wanted : undefined;
  const rows = await findTransactions(context, session.token, window, { ...PAYMENTS, store });
  const isSeen = (row: unknown) => String((row as { store_sn?: unknown } | null)?.store_sn ?? '') === wanted;
  if (wanted !== undefined && store === undefined && rows.some(isSeen))
    context.keepSession({ ...session, store: wanted });
  return parseTransactions(rows);
}

async function readAllKinds(context: PluginContext, window: FetchWindow): Promise<FetchResult> {
  const { token } = await openSession(context);
  return parseTransactions(await findTransactions(context, token, window, ALL_KINDS));
}
