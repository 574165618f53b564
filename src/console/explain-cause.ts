import type { TextKey, Translate } from '../shared/i18n/index.ts';

/** The words in which steps keep why a shop was not told, each with what of it goes into the translation. */
const sentences: readonly [pattern: RegExp, key: TextKey][] = [
  [/^商[城店]返回了空白内容/, 'console.cause.blank'],
  [/^商[城店]没有返回 success，返回的是：(?<quote>.*)$/s, 'console.cause.otherAnswer'],
  [/^商城没有返回 success，返回的是防火墙的验证页(?<title>.*)：/s, 'console.cause.challengePage'],
  [/^商城没有返回 success，返回的是登录页(?<title>.*)：/s, 'console.cause.loginPage'],
  [/^商城没有返回 success，返回的是一个网页(?<title>.*)，像是/s, 'console.cause.webPage'],
  [
    /^商城返回了跳转（HTTP (?<status>\d+)，到 (?<quote>.*?)），只是换成了 https/s,
    'console.cause.redirectHttps',
  ],
  [/^商城返回了跳转（HTTP (?<status>\d+)，到 (?<quote>.*?)），像是登录页/s, 'console.cause.redirectLogin'],
  [/^商[城店]返回了跳转（HTTP (?<status>\d+)，到 (?<quote>.*?)）/s, 'console.cause.redirectTo'],
  [/^商[城店]返回了跳转（HTTP (?<status>\d+)）/, 'console.cause.redirect'],
  [/^商[城店]返回 HTTP 404/, 'console.cause.notFound'],
  [/^商城返回 HTTP 401：通知地址要求/, 'console.cause.password'],
  [/^商城返回 HTTP 405：通知地址不接受 (?<method>\w+)，.*改成 (?<other>\w+)/, 'console.cause.method'],
  [/^商[城店]返回 HTTP (?<status>401|403)/, 'console.cause.forbidden'],
  [/^商[城店]返回 HTTP (?<status>\d+)/, 'console.cause.status'],
  [/^(?<host>\S+) 指向内网、本机或保留地址 (?<address>[^，]*)/, 'console.cause.private'],
  [/^(?<host>\S+) 指向链路本地、云主机元数据或保留地址 (?<address>[^，]*)/, 'console.cause.reserved'],
  [/^(?<host>\S+) 在 (?<seconds>[\d.]+) 秒内没有完整回应/, 'console.cause.timeout'],
  [/^对 (?<host>\S+) 的请求被中止/, 'console.cause.stopped'],
  [/^连不上 (?<host>\S+)：域名/, 'console.cause.dns'],
  [/^连不上 (?<host>\S+)：对方拒绝了连接/, 'console.cause.refused'],
  [/^连不上 (?<host>\S+)：网络不通/, 'console.cause.noRoute'],
  [/^连不上 (?<host>\S+)：连接超时/, 'console.cause.connectTimeout'],
  [/^连不上 (?<host>\S+)：对方的安全证书已过期/, 'console.cause.certExpired'],
  [/^连不上 (?<host>\S+)：对方的安全证书不属于这个域名/, 'console.cause.certName'],
  [/^连不上 (?<host>\S+)：(?:对方的安全证书|安全连接)/, 'console.cause.tls'],
  [/^连不上 (?<host>\S+)：/, 'console.cause.broken'],
  [/^订单不存在/, 'console.cause.noOrder'],
  [/^商户 (?<pid>\d+) 不存在/, 'console.cause.noMerchant'],
  [/^(?:通知地址)?不是完整的网址/, 'console.cause.badUrl'],
  [/^网址的端口 (?<port>\S+) 不对/, 'console.cause.badPort'],
  [/^网址应以 http/, 'console.cause.badScheme'],
  [/^网址里不能带用户名和密码/, 'console.cause.credentials'],
];

/**
 * A kept cause in the reader's language. Causes are stored as sentences, also those of older versions; one that
 * nobody knows is shown as it is.
 */
export function explainCause(cause: string, t: Translate): string {
  for (const [pattern, key] of sentences) {
    const found = pattern.exec(cause);
    if (found) return t(key, { code: codeOf(cause), ...found.groups });
  }
  return cause;
}

/** The code of the network's error, for whoever searches for it: " (ECONNREFUSED)", or empty. */
function codeOf(cause: string): string {
  const code = /（([A-Z][A-Z0-9_]+)）$/.exec(cause)?.[1];
  return code ? ` (${code})` : '';
}
