import type { refusalsDevice as zh } from '../zh/refusals-device.ts';

export const refusalsDevice: Record<keyof typeof zh, string> = {
  'device.unreadable': 'Not taken: it is not whole, too large or of another encoding',
  'device.fault': 'Not taken: a fault of the server, send it again later',
  'device.tooManyFailures': 'Too many failures, try again in a minute',
  'device.unnamedPhone': 'Phone',
  'device.domainOnly': 'the domain alone, without a path behind it',
  'refusal.not_post': 'Wrong method: choose POST in the Webhook sender of SmsForwarder',
  'refusal.empty': 'What came is empty: check the message template',
  'refusal.message_too_large': 'Too long, refused',
  'refusal.not_readable': 'What came can’t be read: the message template is JSON or a form',
  'refusal.duplicate_field': 'A field stands twice, refused',
  'refusal.wrong_template':
    'SmsForwarder’s default message template was used: put the one of the set-up page into the Webhook sender',
  'refusal.unfilled':
    '[msg], [timestamp] or [sign] was not filled in: use POST and check how the tags are written',
  'refusal.wrong_action': 'No mpay message: the action is mpay or mpaypc, copy the message template again',
  'refusal.no_data': 'data is missing: copy the message template again',
  'refusal.no_time': 'time is missing: copy the message template again',
  'refusal.no_sign': 'No signature: fill in the Secret of the Webhook sender',
  'refusal.not_a_frame.phone':
    'The data is not as it should be: the rule has no template of the account’s page, or it was cut off',
  'refusal.not_a_frame.pc': 'The data is not as it should be: JSON with aid, pid, chan and money',
  'refusal.duplicate_name.phone':
    'A field name stands twice in the data; a payer may have played with note or name; refused',
  'refusal.duplicate_name.pc': 'A field name stands twice in the data, refused',
  'refusal.injected':
    'The notification holds a separator of the template, so that it can’t be told apart; refused (if the template has more fields between title, msg and time, move them behind divice)',
  'refusal.missing_field': '{field} is missing in the data',
  'refusal.null_value': '{field} is null: the app had nothing to put there',
  'refusal.unfilled_tag': 'The app did not fill in the tag in {field}: check how it is written',
  'refusal.bad_field.text': '{field} is to be a text',
  'refusal.bad_field.id': '{field} is to be a number: copy the template of the account’s page again',
  'refusal.bad_field.time': 'time looks like 2026-01-02 03:04:05: use {tag} as in the template',
  'refusal.bad_field.chan': 'chan is a digit from 1 to 5',
  'refusal.bad_field.money': 'money is an amount above 0 with two decimals at most',
  'refusal.bad_field.channel': 'channel is pid#aid, for example 1000#3',
  'refusal.wrong_ids':
    'The pid or aid of the template is wrong: copy the template of the account’s page again',
  'refusal.other_account':
    'The rule has the template of another account: copy the one of the account that the phone belongs to',
  'refusal.no_pc': 'A PC can’t tell of this platform’s payments: forward notifications with a phone',
  'refusal.no_phone':
    'A phone can’t tell of this platform’s payments: use a way of listening that the platform has',
  'refusal.bad_secret': 'Wrong signature: check the Secret in SmsForwarder',
  'refusal.not_a_time': 'time is no timestamp: check it in the message template',
  'refusal.too_old':
    'The phone’s clock and the server’s are more than {minutes} minutes apart: turn on automatic time on the phone',
  'refusal.too_old.vmq': 'The phone’s clock is too far off: turn on automatic time',
  'refusal.in_future':
    'The phone’s clock and the server’s are more than {minutes} minutes apart: turn on automatic time on the phone',
  'refusal.in_future.vmq': 'The phone’s clock is too far off: turn on automatic time',
  'refusal.same_second':
    'Two different payments were told within one second: the second one is kept for a person to check',
  'refusal.changed': 'One signature came with different contents: refused, and the merchant was told',
  'refusal.changed.vmq': 'One signature came with different contents, refused',
  'refusal.refused_before': 'This message was refused before: send it anew',
  'refusal.phone_address': 'Not taken, the address is wrong. Change it to: {address}',
  'refusal.vmq_address':
    'Not taken, the address is wrong. Scan the configuration of the set-up page again; the address is: {address}',
  'refusal.vmq_sign': 'The signature is wrong',
  'refusal.vmq_headers': 'The X-VMQ signature headers are not complete or not well formed',
  'refusal.vmq_time': 'That is no timestamp',
  'refusal.vmq_push': 'type or price is not right',
  'refusal.vmq_account': 'There is no account for it: add one in the console first',
  'refusal.vmq_unknown': 'There is no such address here: use a V免签 app that is compatible',
  'refusal.bad_device': '{problem}',
  'refusal.duplicate_device': '{problem}',
  'refusal.bad_rule': '{problem}',
  'refusal.unknown_device.gone': 'There is no device {id}',
  'refusal.unknown_platform.rules': 'There is no platform {platform}',
  'refusal.unknown_rule': 'There is no such rule',
  'refusal.unknown_rule.unconfirmed': 'No such rule is confirmed',
  'refusal.not_unconfirmed': 'This receipt was dealt with already; there is nothing to confirm.',
  'refusal.not_unconfirmed.meanwhile': 'This receipt was dealt with already; reload and look again',
  'refusal.not_found.listener':
    'The system asks for this account’s payments itself; it needs no listening device',
};
