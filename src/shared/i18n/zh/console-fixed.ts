/** Codes with amounts set. */
export const consoleFixed = {
  'console.fixed.title': '定额码',
  'console.fixed.lead':
    '在 App 里设好金额再保存的收款码。价格相同的订单先用它：买家扫码就是这个金额，不用输入，也不会输错。',
  'console.fixed.drafts': '核对金额',
  'console.fixed.draftsLead': '金额是从文件名读出来的，请逐张核对；写错的话，买家会付错金额。',
  'console.fixed.unread': '没有读出二维码，已略过：{names}',
  'console.fixed.amountOf': '{name} 里设的金额（元）',
  'console.fixed.skip': '不要这张',
  'console.fixed.save': '保存',
  'console.fixed.add': '添加',
  'console.fixed.pictures': '选择图片（可多选）',
  'console.fixed.picturesHint':
    '一次最多 {most} 张，每张最大 2 MB。文件名写上金额（如 9.90.png）会自动填好。',
  'console.fixed.read': '读取图片',
  'console.fixed.list': '已有 {count} 张',
  'console.fixed.none': '还没有定额码。没有也能收款，买家自己输入金额就行。',
  'console.fixed.remove': '删除',
  'console.fixed.removeSubmit': '删除 ¥{amount}',
  'console.fixed.removeWhat': '正在等这个金额付款的订单不受影响，买家改为扫普通的码、自己输入金额。',
  'console.fixed.howTitle': '怎么做',
  'console.fixed.how2':
    '同一个价格可以多存几张相差几分的，例如 10.00、10.01、10.02：几位买家同时付款时各用一张。',
  'console.fixed.how3': '上传图片，核对金额，保存。每张码同时只给一笔订单用。',
  'console.fixed.prices': '还没有定额码的价格',
  'console.fixed.pricesText': '最近的订单里这些价格没有对应的定额码：',
  'console.fixed.pricesNone': '最近的订单价格都有定额码，或者还没有订单。',
  'console.fixed.priceCount': '{count} 笔',
  'console.fixed.tooMany': '一次最多 {most} 张，请分几次上传',
  'console.fixed.link': '定额码（买家不用输入金额）',
} as const;
