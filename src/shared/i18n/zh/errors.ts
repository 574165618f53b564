/** Pages that say that something went wrong. */
export const errors = {
  'error.notFoundTitle': '页面不存在',
  'error.noFile': '没有这个文件',
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
} as const;
