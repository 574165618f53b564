/** Why something went wrong, as it is stored with what it happened to: mind the width of its column. */
export const causes = {
  // Why a shop was not told of a payment.
  'cause.blank': '商城返回了空白内容，应返回 success',
  'cause.otherAnswer': '商城没有返回 success，返回的是：{quote}',
  'cause.webPage':
    '商城没有返回 success，返回的是一个网页{title}，像是首页：请检查通知地址和商城的伪静态（rewrite）规则',
  'cause.loginPage': '商城没有返回 success，返回的是登录页{title}：通知地址不能要求登录',
  'cause.challengePage':
    '商城没有返回 success，返回的是防火墙的验证页{title}：请在防火墙或 CDN 里放行通知地址',
  'cause.redirectHttps':
    '商城返回了跳转（HTTP {status}，到 {quote}），只是换成了 https：请在商城里把网站地址改成以 https:// 开头',
  'cause.redirectLogin':
    '商城返回了跳转（HTTP {status}，到 {quote}），像是登录页：通知地址不能要求登录，请检查通知地址和商城的登录设置',
  'cause.password': '商城返回 HTTP 401：通知地址要求用户名和密码（网站加了密码访问），请对这个地址取消密码',
  'cause.method': '商城返回 HTTP 405：通知地址不接受 {method}，请在“商户”页把通知方式改成 {other}',
  'cause.redirectTo':
    '商城返回了跳转（HTTP {status}，到 {quote}）。通知不会跟随跳转，请把通知地址改成最终地址',
  'cause.redirect': '商城返回了跳转（HTTP {status}），通知不会跟随跳转',
  'cause.notFound': '商城返回 HTTP 404：通知地址不存在',
  'cause.forbidden': '商城返回 HTTP {status}：通知被拒绝，可能是防火墙或白名单',
  'cause.status': '商城返回 HTTP {status}',
  'cause.private':
    '{host} 指向内网、本机或保留地址 {address}，已拒绝。商城确实在内网时，请在 .env 中设置 ALLOW_PRIVATE_NOTIFY=true，重启后生效',
  'cause.reserved':
    '{host} 指向链路本地、云主机元数据或保留地址 {address}，已拒绝。这类地址上不会有商城，请检查域名的解析',
  'cause.timeout': '{host} 在 {seconds} 秒内没有完整回应',
  'cause.stopped': '对 {host} 的请求被中止',
  'cause.dns': '连不上 {host}：域名解析失败{code}',
  'cause.refused': '连不上 {host}：对方拒绝了连接，请检查地址和端口{code}',
  'cause.noRoute': '连不上 {host}：网络不通{code}',
  'cause.connectTimeout': '连不上 {host}：连接超时{code}',
  'cause.certExpired': '连不上 {host}：对方的安全证书已过期{code}',
  'cause.certName': '连不上 {host}：对方的安全证书不属于这个域名{code}',
  'cause.tls': '连不上 {host}：对方的安全证书不受信任，或安全连接建立失败{code}',
  'cause.broken': '连不上 {host}：连接中途断开，或对方的回应不是正常的 HTTP{code}',
  'cause.noOrder': '订单不存在，无法通知',
  'cause.noMerchant': '商户 {pid} 不存在，无法签名',
  'cause.notifyAddress.incomplete': '通知地址不是完整的网址，应像 https://shop.example/notify',
  'cause.notifyAddress.port': '通知地址的端口 {port} 不对，端口是 1 到 65535 之间的数字',
  'cause.notifyAddress.scheme': '通知地址应以 http:// 或 https:// 开头',
  'cause.notifyAddress.credentials': '通知地址里不能带用户名和密码',
  // What is wrong with an address that a shop gave; said after the name of the field.
  'cause.address.incomplete': '不是完整的网址，应像 https://shop.example/notify',
  'cause.address.port': '网址的端口 {port} 不对，端口是 1 到 65535 之间的数字',
  'cause.address.scheme': '网址应以 http:// 或 https:// 开头',
  'cause.address.credentials': '网址里不能带用户名和密码',
  'cause.address.private': '网址指向内网、本机或保留地址 {host}',
  'cause.address.localName': '网址指向本机或内网名称 {host}',
  'cause.address.reserved': '网址指向链路本地、云主机元数据或保留地址 {host}',
} as const;
