/** The set-up page of a phone or PC. */
export const consoleListener = {
  'console.listener.lead': '照着填，每一步做对了会自动打勾。',
  'console.listener.added': '已添加“{name}”',
  'console.listener.addAnother': '再添加一台',
  'console.listener.hasDevice': '已有 {count} 台：{names}',
  'console.listener.stepSettings': '装好短信转发器，在“通用设置”里打开转发',
  'console.listener.stepSettingsText':
    '打开“转发应用通知”并授予“通知使用权”；“设备名称”填一个好认的名字。下面几项照着核对，填错了，到账通知会不声不响地丢掉。',
  'console.listener.stepSender': '在“发送通道”里添加 Webhook',
  'console.listener.stepSenderText': '请求方式选 POST，状态保持启用，下面几项整段复制，其他选项保持不变。',
  'console.listener.senderTest':
    '保存前点“测试”：手机上会显示失败（HTTP 400），这是正常的；本页“收到的消息”里多出一条“规则里的模版不对”，就说明地址和消息模板都通了。',
  'console.listener.stepRule': '在“转发规则”里添加一条应用规则',
  'console.listener.stepRuleText':
    '发送通道选刚才的 {sender}，匹配字段选“多重匹配”，并打开“启用自定义模版”。',
  'console.listener.ruleOf': '匹配规则 · {platform}',
  'console.listener.otherRule': '这部手机也收{platform}的款？',
  'console.listener.otherRuleText':
    '一个账号一套：Secret、发送通道、转发规则、心跳任务都要另建，不能和本页的混用，否则消息会被拒收。',
  'console.listener.otherPage': '打开“{login}”的监听设置',
  'console.listener.otherAdd': '先添加{platform}账号',
  'console.listener.stepHeartbeat': '在“自动任务”里添加心跳',
  'console.listener.stepHeartbeatText':
    '新建任务：“如果”里加定时任务，“就执行”里加推送通知，发送通道选同一个 {sender}，并打开“启用自定义模版”。有了心跳，手机没电或断网时系统才能马上停用它的收款码，并提醒您。',
  'console.listener.heartbeatCron': '定时任务的七个格子',
  'console.listener.heartbeatCronHint':
    '只改“秒”：点它，选“指定”，勾 00（显示为 0 或 00 都对）；其余六格保持原样。不改的话是每秒一次，手机很快没电。合起来是每分钟一次：',
  'console.listener.stepTry': '收一笔小钱试试',
  'console.listener.stepTryText': '让人扫码付 0.01 元，不用刷新，它和识别的结果会自动显示在：',
  'console.listener.pictureSettings':
    '示意图：短信转发器的“通用设置”。“转发应用通知”打开，“仅锁屏状态”和免打扰时间段关闭；数字 1 是自动过滤多久内重复消息，2 是请求重试机制的最多重试次数。',
  'console.listener.pictureSender':
    '示意图：短信转发器的 Webhook 发送通道。数字 1 是通道名称；请求方式选 POST；2 是 Webhook Server，3 是消息模板，4 是 Secret，5 是成功应答关键字。',
  'console.listener.pictureRule':
    '示意图：短信转发器的应用转发规则。匹配字段选多重匹配；数字 1 是匹配的值；“启用自定义模版”已打开，数字 2 是模版。',
  'console.listener.pictureTask':
    '示意图：短信转发器的新建任务。数字 1 是任务名称，2 是定时任务的七个格子，只有“秒”改成 0；动作是推送通知，“启用自定义模版”打开，3 是模版。',
  'console.listener.waitingText': '手机已经连上，正在等待第一条到账通知……',
  'console.listener.times': '共 {count} 次',
  'console.listener.understood': '已识别：{facts}',
  'console.listener.clockRight': '手机时间准确',
  'console.listener.clockAhead': '手机时间快 {by}',
  'console.listener.clockBehind': '手机时间慢 {by}',
  'console.listener.zoneOther': '时区是 {zone}，不是北京时间',
  'console.listener.zonePerhaps': '时区可能是 {zone}，不是北京时间',
  'console.listener.ruleOrDismiss': '做成规则或忽略',
  'console.listener.otherPlatform': '这是{platform}的到账通知，却用了这个账号的模版。',
  'console.listener.secretShown':
    '请现在就填进去：这个密钥在本页显示 15 分钟，刷新也在，之后不再显示。遗失时删除设备，再添加一次即可。',
  'console.listener.phone': '安卓手机：短信转发器（SmsForwarder）',
  'console.listener.phoneLead':
    '点按钮复制；或在另一块屏幕上打开本页，用手机扫二维码。图上的数字就是各项要填的位置。',
  'console.listener.scan': '二维码',
  'console.listener.scanAlt': '二维码：{label}',
  'console.listener.step1': '添加一台手机',
  'console.listener.step1Text': '每台设备有自己的密钥：丢了一台，删掉它就行，不影响别的。',
  'console.listener.name': '设备名称',
  'console.listener.nameHint': '例如“店里的红米”。',
  'console.listener.nameMissing': '请填写设备名称。',
  'console.listener.nameTooLong': '名称最多 {max} 个字符，不能换行。',
  'console.listener.nameTaken': '已经有同名的设备，请换一个名称。',
  'console.listener.app': '用什么监听',
  'console.listener.addDevice': '生成密钥',
  'console.listener.orKey': '在那之前，原来用商户密钥的手机仍可使用：',
  'console.listener.keyEnds': '生成密钥后，这个账号不再接受商户密钥：每台设备都要有自己的密钥。',
  'console.listener.keyEndsFor':
    '{names} 还在用商户密钥。生成密钥后，这个账号不再接受商户密钥：它们也要各自生成密钥并填进去，否则发来的到账会被拒收。',
  'console.listener.method': '请求方式',
  'console.listener.url': 'Webhook Server（地址）',
  'console.listener.urlGuessed':
    '按您当前访问的地址显示，手机必须能打开它。若不能，请在 .env 中设置 PUBLIC_URL，例如 PUBLIC_URL=https://pay.example.com，重启后生效。',
  'console.listener.template': '消息模板',
  'console.listener.secret': 'Secret',
  'console.listener.secretFrom1': '在第 1 步生成',
  'console.listener.keyword': '成功应答关键字',
  'console.listener.retries': '请求重试机制 · 最多重试（次）',
  'console.listener.retriesHint': '默认是 0：手机断网一下，那条到账通知就丢了。',
  'console.listener.ruleHint': '整段复制，行首的空格不能少。短信转发器的界面语言要选简体中文。',
  'console.listener.ruleTemplate': '自定义模版',
  'console.listener.ruleTemplateHint': '每个账号的模版不同，不要混用。divice 的拼写就是这样，不要改。',
  'console.listener.heartbeatTitle': '任务名称',
  'console.listener.pc': '电脑：微信 PC 监听',
  'console.listener.pcLead': '可以和手机同时使用：同一笔钱两边都报，也只算一次。',
  'console.listener.pcUrl': '通知地址',
  'console.listener.pcKey': '密钥',
  'console.listener.channel': '通道',
  'console.listener.live': '收到的消息',
  'console.listener.stepDone': '已完成',
  'console.listener.before': '开始之前',
  'console.listener.beforePhone': '手机',
  'console.listener.beforePhoneText':
    '一部一直插着电、连着网的安卓手机，登录收款的{app}。苹果手机不能转发通知。',
  'console.listener.beforeAccount': '账号',
  'console.listener.beforeAccountText':
    '用一个没有好友、没有群的{app}账号来收款。通知里只有标题和文字：谁都可以把自己的昵称改成收款通知的样子发消息；账号里没有联系人，就没有人能冒充收款。',
  'console.listener.beforeWallet': '{app}的设置',
  'console.listener.beforeApp': '能用的 App',
  'console.listener.appForwarder':
    '推荐：短信转发器（SmsForwarder）3.5.0 或更新的版本。下载：{sources}两处版本不同时用较新的；打不开就搜索“短信转发器 SmsForwarder”。',
  'console.listener.appVmq': 'V免签 的监控 App（V免签、vmqApk、Vmq-App 等）：不用照下面的步骤，扫码即可，见',
  'console.listener.appPc': '电脑上的微信 PC 监听，见',
  'console.listener.on': '打开',
  'console.listener.off': '关闭',
  'console.listener.lockScreenHint': '打开的话，手机亮着屏时就不转发。',
  'console.listener.repeatFilter': '自动过滤多久内重复消息（秒）',
  'console.listener.repeatFilterHint': '必须是 0：否则第二位顾客付同样的金额，会被当成重复消息丢掉。',
  'console.listener.quietHint':
    '打开的话，那段时间里的到账通知全都不转发。转发规则里也有同名的一项，同样不要打开。',
  'console.listener.keepAlive':
    '再让手机不要把它休眠：在“保活措施”里打开“开机启动”和“忽略电池优化设置”，在最近任务里给它上锁，再按手机的品牌设置：',
  'console.listener.brands': '各品牌手机的省电设置',
  'console.listener.brandsText':
    '菜单的名字随系统版本略有不同；找不到就在手机“设置”里搜索引号里的词。短信转发器和收款的 App 都要设。',
  'console.listener.hidden': '通知变成了“已隐藏敏感通知内容”？',
  'console.listener.hiddenText':
    '安卓 15 以后的系统、小米 HyperOS 2 和 3、ColorOS 16 会对监听通知的 App 隐藏“敏感”的内容，常常金额大了才隐藏，小额测试看不出来。这样的通知会保存下来等您看，但不会自动入账。',
  'console.listener.hiddenCommand':
    '解决办法：把手机用数据线连到电脑，打开“开发者选项”里的“USB 调试”，在电脑上执行',
  'console.listener.hiddenCommandHint':
    '执行一次即可，不用 root。cn.ppps.forwarder 是短信转发器 3.5.0 的包名，别的 App 换成它自己的。原生安卓也可以在“设置 → 通知”里关掉“增强型通知”。',
  'console.listener.senderName': '通道名称',
  'console.listener.senderNameHint': '必填，不填不能保存。名字随意，下面两步要选它。',
  'console.listener.packageName':
    '规则里的包名不用自己找，上面已经写好。要找别的 App 的包名：在短信转发器的菜单里打开“应用列表·复制包名”，点一下它就复制好了。',
  'console.listener.tooImpatient':
    '这个账号静默 {seconds} 秒就暂停接单，比两次心跳还短，晚到一次就会误停。请把“静默多少秒后停用”改成 150：',
  'console.listener.liveMore': '全部',
  'console.listener.progress.device': '密钥',
  'console.listener.progress.settings': '转发',
  'console.listener.progress.sender': '通道',
  'console.listener.progress.rule': '规则',
  'console.listener.progress.heartbeat': '心跳',
  'console.listener.progress.payment': '收款',
  'console.listener.progressTitle': '做到哪一步了',
  'console.listener.reload': '刷新',
  'console.listener.waiting': '正在等待第一条消息……',
  'console.listener.seen': '最近 {time}',
  'console.listener.noHeartbeat': '没有心跳',
  'console.listener.money': '收款 ¥{amount}',
  'console.listener.keyTitle': '商户密钥与 V免签',
  'console.listener.vmqTitle': 'V免签 App',
  'console.listener.revealVmq': '显示 V免签二维码',
  'console.listener.keyLead':
    '原来把商户密钥填作 Secret 的手机可以继续用，直到给这个账号的设备生成密钥。V免签 App 有自己的密钥，扫码得到。',
  'console.listener.keyOff':
    'V免签 App 有自己的密钥，扫码得到；它只能报告到账，不能下单。这个账号不接受用商户密钥签名的设备。',
  'console.listener.reveal': '显示密钥和 V免签二维码',
  'console.listener.vmq': 'V免签配置',
  'console.listener.vmqHint':
    '在 V免签 App 里扫码配置，或手动输入；旧版 App 和新版（/api/monitor）都用它。这里的密钥只给 App 用，商城用“商户”页里的通讯密钥。心跳由 App 自己发，不用另设。',
  'console.listener.vmqUrl': 'V免签配置（带 http 的新版 App）',
  'console.listener.vmqUrlHint': '新版 App（vmq-apk 2.x，/api/v1）填这一项：https 的站点要带上 https://。',
  'console.listener.appRules': '这个平台的其他 App（{count} 个）',
  'console.listener.appRulesText': '每个 App 另建一条转发规则：匹配规则用下面的，自定义模版用上面同一份。',
  'console.listener.otherSecret':
    '到“{login}”的监听设置页，在第 1 步再添加一次这部手机，得到它自己的 Secret。',
  'console.listener.otherSender': '另加一个发送通道，名称填 {sender}，Secret 填刚得到的那一个。',
  'console.listener.otherRuleDo': '另加一条转发规则：发送通道选 {sender}，匹配规则和自定义模版从那一页复制。',
  'console.listener.otherTask':
    '另加一个心跳任务，名称填 {task}，发送通道也选 {sender}，自定义模版从那一页复制。',
  'console.listener.samePhone': '这部手机已经在为别的账号监听？',
  'console.listener.samePhoneText':
    '第 2 步不用再做，其余各步再做一份：发送通道叫 {sender}，心跳任务叫 {task}。原来的通道、规则和任务不要改。',
  'console.listener.oneStepLeft': '差一步：确认这种通知',
  'console.listener.toConfirm': '到“通知文字”确认',
  'console.listener.asked.always':
    '这个平台的通知，每种写法第一次都会先问您一次：核对到账后，按“这是收款，以后自动”，以后自动入账。见',
  'console.listener.asked.sometimes':
    '有的通知写法第一次会先问您一次：核对到账后，按“这是收款，以后自动”，以后自动入账。见',
} as const;
