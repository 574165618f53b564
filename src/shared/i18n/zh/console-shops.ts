const KEY_BLANKS = '商城里的密钥前后多了空格或换行。请清空那一栏，重新复制粘贴。';
const SPEAKS_V1 = '请在商城里把接口版本改成 V1，签名方式选 MD5。';
const REDIRECTED =
  '接口地址以 http:// 开头、网站又会跳转到 https:// 时，内容会在跳转时丢失。请把商城里的接口地址改成以 https:// 开头。';

/** What was refused to a shop, and why. */
export const consoleShops = {
  'console.shopRefused.title': '被拒绝的商城请求',
  'console.shopRefused.lead': '最近 7 天里商城发来、但没有被接受的请求。密钥和签名不会显示。',
  'console.shopRefused.none': '最近没有被拒绝的请求',
  'console.shopRefused.noneText': '商城下单出错时，原因和办法会出现在这里。',
  'console.shopRefused.seen': '全部知道了',
  'console.shopRefused.new': '新',
  'console.shopRefused.times': '{count} 次',
  'console.shopRefused.merchant': '商户 {pid}',
  'console.shopRefused.noMerchant': '没有写明有效的商户号',
  'console.shopRefused.between': '{first} 到 {last}',
  'console.shopRefused.details': '最后一次的内容',
  'console.shopRefused.answered': '回答商城的话：',
  'console.shopRefused.fields': '收到的参数：',
  'console.shopRefused.noFields': '没有读到任何参数。',
  'console.shopRefused.empty': '（空）',
  'console.shopRefused.what.bad_sign': '签名错误',
  'console.shopRefused.what.unknown_merchant': '商户号不存在或已停用',
  'console.shopRefused.what.bad_key': '查询用的密钥错误',
  'console.shopRefused.what.bad_input': '参数不对：{field}',
  'console.shopRefused.what.other_terms': '同一个订单号，内容却变了',
  'console.shopRefused.what.not_a_form': '提交的不是表单',
  'console.shopRefused.what.bad_form': '表单不完整或太大',
  'console.shopRefused.what.wrong_method': '应该用 POST，却用了 GET',
  'console.shopRefused.what.wrong_address': '接口地址填错了',
  'console.shopRefused.what.speaks_v1': '商城用了易支付 V2（RSA）',
  'console.shopRefused.what.unknown_act': '查询了本站没有的内容',
  'console.shopRefused.what.no_refund': '商城请求退款',
  'console.shopRefused.what.no_code': '没有能用的收款码',
  'console.shopRefused.fix.bad_sign_epay_key':
    '商城的 V免签 设置里填的是商户密钥。请换成“商户”页 V免签 里的通讯密钥，或在那里打开“也接受用商户密钥签名的 V免签 商城”。',
  'console.shopRefused.fix.bad_sign':
    '先核对商城里的商户号和密钥（重新复制粘贴）。密钥没错时，多半是内容在途中变了：商品名或网站名里有单引号、引号、反斜杠，或商城编码不是 UTF-8。换成简单的商品名再试。',
  'console.shopRefused.fix.bad_sign_missing':
    '商城没有发送 sign。请在商城里填好商户密钥，并选择“易支付”类型的接口。',
  'console.shopRefused.fix.bad_sign_not_utf8':
    '商城用的不是 UTF-8 编码（像是 GBK）。请改用 UTF-8 版本的商城或支付插件。',
  'console.shopRefused.fix.bad_sign_upper_case': 'sign 要用小写字母。请更换或更新商城的支付插件。',
  'console.shopRefused.fix.bad_sign_key_blanks': KEY_BLANKS,
  'console.shopRefused.fix.bad_key_key_blanks': KEY_BLANKS,
  'console.shopRefused.fix.bad_sign_key_name':
    '商城在密钥前加了“&key=”。请在商城里选择标准的易支付（MD5）签名。',
  'console.shopRefused.fix.bad_sign_backslash':
    '商品名或网站名里有引号或反斜杠，商城签名时改动了它。请去掉这些字符。',
  'console.shopRefused.fix.bad_sign_url_encoded': '商城对编码后的网址签了名。请更换或更新商城的支付插件。',
  'console.shopRefused.fix.bad_sign_plus':
    '内容里的加号没有编码，到达时成了空格。请去掉加号，或更新商城的支付插件。',
  'console.shopRefused.fix.bad_sign_html':
    '商品名或网站名里的 & < > 或引号被换成了 HTML 写法。请去掉这些字符。',
  'console.shopRefused.fix.bad_sign_blanks':
    '某个参数前后有空格，商城签名时又去掉了。请在商城设置里去掉多余的空格。',
  'console.shopRefused.fix.bad_sign_unsigned_fields':
    '商城多发了没有签名的参数。请更新商城的支付插件；网址里自己加的参数要去掉。',
  'console.shopRefused.fix.bad_sign_no_param': '商城发送了 param，却没有签进去。请更新商城的支付插件。',
  'console.shopRefused.fix.unknown_merchant': '请核对商城里的商户号，与“商户”页上的一致。',
  'console.shopRefused.fix.bad_key': '请核对商城里的商户号和密钥（重新复制粘贴）。',
  'console.shopRefused.fix.bad_input_split':
    '商品名、网站名或附加内容里有“&参数名=”，会与别的参数混淆，已拒绝。请在商城里去掉；如果是买家填写的，可能是有人试探。',
  'console.shopRefused.fix.bad_input_two_readings':
    'V免签 的签名分不清 param 和金额。请让商城换一个不以数字结尾的 param。如果是买家改出来的，可能是有人想少付钱。',
  'console.shopRefused.fix.bad_input_type':
    '商城选的支付方式本站没有或现在不能用。请在商城里改成可用的（见回答商城的话），或在“收款账号”里加上能收它的收款码。',
  'console.shopRefused.fix.bad_input': '请在商城里修改：{message}',
  'console.shopRefused.fix.other_terms':
    '商城用同一个订单号再次下单，金额、名称或地址却不同。请在商城里重新下单，换一个新的订单号。',
  'console.shopRefused.fix.not_a_form_charset':
    '商城发送的内容写明了别的字符编码。请在商城或支付插件里把编码改成 UTF-8。',
  'console.shopRefused.fix.not_a_form_encoding': '商城把发送的内容压缩了。请更新商城的支付插件，不要压缩。',
  'console.shopRefused.fix.not_a_form':
    '商城发送的内容不是表单（例如 JSON）。请在商城里选择标准的易支付接口，或更新支付插件。',
  'console.shopRefused.fix.not_a_form_in_address':
    '参数要放在 POST 的表单里，不要放在网址里。请更新商城的支付插件。',
  'console.shopRefused.fix.bad_form': '表单被截断、太大或带了文件。请更新商城的支付插件。',
  'console.shopRefused.fix.wrong_method': REDIRECTED,
  'console.shopRefused.fix.not_a_form_empty': REDIRECTED,
  'console.shopRefused.fix.not_a_form_only_address': REDIRECTED,
  'console.shopRefused.fix.wrong_address_bare':
    '这个商城要填完整地址：请把接口地址改成结尾是 submit.php 的那一个（V免签 商城是 createOrder）。',
  'console.shopRefused.fix.wrong_address':
    '商城会自己加上文件名：请把商城里的接口地址改成“商户”页上的“接口地址”，不要带 submit.php。',
  'console.shopRefused.fix.speaks_v1': SPEAKS_V1,
  'console.shopRefused.fix.bad_sign_rsa': SPEAKS_V1,
  'console.shopRefused.fix.unknown_act':
    '本站只提供订单查询（act=order）和商户查询（act=query），不影响收款。',
  'console.shopRefused.fix.no_refund':
    '本站不经手资金，不能退款。请在微信、支付宝或收款平台里把钱退给买家，再在商城里标记。',
  'console.shopRefused.fix.no_code':
    '请到“收款账号”检查：收款码是否启用、是否支持这种支付方式、账号状态是否正常。',
  'console.shopRefused.fix.privateNotify':
    '商城把 {field} 写成了本机或内网的地址，默认不向那里发通知。商城就在这台服务器或内网时，在 .env 里写 ALLOW_PRIVATE_NOTIFY=true，重启后生效；不在的话，把商城的网站地址改成公网网址。',
} as const;
