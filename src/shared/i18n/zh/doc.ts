/** The texts of /doc in Chinese; `{name}` is filled in by the page, and what stands between backticks is code. */
export const docZh = {
  title: '接口文档',
  lead: '写给商城的程序员：怎样下单、怎样收到付款通知。接口与“易支付”（epay）V1 兼容，已支持易支付的系统不用写程序，照“各商城怎么填”填写即可。',
  contents: '目录',
  example: '示例',
  exampleNote: '本页的商户号和密钥只是示例，不能下单。真的在管理后台的“商户”页。',
  field: '字段',
  empty: '空',
  needed: '必填',
  meaning: '说明',
  yes: '是',
  no: '否',
  onlyMapi: '仅 mapi.php',

  'time.days': '{count} 天',
  'time.hours': '{count} 小时',
  'time.minutes': '{count} 分钟',
  'time.seconds': '{count} 秒',

  // ── overview ────────────────────────────────────────────────────────────────────────────────────
  'overview.title': '流程和地址',
  'overview.step1':
    '商城把订单签名后提交：让买家的浏览器打开 `submit.php`，或由服务器请求 `mapi.php` 拿到收银台地址。',
  'overview.step2': '买家在收银台扫码付款。实付金额可能与商品金额差几分钱，用来区分同时付款的订单。',
  'overview.step3': '收到款后，我们请求商城的 `notify_url`，直到商城回答 `success`。商城在这里发货。',
  'overview.step4': '买家的浏览器回到 `return_url`。',
  'overview.addresses': '接口地址',
  'overview.base': '只要一个地址的商城',
  'overview.submit': '页面支付',
  'overview.mapi': '接口支付',
  'overview.api': '订单查询',
  'overview.state': '订单状态',
  'overview.suffix':
    '前三个接口不带 `.php` 也可以，放在 `/xpay/epay/` 下也可以。文字一律用 UTF-8。本站是易支付 V1（MD5），不支持 V2（RSA）。',

  // ── signature ───────────────────────────────────────────────────────────────────────────────────
  'sign.title': '签名',
  'sign.lead': '下单和通知用同一种签名：MD5，密钥是商户密钥（key）。',
  'sign.step1':
    '取全部参数，去掉 `sign`、`sign_type` 和值为空的参数。表里没有的参数只要发送了，也要参加签名。',
  'sign.step2': '按参数名的字节顺序（ASCII）从小到大排列。',
  'sign.step3': '拼成 `名=值`，用 `&` 连接。值用原文，不做 URL 编码。',
  'sign.step4': '在末尾直接接上商户密钥，中间没有任何符号，也没有 `&key=`。',
  'sign.step5': '对这段 UTF-8 文字计算 MD5，得到 32 位小写十六进制，就是 `sign`。',
  'sign.worked': '算一遍',
  'sign.workedKey': '示例密钥',
  'sign.workedFields': '参数（`param` 为空，不参加签名）',
  'sign.workedContent': '第 3 步得到',
  'sign.workedWithKey': '第 4 步得到',
  'sign.workedSign': '第 5 步得到的 sign',
  'sign.programs': '现成的程序',
  'sign.programsLead': '每段都能算出上面的 sign，也能验证通知。',
  'sign.hint':
    '签名总不对？多半是：签名时用了编码后的值；金额签的是 `1`，发的却是 `1.00`；密钥前后多了空格；签名之后又加了参数。',

  // ── submitting ──────────────────────────────────────────────────────────────────────────────────
  'submit.title': '页面支付 submit.php',
  'submit.lead':
    '由买家的浏览器打开，GET 或 POST（表单）。签名正确就转到收银台；有误则显示一页说明，买家看得懂。',
  'submit.query': '网址里有 `pid` 时只读网址里的参数，否则读表单。',
  'submit.fields': '参数',
  'submit.again':
    '同一个 `out_trade_no` 以相同的内容再次提交，打开的是同一张订单，买家刷新或返回都没有关系；没付款就过期的（或买家自己取消的）会恢复待支付，有效期重新计算，`trade_no` 不变。换了 `type` 也可以：同一张订单换成新的收款码和金额，先前的金额再保留一段时间，付了仍算。金额、名称、地址或 `param` 不同则拒绝，商家关闭的也不再接受，请换新的订单号。',
  'submit.link': '一条完整的链接',

  'field.pid': '商户号。',
  'field.type':
    '{types} 之一；`bank` 就是云闪付 `unionpay`，通知时也用您发来的写法；买家自己在收银台选了云闪付，通知里是 `bank`。submit.php 可以不填；填了本站没有或暂时不能用的，由买家在收银台选择。mapi.php 则会拒绝，并在 `msg` 里列出可用的。',
  'field.outTradeNo': '商城自己的订单号，不能重复。字母、数字和 `.` `_` `-` `|`，最多 {number} 个字符。',
  'field.notifyUrl': '付款通知发到这里。完整的 http(s) 网址，可以带参数，最多 {address} 个字符。',
  'field.returnUrl': '付款后买家回到这里。要求同上；不填则停在成功页。',
  'field.name':
    '商品名称，超过 {name} 个字符的部分会截去。这里和 `param`、`sitename` 里都不能有 `&type=` 这样“& 加参数名加 =”的内容。',
  'field.money': '商品金额，单位元。大于 0，最多两位小数，如 `1.00`；不能有逗号、正负号或 `1e2` 这样的写法。',
  'field.param': '通知时原样带回，最多 {param} 个字符。',
  'field.sitename': '网站名称，可不填。',
  'field.clientip': '买家的 IP，建议填写：金额紧张时按它防止有人占光金额。不要填服务器自己的 IP。',
  'field.device': '买家的设备，可不填，不影响结果。',
  'field.sign': '签名，见上一节。',
  'field.signType': '固定为 `MD5`，可不填。',

  'mapi.title': '接口支付 mapi.php',
  'mapi.lead':
    '由商城的服务器请求，只用 POST（表单），参数与 submit.php 相同，但 `type` 必填。回答总是 JSON。',
  'mapi.answer':
    '`code` 为 1 表示成功：把买家带到 `payurl`，或把它做成二维码。记下 `trade_no`，它是我们的订单号。请直接使用 `payurl`，不要自己拼：收银台可能在另一个域名。',
  'mapi.failure': '`code` 不是 1 表示失败，原因在 `msg`，见“错误”。',

  // ── queries ─────────────────────────────────────────────────────────────────────────────────────
  'query.title': '订单查询 api.php',
  'query.lead':
    'GET 或 POST，`act` 为 `order`，带 `pid`、`key` 和 `trade_no`（我们的订单号）或 `out_trade_no`（商城的订单号）；两个都有时以 `trade_no` 为准。',
  'query.only':
    '`act=query` 加 `pid`、`key` 用来测试连接：`code` 为 1 表示商户号和密钥正确，`active` 为 1 表示商户启用，`orders` 等是订单数（最多数到 10000）；`key` 只显示末四位，余额总是 0。其他 `act`（`orders`、`settle`、`refund`）会用文字说明：钱直接进了商户自己的账户，不经过本系统，退款请在收款平台操作。',
  'query.key': '请求里有密钥，只能由商城的服务器发出，不要放到网页或 App 里。',
  'query.status':
    '`status` 为 1 已付款，0 未付款。`money` 是商品金额（文字）；`addtime` 下单时间，`endtime` 付款时间（未付款为 null），都是北京时间。`api_trade_no` 是收款平台的流水号，没有则为空。',

  'state.title': '订单状态 getOrderState',
  'state.lead':
    'GET，不需要签名，网页可以直接询问。`state` 为 1 表示已付款；`status` 是 `pending` 待付款、`paid` 已付款、`expired` 已过期或 `closed` 已关闭；`passtime` 是剩余秒数；`placement` 变了表示收款码或金额可能换了；`final` 为 true 表示不会再变。已付款时 `return_url` 是带签名的返回地址。',
  'state.waiting': '待付款',
  'state.paid': '已付款',
  'state.unknown': '没有这张订单时，HTTP 状态为 404，`code` 为 -1。',

  // ── notification ────────────────────────────────────────────────────────────────────────────────
  'notify.title': '异步通知 notify_url',
  'notify.lead':
    '订单付款后，我们用 GET 请求 `notify_url`，参数在网址里。网址原有的参数保留在前面。商户也可以在后台改成 POST，参数就放在表单里，内容和签名相同。',
  'notify.pid': '商户号。',
  'notify.tradeNo': '我们的订单号。',
  'notify.outTradeNo': '商城的订单号。',
  'notify.type': '付款方式；与下单时相同的，用下单时的写法。',
  'notify.name': '商品名称，与提交时相同。',
  'notify.money': '商品金额，总是两位小数；不是买家的实付金额。',
  'notify.status': '总是 `TRADE_SUCCESS`：只有付了款的订单才会通知。',
  'notify.sign': '签名，与下单相同的算法。空参数不会发送。',
  'notify.param': '下单时有才有，原样带回。',
  'notify.do': '商城要做的事',
  'notify.do1': '验证签名：收到的参数里，除 `sign`、`sign_type` 外都参加。网址里自己原有的参数先去掉。',
  'notify.do2': '按 `out_trade_no` 找到自己的订单，核对 `money` 与订单金额相等。',
  'notify.do3':
    '标为已付款并发货。同一张订单可能通知多次（至少一次），已处理过的直接回答 `success`，不要重复发货。',
  'notify.do4':
    '回答纯文字 `success`，HTTP 状态 200，前后不要有别的内容：认不出 `success` 就算没有收到，会再次通知。',
  'notify.retry': '多久通知一次',
  'notify.retryLead':
    '没有收到 `success` 就按下面的时间重试（从付款算起，上下浮动 10%），共 {attempts} 次；仍不成功则提醒商户，商户可随时在后台手动重发。',
  'notify.limits':
    '请求头 `webhook-id` 是这张订单通知的编号，重试时不变；`webhook-attempt` 是第几次。参数里从不增加别的东西。每次最多等 10 秒，不跟随跳转，验证 HTTPS 证书。`notify_url` 指向本机或内网时会拒绝，除非商户设置了 `ALLOW_PRIVATE_NOTIFY=true`。',

  'return.title': '页面返回 return_url',
  'return.lead':
    '付款成功后，买家的浏览器打开 `return_url`，参数和签名与通知完全相同。通常在商城确认通知之后返回；商城迟迟不答的话，{returnSeconds} 秒后也会返回。',
  'return.trust': '买家可能关掉网页而不返回，所以发货只看异步通知；返回页显示订单状态即可。',

  // ── errors ──────────────────────────────────────────────────────────────────────────────────────
  'error.title': '错误',
  'error.lead':
    'mapi.php 和 api.php 的错误也是 JSON：`{"code":-1,"msg":"…"}`，HTTP 状态为 200，表中另有注明的除外。`msg` 说明哪个参数、什么问题。submit.php 用网页显示同样的话。',
  'error.badSign':
    '签名不对，`msg` 说明看得出的原因（反斜杠、编码、大小写、没签的参数等）。核对密钥，照“签名”一节检查；商户重置过密钥的话要换新的。',
  'error.unknownMerchant': '`pid` 写错，或商户已停用。',
  'error.badKey': '查询时 `pid` 或 `key` 不对。',
  'error.badInput': '缺少参数或格式不对，`msg` 逐个指出。多个问题用分号隔开。',
  'error.otherTerms': '这个订单号已用过，而这次的内容不同。换一个新的订单号。',
  'error.noCode':
    '没有能收这种付款方式的收款码：商户还没添加、已停用，或手机已掉线。换一种 `type`，或联系商户。',
  'error.tooManyOpen':
    '买家所在的网络（`clientip`）有多笔同价订单没付款，而金额快用完了。先付掉或取消，或过几分钟再提交。',
  'error.orderClosed': '商家关闭了这张订单。换一个新的订单号。',
  'error.allTaken': '同一金额同时付款的人太多。过几分钟再提交。',
  'error.unknownOrder': '没有这张订单，或不属于这个商户。',
  'error.noNumber': '查询时 `trade_no` 和 `out_trade_no` 都没有。',
  'error.wrongMethod': 'mapi.php 只接受 POST。',
  'error.notAForm':
    '没有读到参数：内容是 JSON、没有 Content-Type、是空的，或参数放在了网址里。`msg` 说明是哪一种。',
  'error.noRefund': '退款请在收款平台里操作。`code` 既不是 0 也不是 1，不会被当成成功。',
  'error.speaksV1': '请求了易支付 V2（RSA）的地址。请在商城里选择 V1 / MD5。',
  'error.wrongAddress': '接口地址填错了，例如文件名重复。`msg` 里有正确的地址。',
  'error.unknownAct': '`act` 只能是 `order` 或 `query`。',
  'error.badForm': '表单不完整、带了文件或太大。',
  'error.tooManyFailures':
    '签名、商户号或密钥连续出错太多次，HTTP 状态 429。改正后一分钟内恢复；签名正确的请求从不受限。',
  'error.fault': '系统出错，HTTP 状态 500。括号里是错误编号，请告诉商户。稍后用同一个订单号重试是安全的。',

  // ── V免签 ───────────────────────────────────────────────────────────────────────────────────────
  'vmq.title': 'V免签 接口',
  'vmq.lead':
    '只支持 V免签 的商城用这四个地址，GET 或 POST，回答 `{"code":1,"msg":"成功","data":…}`；失败时 `code` 为 -1，`data` 为 null。通讯密钥在后台“商户”页的 V免签 里，与商户密钥不同；没有商户号。两种接口都支持的商城请用易支付。',
  'vmq.create': '下单。`isHtml=1` 时转到收银台，否则回答订单。',
  'vmq.get': '查询订单，参数 `orderId`。',
  'vmq.check': '是否已付款，参数 `orderId`。已付款时 `data` 是带签名的返回地址，否则 `code` 为 -1。',
  'vmq.close': '关闭未付款的订单，参数 `orderId` 和 `sign` = MD5(`orderId` + 密钥)。',
  'vmq.fields': 'createOrder 的参数',
  'vmqField.type': '1 微信，2 支付宝。',
  'vmqField.price':
    '金额，单位元，建议两位小数，如 `1.00`。前面不能有多余的 0，小数点前后都要有数字。签名用发送的原文。',
  'vmqField.notifyUrl':
    '付款通知发到这里，也可以写成 `notify_url`。不发送时用商户在后台填的默认地址；两处都没有也能下单，只是付款后无处可通知。',
  'vmqField.returnUrl': '付款后买家回到这里，也可以写成 `return_url`，规则同上。',
  'vmqField.isHtml': '1：直接打开收银台；出错时也是一页说明，不是 JSON。',
  'vmqField.pid': '商户号。V免签 没有这一项；有多个商户时带上更明确。',
  'vmqField.sign': 'MD5(`payId` + `param` + `type` + `price` + 密钥)，直接相连，小写。',
  'vmq.signed': '签名前的文字（后面接密钥）',
  'vmq.states':
    '`orderId` 是我们的订单号，`reallyPrice` 是买家实付的金额，`timeOut` 是有效分钟数。`state`：-1 过期或关闭，0 待付款，1 已付款，2 已付款但商城还没有确认通知。',
  'vmq.notify':
    '通知用 GET（或商户选择的 POST），参数为 `payId`、`param`、`type`、`price`、`reallyPrice`、`sign`，`sign` = MD5(`payId` + `param` + `type` + `price` + `reallyPrice` + 密钥)。同样要回答 `success`，重试规则相同。返回地址带同样的参数。',
  'vmq.weak': '这种签名的弱点',
  'vmq.weak1':
    '各个值直接相连，没有分隔：`param` 末尾的数字可以移到 `type` 或 `price` 里而签名不变。有两种读法的纯数字 `param` 会被拒绝；商户可以在后台打开“严格核对”，对所有 `param` 都这样。即便如此，收到通知后仍要核对 `price` 与自己的订单金额相等。',
  'vmq.weak2':
    '签名不包含 `notifyUrl` 和 `returnUrl`，看到下单请求的人可以改掉它们。由服务器下单，并使用 HTTPS。',
  'vmq.weak3': '`getOrder` 和 `checkOrder` 不验签名，只凭订单号；我们的订单号无法猜到。',

  // ── limits ──────────────────────────────────────────────────────────────────────────────────────
  'limits.title': '限制',
  'limits.fields':
    '`out_trade_no` 最多 {number} 个字符，`name` {name}，`notify_url` 和 `return_url` 各 {address}，`param` {param}；整个表单最多 {form} KB。',
  'limits.failures':
    '只限制失败的请求：每个网络每分钟最多 60 次签名、商户号或密钥错误，查询不存在的订单也是每分钟 60 次。正确的请求没有次数限制。',
  'limits.time':
    '订单默认 5 分钟内有效，过期后金额再保留 5 分钟，期间付款仍然算数并照常通知；两个时间商户都可以修改。',

  'shops.title': '各商城怎么填',
  'shops.lead': '栏目名称以您使用的版本为准。',
  'shops.yourPid': '后台“商户”页的商户号',
  'shops.yourKey': '后台“商户”页的商户密钥',
} as const;
