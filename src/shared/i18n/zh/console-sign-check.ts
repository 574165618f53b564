/** What is wrong with a shop’s request, and an order as a shop would send it. */
export const consoleSignCheck = {
  'console.signCheck.title': '签名检查',
  'console.signCheck.lead':
    '商城报“签名错误”时，把它发来的请求粘到这里，看错在哪、该怎么改。内容只在这一次用，不会保存。',
  'console.signCheck.link': '签名检查',
  'console.signCheck.pasted': '商城的请求',
  'console.signCheck.pastedHint':
    '网址、表单内容、复制出来的 cURL、PHP 打印的数组、JSON，或者每行一个参数，都认得。',
  'console.signCheck.check': '检查',
  'console.signCheck.unread': '认不出里面的参数，请粘贴完整的网址或参数',
  'console.signCheck.noMerchant': '请求里的 pid 是“{pid}”，不是您的商户号',
  'console.signCheck.right': '签名正确',
  'console.signCheck.rightText': '这个请求的签名没有问题。',
  'console.signCheck.others': '其他问题',
  'console.signCheck.accepted': '其他字段也没有问题，这样的请求会被接受。',
  'console.signCheck.content': '参与签名的文本',
  'console.signCheck.contentHint':
    '参数按名称排序，去掉 sign、sign_type 和空值，最后直接接上密钥（没有 &key=），取 MD5 小写。',
  'console.signCheck.given': '请求里的 sign',
  'console.signCheck.none': '没有',
  'console.signCheck.expected': '正确的签名',
  'console.signCheck.expectedEnd': '末尾是 {end}（只显示末 6 位）',
  'console.signCheck.read': '读到的参数',
  'console.signCheck.unsigned': '不参与签名',
  'console.signCheck.orderTitle': '像商城那样下一单',
  'console.signCheck.orderLead':
    '用这个商户的密钥签名，走真正的 /submit.php，打开收银台。付款后通知的是内置的测试商城。',
  'console.signCheck.anyType': '买家自己选',
  'console.signCheck.order': '下单',
} as const;
