const REDIRECTED =
  '如果接口地址以 http:// 开头，而网站会跳转到 https://，内容会在跳转时丢失：请把接口地址改成以 https:// 开头';
const UPPER_CASE = '签名错误：sign 要是 32 位小写字母和数字，前后没有空格';
const NOT_UTF8 = '签名错误：收到的内容不是 UTF-8 编码（像是 GBK），请把商城或支付插件的编码改成 UTF-8';
const WRONG_ADDRESS = '接口地址写错了：收到的是 {path}。请在商城里把接口地址改成 {right}';

/** What shops and their programs are refused, and why; buyers' pages tell their owner the same. */
export const refusalsShop = {
  'refusal.unknown_merchant': '商户 {pid} 不存在或已停用',
  'refusal.bad_key': '商户不存在或密钥错误',
  'refusal.bad_key.key_blanks': '密钥前后多了空格或换行，请重新粘贴',
  'refusal.bad_sign.missing': '缺少参数 sign',
  'refusal.bad_sign.rsa':
    '签名错误：sign_type 是 RSA，本站只支持易支付 V1 的 MD5 签名，请在商城里选择 V1 / MD5',
  'refusal.bad_sign.not_utf8': NOT_UTF8,
  'refusal.bad_sign.upper_case': UPPER_CASE,
  'refusal.bad_sign.key_blanks': '签名错误：商城里填的商户密钥前后多了空格或换行，请重新粘贴',
  'refusal.bad_sign.key_name': '签名错误：签名时密钥前面多了“&key=”，易支付 V1 是直接接上密钥',
  'refusal.bad_sign.backslash': '签名错误：{fields} 里的反斜杠或引号在签名前被改动了，请去掉这些字符',
  'refusal.bad_sign.url_encoded': '签名错误：签名用了网址编码后的值，应该用编码前的原文',
  'refusal.bad_sign.plus':
    '签名错误：{fields} 里的加号没有网址编码，到达时变成了空格，请让商城把参数编码后再发送',
  'refusal.bad_sign.html':
    '签名错误：{fields} 里的 & < > 或引号签名前后不一致（被换成了 HTML 写法），请去掉这些字符',
  'refusal.bad_sign.blanks': '签名错误：{fields} 前后有空格，签名时又没有算上，请去掉空格',
  'refusal.bad_sign.unsigned_fields':
    '签名错误：商城没有把 {fields} 签进去；除 sign、sign_type 外，所有发送的参数都要签名',
  'refusal.bad_sign.unknown':
    '签名错误，请检查商户密钥。密钥没错时，多半是内容在途中变了：商品名或网站名里有单引号（会被截断）、反斜杠、空参数，或编码不是 UTF-8，请先换成简单的商品名再试',
  'refusal.bad_sign.vmq.upper_case': UPPER_CASE,
  'refusal.bad_sign.vmq.key_blanks': '签名错误：商城里填的通讯密钥前后多了空格或换行，请重新粘贴',
  'refusal.bad_sign.vmq.plus':
    '签名错误：param 里的加号没有网址编码，到达时变成了空格，请让商城把参数编码后再发送',
  'refusal.bad_sign.vmq.url_encoded': '签名错误：签名用了网址编码后的 param，应该用编码前的原文',
  'refusal.bad_sign.vmq.no_param': '签名错误：发送了 param，却没有签进去',
  'refusal.bad_sign.vmq.not_utf8': NOT_UTF8,
  'refusal.bad_sign.vmq.epay_key': '这是易支付的商户密钥，请改填后台“商户”页 V免签 里的通讯密钥',
  'refusal.bad_sign.vmq.unknown': '签名错误，请检查 sign 和通讯密钥；签名用的 price 要与发送的一字不差',
  'refusal.bad_input.fields': '{problems}',
  'refusal.bad_input.split': '{fields} 里有“&type=”这样的内容，会与别的参数混淆，请去掉后再提交',
  'refusal.bad_input.two_readings':
    'param 与 type、price 连在一起有两种读法，签名分不清金额，请让商城换一个不以数字结尾的 param，或不发送 param',
  'refusal.not_a_form.json':
    '收到的是 JSON，请改用表单提交（Content-Type: application/x-www-form-urlencoded）',
  'refusal.not_a_form.no_type':
    '请求没有写明 Content-Type，读不出参数，请用表单提交（application/x-www-form-urlencoded）',
  'refusal.not_a_form.other_type':
    '请求的 Content-Type 不是表单，读不出参数，请用 application/x-www-form-urlencoded 提交',
  'refusal.not_a_form.charset': '读不出参数：请求写明的字符编码是 {value}，请改用 UTF-8',
  'refusal.not_a_form.encoding': '读不出参数：请求内容用 {value} 压缩过，请不要压缩',
  'refusal.not_a_form.in_address': '参数要放在 POST 的表单里，不要放在网址里',
  'refusal.not_a_form.only_address': `只收到网址里的参数，没有收到 {value}。${REDIRECTED}`,
  'refusal.not_a_form.empty': `没有收到任何参数。${REDIRECTED}`,
  'refusal.bad_form': '表单不完整或太大，请检查提交的内容',
  'refusal.wrong_method':
    '请求方式错误，请用 POST 提交。如果接口地址以 http:// 开头，而网站会跳转到 https://，POST 会变成 GET：请把接口地址改成以 https:// 开头',
  'refusal.no_number': '订单号不能为空',
  'refusal.unknown_act.settle': '本站不经手资金，没有结算记录',
  'refusal.unknown_act.orders': '本站不提供订单列表接口，请用 act=order 查询单笔订单，或登录后台查看',
  'refusal.unknown_act.other': 'No Act! 可用的 act：order（查询订单）、query（查询商户）',
  'refusal.no_refund': '本站只通知收款，不经手资金，不能退款。请在收款的微信、支付宝或收款平台里把钱退给买家',
  'refusal.speaks_v1':
    '本站使用易支付 V1（MD5）接口，不支持 V2（RSA）。请在商城里把接口版本改成 V1，签名方式选 MD5',
  'refusal.wrong_address.whole': WRONG_ADDRESS,
  'refusal.wrong_address.epay': `${WRONG_ADDRESS}（商城会自己加上 submit.php 等文件名）；只有要求填完整地址的商城（如独角数卡）才填 {right}submit.php`,
  'refusal.wrong_address.vmq': `${WRONG_ADDRESS}（商城会自己加上 createOrder）`,
  'refusal.other_terms': '商户订单号 {number} 已存在，且 {terms} 与原订单不同，请换一个新的订单号',
  'refusal.order_closed.again':
    '商户订单号 {number} 已被商家关闭，不能再支付，请在商城重新下单（换一个新的订单号）',
  'refusal.no_code.none': '没有可用的收款码，请换一种支付方式或联系商家',
  'refusal.no_code.unheard':
    '没有可用的收款码：收款账号还没有收到过手机或电脑的任何消息，接上监听设备后才接单，请联系商家',
  'refusal.no_code.silent':
    '没有可用的收款码：商家监听到账的手机或电脑断开了，恢复后自动接单，请稍后再试或联系商家',
  'refusal.no_code.stopped': '没有可用的收款码：收款账号登录失败，已暂停接单，请联系商家',
  'refusal.no_code.hours': '现在不在商家的收款时间内，请在收款时间再付，或换一种支付方式',
  'refusal.no_code.day': '商家今天的收款额度已满，请明天再付，或换一种支付方式',
  'refusal.no_code.amount': '商家没有能收这个金额的收款码，请换一种支付方式或联系商家',
  'refusal.no_code.of_type': '{why}；{possible}',
  'refusal.all_taken': '当前支付人数较多，请几分钟后再试',
  'refusal.too_many_open': '您所在的网络有多笔同价订单还没有付款，请先付款或取消其中一笔，或几分钟后再试',
  'refusal.too_many_changes': '更换支付方式太频繁，请几分钟后再试',
  'refusal.too_many_failures': '失败次数过多，请一分钟后再试',
  'refusal.too_many.lookups': '查询过于频繁，请稍后再试',
  'refusal.unknown_order': '订单不存在',
  'refusal.unknown_order.epay': '订单号不存在',
  'refusal.unknown_order.vmq': '云端订单编号 orderId 不存在',
  'refusal.not_paid.yet': '订单未支付',
  'refusal.order_over': '订单已过期',
  'refusal.shop_not_told': '订单已支付，正在通知商城，请稍候',
  'refusal.not_found': '您访问的地址不存在，可能已被移动，或网址输入有误。',
  'refusal.bad_host': '请求的 Host 头不是有效的主机名。请检查反向代理的设置。',
  'refusal.csrf': '为了您的账号安全，表单在打开过久或重新登录后会失效。请返回上一页，刷新后重新提交。',
  'refusal.too_large': '提交的内容过大。',
  'refusal.malformed': '提交的内容无法识别。',
  'refusal.malformed.charset': '提交的内容所写的字符编码或压缩方式无法识别，请用 UTF-8，不要压缩。',
} as const;
