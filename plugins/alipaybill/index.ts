import {
  allPages,
  definePlatform,
  type FetchResult,
  type FetchWindow,
  PlatformError,
  type PluginContext,
  tools,
  usualFields,
} from '#plugin-api';
import { about } from './about.ts';
import { askStatement, DEFAULT_BASE_URL, HOST } from './ask.ts';
import { keysOf } from './keys.ts';
import { readStatement, TIME } from './read-rows.ts';

/** The most that a page may have (A). */
const SIZE = 2_000;
/** The end is exclusive and in whole seconds: asked beyond the wanted one, as others do. */
const BEYOND_MS = 60_000;
/** What one question may span (A), less what is asked beyond. */
const SPAN_MS = 31 * 86_400_000 - 2 * BEYOND_MS;

/** 支付宝账单: asks the official statement of the owner's own Alipay account. How sure each part is: README.md. */
export default definePlatform({
  id: 'alipaybill',
  apiVersion: 2,
  version: '1.0.0',
  listening: 'polled',
  hosts: [HOST],
  // Others ask every 2 to 5 seconds; its own limit is unknown.
  pace: { perHour: 4_000 },
  name: { zh: '支付宝账单', en: 'Alipay statement' },
  about,
  payTypes: ['alipay'],
  settings: [
    {
      key: 'username',
      label: { zh: 'AppID', en: 'AppID' },
      help: {
        zh: '支付宝开放平台（open.alipay.com）控制台里应用的编号，16 位数字。应用须已上线，并添加“账务明细”能力',
        en: 'The number of the app on open.alipay.com, 16 digits. The app must be online and have the ability “账务明细”',
      },
      type: 'text',
      required: true,
      maxLength: 32,
    },
    {
      key: 'private_key',
      label: { zh: '应用私钥', en: 'Private key of the app' },
      help: {
        zh: '密钥工具生成的两个里较长的那个，RSA2(2048)；加密保存，不会再次显示',
        en: 'The longer one of the pair that the key tool made, RSA2 (2048). Stored encrypted, never shown again',
      },
      type: 'secret',
      lines: true,
      required: true,
      maxLength: 8_000,
    },
    {
      key: 'alipay_public_key',
      label: { zh: '支付宝公钥', en: 'Alipay’s public key' },
      help: {
        zh: '在开放平台“接口加签方式”里上传应用公钥后，页面上显示的“支付宝公钥”。不是您自己的应用公钥；接口内容加密方式（AES 密钥）这里用不到',
        en: 'What the platform shows as “支付宝公钥” once the app’s public key is set. Not the app’s own; the AES key is not needed',
      },
      type: 'multiline',
      required: true,
      maxLength: 4_000,
    },
    usualFields.address(DEFAULT_BASE_URL),
  ],
  terminal: {
    namedByReceipts: false,
    label: { zh: '收款码名称', en: 'Name of the code' },
    help: {
      zh: '账单不区分收款码，随便取个名字，例如“我的收款码”',
      en: 'A statement does not tell codes apart: any name, like “my code”',
    },
  },
  fixedCodes: {
    zh: '支付宝：首页 → 收付款 → 收钱 → 设置金额 → 保存图片',
    en: 'In Alipay: Home → Pay/Receive → Collect → Set amount → Save',
  },
  setup: [
    {
      zh: '用收款的支付宝账号登录 open.alipay.com，创建一个应用（网页/移动应用都可以），名称随意',
      en: 'Log in at open.alipay.com with the Alipay account that takes the money, and make an app; its kind and name don’t matter',
    },
    {
      zh: '给应用添加“账务明细 / 账单数据查询”能力，不需要签约任何收款产品',
      en: 'Add the ability “账务明细 / 账单数据查询”; no payment product has to be signed',
    },
    {
      zh: '用支付宝密钥工具生成 RSA2(2048) 密钥：应用私钥自己留着，应用公钥填到应用的“接口加签方式”（选“密钥”，不选“证书”），页面随后显示支付宝公钥',
      en: 'Make an RSA2 (2048) pair with Alipay’s key tool. Keep the private key; set the public one as the app’s way of signing (keys, not certificates). The page then shows Alipay’s public key',
    },
    { zh: '提交上线，等审核通过', en: 'Have the app put online, and wait until that is granted' },
    {
      zh: '在支付宝 App 里关掉“余额宝自动转入 / 笔笔转入余额宝”，否则账单里看不到收入',
      en: 'In the Alipay app switch “余额宝自动转入 / 笔笔转入余额宝” off, or no income is listed',
    },
  ],
  facts: [
    {
      fact: { zh: '官方接口、签名与验签（v3）', en: 'The official API, its signatures (v3)' },
      rests: 'seen',
    },
    {
      fact: { zh: '账务明细的字段、分页、时间范围', en: 'Fields, pages and window of the statement' },
      rests: 'seen',
    },
    {
      fact: {
        zh: '个人账号可以使用（有公开项目在用；没有官方说明）',
        en: 'Personal accounts may use it (public projects do; no official word)',
      },
      rests: 'inferred',
    },
    {
      fact: {
        zh: '“余额宝自动转入 / 笔笔转入余额宝”要关掉，否则明细里看不到收入',
        en: '“Move into 余额宝 automatically” has to be off, or no income is listed',
      },
      rests: 'seen',
    },
    {
      fact: { zh: '付款后 1 到 3 秒出现在明细里', en: 'A payment is listed 1 to 3 seconds later' },
      rests: 'seen',
    },
    { fact: { zh: '每秒能查几次', en: 'How often it may be asked' }, rests: 'unknown' },
  ],

  login: {
    async keys(context) {
      const keys = keysOf(context.settings);
      const query = queryOf({ from: context.now - 60_000, to: context.now });
      await askStatement(context, keys, { ...query, page_no: '1', page_size: '1000' }, wrongPublicKey);
    },
  },
  fetchReceipts: read,
  recent: read,
});

