import type { toldTexts as zh } from '../zh/told-texts.ts';

export const toldTexts: Record<keyof typeof zh, string> = {
  'told.why.repeat': 'a broadcast; it may repeat an earlier payment',
  'told.why.paid_out': 'money that was paid out',
  'told.why.refund': 'a refund',
  'told.why.withdrawal': 'a withdrawal of own money',
  'told.why.red_packet': 'a red packet',
  'told.why.transfer': 'a transfer, not a payment to a code; not counted',
  'told.why.other_income': 'income, but not said to come from a code; not counted',
  'told.why.summary': 'a statement or a total, not one payment',
  'told.why.advertising': 'advertising or a discount',
  'told.why.service': 'a service message',
  'told.why.foreign': 'from an app that no rule is about',
  'told.why.foreign_money': 'no rule is about this app, but it may be a payment',
  'told.why.unrelated': 'nothing to do with money',
  'told.why.unseen_marks': 'marks that nobody sees stand in it; somebody may have put it together',
  'told.why.hidden': 'the phone hid what it says; it may be a payment',
  'told.why.zero': 'the amount is zero',
  'told.why.ambiguous': 'two different amounts fit',
  'told.why.doubtful_name': "the payer's name says something like refund, transfer or friend",
  'told.why.doubtful_tail': 'behind the payment it says something like refund, total or failed',
  'told.why.unknown_tail': "unknown words follow the payment; the amount may be part of someone's name",
  'told.why.unknown_title': 'no rule knows this title',
  'told.why.unknown_text': 'the title is known, the text is not',
  'told.why.no_amount': 'no amount in it; the phone may hide details',
  'told.why.too_long': 'too long to be read',
  'told.why.unconfirmed': 'seems to be money; waits for you to confirm this kind',
  'told.why.other_platform': 'A payment of another platform',
  'told.why.another_amount': 'another amount is read',
  'told.why.another_rule': 'another rule reads it',
  'told.remedy.unconfirmed':
    'The first of its kind: check that the money came, then press “This is money” on the page of notification texts.',
  'told.remedy.asked': 'The platform was asked at once; its record is what counts.',
  'told.remedy.time_zone':
    'On the phone, open Settings → Date and time, set the time zone to Beijing’s (UTC+8) and let the clock be set by itself. Payments told before the zone was certain are unmatched: say which order each of them paid.',
  'told.remedy.receive_time':
    'The receive time in it can’t be right. It is unmatched: look at the bill and say which order it paid. Let the phone’s clock be set by itself, and check {{RECEIVE_TIME}} in the template.',
  'told.remedy.foreign': 'Check the package in the rule of step 4.',
  'told.remedy.unknown_title':
    'If it is no payment: check package, title and leading spaces in the rule of step 4, so that only payments are sent. If it is one, make it a rule.',
  'told.remedy.unknown_text': 'If it is a payment, make it a rule; if not, dismiss it.',
  'told.remedy.no_amount':
    'Let the phone show the content of notifications, and WeChat or Alipay their details.',
  'told.remedy.hidden': 'The system hid it: the alert on the home page says how to allow it.',
  'told.remedy.foreign_money':
    'Check the payment on the phone. If it is real, complete the order by hand, and make it a rule if such texts come often; if not, dismiss it.',
  'told.remedy.unseen_marks': 'Check the payment on the phone and complete the order by hand.',
  'told.remedy.ambiguous': 'Check the payment on the phone and complete the order by hand.',
  'told.remedy.doubtful_name': 'Check the payment on the phone and complete the order by hand.',
  'told.remedy.doubtful_tail': 'Check the payment on the phone and complete the order by hand.',
  'told.remedy.unknown_tail':
    'Check the payment on the phone. If it is real, complete the order by hand, and make it a rule if such texts come often; if not, dismiss it.',
  'told.remedy.other_platform':
    'Give an account of “{platform}” its own Secret, sender, rule and heartbeat (see below step 4).',
  'told.placed.join': 'Another device reported it too; counted once.',
  'told.placed.known': 'This device reported it before; counted once.',
  'told.placed.review':
    'It can’t be told whether it is a new payment; it waits for you among the unmatched receipts.',
  'told.marking.not_an_amount': 'what was typed is no amount',
  'told.marking.too_long': 'the text is too long for a rule',
  'told.marking.amount_not_in_text': 'the amount is not in the text',
  'told.marking.amount_more_than_once': 'the amount is in the text more than once; take another notification',
  'told.marking.amount_without_unit': 'neither “¥” nor “元” stands beside the amount',
  'told.marking.no_words_before_amount': 'no fixed words stand before the amount',
  'told.marking.other_numbers':
    'other numbers stand in the sentence and will change; take another notification',
  'told.marking.name_not_in_text': 'the payer is not in the text, or more than once',
  'told.marking.unseen_marks': 'marks that nobody sees stand in the text; no rule can be made of it',
  'told.marking.no_title': 'the notification has no title',
  'told.marking.braces': 'the text has { or } in it; take another notification',
  'told.marking.not_a_template': 'no rule can be made of this text',
  'told.problem.not_a_rule': 'No rule can be made of this text.',
  'told.problem.id_taken': 'No rule can be made of this text.',
  'told.problem.too_much_work': 'No rule can be made of this text.',
  'told.problem.too_many_rules':
    'You can have at most {most} rules of your own. Remove one that is not used.',
  'told.problem.example_not_read': 'It would still not be counted: {why}',
  'told.problem.reads_for_another': 'A rule reads this already: {text}',
  'told.problem.reads_near_miss': 'Too wide: it would take this for a payment: {text}',
  'told.problem.other_reason': 'Too wide: it would take this for a payment: {text}',
  'told.silentDevices':
    'The listening devices ({names}) are silent; the codes of this account are not used meanwhile',
};
