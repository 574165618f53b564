/** 录制一个平台。 */
export const recorder = {
  'recorder.label.username': '登录账号',
  'recorder.label.password': '登录密码',
  'recorder.label.constant': '固定参数 {name}',
  'recorder.label.constantHelp': '录制时这个值一直不变，也没有找到它从哪里来。从您浏览器的请求里复制过来。',
  'recorder.label.handed': '请求头里的 {name}',
  'recorder.fact.list': '流水接口和各字段的含义',
  'recorder.fact.login': '登录的步骤',
  'recorder.fact.handed': '登录由店主在浏览器里完成，再交接会话',
  'recorder.fact.payTypes': '支付方式的各个值',
  'recorder.fact.window': '按时间段查询',
  'recorder.fact.gone': '登录失效时的回答',
} as const;
