import type { consoleListener as zh } from '../zh/console-listener.ts';

export const consoleListener: Record<keyof typeof zh, string> = {
  'console.listener.lead': 'Enter what stands here; each step ticks itself off once it is right.',
  'console.listener.added': 'Added “{name}”',
  'console.listener.addAnother': 'Add another one',
  'console.listener.hasDevice': '{count} so far: {names}',
  'console.listener.stepSettings': 'Install SmsForwarder and turn on forwarding in 通用设置 (settings)',
  'console.listener.stepSettingsText':
    'Turn on 转发应用通知 and grant notification access; give 设备名称 a name you’ll recognise. Check the values below: a wrong one loses payments without a sound.',
  'console.listener.stepSender': 'Under 发送通道 (senders), add a Webhook',
  'console.listener.stepSenderText':
    'Choose POST, leave the sender on, copy these as they are, and leave the other options alone.',
  'console.listener.senderTest':
    'Press 测试 (test) before you save. The phone shows a failure (HTTP 400), which is all right: when “Wrong rule template” turns up on this page under what arrived, address and message template work.',
  'console.listener.stepRule': 'Under 转发规则 (rules), add one for apps (应用)',
  'console.listener.stepRuleText':
    'As sender (发送通道) choose {sender}, as matching field (匹配字段) choose 多重匹配, and turn on the rule’s own template (启用自定义模版).',
  'console.listener.ruleOf': 'Rule · {platform}',
  'console.listener.otherRule': 'Does this phone watch “{platform}” too?',
  'console.listener.otherRuleText':
    'Each account has its own Secret, sender, rule and heartbeat. Don’t mix them with those of this page: the messages would be refused.',
  'console.listener.otherPage': 'Open the listener page of “{login}”',
  'console.listener.otherAdd': 'First add an account of “{platform}”',
  'console.listener.stepHeartbeat': 'Under 自动任务 (tasks), add a heartbeat',
  'console.listener.stepHeartbeatText':
    'Add a task: under 如果 a timer (定时任务), under 就执行 a push (推送通知), as sender the same {sender}, and turn on its own template (启用自定义模版). With heartbeats the system can take the phone’s codes out of use, and tell you, as soon as it is gone.',
  'console.listener.heartbeatCron': 'The timer’s seven boxes',
  'console.listener.heartbeatCronHint':
    'Change 秒 (seconds) only: tap it, choose 指定, tick 00 (shown as 0 or 00, both are right); leave the other six as they are. Untouched it fires every second, and the battery is soon empty. Together, once a minute:',
  'console.listener.stepTry': 'Receive a small payment',
  'console.listener.stepTryText':
    'Have someone pay 0.01: the message and what was understood show up by themselves under',
  'console.listener.pictureSettings':
    'Drawing: SmsForwarder’s settings. 转发应用通知 is on, 仅锁屏状态 and the quiet hours are off; number 1 is the filter for repeated messages, 2 the number of retries.',
  'console.listener.pictureSender':
    'Drawing: SmsForwarder’s Webhook sender. Number 1 is its name; POST is chosen; 2 is the Webhook Server, 3 the message template, 4 the Secret, 5 the keyword.',
  'console.listener.pictureRule':
    'Drawing of a SmsForwarder rule for apps: 多重匹配 is chosen; number 1 is the value to match; 启用自定义模版 is on, number 2 is the template.',
  'console.listener.pictureTask':
    'Drawing: a new task in SmsForwarder. Number 1 is its name, 2 the timer’s seven boxes, of which only the seconds are changed to 0; the deed is a push, its own template is on, 3 is the template.',
  'console.listener.waitingText': 'The phone is connected. Waiting for the first notification …',
  'console.listener.times': '{count} times',
  'console.listener.understood': 'Understood: {facts}',
  'console.listener.clockRight': 'clock right',
  'console.listener.clockAhead': 'clock {by} ahead',
  'console.listener.clockBehind': 'clock {by} behind',
  'console.listener.zoneOther': 'time zone {zone}, not Beijing’s',
  'console.listener.zonePerhaps': 'time zone perhaps {zone}, not Beijing’s',
  'console.listener.ruleOrDismiss': 'Make it a rule or dismiss it',
  'console.listener.otherPlatform':
    'This payment is of “{platform}”, but came with the template of this account.',
  'console.listener.secretShown':
    'Enter it now: this secret stays on this page for 15 minutes, also over a reload, and is not shown after that. If it gets lost, remove the device and add it again.',
  'console.listener.phone': 'Android phone: SmsForwarder (短信转发器)',
  'console.listener.phoneLead':
    'Copy with the button, or open this page on another screen and scan the QR codes. The numbers in the pictures show where each value goes.',
  'console.listener.scan': 'QR code',
  'console.listener.scanAlt': 'QR code: {label}',
  'console.listener.step1': 'Add a phone',
  'console.listener.step1Text':
    'Each device has a secret of its own: if one is lost, remove it and nothing else changes.',
  'console.listener.name': 'Name of the device',
  'console.listener.nameHint': 'Such as “shop phone”.',
  'console.listener.nameMissing': 'Enter a name.',
  'console.listener.nameTooLong': 'At most {max} characters, no line breaks.',
  'console.listener.nameTaken': 'There is a device of that name; take another one.',
  'console.listener.app': 'Listens with',
  'console.listener.addDevice': 'Make a secret',
  'console.listener.keyEnds':
    'With this key the account stops accepting the merchant key: every device needs a key of its own.',
  'console.listener.keyEndsFor':
    '{names} still use the merchant key. With this key the account stops accepting it: give each of them a key of its own as well, or their payments are refused.',
  'console.listener.orKey': 'Until then, phones that use the merchant key go on working:',
  'console.listener.method': 'Method (请求方式)',
  'console.listener.url': 'Webhook Server (address)',
  'console.listener.urlGuessed':
    'Taken from the address you are using; the phone must be able to open it. If it can’t, set PUBLIC_URL in .env, such as PUBLIC_URL=https://pay.example.com, and restart.',
  'console.listener.template': 'Message template (消息模板)',
  'console.listener.secret': 'Secret',
  'console.listener.secretFrom1': 'Made in step 1',
  'console.listener.keyword': 'Answer keyword (成功应答关键字)',
  'console.listener.retries': 'Retries (请求重试机制 · 最多重试)',
  'console.listener.retriesHint':
    'Its default is 0: a moment without network, and that notification is lost.',
  'console.listener.ruleHint':
    'Copy all of it, with the spaces at the beginning of a line. The app’s language must be 简体中文, as its rules are written in it.',
  'console.listener.ruleTemplate': 'Own template (自定义模版)',
  'console.listener.ruleTemplateHint':
    'Each account has its own; don’t mix them. “divice” is spelled like this.',
  'console.listener.heartbeatTitle': 'Name of the task (任务名称)',
  'console.listener.pc': 'PC: WeChat monitor',
  'console.listener.pcLead': 'May run beside the phone: a payment that both report is counted once.',
  'console.listener.pcUrl': 'Address',
  'console.listener.pcKey': 'Key',
  'console.listener.channel': 'Channel',
  'console.listener.live': 'What arrived',
  'console.listener.stepDone': 'done',
  'console.listener.before': 'Before you begin',
  'console.listener.beforePhone': 'Phone',
  'console.listener.beforePhoneText':
    'An Android phone that stays plugged in and online, logged in to the {app} account that takes the money. An iPhone can’t forward notifications.',
  'console.listener.beforeAccount': 'Account',
  'console.listener.beforeAccountText':
    'Use a {app} account without contacts and without groups. A notification is a title and a text, and anybody can name himself like a payment notice and write a message; where there are no contacts, nobody can pretend to have paid.',
  'console.listener.beforeWallet': '{app} settings',
  'console.listener.beforeApp': 'Apps that work',
  'console.listener.appForwarder':
    'Recommended: SmsForwarder (短信转发器) 3.5.0 or newer. Download: {sources}If their versions differ, take the newer one; if neither opens, search for “短信转发器 SmsForwarder”.',
  'console.listener.appVmq':
    'The V免签 monitor apps (V免签, vmqApk, Vmq-App and the like): none of the steps below, just scan a code, see',
  'console.listener.appPc': 'A PC that watches WeChat’s windows, see',
  'console.listener.on': 'on',
  'console.listener.off': 'off',
  'console.listener.lockScreenHint': 'If on, nothing is forwarded while the screen is lit.',
  'console.listener.repeatFilter': '自动过滤多久内重复消息 (seconds)',
  'console.listener.repeatFilterHint':
    'Must be 0: otherwise the next customer’s payment of the same amount is dropped as a repeat.',
  'console.listener.quietHint':
    'If on, no payment is forwarded in that time. A rule has the same setting: leave it off there too.',
  'console.listener.keepAlive':
    'Then keep the phone from putting it to sleep: turn on 开机启动 and 忽略电池优化设置 under 保活措施, lock it among the recent apps, and set what the phone’s maker calls it:',
  'console.listener.brands': 'Battery settings by maker',
  'console.listener.brandsText':
    'Menu names vary a little between versions; if you can’t find one, search the phone’s settings for the words in quotes. Do it for SmsForwarder and for the collecting app.',
  'console.listener.hidden': 'Do notifications say “已隐藏敏感通知内容”?',
  'console.listener.hiddenText':
    'Android 15 and newer, Xiaomi HyperOS 2 and 3, and ColorOS 16 hide “sensitive” texts from apps that listen, often only above some amount, so that a small test shows nothing. Such a notification is kept for you to look at, but is not counted.',
  'console.listener.hiddenCommand':
    'Remedy: connect the phone to a computer, turn on USB debugging in its developer options, and run on the computer',
  'console.listener.hiddenCommandHint':
    'Once is enough, no root needed. cn.ppps.forwarder is SmsForwarder 3.5.0; for another app use its own package name. On plain Android you can also turn off “Enhanced notifications” in the settings.',
  'console.listener.senderName': '通道名称 (name)',
  'console.listener.senderNameHint':
    'It can’t be saved without one. Any name does; the next two steps choose it.',
  'console.listener.packageName':
    'The package names in the rule are right as they stand. To find another app’s: open 应用列表·复制包名 in SmsForwarder’s menu and tap the app.',
  'console.listener.tooImpatient':
    'This account pauses after {seconds} s of silence, less than two heartbeats: one that is late would stop it. Set its silence to 150 s:',
  'console.listener.liveMore': 'all',
  'console.listener.progress.device': 'secret',
  'console.listener.progress.settings': 'forwarding',
  'console.listener.progress.sender': 'sender',
  'console.listener.progress.rule': 'rule',
  'console.listener.progress.heartbeat': 'heartbeat',
  'console.listener.progress.payment': 'payment',
  'console.listener.progressTitle': 'How far you are',
  'console.listener.reload': 'Reload',
  'console.listener.waiting': 'Waiting for the first message …',
  'console.listener.seen': 'last {time}',
  'console.listener.noHeartbeat': 'no heartbeat',
  'console.listener.money': 'Received ¥{amount}',
  'console.listener.keyTitle': 'Merchant key and V免签',
  'console.listener.vmqTitle': 'V免签 app',
  'console.listener.revealVmq': 'Show the V免签 QR code',
  'console.listener.keyLead':
    'Phones whose Secret is the merchant key go on working until a device of this account gets a key of its own. The V免签 app has its own key: scan the code.',
  'console.listener.keyOff':
    'The V免签 app has a key of its own: scan the code. It can report payments, not submit orders. This account accepts no device that signs with the merchant key.',
  'console.listener.reveal': 'Show the key and the V免签 QR code',
  'console.listener.vmq': 'V免签 configuration',
  'console.listener.vmqHint':
    'Scan it in the V免签 app, or type it in; old apps and those of /api/monitor take it. Its key is for the app only; shops use the V免签 key of the merchant’s page. The app sends its heartbeat by itself.',
  'console.listener.vmqUrl': 'V免签 configuration (newer apps, with http)',
  'console.listener.vmqUrlHint':
    'For newer apps (vmq-apk 2.x, /api/v1): a site with https needs the https:// in front.',
  'console.listener.appRules': 'Other apps of this platform ({count})',
  'console.listener.appRulesText':
    'Make one more forwarding rule for each app: the matching rule from here, the same template as above.',
  'console.listener.otherSecret':
    'On the listener page of “{login}”, add this phone in step 1: you get another Secret.',
  'console.listener.otherSender': 'Add another sender named {sender}, with that Secret.',
  'console.listener.otherRuleDo':
    'Add another rule: as sender choose {sender}; copy rule and template from that page.',
  'console.listener.otherTask':
    'Add another heartbeat task named {task}, also with the sender {sender}, and the template from that page.',
  'console.listener.samePhone': 'Does this phone already watch another account?',
  'console.listener.samePhoneText':
    'Skip step 2 and do the others once more: the sender is named {sender}, the task {task}. Leave the senders, rules and tasks that are there as they are.',
  'console.listener.oneStepLeft': 'One step left: confirm this notification',
  'console.listener.toConfirm': 'Confirm it under “Notification texts”',
  'console.listener.asked.always':
    'On this platform each kind of notification waits for you once: check the money, press “This is money”, and it counts by itself from then on. See',
  'console.listener.asked.sometimes':
    'Some kinds of notification wait for you once: check the money, press “This is money”, and they count by themselves from then on. See',
};
