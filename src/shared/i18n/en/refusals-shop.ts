import type { refusalsShop as zh } from '../zh/refusals-shop.ts';

const REDIRECTED =
  'If the API address begins with http:// and the site redirects to https://, what is sent gets lost on the way: change the address to one that begins with https://';
const UPPER_CASE = 'Wrong signature: sign must be 32 lower-case letters and digits, without blanks around it';
const NOT_UTF8 =
  'Wrong signature: what came is not UTF-8 (GBK, it seems); set the shop or its payment plug-in to UTF-8';
const WRONG_ADDRESS =
  'The API address was entered wrongly: {path} was asked. Change the address in the shop to {right}';

export const refusalsShop: Record<keyof typeof zh, string> = {
  'refusal.unknown_merchant': 'Merchant {pid} does not exist or is disabled',
  'refusal.bad_key': 'Unknown merchant or wrong key',
  'refusal.bad_key.key_blanks': 'The key has a blank or line break around it; paste it again',
  'refusal.bad_sign.missing': 'The parameter sign is missing',
  'refusal.bad_sign.rsa':
    'Wrong signature: sign_type is RSA, only the MD5 signature of epay V1 is supported here; choose V1 / MD5 in the shop',
  'refusal.bad_sign.not_utf8': NOT_UTF8,
  'refusal.bad_sign.upper_case': UPPER_CASE,
  'refusal.bad_sign.key_blanks':
    'Wrong signature: the merchant key in the shop has a blank or line break around it; paste it again',
  'refusal.bad_sign.key_name':
    'Wrong signature: “&key=” was put before the key when signing; in epay V1 the key follows directly',
  'refusal.bad_sign.backslash':
    'Wrong signature: a backslash or quote in {fields} was changed before signing; take these characters out',
  'refusal.bad_sign.url_encoded':
    'Wrong signature: encoded values were signed; sign the values as they are before encoding',
  'refusal.bad_sign.plus':
    'Wrong signature: a plus sign in {fields} was not encoded and arrived as a blank; the shop must encode its parameters',
  'refusal.bad_sign.html':
    'Wrong signature: & < > or quotes in {fields} differ before and after signing (they were turned into HTML); take these characters out',
  'refusal.bad_sign.blanks':
    'Wrong signature: {fields} has blanks around it that were not signed; take the blanks out',
  'refusal.bad_sign.unsigned_fields':
    'Wrong signature: the shop did not sign {fields}; every parameter that is sent must be signed, except sign and sign_type',
  'refusal.bad_sign.unknown':
    'Wrong signature, check the merchant key. If the key is right, something was probably changed on the way: an apostrophe (which cuts the text off) or backslash in a product’s or the site’s name, an empty parameter, or another encoding than UTF-8. Try again with a plain product name',
  'refusal.bad_sign.vmq.upper_case': UPPER_CASE,
  'refusal.bad_sign.vmq.key_blanks':
    'Wrong signature: the V免签 key in the shop has a blank or line break around it; paste it again',
  'refusal.bad_sign.vmq.plus':
    'Wrong signature: a plus sign in param was not encoded and arrived as a blank; the shop must encode its parameters',
  'refusal.bad_sign.vmq.url_encoded':
    'Wrong signature: the encoded param was signed; sign it as it is before encoding',
  'refusal.bad_sign.vmq.no_param': 'Wrong signature: param was sent but not signed',
  'refusal.bad_sign.vmq.not_utf8': NOT_UTF8,
  'refusal.bad_sign.vmq.epay_key':
    'This is the merchant key of epay; enter the V免签 key that stands on the merchant page of the console instead',
  'refusal.bad_sign.vmq.unknown':
    'Wrong signature, check sign and the V免签 key; the price that is signed must be, to the letter, the one that is sent',
  'refusal.bad_input.fields': '{problems}',
  'refusal.bad_input.split':
    '{fields} holds something like “&type=”, which could be taken for another parameter; take it out and submit again',
  'refusal.bad_input.two_readings':
    'param, type and price can be read in two ways when joined, so that the signature does not tell the amount; let the shop use a param that does not end in digits, or send none',
  'refusal.not_a_form.json':
    'What came is JSON; submit a form instead (Content-Type: application/x-www-form-urlencoded)',
  'refusal.not_a_form.no_type':
    'The request names no Content-Type, so that no parameter could be read; submit a form (application/x-www-form-urlencoded)',
  'refusal.not_a_form.other_type':
    'The request’s Content-Type is not a form’s, so that no parameter could be read; submit application/x-www-form-urlencoded',
  'refusal.not_a_form.charset':
    'No parameter could be read: the request names the charset {value}; use UTF-8 instead',
  'refusal.not_a_form.encoding':
    'No parameter could be read: the request is compressed with {value}; do not compress it',
  'refusal.not_a_form.in_address': 'The parameters belong into a posted form, not into the address',
  'refusal.not_a_form.only_address': `Only parameters in the address came, and no {value}. ${REDIRECTED}`,
  'refusal.not_a_form.empty': `No parameter came at all. ${REDIRECTED}`,
  'refusal.bad_form': 'The form is incomplete or too large; check what is submitted',
  'refusal.wrong_method':
    'Wrong method, submit by POST. If the API address begins with http:// and the site redirects to https://, a POST becomes a GET: change the address to one that begins with https://',
  'refusal.no_number': 'The order number is missing',
  'refusal.unknown_act.settle': 'No money passes through this site, so that it has no settlements',
  'refusal.unknown_act.orders':
    'This site offers no list of orders; ask for one order with act=order, or look into the console',
  'refusal.unknown_act.other': 'No Act! Possible are: order (query an order), query (query the merchant)',
  'refusal.no_refund':
    'This site only tells of payments, no money passes through it, so that it can’t refund. Pay the buyer back in WeChat, Alipay or the platform that took the money',
  'refusal.speaks_v1':
    'This site speaks epay V1 (MD5), not V2 (RSA). In the shop, choose version V1 and MD5 signatures',
  'refusal.wrong_address.whole': WRONG_ADDRESS,
  'refusal.wrong_address.epay': `${WRONG_ADDRESS} (the shop adds submit.php and other file names itself); only for a shop that wants the whole address (such as dujiaoka) enter {right}submit.php`,
  'refusal.wrong_address.vmq': `${WRONG_ADDRESS} (the shop adds createOrder itself)`,
  'refusal.other_terms':
    'The merchant’s order number {number} exists already, and {terms} differs from that order; use a new order number',
  'refusal.order_closed.again':
    'The merchant has closed the order of number {number}, it can’t be paid any more; order again in the shop (under a new number)',
  'refusal.no_code.none': 'No code can take this payment; choose another way to pay, or ask the merchant',
  'refusal.no_code.unheard':
    'No code can take this payment: the account has not heard anything from a phone or PC so far, and takes orders once one is connected; ask the merchant',
  'refusal.no_code.silent':
    'No code can take this payment: the phone or PC that hears of the merchant’s payments is disconnected, orders are taken again once it is back; try later, or ask the merchant',
  'refusal.no_code.stopped':
    'No code can take this payment: the account could not log in and takes no orders for now; ask the merchant',
  'refusal.no_code.hours':
    'The shop takes no payments at this hour: pay during its hours, or choose another way to pay',
  'refusal.no_code.day':
    'The shop has taken as much as it takes in a day: pay tomorrow, or choose another way to pay',
  'refusal.no_code.amount':
    'The shop has no code that takes this amount: choose another way to pay, or ask the shop',
  'refusal.no_code.of_type': '{why}; {possible}',
  'refusal.all_taken': 'Many people are paying now; try again in a few minutes',
  'refusal.too_many_open':
    'Several orders of this price from your network are not paid yet; pay or cancel one of them first, or try again in a few minutes',
  'refusal.too_many_changes': 'The way to pay was changed too often; try again in a few minutes',
  'refusal.too_many_failures': 'Too many failures; try again in a minute',
  'refusal.too_many.lookups': 'Asked too often; try again later',
  'refusal.unknown_order': 'There is no such order',
  'refusal.unknown_order.epay': 'There is no order of this number',
  'refusal.unknown_order.vmq': 'There is no order of this orderId',
  'refusal.not_paid.yet': 'The order is not paid',
  'refusal.order_over': 'The order has expired',
  'refusal.shop_not_told': 'The order is paid and the shop is being told; please wait a moment',
  'refusal.not_found': 'There is nothing at this address. It may have moved, or the address may be mistyped.',
  'refusal.bad_host':
    'The request’s Host header is no valid host name. Check the settings of your reverse proxy.',
  'refusal.csrf':
    'To protect your account, a form stops working when it was open for too long or after a new login. Go back, reload, and send it again.',
  'refusal.too_large': 'What was sent is too large.',
  'refusal.malformed': 'What was sent could not be understood.',
  'refusal.malformed.charset':
    'What was sent names a charset or compression that is not known here. Send UTF-8, uncompressed.',
};
