/** What remedies what a phone or PC met. */
export const consoleCauses = {
  'console.remedy.test':
    '如果您点的是发送通道的“测试”：地址和消息模板已经通了，接着做第 4 步。否则请打开规则的“启用自定义模版”，重新复制第 4 步的自定义模版。',
  'console.remedy.injected':
    '先检查自定义模版有没有改动，重新复制第 4 步的。没有改动的话，可能是付款人在昵称或备注里做手脚：请在手机上核对这笔钱，再人工补单。',
  'console.remedy.again': '这笔钱没有入账的话，请在手机上重新发送这条消息。',
  'console.remedy.vmqKey': '请在“商户密钥与 V免签”里显示二维码，用 V免签 App 重新扫码配置。',
  'console.remedy.vmqApp': '请换用兼容的 V免签 App 版本，或改用短信转发器。',
  'console.remedy.vmqAccount': 'V免签 App 报来一笔钱，但它的商户没有这种支付方式的收款账号：请先添加账号。',
  'console.remedy.sign': '请把 Secret 换成这台设备的密钥（第 1 步生成），前后不要有空格。',
  'console.remedy.template': '请重新复制第 3 步的消息模板，整段替换。',
  'console.remedy.rule': '请打开“启用自定义模版”，重新复制第 4 步的自定义模版，整段替换。',
  'console.remedy.account':
    '“{named}”要有自己的 Secret 和发送通道：请到它的监听设置页，从第 1 步起另做一份，让它的规则和心跳都选新的通道。只有通知本来就是“{signer}”的收款时，才换回它那一页的模版。',
  'console.remedy.listener': '没有入账。请停掉这台设备上的监听，按本页的步骤改用这个平台支持的方式。',
  'console.remedy.clock': '请打开手机的“自动确定日期和时间”，并检查服务器时间。',
  'console.remedy.method': '请求方式要选 POST。',
  'console.remedy.phoneAddress':
    '一部手机或电脑的消息没有发到接收地址，没有收下。Webhook Server 要与本页给出的地址一字不差，以 /mpayNotify 结尾。',
  'console.remedy.vmqAddress':
    'V免签 App 的消息没有收下：网址里多了路径，或少了一段。请重新扫描本页的 V免签 配置，手工填写时域名后面不要加文件夹或 index.php。',
  'console.remedy.changed':
    '同一个签名带来了不同的内容：可能有人截取后篡改，请更换这台设备的密钥，并使用 https 地址。',
} as const;