/** All income of the window, in questions of at most 31 days. */
async function read(context: PluginContext, { from, to }: FetchWindow): Promise<FetchResult> {
  const rows: unknown[] = [];
  for (let begin = from; begin <= to; begin += SPAN_MS) {
    rows.push(...(await readSpan(context, { from: begin, to: Math.min(to, begin + SPAN_MS) })));
  }
  return readStatement(rows);
}

async function readSpan(context: PluginContext, window: FetchWindow): Promise<unknown[]> {
  const keys = keysOf(context.settings);
  let total = 0;
  const rows = await allPages({ size: SIZE }, async (page) => {
    const asked = { ...queryOf(window), page_no: String(page), page_size: String(SIZE) };
    const answer = await askStatement(context, keys, asked);
    total = Number(answer.total_size ?? 0);
    return rowsOf(answer);
  });
  if (rows.length < total) throw notUnderstood();
  return rows;
}

function queryOf({ from, to }: FetchWindow): Record<string, string> {
  return { start_time: tools.formatTime(from, TIME), end_time: tools.formatTime(to + BEYOND_MS, TIME) };
}

/** Where nothing came in, the list may be left out; the number of rows says so too. */
function rowsOf({ detail_list: list, total_size: total }: Readonly<Record<string, unknown>>): unknown[] {
  if (Array.isArray(list)) return list;
  if ((list === undefined || list === null) && Number(total) === 0) return [];
  throw notUnderstood();
}

function notUnderstood(): PlatformError {
  return new PlatformError('broken', {
    zh: '支付宝的账务明细看不懂或不完整，可能是接口改版了',
    en: 'The statement of Alipay is not understood or not whole: its interface may have changed',
  });
}

function wrongPublicKey(why: 'missing' | 'wrong'): PlatformError {
  const words = {
    zh: '应用私钥没问题，但支付宝的回答对不上这个“支付宝公钥”。请到开放平台重新复制支付宝公钥（不是应用公钥）',
    en: 'The private key is right, but Alipay’s answer does not fit this public key. Copy Alipay’s public key once more',
  };
  if (why === 'wrong') return new PlatformError('wrongPassword', words, { fields: ['alipay_public_key'] });
  return new PlatformError('broken', {
    zh: '收到的回答没有支付宝的签名，没有采用：网络可能被劫持，或接口改版了',
    en: 'The answer is not signed at all and was not used: the network may interfere, or the interface changed',
  });
}
