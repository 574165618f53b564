/** What our answers to the programs of shops and devices say, beside refusals. They read Chinese; owners may read both. */
export const protocol = {
  'protocol.orderCreated': '订单创建成功',
  'protocol.possibleTypes': '现在可用的 type：{types}',
  'protocol.noTypes': '现在没有任何可用的收款码，请商家到后台检查收款账号',
  'protocol.type.wxpay': 'wxpay（微信支付）',
  'protocol.type.alipay': 'alipay（支付宝）',
  'protocol.type.unionpay': 'unionpay 或 bank（云闪付）',
  'protocol.term.epay': '接口（易支付）',
  'protocol.term.trial': '接口（支付测试）',
  'protocol.term.vmq': '接口（V免签）',
  'protocol.fault': '{fault}（{id}）',
  'protocol.notTaken.fault': '服务器出错，没有收下，请稍后重发',
  'protocol.notTaken.unreadable': '内容不完整、太大或编码不对，没有收下',
  'protocol.unread.host': '请求的 Host 头不是有效的主机名，没有处理',
  'protocol.unread.head': '请求的网址或请求头太长，没有处理',
  'protocol.unread.slow': '请求迟迟没有发完，没有处理',
  'protocol.unread.malformed': '请求不符合 HTTP 格式，没有处理',
} as const;
