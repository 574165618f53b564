/** What a buyer can do about a cashier page that cannot be opened. */
export const buyer = {
  'buyer.shopTitle': '暂时打不开收银台',
  'buyer.shop': '商店发来的付款请求有问题，您还没有付款。请返回商店，把这个情况告诉商家。',
  'buyer.busyTitle': '付款的人有点多',
  'buyer.busy': '相同金额的收款位置暂时占满了，您还没有付款。请过几分钟刷新本页，或返回商店重新付款。',
  'buyer.tooManyOpenTitle': '您有几笔订单还没有付款',
  'buyer.tooManyOpen':
    '您所在的网络有多笔同价订单正等待付款，您还没有为这一笔付款。请先付完或取消其中一笔，过几分钟再刷新本页；用手机流量或换个网络也可以。',
  'buyer.tooManyChanges': '更换支付方式太频繁。请过几分钟再试。',
  'buyer.orderClosedTitle': '订单已被商家关闭',
  'buyer.orderClosed': '请不要付款。请返回商店重新下单；如果已经付过款，请联系商家。',
  'buyer.noCodeTitle': '这种支付方式暂时不能用',
  'buyer.noCode': '您还没有付款。请返回商店换一种支付方式，或联系商家。',
  'buyer.otherTermsTitle': '订单内容变了',
  'buyer.otherTerms':
    '这个订单号先前用过，内容与现在不同。请返回商店重新下单；如果之前已经付过款，请不要再付，联系商家即可。',
  'buyer.unknownOrderTitle': '订单不存在',
  'buyer.unknownOrder':
    '网址可能不完整。请返回商店，从订单里重新打开付款页面；如果已经付过款，请不要再付，联系商家即可。',
  'buyer.notFound': '网址可能不完整。请返回商店，重新打开付款页面。',
  'buyer.tooManyTitle': '请求太频繁',
  'buyer.tooMany': '请等一分钟再刷新本页。如果已经付过款，请不要再付。',
  'buyer.forShop': '给商家看的原因',
} as const;
