import type { consoleShops as zh } from '../zh/console-shops.ts';

const KEY_BLANKS =
  'The key in the shop has a blank or line break around it. Empty the field and paste the key again.';
const SPEAKS_V1 = 'In the shop, choose version V1 and MD5 signatures.';
const REDIRECTED =
  'When the API address begins with http:// and the site redirects to https://, what is sent gets lost. Change it to one that begins with https://.';

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
  'console.shopRefused.what.bad_sign': 'Wrong signature',
  'console.shopRefused.what.unknown_merchant': 'Unknown or disabled merchant number',
  'console.shopRefused.what.bad_key': 'Wrong key in a query',
  'console.shopRefused.what.bad_input': 'Wrong parameter: {field}',
  'console.shopRefused.what.other_terms': 'A known order number with other contents',
  'console.shopRefused.what.not_a_form': 'What came was no form',
  'console.shopRefused.what.bad_form': 'The form is incomplete or too large',
  'console.shopRefused.what.wrong_method': 'GET where POST is needed',
  'console.shopRefused.what.wrong_address': 'The API address was entered wrongly',
  'console.shopRefused.what.speaks_v1': 'The shop speaks epay V2 (RSA)',
  'console.shopRefused.what.unknown_act': 'A query that we don’t offer',
  'console.shopRefused.what.no_refund': 'The shop asked for a refund',
  'console.shopRefused.what.no_code': 'No usable code',
  'console.shopRefused.fix.bad_sign_epay_key':
    'The shop has the merchant key in its V免签 settings. Enter the V免签 key of the merchant’s page there, or accept the merchant key for V免签 shops on that page.',
  'console.shopRefused.fix.bad_sign':
    'Check number and key in the shop first (copy them again). If the key is right, something was changed on the way: an apostrophe, quote or backslash in a product’s or the site’s name, or a shop that isn’t UTF-8. Try again with a plain product name.',
  'console.shopRefused.fix.bad_sign_missing':
    'The shop sent no sign. Enter the merchant key there, and choose an interface of the kind epay.',
  'console.shopRefused.fix.bad_sign_not_utf8':
    'The shop is not UTF-8 (GBK, it seems). Use the UTF-8 version of the shop or payment plug-in.',
  'console.shopRefused.fix.bad_sign_upper_case':
    'The sign must be in lower case. Update or change the shop’s payment plug-in.',
  'console.shopRefused.fix.bad_sign_key_blanks': KEY_BLANKS,
  'console.shopRefused.fix.bad_key_key_blanks': KEY_BLANKS,
  'console.shopRefused.fix.bad_sign_key_name':
    'The shop puts “&key=” before the key. Choose the standard epay (MD5) signature there.',
  'console.shopRefused.fix.bad_sign_backslash':
    'A quote or backslash in a product’s or the site’s name was changed when the shop signed. Take these characters out.',
  'console.shopRefused.fix.bad_sign_url_encoded':
    'The shop signs encoded values. Update or change its payment plug-in.',
  'console.shopRefused.fix.bad_sign_plus':
    'A plus sign was not encoded and arrived as a blank. Take it out, or update the shop’s payment plug-in.',
  'console.shopRefused.fix.bad_sign_html':
    '& < > or quotes in a product’s or the site’s name were turned into HTML. Take these characters out.',
  'console.shopRefused.fix.bad_sign_blanks':
    'A parameter has blanks around it that the shop didn’t sign. Remove them in the shop’s settings.',
  'console.shopRefused.fix.bad_sign_unsigned_fields':
    'The shop sent parameters that it didn’t sign. Update its payment plug-in; take out parameters added to the address.',
  'console.shopRefused.fix.bad_sign_no_param':
    'The shop sent param but didn’t sign it. Update its payment plug-in.',
  'console.shopRefused.fix.unknown_merchant':
    'Compare the merchant number in the shop with the one on the merchant page.',
  'console.shopRefused.fix.bad_key': 'Check number and key in the shop (copy them again).',
  'console.shopRefused.fix.bad_input_split':
    'A product’s name, site name or extra text holds “&parameter=”, which could be taken for another parameter. Take it out in the shop; if a buyer wrote it, somebody may be probing.',
  'console.shopRefused.fix.bad_input_two_readings':
    'A V免签 signature does not tell param from the amount. Let the shop send a param that doesn’t end in digits. If a buyer made it, somebody may want to pay less.',
  'console.shopRefused.fix.bad_input_type':
    'The shop’s pay type is none of ours or not usable now. Choose a possible one there (see what it was told), or add a code that takes it under Accounts.',
  'console.shopRefused.fix.bad_input': 'Mend it in the shop, which was told: {message}',
  'console.shopRefused.fix.other_terms':
    'The shop sent a known order number with another amount, name or address. Order again there, under a new number.',
  'console.shopRefused.fix.not_a_form_charset':
    'The shop names another charset for what it sends. Set it, or its payment plug-in, to UTF-8.',
  'console.shopRefused.fix.not_a_form_encoding':
    'The shop compresses what it sends. Update its payment plug-in; nothing may be compressed.',
  'console.shopRefused.fix.not_a_form':
    'What the shop sent is no form (JSON, for example). Choose the standard epay interface there, or update its plug-in.',
  'console.shopRefused.fix.not_a_form_in_address':
    'The parameters belong into a posted form, not into the address. Update the shop’s payment plug-in.',
  'console.shopRefused.fix.bad_form':
    'The form was cut off, too large or held a file. Update the shop’s payment plug-in.',
  'console.shopRefused.fix.wrong_method': REDIRECTED,
  'console.shopRefused.fix.not_a_form_empty': REDIRECTED,
  'console.shopRefused.fix.not_a_form_only_address': REDIRECTED,
  'console.shopRefused.fix.wrong_address_bare':
    'This shop wants the whole address: enter the one that ends in submit.php (for V免签 shops, createOrder).',
  'console.shopRefused.fix.wrong_address':
    'The shop adds the file name itself: enter the API address of the merchant page, without submit.php.',
  'console.shopRefused.fix.speaks_v1': SPEAKS_V1,
  'console.shopRefused.fix.bad_sign_rsa': SPEAKS_V1,
  'console.shopRefused.fix.unknown_act':
    'Only orders (act=order) and the merchant (act=query) can be queried here. Payments are not affected.',
  'console.shopRefused.fix.no_refund':
    'No money passes through this site, so it can’t refund. Pay the buyer back in WeChat, Alipay or the platform, then mark the order in the shop.',
  'console.shopRefused.fix.no_code':
    'Look under Accounts: whether a code is on and takes this pay type, and whether its account is well.',
  'console.shopRefused.fix.privateNotify':
    'The shop’s {field} is on this machine or a private network, where nothing is sent by default. If the shop is really there, set ALLOW_PRIVATE_NOTIFY=true in .env and restart; if not, let the shop use its public address.',
};
