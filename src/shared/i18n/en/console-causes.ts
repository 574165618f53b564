import type { consoleCauses as zh } from '../zh/console-causes.ts';

export const consoleCauses: Record<keyof typeof zh, string> = {
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
    'Make a rule of its own for “{platform}”, with the template of an account there (see step 4).',
  'console.remedy.vmqKey':
    'Show the QR code under “Merchant key and V免签” and scan it again in the V免签 app.',
  'console.remedy.vmqApp': 'Use a V免签 app that is compatible, or SmsForwarder instead.',
  'console.remedy.vmqAccount':
    'The V免签 app reported a payment, but its merchant has no account of that kind: add one first.',
  'console.remedy.sign': 'Enter this device’s secret (made in step 1), without spaces around it.',
  'console.remedy.template': 'Copy the message template of step 3 again and replace all of it.',
  'console.remedy.rule': 'Turn on 启用自定义模版 and copy the template of step 4 again, all of it.',
  'console.remedy.account':
    'Put the template of “{signer}” (step 4 of its listener page) into this phone’s rule; to use the phone for “{named}”, make a secret on that page.',
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
