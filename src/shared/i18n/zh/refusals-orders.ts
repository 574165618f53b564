/** What is refused about orders and receipts, and what somebody named that is not there, or not his. */
export const refusalsOrders = {
  'refusal.unknown_account': '没有这个收款账号',
  'refusal.unknown_alert': '没有这条提醒',
  'refusal.unknown_code': '没有这个收款码',
  'refusal.unknown_device': '没有这台设备',
  'refusal.no_merchant': '没有这个商户',
  'refusal.unknown_receipt': '没有这笔流水',
  'refusal.unknown_receipt.numbered': '收款流水 {id} 不存在',
  'refusal.unknown_text': '没有这条通知',
  // What can't be done with an order or a receipt as it is.
  'refusal.already_paid': '订单已经是已支付状态。',
  'refusal.order_closed.takesNoMoney': '订单已关闭，不能再入账。',
  'refusal.receipt_used': '这笔流水已用于另一个订单。',
  'refusal.other_merchant': '这笔流水属于另一个商户。',
  'refusal.changed_meanwhile': '订单或流水刚刚被处理过，请刷新后再看。',
  'refusal.not_unmatched': '这笔流水刚刚被处理过，请刷新后再看。',
  'refusal.not_pending': '只有待支付的订单可以关闭',
  'refusal.not_paid.nothingToSend': '订单还没有支付，没有可以发送的通知。',
  'refusal.no_address': '商城没有给出通知地址，没有可以通知的地方',
  'refusal.usage.tradeNos': '请写上一个或多个订单号',
} as const;
