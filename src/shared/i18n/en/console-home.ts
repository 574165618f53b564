import type { consoleHome as zh } from '../zh/console-home.ts';

export const consoleHome: Record<keyof typeof zh, string> = {
  'console.home.heading': 'Today',
  'console.home.today': 'Today’s figures',
  'console.home.amount': 'Received',
  'console.home.orders': 'Orders',
  'console.home.paid': 'Paid',
  'console.home.rate': 'Success rate',
  'console.home.rateOf': 'of finished orders',
  'console.home.waiting': '{count} waiting',
  'console.home.attention': 'Needs attention',
  'console.home.allWell': 'All is well, nothing to do.',
  'console.home.noCode': 'No code can take orders',
  'console.home.noCodeText': 'New orders are refused. Enable or mend an account and one of its codes.',
  'console.home.proxy': 'A reverse proxy stands in front, and TRUST_PROXY is not set',
  'console.home.proxyText':
    'All visitors look like one address now: limits count them together, and addresses given to shops begin with http. Set TRUST_PROXY=1 in .env and restart.',
  'console.home.publicProxy': 'The proxy on your way is not trusted',
  'console.home.publicProxyText':
    'You came by {address}, which is a public address (a CDN that connects to this server directly, say). TRUST_PROXY=1 trusts proxies on this machine and its network only: put this proxy’s or CDN’s networks into TRUST_PROXY in .env (like 203.0.113.0/24,loopback) and restart, or all visitors will look like its address.',
  'console.home.neverHeard.waits':
    'No phone or PC was ever heard, so it takes no orders yet. It starts by itself with the first message or heartbeat.',
  'console.home.neverHeard.takes':
    'No phone or PC was ever heard, but you let it take orders: payments are not seen. Please set up listening.',
  'console.home.look': 'Look',
  'console.home.mend': 'Fix',
  'console.home.since': 'since {time}',
  'console.home.unmatched': 'Payments that match no order: {count}',
  'console.home.unmatchedText': 'The money is there, but its order is not certain. Please assign it.',
  'console.home.failing': 'A notification failed {count} times',
  'console.home.week': 'Last 7 days',
  'console.home.day': 'Day',
  'console.home.share': 'Share',
  'console.home.amountShort': 'Amount',
  'console.home.paidOf': 'Paid/orders',
  'console.home.stepsTitle': '{count} steps to the first payment',
  'console.home.stepsLead': 'This list goes away with the first order.',
  'console.home.stepAccount': 'Add an account',
  'console.home.stepAccountText':
    'Choose the platform. One with a back end needs its login; a personal code needs just a name, and an Android phone later on.',
  'console.home.stepCode': 'Add a code',
  'console.home.stepCodeText': 'Upload the picture of the code or paste its link.',
  'console.home.stepPhone': 'Connect the phone: {account}',
  'console.home.stepPhoneText':
    'A phone forwards the notifications. Set it up as the listener page says; its first message ticks this step.',
  'console.home.stepPhoneHeard': 'Its messages arrive.',
  'console.home.stepTrial': 'Pay one cent yourself',
  'console.home.stepTrialText':
    'No shop needed: choose a code, pay ¥0.01 with your phone, and watch it go all the way from the order to the notification.',
  'console.home.stepShop': 'Connect the shop',
  'console.home.stepShopText':
    'Enter this address, the pid and the key in the shop’s epay settings, then try a small order.',
  'console.home.stepShopKey': 'See the key and how shops want it',
  'console.alert.route': 'Where money goes was changed',
  'console.alert.routeText':
    '{who}{from} {deed}: {what}{fields}. If that was not you, change it back at once and change your password.',
  'console.alert.route.from': ' (from {ip})',
  'console.alert.route.fields': '; changed: {names}',
  'console.alert.deed.code_add': 'added a code',
  'console.alert.deed.code_fix': 'added codes with amounts',
  'console.alert.deed.code_edit': 'changed a code',
  'console.alert.deed.account_edit': 'changed an account',
  'console.alert.field.content': 'QR code',
  'console.alert.field.style': 'How the cashier shows it',
  'console.alert.field.terminal': 'Terminal',
  'console.alert.field.kind': 'Kind of code',
  'console.alert.field.login': 'Login',
  'console.alert.field.acceptKey': 'Accept the merchant key as signature',
  'console.alert.field.address': 'the platform’s address',
  'console.alert.field.secrets': 'the platform’s password',
  'console.guide.dujiaoka1':
    'In its backend open “配置 → 支付配置”, and edit both “易支付-支付宝” and “易支付-微信” (marked alipay and wxpay). Enter the same in each:',
  'console.guide.dujiaoka2': 'Leave “支付处理路由” as /pay/yipay, turn “启用” on and save.',
  'console.guide.dujiaokaAddress': 'This field holds the address, whatever its name.',
  'console.guide.acg1': 'In its backend open “支付插件”, find “易支付” and open its settings. Enter:',
  'console.guide.acg2':
    'Then open “支付接口” and add one entry for Alipay and one for WeChat, both with the plugin “易支付”. Turn them on and save.',
  'console.guide.newapi1': 'Open “系统设置 → 支付设置” and enter:',
  'console.guide.newapi2':
    '“回调地址” is new-api’s own address, such as https://api.example.com. Enter these ways to pay, and save:',
  'console.guide.xboard1': 'In its backend open “支付配置”, add a payment method and choose “EPay”. Enter:',
  'console.guide.xboard2':
    'Save it and turn it on. For Alipay and WeChat side by side, add one for each, with TYPE alipay and wxpay.',
  'console.guide.xboardUrl': 'No slash at the end.',
  'console.guide.xboardType': 'For WeChat wxpay; left empty, the buyer chooses. v2board has no such field.',
  'console.guide.wordpress1': 'Find “易支付” in the payment settings of the theme or plug-in and fill in:',
  'console.guide.wordpressUrl': 'Some plug-ins want the whole address: the one that ends with submit.php.',
  'console.guide.other': 'Anything else that speaks epay',
  'console.guide.other1': 'Open the epay settings of the shop and enter:',
  'console.guide.other2':
    'Choose MD5 as the signature (version V1); the pay types are alipay, wxpay and unionpay, which may be called bank.',
  'console.guide.otherRoot': 'For shops that want one address only.',
  'console.guide.keyHidden': 'Show the key first',
  'console.guide.last':
    'Place an order of 0.10 and pay it. When all is well it stands among the orders, as paid.',
  'console.guide.toOrders': 'See the orders',
  'console.brand.xiaomi': 'Xiaomi · Redmi (HyperOS, MIUI)',
  'console.brandText.xiaomi':
    '“应用设置 → 应用管理 → 短信转发器”: turn on “自启动”, set “省电策略” to “无限制”. If notifications turn into “已隐藏敏感通知”, see the next item.',
  'console.brand.huawei': 'Huawei · Honor',
  'console.brandText.huawei':
    'Find it under “应用启动管理”, turn “自动管理” off, and turn on “允许自启动”, “允许关联启动”, “允许后台活动” by hand.',
  'console.brand.oppo': 'OPPO · realme · OnePlus (ColorOS)',
  'console.brandText.oppo':
    'Find it under “电池 → 应用耗电管理”, turn on “允许完全后台行为” (or “允许应用后台行为”) and “自启动”; no power saving mode.',
  'console.brand.vivo': 'vivo · iQOO (OriginOS)',
  'console.brandText.vivo':
    'Allow it under “电池 → 后台耗电管理”, turn on “自启动”, turn off “睡眠待机优化”.',
  'console.brand.samsung': 'Samsung (One UI)',
  'console.brandText.samsung':
    'Add it to the apps that never sleep under “电池 → 后台使用限制”, and set its battery use to unrestricted.',
  'console.brand.meizu': 'Meizu (Flyme)',
  'console.brandText.meizu':
    '“手机管家 → 权限管理 → 后台管理”: choose “允许后台运行”, and let it start by itself.',
  'console.brand.other': 'Others',
  'console.brandText.other':
    'Search the settings for battery optimisation and exempt it; search for auto-start and turn it on.',
  'console.home.unknownTexts': 'Notifications that nobody knew: {count}',
  'console.home.unknownTextsText': 'They may be payments. Make a rule of what is one, dismiss the rest.',
  'console.home.refused': 'Shop requests were refused, for causes: {count}',
  'console.home.refusedText':
    'The shop may be set up wrongly, so that buyers can’t pay. See causes and remedies.',
  'console.alert.hidden': 'The phone’s system hid a notification: payments may be missed',
  'console.alert.hiddenText':
    '{account}: a notification from “{device}” came as “Sensitive notification content hidden”, so its amount is not known. First look in the app whether the money came. To allow it: (1) switch on USB debugging, connect a computer and run {command} (Android 15 and newer, Xiaomi HyperOS 2 and 3, ColorOS 16; no root needed; for another forwarding app use its package name); (2) on plain Android you can also turn off “Enhanced notifications” in the settings. Then try it with a usual amount: small ones are often not hidden.',
  'console.alert.seen': 'Got it',
  'console.alert.lost': '{count} notifications are missing, ¥{amount} in all',
  'console.alert.lostUnknown': '{count} notifications are missing',
  'console.alert.lostText':
    '{account}, {day}: the number of today’s payments jumped over them. Check on the phone and complete the orders by hand.',
  'console.alert.replayed': 'A changed message was refused',
  'console.alert.replayedText':
    '{account}: one signature came with two contents; somebody may have captured and changed it. Give the device a new secret and use https.',
  'console.alert.sameSecond': 'A second payment within one second, ¥{amount}: please check',
  'console.alert.sameSecondText':
    '{account}: a PC monitor signs whole seconds, so a second payment can’t be told from a forged one. It was not counted; compare with the WeChat bill.',
  'console.alert.allTakenShort': 'An order found no amount',
  'console.alert.shortage.all_taken': 'All amounts for {type} ¥{amount} are taken: orders were turned away',
  'console.alert.limited': 'An order of {type} ¥{amount} was beyond the limits',
  'console.alert.limitedText':
    'Each code has a limit of yours that keeps it away: {list}. Raise a limit, or add a code.',
  'console.alert.shortage.too_many_open':
    'Amounts for {type} ¥{amount} are scarce: a network that holds many was turned away',
  'console.alert.allTakenCodes': 'Taken on each code: {list}.',
  'console.alert.allTakenCode': '{code} {taken}/{of}',
  'console.alert.allTakenBy': 'Unpaid orders hold {unpaid}, paid ones that cool {paid}.',
  'console.alert.allTakenWho': 'The unpaid ones come from: {list}.',
  'console.alert.allTakenNetwork': '{network} ({orders})',
  'console.alert.allTakenNobody': 'networks unknown ({orders})',
  'console.alert.allTakenRemedy':
    'If business is good: add a code, or under Merchant → Order rules allow more fen or shorten the lifetime. If most come from one network, somebody may be blocking you: close those orders and lower the limit per network. This ends by itself when amounts are free again.',
  'console.alert.halted.needs_you': '{account} wants you to log in',
  'console.alert.halted.stopped': '{account} is not asked any more',
  'console.alert.haltedText.needs_you':
    '{why}. Until then its payments are not seen, and new orders take other codes first; what was paid is found after the login. A phone will do.',
  'console.alert.haltedText.stopped':
    '{why}. It takes no new orders, and its payments are not seen. Correct the login, or see to it that the account is not restricted, and press “Test login”.',
  'console.alert.ending': 'The login of {account} ends soon',
  'console.alert.endingText':
    'About {minutes} minutes were left when this was told. After that its payments are not seen, and new orders take other codes first: log in once more before. A phone will do.',
  'console.alert.unread': '{account} has rows that nobody can read',
  'console.alert.unreadText':
    '{count} rows of the platform could not be read (“{problem}”), and no order was settled by them. There may be payments among them: look at the platform, and complete the order that one belongs to by hand.',
  'console.alert.silent': 'A listening device is silent',
  'console.alert.silentText':
    '{account} ({names}): its codes take no orders until it is back. Check battery, network and background permission. If one of them was only tried and is not in use, remove it on the page of listening devices: with what is left, the account takes orders again.',
  'console.home.unconfirmed': 'Payments that wait for you to confirm their notification: {count}',
  'console.home.unconfirmedText':
    'The first of their kind. Check the money and press “This is money” once; from then on they count by themselves.',
  'console.home.confirm': 'Confirm',
  'console.alert.wasMe': 'That was me',
  'console.alert.routeOwn':
    '{who}{from} {deed}: {what}{fields}. If that was you, press “That was me”. If not, change it back at once and change your password.',
};
