import type { consoleRouting as zh } from '../zh/console-routing.ts';

export const consoleRouting: Record<keyof typeof zh, string> = {
  'console.routing.title': 'Which code takes it',
  'console.routing.lead':
    'Type an amount and see which code would take it now, and why the others would not. No order is made.',
  'console.routing.link': 'Which code takes it?',
  'console.routing.ask': 'Look',
  'console.routing.merchant': 'Merchant',
  'console.routing.payType': 'Way to pay',
  'console.routing.amount': 'Amount (yuan)',
  'console.routing.amountWrong': 'An amount with two decimals at most, like 9.90',
  'console.routing.takes': 'Takes it',
  'console.routing.later': 'Could, comes later',
  'console.routing.no': 'Does not',
  'console.routing.nobody': 'No code takes {type} ¥{amount} now',
  'console.routing.nobodyText': 'The shop is told “{answer}”. Each code’s reason stands below.',
  'console.routing.answer': '{type} ¥{amount} goes to {code} now',
  'console.routing.paysExact': 'Its buyer pays ¥{amount}.',
  'console.routing.paysFixed': 'Its buyer pays ¥{amount} and types nothing: the amount is in the code.',
  'console.routing.paysBeside':
    'An order of this price waits there, so that its buyer pays an amount a few fen beside it.',
  'console.routing.noCodes': 'This merchant has no codes yet',
  'console.routing.noCodesText': 'Add an account and a code first.',
  'console.routing.turnFirst': 'It is its turn',
  'console.routing.turnLater': 'It was used later than that one: its turn comes after',
  'console.routing.ofAccount': '{why} (a limit of its account)',
  'console.routing.why.account_off': 'The account is switched off',
  'console.routing.why.code_off': 'The code is switched off',
  'console.routing.why.plugin_gone': 'The platform’s plugin can’t be used',
  'console.routing.why.stopped': 'The account’s login was refused: it takes no orders',
  'console.routing.why.silent': 'The phone or PC that tells of its payments is gone',
  'console.routing.why.unheard': 'No phone or PC was ever heard for it',
  'console.routing.why.pay_type': 'It does not take this way to pay',
  'console.routing.why.below': 'It takes ¥{amount} and more',
  'console.routing.why.above': 'It takes ¥{amount} at most',
  'console.routing.why.hours': 'It takes payments from {from} to {to} only',
  'console.routing.why.day_count': 'Its {count} orders of the day are full (paid ones and open ones count)',
  'console.routing.why.no_bill':
    'its platform could not make a code for an order just now; orders go elsewhere for a minute',
  'console.routing.why.day_money':
    'It takes ¥{amount} a day, ¥{used} of that are used, and this order would be too much',
  'console.routing.why.day_left': 'The amounts that are free would be more than the day allows',
  'console.routing.why.all_taken': 'All amounts near this price are taken',
  'console.routing.why.rests': '{count} orders in a row ran out unpaid: others go first for 10 minutes',
  'console.routing.why.unhealthy': 'Its account can’t be asked well: it is taken when nothing else is left',
  'console.routing.why.typed': 'Its buyer types the amount; one where nothing is typed goes first',
  'console.routing.why.fixed': 'Another code has this amount set in it, so that its buyer types nothing',
  'console.order.passedBecause': '{code}: {why}',

  'console.limits.title': 'Limits',
  'console.limits.lead':
    'An order beyond them takes another code. Where none is left, the shop is told that it can’t be taken now, and so are you.',
  'console.limits.leadAccount':
    'For all codes of this account together. An order beyond them takes another account.',
  'console.limits.counts':
    'A day counts orders that were paid and those that are open, so that a burst can’t go beyond it; one that runs out unpaid gives its share back. The day begins at midnight in {zone}. Orders that you complete by hand are not limited.',
  'console.limits.dayCount': 'Orders a day',
  'console.limits.dayMoney': 'Money a day (yuan)',
  'console.limits.min': 'Lowest amount (yuan)',
  'console.limits.max': 'Highest amount (yuan)',
  'console.limits.from': 'From (time)',
  'console.limits.to': 'Until (time)',
  'console.limits.hoursHint': '22:00 until 02:00 goes over midnight. Both empty: all day.',
  'console.limits.cool': 'Unpaid orders in a row before others go first',
  'console.limits.coolHint':
    'The code may not work any more. For 10 minutes it is taken only when no other is left, so that the last one never stops. 0: never.',
  'console.limits.any': 'any',
  'console.limits.today': 'Used today: {count} orders, ¥{amount} (open ones too).',
  'console.limits.saved': 'The limits are saved',
  'console.limits.paused': '{count} orders in a row ran out unpaid: others go first for now.',

  'console.budget.title': 'Requests',
  'console.budget.used': '{used} of {budget} requests used in this hour',
  'console.budget.free':
    'The regular ones are used up; they go on at {time}. Presses on “I have paid” and last looks still have their share: no payment is lost.',
  'console.budget.how':
    'As they run low, the account is asked more seldom, so that what is left lasts for the open orders. {reserved} of them are kept for buyers who press “I have paid” and for the last look at an order that runs out. Even with all used up no money is lost: it is found afterwards.',
  'console.budget.field': 'Requests an hour',
  'console.budget.hint': 'Empty: the {max} that the platform bears. Pages and logins count. At least {min}.',
  'console.budget.saved': 'The requests are saved',
  'console.budget.tight':
    'In the last day the requests did not suffice, and the account was asked more seldom than it should be. Another account to share the orders, or asking on demand (once a buyer has paid), finds payments sooner.',
  'console.budget.loginAt': 'Last login: {time}',
  'console.budget.session': 'Logged in since {time}',
  'console.budget.sessionEnds':
    'By the platform’s word this session lasts until {time}; where mpay can log in by itself, it does',
  'console.budget.sessionLasted': 'The session before lasted {duration}',
  'console.budget.duration': '{hours} h {minutes} min',
};
