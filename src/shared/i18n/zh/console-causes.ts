/** Why an order is as it is, and what remedies it. */
export const consoleCauses = {
  'console.cause.blank': '商城返回了空白内容，应返回 success',
  'console.cause.otherAnswer': '商城没有返回 success，返回的是：{quote}',
  'console.cause.webPage':
    '商城没有返回 success，返回的是一个网页{title}，像是首页：请检查通知地址和商城的伪静态（rewrite）规则',
  'console.cause.loginPage': '商城没有返回 success，返回的是登录页{title}：通知地址不能要求登录',
  'console.cause.challengePage':
    '商城没有返回 success，返回的是防火墙的验证页{title}：请在防火墙或 CDN 里放行通知地址',
  'console.cause.redirectHttps':
    '商城返回了跳转（HTTP {status}，到 {quote}），只是换成了 https：请在商城里把网站地址改成以 https:// 开头',
  'console.cause.redirectLogin':
    '商城返回了跳转（HTTP {status}，到 {quote}），像是登录页：通知地址不能要求登录，请检查通知地址和商城的登录设置',
  'console.cause.password':
    '商城返回 HTTP 401：通知地址要求用户名和密码（网站加了密码访问），请对这个地址取消密码',
  'console.cause.method': '商城返回 HTTP 405：通知地址不接受 {method}，请在“商户”页把通知方式改成 {other}',
  'console.cause.badPort': '通知地址的端口 {port} 不对，端口是 1 到 65535 之间的数字',
  'console.cause.redirectTo':
    '商城返回了跳转（HTTP {status}，到 {quote}）。通知不会跟随跳转，请把通知地址改成最终地址',
  'console.cause.redirect': '商城返回了跳转（HTTP {status}），通知不会跟随跳转',
  'console.cause.notFound': '商城返回 HTTP 404：通知地址不存在',
  'console.cause.forbidden': '商城返回 HTTP {status}：通知被拒绝，可能是防火墙或白名单',
  'console.cause.status': '商城返回 HTTP {status}',
  'console.cause.private':
    '{host} 指向内网、本机或保留地址 {address}，已拒绝。商城确实在内网时，请在 .env 中设置 ALLOW_PRIVATE_NOTIFY=true，重启后生效',
  'console.cause.reserved':
    '{host} 指向链路本地、云主机元数据或保留地址 {address}，已拒绝。这类地址上不会有商城，请检查域名的解析',
  'console.cause.timeout': '{host} 在 {seconds} 秒内没有完整回应',
  'console.cause.stopped': '对 {host} 的请求被中止',
  'console.cause.dns': '连不上 {host}：域名解析失败{code}',
  'console.cause.refused': '连不上 {host}：对方拒绝了连接，请检查地址和端口{code}',
  'console.cause.noRoute': '连不上 {host}：网络不通{code}',
  'console.cause.connectTimeout': '连不上 {host}：连接超时{code}',
  'console.cause.certExpired': '连不上 {host}：对方的安全证书已过期{code}',
  'console.cause.certName': '连不上 {host}：对方的安全证书不属于这个域名{code}',
  'console.cause.tls': '连不上 {host}：对方的安全证书不受信任，或安全连接建立失败{code}',
  'console.cause.broken': '连不上 {host}：连接中途断开，或对方的回应不是正常的 HTTP{code}',
  'console.cause.noOrder': '订单不存在，无法通知',
  'console.cause.noMerchant': '商户 {pid} 不存在，无法签名',
  'console.cause.badUrl': '通知地址不是完整的网址，应像 https://shop.example/notify',
  'console.cause.badScheme': '通知地址应以 http:// 或 https:// 开头',
  'console.cause.credentials': '通知地址里不能带用户名和密码',
  'console.remedy.test':
    '如果您点的是发送通道的“测试”：地址和消息模板已经通了，接着做第 4 步。否则请打开规则的“启用自定义模版”，重新复制第 4 步的自定义模版。',
  'console.remedy.injected':
    '先检查自定义模版有没有改动，重新复制第 4 步的。没有改动的话，可能是付款人在昵称或备注里做手脚：请在手机上核对这笔钱，再人工补单。',
  'console.remedy.title':
    '如果这不是收款：请检查第 4 步匹配规则的包名、标题和行首的空格，只让收款通知发过来。确实是收款，就做成规则。',
  'console.remedy.text': '确实是收款，就做成规则；不是，就忽略。',
  'console.remedy.details': '请在手机的通知设置里打开“显示通知内容”，在微信或支付宝里打开“通知显示详情”。',
  'console.remedy.lookOrRule':
    '请在手机上核对这笔钱：是真的，就人工补单，这样的文字常来就做成规则；不是，就忽略。',
  'console.remedy.look': '请在手机上核对这笔钱，再人工补单。',
  'console.remedy.timeZone':
    '请在手机的“设置 → 日期和时间”里把时区改为北京时间（UTC+8），并打开自动校准。时区没有确认之前的收款已列为未匹配，请人工指定订单。',
  'console.remedy.receiveTime':
    '通知里的接收时间不可信，已列为未匹配，请对照账单后人工指定订单。请打开手机的自动校准时间，并检查模版里的 {{RECEIVE_TIME}}。',
  'console.remedy.otherPlatform':
    '请给{platform}的账号另做一份：它自己的 Secret、发送通道、转发规则和心跳（见第 4 步下面）。',
  'console.remedy.vmqKey': '请在“商户密钥与 V免签”里显示二维码，用 V免签 App 重新扫码配置。',
  'console.remedy.vmqApp': '请换用兼容的 V免签 App 版本，或改用短信转发器。',
  'console.remedy.vmqAccount': 'V免签 App 报来一笔钱，但它的商户没有这种支付方式的收款账号：请先添加账号。',
  'console.remedy.sign': '请把 Secret 换成这台设备的密钥（第 1 步生成），前后不要有空格。',
  'console.remedy.template': '请重新复制第 3 步的消息模板，整段替换。',
  'console.remedy.rule': '请打开“启用自定义模版”，重新复制第 4 步的自定义模版，整段替换。',
  'console.remedy.account':
    '“{named}”要有自己的 Secret 和发送通道：请到它的监听设置页，从第 1 步起另做一份，让它的规则和心跳都选新的通道。只有通知本来就是“{signer}”的收款时，才换回它那一页的模版。',
  'console.remedy.listener': '没有入账。请停掉这台设备上的监听，按本页的步骤改用这个平台支持的方式。',
  'console.remedy.clock': '请打开手机的“自动确定日期和时间”，并检查服务器时间。',
  'console.remedy.method': '请求方式要选 POST。',
  'console.remedy.phoneAddress':
    '一部手机或电脑的消息没有发到接收地址，没有收下。Webhook Server 要与本页给出的地址一字不差，以 /mpayNotify 结尾。',
  'console.remedy.vmqAddress':
    'V免签 App 的消息没有收下：网址里多了路径，或少了一段。请重新扫描本页的 V免签 配置，手工填写时域名后面不要加文件夹或 index.php。',
  'console.remedy.changed':
    '同一个签名带来了不同的内容：可能有人截取后篡改，请更换这台设备的密钥，并使用 https 地址。',
  'console.remedy.unconfirmed': '这种通知第一次出现：核对确实到账后，在“通知文字”页按“这是收款，以后自动”。',
  'console.remedy.asked': '已立刻向平台查询，到账以平台的流水为准。',
  'console.remedy.hidden': '系统把内容藏起来了：首页的提醒里有放行办法。',
  'console.remedy.package': '请检查第 4 步匹配规则里的包名。',
} as const;
