import type { consoleCauses as zh } from '../zh/console-causes.ts';

export const consoleCauses: Record<keyof typeof zh, string> = {
  'console.cause.blank': 'The shop answered with nothing; it should answer success',
  'console.cause.otherAnswer': 'The shop did not answer success, but {quote}',
  'console.cause.webPage':
    'The shop did not answer success but with a web page{title}, perhaps its home page: check the notification address and the shop’s rewrite rules',
  'console.cause.loginPage':
    'The shop did not answer success but with a login page{title}: the notification address must not ask for a login',
  'console.cause.challengePage':
    'The shop did not answer success but with a firewall’s challenge page{title}: let the notification address through at the firewall or CDN',
  'console.cause.redirectHttps':
    'The shop answered with a redirect (HTTP {status}, to {quote}) to https only: change the shop’s site address to one that begins with https://',
  'console.cause.redirectLogin':
    'The shop answered with a redirect (HTTP {status}, to {quote}), it seems to its login: the notification address must not ask for one; check the address and the shop’s login settings',
  'console.cause.password':
    'The shop answered HTTP 401: the notification address asks for a user name and password; take that off this address',
  'console.cause.method':
    'The shop answered HTTP 405: the notification address takes no {method}; on the merchant page, change notifications to {other}',
  'console.cause.badPort':
    'The notification address has a wrong port, {port}; ports are numbers from 1 to 65535',
  'console.cause.redirectTo':
    'The shop answered with a redirect (HTTP {status}, to {quote}). Notifications follow none: use the final address',
  'console.cause.redirect': 'The shop answered with a redirect (HTTP {status}); notifications follow none',
  'console.cause.notFound': 'The shop answered HTTP 404: the notification address does not exist',
  'console.cause.forbidden':
    'The shop answered HTTP {status}: refused, perhaps by a firewall or an allow list',
  'console.cause.status': 'The shop answered HTTP {status}',
  'console.cause.private':
    '{host} leads to the private address {address}, which is refused. If the shop really is there, set ALLOW_PRIVATE_NOTIFY=true in .env and restart',
  'console.cause.reserved':
    '{host} leads to {address}, a link-local, cloud metadata or reserved address, which is never called. No shop lives there: check what the name resolves to',
  'console.cause.timeout': '{host} gave no complete answer within {seconds} seconds',
  'console.cause.stopped': 'The request to {host} was stopped',
  'console.cause.dns': 'Can’t reach {host}: its name does not resolve{code}',
  'console.cause.refused': 'Can’t reach {host}: the connection was refused, check address and port{code}',
  'console.cause.noRoute': 'Can’t reach {host}: there is no way to it{code}',
  'console.cause.connectTimeout': 'Can’t reach {host}: connecting took too long{code}',
  'console.cause.certExpired': 'Can’t reach {host}: its certificate has expired{code}',
  'console.cause.certName': 'Can’t reach {host}: its certificate is for another name{code}',
  'console.cause.tls':
    'Can’t reach {host}: its certificate is not trusted, or no secure connection came about{code}',
  'console.cause.broken': 'Can’t reach {host}: the connection broke, or what came was not HTTP{code}',
  'console.cause.noOrder': 'The order is not there, so nobody can be told',
  'console.cause.noMerchant': 'There is no merchant {pid} to sign for',
  'console.cause.badUrl': 'The notification address is no complete one, such as https://shop.example/notify',
  'console.cause.badScheme': 'The notification address must begin with http:// or https://',
  'console.cause.credentials': 'The notification address must not hold a user name or password',
  'console.remedy.test':
    'If you pressed 测试 on the sender: address and message template work, go on with step 4. Otherwise turn on 启用自定义模版 in the rule and copy the template of step 4 again.',
  'console.remedy.injected':
    'See whether the rule template was changed, and copy that of step 4 again. If not, a payer may have tried something with the nickname or the remark: check the payment on the phone and complete the order by hand.',
  'console.remedy.title':
    'If it is no payment: check package, title and leading spaces in the rule of step 4, so that only payments are sent. If it is one, make it a rule.',
  'console.remedy.text': 'If it is a payment, make it a rule; if not, dismiss it.',
  'console.remedy.details':
    'Let the phone show the content of notifications, and WeChat or Alipay their details.',
  'console.remedy.lookOrRule':
    'Check the payment on the phone. If it is real, complete the order by hand, and make it a rule if such texts come often; if not, dismiss it.',
  'console.remedy.look': 'Check the payment on the phone and complete the order by hand.',
  'console.remedy.timeZone':
    'On the phone, open Settings → Date and time, set the time zone to Beijing’s (UTC+8) and let the clock be set by itself. Payments told before the zone was certain are unmatched: say which order each of them paid.',
  'console.remedy.receiveTime':
    'The receive time in it can’t be right. It is unmatched: look at the bill and say which order it paid. Let the phone’s clock be set by itself, and check {{RECEIVE_TIME}} in the template.',
  'console.remedy.otherPlatform':
    'Give an account of “{platform}” its own Secret, sender, rule and heartbeat (see below step 4).',
  'console.remedy.vmqKey':
    'Show the QR code under “Merchant key and V免签” and scan it again in the V免签 app.',
  'console.remedy.vmqApp': 'Use a V免签 app that is compatible, or SmsForwarder instead.',
  'console.remedy.vmqAccount':
    'The V免签 app reported a payment, but its merchant has no account of that kind: add one first.',
  'console.remedy.sign': 'Enter this device’s secret (made in step 1), without spaces around it.',
  'console.remedy.template': 'Copy the message template of step 3 again and replace all of it.',
  'console.remedy.rule': 'Turn on 启用自定义模版 and copy the template of step 4 again, all of it.',
  'console.remedy.account':
    '“{named}” needs a Secret and a sender of its own: do the steps of its listener page from step 1 on, and choose the new sender in its rule and heartbeat. Only if the payment is one of “{signer}”, put the template of that page into the rule instead.',
  'console.remedy.listener':
    'Nothing was counted. Stop the listener on that device, and set up one of those on this page.',
  'console.remedy.clock': 'Turn on automatic date and time on the phone, and check the server’s clock.',
  'console.remedy.method': 'Choose POST.',
  'console.remedy.phoneAddress':
    'A message of a phone or PC did not come to the push address and was not taken. Webhook Server must be the address on this page to the letter; it ends with /mpayNotify.',
  'console.remedy.vmqAddress':
    'A V免签 app’s message was not taken: its address has a path too much, or lacks a part. Scan the V免签 configuration on this page again; by hand, enter no folder and no index.php behind the domain.',
  'console.remedy.changed':
    'One signature came with two contents: somebody may have captured and changed it. Give the device a new secret and use an https address.',
  'console.remedy.unconfirmed':
    'The first of its kind: check that the money came, then press “This is money” on the page of notification texts.',
  'console.remedy.asked': 'The platform was asked at once; its record is what counts.',
  'console.remedy.hidden': 'The system hid it: the alert on the home page says how to allow it.',
  'console.remedy.package': 'Check the package in the rule of step 4.',
};
