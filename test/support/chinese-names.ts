/**
 * Chinese that an English reader meets as it is: names that have no other, and what a third party's screens say, which
 * must be found there.
 */
export const chineseNames = [
  // protocols, and where their programs say so
  ...['易支付', 'V免签', '通讯密钥'],
  // the name of the language, on the button that leads to it
  '中文',
  // SmsForwarder
  ...[
    '短信转发器',
    '通用设置',
    '转发应用通知',
    '仅锁屏状态',
    '设备名称',
    '发送通道',
    '转发规则',
    '应用',
    '匹配字段',
  ],
  ...[
    '多重匹配',
    '启用自定义模版',
    '自定义模版',
    '测试',
    '自动任务',
    '如果',
    '定时任务',
    '就执行',
    '推送通知',
  ],
  ...[
    '秒',
    '指定',
    '请求方式',
    '消息模板',
    '成功应答关键字',
    '请求重试机制',
    '最多重试',
    '简体中文',
    '任务名称',
  ],
  ...[
    '自动过滤多久内重复消息',
    '保活措施',
    '开机启动',
    '忽略电池优化设置',
    '通道名称',
    '应用列表',
    '复制包名',
  ],
];

/** What is left of an English text without them and without what stands in quotation marks. */
export function withoutNames(text: string): string {
  const longestFirst = chineseNames.toSorted((a, b) => b.length - a.length);
  const unquoted = text.replace(/“[^”]*”|`[^`]*`/g, '');
  return longestFirst.reduce((rest, name) => rest.replaceAll(name, ''), unquoted);
}
