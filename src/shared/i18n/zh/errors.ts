/** Pages that say that something went wrong. */
export const errors = {
  'error.notFoundTitle': '页面不存在',
  'error.notFound': '您访问的地址不存在，可能已被移动，或网址输入有误。',
  'error.refusedTitle': '请求未能完成',
  'error.faultTitle': '系统出错了',
  'error.fault': '这不是您的操作造成的，错误已记录。请稍后重试。',
  'error.faultBuyer':
    '页面暂时无法显示。如果您已经付款，款项已到达收款方账户，请不要重复付款，并联系您购买商品的商家。',
  'error.faultId': '错误编号',
  'error.faultIdHint': '在服务器日志中搜索这个编号，可以找到原因。',
  'error.faultIdBuyerHint': '联系商家时，可提供这个编号。',
  'error.fields': '请检查以下内容：',
  'error.home': '回到首页',
  'error.badInput': '提交的内容有误',
  'error.csrfTitle': '页面已过期',
  'error.csrf': '为了您的账号安全，表单在打开过久或重新登录后会失效。请返回上一页，刷新后重新提交。',
  'error.tooLarge': '提交的内容过大。',
  'error.badHost': '请求的 Host 头不是有效的主机名。请检查反向代理的设置。',
  'error.malformed': '提交的内容无法识别。',
  'error.charset': '提交的内容所写的字符编码或压缩方式无法识别，请用 UTF-8，不要压缩。',
} as const;
