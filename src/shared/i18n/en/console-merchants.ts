import type { consoleMerchants as zh } from '../zh/console-merchants.ts';

export const consoleMerchants: Record<keyof typeof zh, string> = {
  'console.round.when_alone': 'The price itself, while no other order of that price waits',
  'console.round.never': 'Never: always a few fen beside it',
  'console.roundText.when_alone':
    'Buyers see the price they know. Only the first order can have it, later ones of that price get a few fen more or less; but a later buyer who types the price instead of his amount pays the first one’s order.',
  'console.roundText.never':
    'For shops with many orders of one price: no order is due the price itself, so that money typed by mistake goes to nobody else’s order but is listed as unmatched for you.',
  'console.merchants.none': 'No merchants',
  'console.merchants.noneText': 'The first one is made by the installer.',
  'console.merchant.title': 'Merchant',
  'console.merchant.lead': 'Enter these in the shop’s epay settings.',
  'console.merchant.name': 'Name',
  'console.merchant.on': 'On',
  'console.merchant.pid': 'Merchant number (pid)',
  'console.merchant.key': 'Merchant key',
  'console.merchant.apiUrl': 'API address',
  'console.merchant.connect': 'Connection',
  'console.merchant.urlSubmit': 'Page payment (submit.php)',
  'console.merchant.urlMapi': 'API payment (mapi.php)',
  'console.merchant.urlApi': 'Order query (api.php)',
  'console.merchant.vmq': 'V免签 shops',
  'console.merchant.vmqLead': 'For shops that speak only V免签: these two, and no merchant number.',
  'console.merchant.vmqUrl': 'V免签 address',
  'console.merchant.vmqKey': 'Communication key (通讯密钥)',
  'console.merchant.vmqKeyHint':
    'For V免签 shops only: neither the merchant key nor the key of the V免签 app.',
  'console.merchant.vmqReveal': 'Show the V免签 key',
  'console.merchant.vmqRevealWhat':
    'Shown after your password. Whoever has it can forge V免签 orders and notifications.',
  'console.merchant.vmqReset': 'New V免签 key',
  'console.merchant.vmqResetOpen':
    'V免签 notifications not yet delivered are signed with the new key; epay shops and devices are not concerned.',
  'console.merchant.newVmqKeyText':
    'The new V免签 key is in force; update the V免签 shop now. The old one is void.',
  'console.merchant.vmqEpayKey': 'Accept V免签 shops that sign with the merchant key too',
  'console.merchant.vmqEpayKeyHint':
    'Before, the merchant key was the V免签 key as well. Turn it off once the shop has the key above: one key for one job, so that one that leaks opens nothing else.',
  'console.merchant.vmqAddresses': 'Default addresses and older shops',
  'console.merchant.vmqAddressesLead':
    'Some shops have them in the settings of their V免签 server instead. Enter them here then; what an order brings comes first. Without either, orders are taken and paid, but nobody is told: look under Orders.',
  'console.merchant.vmqNotify': 'Default notification address (notifyUrl)',
  'console.merchant.vmqReturn': 'Default return address (returnUrl)',
  'console.merchant.vmqBadAddress':
    'A whole address is needed, beginning with http:// or https://, of at most 1000 characters',
  'console.merchant.oneReading': 'Read param strictly',
  'console.merchant.oneReadingHint':
    'A V免签 signature does not tell where param ends and the amount begins. Switch this on for a shop that does not compare price when it is notified: whatever can be read in two ways is refused. Shops that do compare it (“独角数卡” does) would lose some good orders.',
  'console.merchant.notify': 'Payment notifications',
  'console.merchant.notifyLead':
    'How the shop is told of a payment. Notifications not yet delivered go the new way too.',
  'console.merchant.notifyByMissing': 'Please choose one.',
  'console.merchant.refusedLead': 'Orders fail at the shop? Causes and remedies:',
  'console.notifyBy.get': 'GET (usual)',
  'console.notifyBy.post': 'POST',
  'console.notifyByText.get': 'Parameters in the address, as epay and V免签 do.',
  'console.notifyByText.post': 'Parameters in a form. For a shop that answers notifications with 405.',
  'console.merchant.vmqCheck':
    'V免签 signs little: make sure that the shop compares price when it is notified.',
  'console.merchant.urlGuessed':
    'Taken from the address you are using. If shops can’t reach it, set PUBLIC_URL in .env, such as PUBLIC_URL=https://pay.example.com, and restart.',
  'console.merchant.keyShown': 'Hidden again when you leave the page; your password shows it at any time.',
  'console.merchant.reveal': 'Show the key',
  'console.merchant.revealSubmit': 'Show',
  'console.merchant.revealWhat':
    'Shown after your password. Whoever has the key can forge orders and notifications.',
  'console.merchant.reset': 'New key',
  'console.merchant.resetSubmit': 'Make a new key',
  'console.merchant.resetWhat':
    'The old key stops working at once: until the shop has the new one, it can’t order or verify.',
  'console.merchant.resetOpen': 'Notifications not yet delivered are signed with the new key.',
  'console.merchant.newKeyText': 'The new key is in force; update the shop now. The old one is void.',
  'console.security.title': 'Login and security',
  'console.security.lead': 'The password of {name}, and where this user is logged in.',
  'console.security.password': 'Change the password',
  'console.security.passwordLead': 'All logins but this one end at once.',
  'console.security.current': 'Present password',
  'console.security.next': 'New password',
  'console.security.nextHint':
    'At least {min} characters, and not one of another site. If you forget it, run npm run cli -- user password on the server.',
  'console.security.again': 'The new password again',
  'console.security.change': 'Change the password',
  'console.security.sessions': 'Where you are logged in',
  'console.security.sessionsLead':
    'A login ends after 7 days without use, and after 30 days at the latest. If you don’t know one, end it and change the password.',
  'console.security.unknownBrowser': 'Unknown browser',
  'console.security.thisOne': 'This one',
  'console.security.seen': 'last used {time}',
  'console.security.since': 'Logged in {time}',
  'console.security.end': 'Log out',
  'console.security.endOthers': 'Log out everywhere else',
  'console.security.endOthersSubmit': 'End {count} other logins',
  'console.security.endOthersWhat':
    'Those devices need the password again to get in; this one stays logged in.',
  'console.merchant.yourPassword': 'Your password',
  'console.merchant.wrongPassword': 'Wrong password.',
  'console.merchant.rules': 'Order rules',
  'console.merchant.rulesLead': 'For orders from now on.',
  'console.merchant.lifetime': 'Order lifetime (minutes)',
  'console.merchant.lifetimeHint':
    'The buyer must pay within it. 1 to 1440 (24 hours). The longer, the longer an amount is taken and the platform is asked; 5 to 30 is usual.',
  'console.merchant.grace': 'Grace time (minutes)',
  'console.merchant.graceHint':
    'How long the amount stays taken after expiry, so that late money finds its order. 0 to 60.',
  'console.merchant.limit': 'Amount range (fen)',
  'console.merchant.limitHint':
    'How far amounts may move apart when several people pay the same. 0 to 999; more allows more open orders.',
  'console.merchant.direction': 'Direction',
  'console.merchant.directionMissing': 'Please choose one.',
  'console.merchant.round': 'May a buyer be asked for the round price?',
  'console.merchant.limitForOffset': 'Without the round price, at least 1 fen must be allowed.',
  'console.merchant.hold': 'Hold after a payment (minutes)',
  'console.merchant.holdHint':
    'Where a phone or PC reports: how long a paid amount stays taken. A payment may be reported twice, and a buyer may pay twice; meanwhile it can’t count for somebody else. 2 to 60; platforms that are asked: always 2.',
  'console.merchant.fixed': 'When several codes could take an order',
  'console.fixedFirst.first': 'First those whose buyer types nothing',
  'console.fixedFirstText.first':
    'Codes made for one order, and codes with an amount set, come first, so that nobody types a wrong amount; the others when those can take no more.',
  'console.fixedFirst.in_turn': 'Each in its turn',
  'console.fixedFirstText.in_turn': 'Whether its buyer types the amount or not.',
  'console.merchant.network': 'Orders per network when amounts are scarce',
  'console.merchant.networkHint':
    'Once more than half of a price’s amounts are taken, so many unpaid orders of that price may come from one network (buyer IP), so that nobody can take them all. 0 to 99; 0: no limit. Nobody is refused while there are plenty.',
  'console.merchant.wholeBetween': 'Please enter a whole number from {min} to {max}.',
  'console.merchant.guides': 'How shops want it',
  'console.merchant.guidesLead': 'Choose your shop. Names may differ between versions.',
  'console.merchant.doc': 'Programming it yourself? Read the API documentation',
  'console.merchant.sameServer':
    'If the shop is on this server or a private network (127.0.0.1, localhost, 192.168.… and the like), set ALLOW_PRIVATE_NOTIFY=true in .env and restart; otherwise its orders are refused.',
};
