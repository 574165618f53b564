import type { docZh } from '../zh/doc.ts';

/** The texts of /doc in English, with the same names as the Chinese ones. */
export const docEn: Record<keyof typeof docZh, string> = {
  title: 'API',
  lead: 'For the programmer of a shop: how to submit orders and how to hear of payments. The interface is compatible with 易支付 (epay) V1; a system that speaks it needs no programming, only the entries under “Entries for each shop”.',
  contents: 'Contents',
  example: 'Example',
  exampleNote:
    'The merchant number and key on this page are examples and can’t place orders. The real ones are on the Merchant page of the console.',
  field: 'Field',
  empty: 'empty',
  needed: 'Required',
  meaning: 'Meaning',
  yes: 'yes',
  no: 'no',
  onlyMapi: 'mapi.php only',

  'time.days': '{count} d',
  'time.hours': '{count} h',
  'time.minutes': '{count} min',
  'time.seconds': '{count} s',

  // ── overview ────────────────────────────────────────────────────────────────────────────────────
  'overview.title': 'Flow and addresses',
  'overview.step1':
    'The shop signs the order and submits it: the buyer’s browser opens `submit.php`, or the shop’s server asks `mapi.php` for the cashier’s address.',
  'overview.step2':
    'The buyer scans and pays at the cashier. What is paid may differ from the order’s money by a few fen, to tell orders apart that are paid at the same time.',
  'overview.step3':
    'When the money has arrived, we call the shop’s `notify_url` until it answers `success`. That is where the shop delivers.',
  'overview.step4': 'The buyer’s browser goes back to `return_url`.',
  'overview.addresses': 'Addresses',
  'overview.base': 'For shops that want one address',
  'overview.submit': 'Page payment',
  'overview.mapi': 'API payment',
  'overview.api': 'Order query',
  'overview.state': 'Order state',
  'overview.suffix':
    'The first three also work without `.php`, and under `/xpay/epay/`. All text is UTF-8. This is epay V1 (MD5); V2 (RSA) is not spoken.',

  // ── signature ───────────────────────────────────────────────────────────────────────────────────
  'sign.title': 'Signature',
  'sign.lead': 'Orders and notifications are signed alike: MD5 with the merchant’s key.',
  'sign.step1':
    'Take all parameters but `sign`, `sign_type` and those with an empty value. Parameters that are not in our tables are signed too when they are sent.',
  'sign.step2': 'Sort them by name, in byte (ASCII) order.',
  'sign.step3': 'Write each as `name=value` and join them with `&`. Values are plain, not URL-encoded.',
  'sign.step4': 'Append the merchant’s key directly: no sign between them, and no `&key=`.',
  'sign.step5': 'The MD5 of this UTF-8 text, 32 lower-case hex digits, is `sign`.',
  'sign.worked': 'Worked example',
  'sign.workedKey': 'Example key',
  'sign.workedFields': 'Parameters (`param` is empty and is not signed)',
  'sign.workedContent': 'After step 3',
  'sign.workedWithKey': 'After step 4',
  'sign.workedSign': 'After step 5: sign',
  'sign.programs': 'Ready programs',
  'sign.programsLead': 'Each computes the sign above, and verifies notifications.',
  'sign.hint':
    'The signature never fits? Most often encoded values were signed; or `1` was signed and `1.00` sent; or the key has spaces around it; or a parameter was added after signing.',

  // ── submitting ──────────────────────────────────────────────────────────────────────────────────
  'submit.title': 'Page payment: submit.php',
  'submit.lead':
    'Opened by the buyer’s browser, GET or POST (form). A right signature leads to the cashier; a mistake is shown on a page that buyers understand.',
  'submit.query': 'When the address has a `pid`, only the address is read; otherwise the form.',
  'submit.fields': 'Parameters',
  'submit.again':
    'The same `out_trade_no` with the same terms opens the same order, so that buyers may reload or come back; one that expired unpaid, or that its buyer cancelled, waits again, with a new lifetime and the same `trade_no`. Another `type` is fine: the same order gets another code and amount, and the amount from before still counts for a while. Another money, name, address or `param` is refused, and so is what the merchant closed: take a new number.',
  'submit.link': 'A whole link',

  'field.pid': 'Merchant number.',
  'field.type':
    'One of {types}; `bank` is UnionPay’s `unionpay`, and is told back as you sent it; where the buyer chose it at the cashier, `bank`. May be left out with submit.php; with one that we don’t have or that can’t be used now, the buyer chooses at the cashier. mapi.php refuses, and `msg` lists what is possible.',
  'field.outTradeNo':
    'The shop’s own order number, never used twice. Letters, digits and `.` `_` `-` `|`, at most {number} characters.',
  'field.notifyUrl':
    'Where payments are notified. A whole http(s) address, may have a query, at most {address} characters.',
  'field.returnUrl':
    'Where the buyer goes after paying. As above; without it the buyer stays on the success page.',
  'field.name': 'Name of the goods; what exceeds {name} characters is cut off.',
  'field.money':
    'The order’s money in yuan: above 0, two decimals at most, like `1.00`; no commas, signs or `1e2`.',
  'field.param': 'Comes back unchanged with the notification; at most {param} characters.',
  'field.sitename': 'Name of the site; optional.',
  'field.clientip':
    'The buyer’s IP address; recommended: when amounts are scarce, it keeps one buyer from taking them all. Not the server’s own.',
  'field.device': 'The buyer’s device; optional, changes nothing.',
  'field.sign': 'The signature, see above.',
  'field.signType': 'Always `MD5`; optional.',

  'mapi.title': 'API payment: mapi.php',
  'mapi.lead':
    'Asked by the shop’s server, POST (form) only, with the parameters of submit.php; `type` is required. The answer is always JSON.',
  'mapi.answer':
    '`code` 1 is a success: lead the buyer to `payurl`, or make a QR code of it. Keep `trade_no`, our number of the order. Use `payurl` as it is: the cashier may have another domain.',
  'mapi.failure': 'Any other `code` is a failure; `msg` says why, see “Errors”.',

  // ── queries ─────────────────────────────────────────────────────────────────────────────────────
  'query.title': 'Order query: api.php',
  'query.lead':
    'GET or POST; `act` is `order`, with `pid`, `key` and `trade_no` (our number) or `out_trade_no` (the shop’s); `trade_no` wins.',
  'query.only':
    '`act=query` with `pid` and `key` tests the connection: `code` 1 says that both are right, `active` 1 that the merchant is enabled; `orders` and the like count up to 10000; of `key` the last four characters are shown, and the balance is always 0. Any other `act` (`orders`, `settle`, `refund`) is answered in words: the money went to the merchant’s own account and never through this system; refund at the platform.',
  'query.key':
    'The request carries the key: send it from the shop’s server only, never from a page or an app.',
  'query.status':
    '`status` 1 is paid, 0 is not. `money` is the order’s money (text); `addtime` and `endtime` are the times of creation and payment (null before), China time. `api_trade_no` is the platform’s number of the payment, empty where there is none.',

  'state.title': 'Order state: getOrderState',
  'state.lead':
    'GET without a signature; pages may ask. `state` 1 is paid; `status` is `pending`, `paid`, `expired` or `closed`; `passtime` is the seconds left; `placement` is another number when the code or the amount may be another; `final` true means that nothing changes any more. Once paid, `return_url` is the signed return address.',
  'state.waiting': 'Waiting',
  'state.paid': 'Paid',
  'state.unknown': 'An unknown order answers HTTP 404 with `code` -1.',

  // ── notification ────────────────────────────────────────────────────────────────────────────────
  'notify.title': 'Notification: notify_url',
  'notify.lead':
    'When an order is paid, we call `notify_url` by GET with the parameters in the query. A query that the address has already stays in front. The merchant may choose POST instead: the same parameters and signature, in a form.',
  'notify.pid': 'Merchant number.',
  'notify.tradeNo': 'Our number of the order.',
  'notify.outTradeNo': 'The shop’s number of the order.',
  'notify.type': 'Pay type; when it is the one submitted, as it was submitted.',
  'notify.name': 'Name of the goods, as submitted.',
  'notify.money': 'The order’s money, always with two decimals; not what the buyer paid.',
  'notify.status': 'Always `TRADE_SUCCESS`: only paid orders are notified.',
  'notify.sign': 'The signature, as for orders. Empty parameters are never sent.',
  'notify.param': 'As submitted; only when it was.',
  'notify.do': 'What the shop has to do',
  'notify.do1':
    'Verify the signature over everything received but `sign` and `sign_type`. Remove what your own address had in its query first.',
  'notify.do2': 'Find the order by `out_trade_no` and check that `money` equals its amount.',
  'notify.do3':
    'Mark it paid and deliver. The same order may be notified more than once (at least once): answer `success` to repeats and don’t deliver again.',
  'notify.do4':
    'Answer the plain text `success` and nothing else, with HTTP status 200: where we can’t make out `success`, it counts as not received and is tried again.',
  'notify.retry': 'When it is tried',
  'notify.retryLead':
    'Without `success` it is tried at these times after the payment (give or take 10%), {attempts} times in all; then the merchant is told, who can re-send it at any time.',
  'notify.limits':
    'The header `webhook-id` names this order’s notification and stays the same when it is repeated; `webhook-attempt` counts. Parameters are never added. Each attempt waits 10 seconds at most, follows no redirect and verifies HTTPS certificates. A `notify_url` on this host or in a private network is refused unless the merchant has set `ALLOW_PRIVATE_NOTIFY=true`.',

  'return.title': 'Return: return_url',
  'return.lead':
    'After the payment the buyer’s browser opens `return_url` with the same parameters and signature as the notification; usually after the shop has acknowledged it, and {returnSeconds} seconds later at most.',
  'return.trust':
    'Buyers may close the page and never return: deliver on the notification only, and let the return page show the order’s state.',

  // ── errors ──────────────────────────────────────────────────────────────────────────────────────
  'error.title': 'Errors',
  'error.lead':
    'Errors of mapi.php and api.php are JSON too: `{"code":-1,"msg":"…"}` with HTTP status 200 unless the table says otherwise. `msg` (in Chinese) names the parameter and what is wrong. submit.php says the same on a page.',
  'error.badSign':
    'The signature is wrong; `msg` names the cause where it can be seen (backslashes, encoding, capitals, unsigned parameters). Check the key and follow “Signature”; after a reset of the key, use the new one.',
  'error.unknownMerchant': 'A wrong `pid`, or the merchant is disabled.',
  'error.badKey': 'A wrong `pid` or `key` in a query.',
  'error.badInput': 'A parameter is missing or malformed; `msg` names each, separated by semicolons.',
  'error.otherTerms': 'The number is taken by an order with other terms. Use a new number.',
  'error.noCode':
    'No code takes this pay type now: none was added, it is disabled, or its phone is silent. Use another `type`, or ask the merchant.',
  'error.tooManyOpen':
    'Several orders of this price from the buyer’s network (`clientip`) are unpaid, and amounts are scarce. Pay or cancel one, or submit again in a few minutes.',
  'error.orderClosed': 'The merchant has closed this order. Use a new number.',
  'error.allTaken': 'Too many buyers are paying this amount. Submit again in a few minutes.',
  'error.unknownOrder': 'There is no such order, or it is another merchant’s.',
  'error.noNumber': 'A query with neither `trade_no` nor `out_trade_no`.',
  'error.wrongMethod': 'mapi.php takes POST only.',
  'error.notAForm':
    'No parameter could be read: the body is JSON, has no Content-Type or is empty, or the parameters stand in the address. `msg` says which.',
  'error.noRefund':
    'Refund at the platform. The `code` is neither 0 nor 1, so that nobody takes it for done.',
  'error.speaksV1': 'An address of epay V2 (RSA) was asked. Choose V1 / MD5 in the shop.',
  'error.wrongAddress':
    'The API address was entered wrongly, with a doubled file name for example. `msg` has the right one.',
  'error.unknownAct': '`act` must be `order` or `query`.',
  'error.badForm': 'The form is incomplete, has files, or is too large.',
  'error.tooManyFailures':
    'Too many wrong signatures, numbers or keys; HTTP status 429. Over within a minute; rightly signed requests are never limited.',
  'error.fault':
    'A fault of ours, HTTP status 500. Tell the merchant the id in brackets. Trying again later with the same number is safe.',

  // ── V免签 ───────────────────────────────────────────────────────────────────────────────────────
  'vmq.title': 'V免签 interface',
  'vmq.lead':
    'For shops that speak only V免签: four addresses, GET or POST, which answer `{"code":1,"msg":"成功","data":…}`; a failure has `code` -1 and `data` null. The 通讯密钥 stands on the merchant’s page under V免签 and is not the merchant’s key; there is no merchant number. A shop that speaks both should use epay.',
  'vmq.create':
    'Creates an order. With `isHtml=1` it leads to the cashier, otherwise it answers with the order.',
  'vmq.get': 'The order named by `orderId`.',
  'vmq.check':
    'Whether the order named by `orderId` is paid: then `data` is the signed return address, otherwise `code` is -1.',
  'vmq.close': 'Closes an unpaid order: `orderId` and `sign` = MD5(`orderId` + key).',
  'vmq.fields': 'Parameters of createOrder',
  'vmqField.type': '1 WeChat, 2 Alipay.',
  'vmqField.price':
    'Yuan, best with two decimals, like `1.00`. No zeros in front, and digits on both sides of a point. Signed as it is sent.',
  'vmqField.notifyUrl':
    'Where payments are notified. When it is not sent, the merchant’s default address is used; without either the order is taken all the same, and nobody is told. May be spelled `notify_url`.',
  'vmqField.returnUrl': 'Where the buyer goes after paying; as above. May be spelled `return_url`.',
  'vmqField.isHtml': '1: opens the cashier; a mistake is shown on a page, too.',
  'vmqField.pid': 'Merchant number. Not part of V免签; makes it plain where there are several merchants.',
  'vmqField.sign':
    'MD5(`payId` + `param` + `type` + `price` + key), without anything between them, lower-case.',
  'vmq.signed': 'The signed text (the key follows)',
  'vmq.states':
    '`orderId` is our number, `reallyPrice` what the buyer pays, `timeOut` the minutes it is valid. `state`: -1 expired or closed, 0 waiting, 1 paid, 2 paid and the shop has not acknowledged so far.',
  'vmq.notify':
    'The notification is a GET (or the merchant’s choice, a POST) with `payId`, `param`, `type`, `price`, `reallyPrice` and `sign` = MD5(`payId` + `param` + `type` + `price` + `reallyPrice` + key). It wants `success` and is tried again like the others. The return address has the same parameters.',
  'vmq.weak': 'Weaknesses of this signature',
  'vmq.weak1':
    'The values are joined without separators: a digit at the end of `param` can move into `type` or `price` under the same signature. A `param` of digits that can be read in two ways is refused; the merchant can extend that to every `param`. Even so, check that the notification’s `price` equals your order’s amount.',
  'vmq.weak2':
    'It does not cover `notifyUrl` and `returnUrl`: whoever sees the request can change them. Create orders from the server, over HTTPS.',
  'vmq.weak3': '`getOrder` and `checkOrder` check no signature, only the number; ours can’t be guessed.',

  // ── limits ──────────────────────────────────────────────────────────────────────────────────────
  'limits.title': 'Limits',
  'limits.fields':
    '`out_trade_no` {number} characters, `name` {name}, `notify_url` and `return_url` {address} each, `param` {param}; the whole form {form} KB.',
  'limits.failures':
    'Only failures are limited: 60 wrong signatures, numbers or keys per network and minute, and 60 queries for orders that don’t exist. Right requests have no limit.',
  'limits.time':
    'An order is valid for 5 minutes by default, and its amount is kept for 5 more, in which a payment still counts and is notified; the merchant can change both.',

  'shops.title': 'Entries for each shop',
  'shops.lead': 'The names of the fields may differ in your version.',
  'shops.yourPid': 'the number from the Merchant page',
  'shops.yourKey': 'the key from the Merchant page',
};
