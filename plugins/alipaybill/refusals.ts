import { type HttpAnswer, PlatformError, type Words } from '#plugin-api';

/**
 * What an answer that is not 200 means: flat `{code, message}`, the code without the `isv.` of the old gateway. The code
 * decides, not the status alone: signatures stand under 400 and 401 both (docs/reference/aggregators.md, section 9).
 */
export function refusalOf(answer: HttpAnswer): PlatformError {
  const { status } = answer;
  const code = codeOf(answer.json());
  const known =
    code === null ? undefined : refusals.find(({ codes }) => codes.some((one) => code.includes(one)));
  if (status === 429 || known?.kind === 'tooFast') return tooFast(answer);
  if (status >= 500 || known?.kind === 'unreachable') {
    return new PlatformError('unreachable', {
      zh: `支付宝暂时不可用（HTTP ${status}${code ? `，${code}` : ''}）`,
      en: `Alipay is out of order for now (HTTP ${status}${code ? `, ${code}` : ''})`,
    });
  }
  if (known)
    return new PlatformError(
      known.kind,
      withCode(known.words, code),
      known.fields ? { fields: known.fields } : {},
    );
  if (status === 403) return new PlatformError('blocked', withCode(noRight, code));
  return new PlatformError(
    'broken',
    withCode(
      { zh: `支付宝拒绝了查询（HTTP ${status}）`, en: `Alipay refused the question (HTTP ${status})` },
      code,
    ),
  );
}

/** Its own code, shortened; null where it says none. */
function codeOf(content: unknown): string | null {
  const code = (content as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && code !== '' ? code.slice(0, 60) : null;
}

function withCode({ zh, en }: Words, code: string | null): Words {
  return code === null ? { zh, en } : { zh: `${zh}（${code}）`, en: `${en} (${code})` };
}

function tooFast({ headers }: HttpAnswer): PlatformError {
  const seconds = Number(headers['retry-after']);
  return new PlatformError(
    'tooFast',
    { zh: '支付宝嫌查询太频繁，先停一会儿', en: 'Alipay is asked too often: it is left alone for a while' },
    { retryAfterMs: seconds > 0 ? seconds * 1000 : 10_000 },
  );
}

const noRight: Words = {
  zh: '这个应用没有查账务明细的权限。请在开放平台给应用添加“账务明细 / 账单数据查询”能力，并确认应用已上线',
  en: 'This app may not read the account’s statement. Add the ability “账务明细” to it, and see that it is online',
};

interface Refusal {
  /** Parts of the code that mean this. */
  codes: readonly string[];
  kind: 'wrongPassword' | 'blocked' | 'broken' | 'tooFast' | 'unreachable';
  words: Words;
  fields?: readonly string[];
}

const NONE: Words = { zh: '', en: '' };

const refusals: readonly Refusal[] = [
  {
    codes: ['call-limited', 'RATE_LIMIT'],
    kind: 'tooFast',
    words: NONE,
  },
  {
    codes: ['unknow-error', 'unknown-error', 'SYSTEM_ERROR', 'service-busy'],
    kind: 'unreachable',
    words: NONE,
  },
  {
    codes: ['invalid-app-id'],
    kind: 'wrongPassword',
    fields: ['username'],
    words: {
      zh: '支付宝不认识这个 AppID，或者应用还没有上线',
      en: 'Alipay does not know this AppID, or the app is not online yet',
    },
  },
  {
    codes: ['cert'],
    kind: 'wrongPassword',
    fields: ['private_key'],
    words: {
      zh: '这个应用用的是证书模式。请在开放平台把接口加签方式改为“密钥”（公钥模式）',
      en: 'This app signs with certificates. Set its way of signing to keys',
    },
  },
  {
    codes: ['invalid-signature', 'missing-signature'],
    kind: 'wrongPassword',
    fields: ['private_key'],
    words: {
      zh: '应用私钥和开放平台上的应用公钥不是一对。请重新上传应用公钥，或换成配套的应用私钥',
      en: 'The app’s private key does not belong to the public key that was set for the app. Set the right one of the pair',
    },
  },
  {
    codes: ['not-online-app', 'invalid-app-state'],
    kind: 'blocked',
    words: {
      zh: '应用还没有上线。请在开放平台提交上线，审核通过后再重新登录',
      en: 'The app is not online. Have it put online on the platform, then log in again here',
    },
  },
  {
    codes: ['insufficient', 'ACCESS_FORBIDDEN', 'self-invoke-forbidden', 'forbidden-api', 'no-product-reg'],
    kind: 'blocked',
    words: noRight,
  },
  {
    codes: ['timestamp'],
    kind: 'broken',
    words: {
      zh: '支付宝不接受请求的时间。请校准这台服务器的时钟',
      en: 'Alipay does not accept the time of the request: set this server’s clock right',
    },
  },
];
