import type { consoleShops as zh } from '../zh/console-shops.ts';

export const consoleShops: Record<keyof typeof zh, string> = {
  'console.shopRefused.title': 'Refused shop requests',
  'console.shopRefused.lead':
    'What shops asked in the last 7 days and was not accepted. Keys and signatures are not shown.',
  'console.shopRefused.none': 'Nothing was refused lately',
  'console.shopRefused.noneText': 'When a shop’s order goes wrong, cause and remedy appear here.',
  'console.shopRefused.seen': 'I have seen them',
  'console.shopRefused.new': 'new',
  'console.shopRefused.times': '{count} times',
  'console.shopRefused.merchant': 'Merchant {pid}',
  'console.shopRefused.noMerchant': 'No valid merchant number',
  'console.shopRefused.between': '{first} to {last}',
  'console.shopRefused.details': 'The last one',
  'console.shopRefused.answered': 'What the shop was told:',
  'console.shopRefused.fields': 'Parameters received:',
  'console.shopRefused.noFields': 'No parameter could be read.',
  'console.shopRefused.empty': '(empty)',
  'console.shopRefused.badSign': 'Wrong signature',
  'console.shopRefused.unknownMerchant': 'Unknown or disabled merchant number',
  'console.shopRefused.badKey': 'Wrong key in a query',
  'console.shopRefused.badInput': 'Wrong parameter: {field}',
  'console.shopRefused.otherTerms': 'A known order number with other contents',
  'console.shopRefused.notAForm': 'What came was no form',
  'console.shopRefused.badForm': 'The form is incomplete or too large',
  'console.shopRefused.wrongMethod': 'GET where POST is needed',
  'console.shopRefused.wrongAddress': 'The API address was entered wrongly',
  'console.shopRefused.speaksV1': 'The shop speaks epay V2 (RSA)',
  'console.shopRefused.unknownAct': 'A query that we don’t offer',
  'console.shopRefused.noRefund': 'The shop asked for a refund',
  'console.shopRefused.noCode': 'No usable code',
  'console.shopRefused.fix.epayKey':
    'The shop has the merchant key in its V免签 settings. Enter the V免签 key of the merchant’s page there, or accept the merchant key for V免签 shops on that page.',
  'console.shopRefused.fix.badSign':
    'Check number and key in the shop first (copy them again). If the key is right, something was changed on the way: an apostrophe, quote or backslash in a product’s or the site’s name, or a shop that isn’t UTF-8. Try again with a plain product name.',
  'console.shopRefused.fix.signMissing':
    'The shop sent no sign. Enter the merchant key there, and choose an interface of the kind epay.',
  'console.shopRefused.fix.notUtf8':
    'The shop is not UTF-8 (GBK, it seems). Use the UTF-8 version of the shop or payment plug-in.',
  'console.shopRefused.fix.upperCase':
    'The sign must be in lower case. Update or change the shop’s payment plug-in.',
  'console.shopRefused.fix.keyBlanks':
    'The key in the shop has a blank or line break around it. Empty the field and paste the key again.',
  'console.shopRefused.fix.keyName':
    'The shop puts “&key=” before the key. Choose the standard epay (MD5) signature there.',
  'console.shopRefused.fix.backslash':
    'A quote or backslash in a product’s or the site’s name was changed when the shop signed. Take these characters out.',
  'console.shopRefused.fix.urlEncoded':
    'The shop signs encoded values. Update or change its payment plug-in.',
  'console.shopRefused.fix.plus':
    'A plus sign was not encoded and arrived as a blank. Take it out, or update the shop’s payment plug-in.',
  'console.shopRefused.fix.html':
    '& < > or quotes in a product’s or the site’s name were turned into HTML. Take these characters out.',
  'console.shopRefused.fix.blanks':
    'A parameter has blanks around it that the shop didn’t sign. Remove them in the shop’s settings.',
  'console.shopRefused.fix.unsigned':
    'The shop sent parameters that it didn’t sign. Update its payment plug-in; take out parameters added to the address.',
  'console.shopRefused.fix.noParam': 'The shop sent param but didn’t sign it. Update its payment plug-in.',
  'console.shopRefused.fix.unknownMerchant':
    'Compare the merchant number in the shop with the one on the merchant page.',
  'console.shopRefused.fix.badKey': 'Check number and key in the shop (copy them again).',
  'console.shopRefused.fix.split':
    'A product’s name, site name or extra text holds “&parameter=”, which could be taken for another parameter. Take it out in the shop; if a buyer wrote it, somebody may be probing.',
  'console.shopRefused.fix.twoReadings':
    'A V免签 signature does not tell param from the amount. Let the shop send a param that doesn’t end in digits. If a buyer made it, somebody may want to pay less.',
  'console.shopRefused.fix.type':
    'The shop’s pay type is none of ours or not usable now. Choose a possible one there (see what it was told), or add a code that takes it under Accounts.',
  'console.shopRefused.fix.badInput': 'Mend it in the shop, which was told: {message}',
  'console.shopRefused.fix.otherTerms':
    'The shop sent a known order number with another amount, name or address. Order again there, under a new number.',
  'console.shopRefused.fix.charset':
    'The shop names another charset for what it sends. Set it, or its payment plug-in, to UTF-8.',
  'console.shopRefused.fix.encoding':
    'The shop compresses what it sends. Update its payment plug-in; nothing may be compressed.',
  'console.shopRefused.fix.notAForm':
    'What the shop sent is no form (JSON, for example). Choose the standard epay interface there, or update its plug-in.',
  'console.shopRefused.fix.inAddress':
    'The parameters belong into a posted form, not into the address. Update the shop’s payment plug-in.',
  'console.shopRefused.fix.badForm':
    'The form was cut off, too large or held a file. Update the shop’s payment plug-in.',
  'console.shopRefused.fix.wrongMethod':
    'When the API address begins with http:// and the site redirects to https://, what is sent gets lost. Change it to one that begins with https://.',
  'console.shopRefused.fix.bareAddress':
    'This shop wants the whole address: enter the one that ends in submit.php (for V免签 shops, createOrder).',
  'console.shopRefused.fix.wrongAddress':
    'The shop adds the file name itself: enter the API address of the merchant page, without submit.php.',
  'console.shopRefused.fix.speaksV1': 'In the shop, choose version V1 and MD5 signatures.',
  'console.shopRefused.fix.unknownAct':
    'Only orders (act=order) and the merchant (act=query) can be queried here. Payments are not affected.',
  'console.shopRefused.fix.noRefund':
    'No money passes through this site, so it can’t refund. Pay the buyer back in WeChat, Alipay or the platform, then mark the order in the shop.',
  'console.shopRefused.fix.noCode':
    'Look under Accounts: whether a code is on and takes this pay type, and whether its account is well.',
  'console.shopRefused.fix.privateNotify':
    'The shop’s {field} is on this machine or a private network, where nothing is sent by default. If the shop is really there, set ALLOW_PRIVATE_NOTIFY=true in .env and restart; if not, let the shop use its public address.',
};
