import type { consoleCauses as zh } from '../zh/console-causes.ts';

export const consoleCauses: Record<keyof typeof zh, string> = {
  'console.remedy.test':
    'If you pressed 测试 on the sender: address and message template work, go on with step 4. Otherwise turn on 启用自定义模版 in the rule and copy the template of step 4 again.',
  'console.remedy.injected':
    'See whether the rule template was changed, and copy that of step 4 again. If not, a payer may have tried something with the nickname or the remark: check the payment on the phone and complete the order by hand.',
  'console.remedy.again': 'If the payment was not counted, send the message anew from the phone.',
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
};
