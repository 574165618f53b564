import type { cashier as zh } from '../zh/cashier.ts';

export const cashier: Record<keyof typeof zh, string> = {
  'cashier.title': 'Checkout',
  'cashier.titlePay': '¥{amount} · {type}',
  'cashier.wxpay': 'WeChat Pay',
  'cashier.alipay': 'Alipay',
  'cashier.unionpay': 'UnionPay',
  'cashier.choose': 'Choose how to pay',
  'cashier.chooseLead': 'The QR code and the exact amount appear next.',
  'cashier.chooseNone':
    'The shop has no working payment code right now. Please refresh later or contact the shop.',
  'cashier.pay': 'Please pay exactly',
  'cashier.exact': 'Enter ¥{amount} when you pay',
  'cashier.fixed': 'The code asks for ¥{amount} by itself: nothing to type',
  'cashier.fixedCheck':
    'Check the amount before you pay. Should you be asked to type it, enter exactly the amount above.',
  'cashier.unheard': 'Please don’t pay yet.',
  'cashier.payable': 'To pay',
  'cashier.unheardLead':
    'The seller is not told of payments at the moment, so yours might not be confirmed by itself. The code appears here once that is mended; if you have paid already, keep your receipt, contact the seller, and don’t pay again.',
  'cashier.unheardLive': 'This page updates by itself. Please keep it open.',
  'cashier.refresh': 'Refresh',
  'cashier.whyMore':
    'This is ¥{difference} more than the price of ¥{money}. The odd cents mark this order, so that the shop can tell your payment from others.',
  'cashier.whyLess':
    'This is ¥{difference} less than the price of ¥{money}. The odd cents mark this order, so that the shop can tell your payment from others.',
  'cashier.whySame':
    'With any other amount the payment can’t be recognised and the order won’t complete by itself.',
  'cashier.copyAmount': 'Copy amount',
  'cashier.qrAlt': '{type} payment code',
  'cashier.scan.wxpay': 'Open WeChat and scan to pay',
  'cashier.scan.alipay': 'Open Alipay and scan to pay',
  'cashier.scan.unionpay': 'Open UnionPay or your bank’s app and scan to pay',
  'cashier.longPress': 'Press and hold the code above to pay',
  'cashier.longPressElse': 'Nothing happens? Save the code to your album, then pick it in Scan.',
  'cashier.album': 'Press and hold to save the code first, then pick it from your album in WeChat’s Scan',
  'cashier.albumHint':
    'WeChat can’t open this kind of code by holding it: go back, tap “+”, Scan, and choose it from the album.',
  'cashier.save.wxpay': 'Save the code, open Scan in WeChat and pick it from your album',
  'cashier.save.alipay': 'Save the code, open Scan in Alipay and pick it from your album',
  'cashier.save.unionpay':
    'Save the code, open Scan in UnionPay or your bank’s app and pick it from your album',
  'cashier.saveHint': 'Can’t save it? Press and hold the picture, or take a screenshot.',
  'cashier.openApp': 'Tap the button and enter the amount in Alipay',
  'cashier.openAppFixed': 'Tap the button and pay in Alipay',
  'cashier.orScan': 'Or scan the code with Alipay on another phone',
  'cashier.savePicture': 'Save code',
  'cashier.openWechat': 'Open WeChat',
  'cashier.openAlipay': 'Open Alipay',
  'cashier.payInAlipay': 'Pay in Alipay',
  'cashier.wrongApp.wxpay':
    'This order is to be paid with WeChat. Open this page in WeChat or a browser, or scan it with another phone.',
  'cashier.wrongApp.alipay':
    'This order is to be paid with Alipay. Tap “…” at the top right to open this page in a browser, or scan it with another phone.',
  'cashier.wrongApp.unionpay':
    'This order is to be paid with UnionPay or your bank’s app. Open this page in a browser to save the code, or scan it with another phone.',
  'cashier.noCode':
    'The shop has withdrawn the code of this order. Please don’t pay; order again at the shop.',
  'cashier.left': 'Time left',
  'cashier.live': 'This page updates by itself once you have paid. Please keep it open.',
  'cashier.paidRefresh': 'Paid? Refresh',
  'cashier.confirm': 'I have paid',
  'cashier.confirmLead': 'Press this after paying, and we look for your payment at once.',
  'cashier.asked': 'Looking for your payment. This usually takes a few seconds.',
  'cashier.wait': 'We have just looked. Please press again in {seconds} s.',
  'cashier.confirmFailed': 'That did not get through. Please check your connection and press again.',
  'cashier.refused.no_code':
    'No code takes this way of paying right now. Please choose another or contact the shop.',
  'cashier.refused.all_taken':
    'Many people are paying right now. Please try again in a few minutes or choose another way.',
  'cashier.refused.too_many_open':
    'Several orders of this price from your network are unpaid. Pay or cancel one of them and try again in a few minutes, or choose another way.',
  'cashier.refused.too_many_changes':
    'Changed too often. Please try again in a few minutes, or pay in the present way.',
  'cashier.product': 'Product',
  'cashier.shopOrder': 'Order no.',
  'cashier.ourOrder': 'Payment no.',
  'cashier.money': 'Price',
  'cashier.paid': 'Paid',
  'cashier.paidBack': 'Taking you back to the shop…',
  'cashier.paidTelling': 'Telling the shop, just a moment…',
  'cashier.paidStay': 'Your payment is confirmed. You may close this page.',
  'cashier.returnNow': 'Back to the shop',
  'cashier.expired': 'The time to pay is over',
  'cashier.expiredUnpaid': 'Not paid yet: please don’t scan the code any more; order again at the shop.',
  'cashier.expiredPaid':
    'Already paid: your money went to the shop’s account and is not lost; please don’t pay twice. Contact the shop with the order number below.',
  'cashier.expiredConfirm': 'Paid in time, or just now? Press here and we look for your payment once more.',
  'cashier.expiredHeld':
    'If you have paid just now, please stay on this page: it updates when the money arrives.',
  'cashier.closed': 'This order is closed',
  'cashier.closedLead':
    'This order has been closed, please don’t pay. If you already have, contact the shop with the order number below.',
  'cashier.cancelled': 'Order cancelled',
  'cashier.cancelledLead':
    'Please don’t pay for it any more. To buy after all, go back to the shop and pay again.',
  'cashier.backToShop': 'Back to the shop',
  'cashier.change': 'Another way, or cancel',
  'cashier.changeOrCancel': 'Another way / cancel',
  'cashier.changePaid':
    'Paid already? Please don’t change or cancel: go back and wait for the payment to arrive.',
  'cashier.changeLead': 'You will see another code and another amount; please pay that one.',
  'cashier.anotherCode': ' (another code)',
  'cashier.changeNone': 'The shop has no other way of paying just now.',
  'cashier.changeBack': 'Go on paying',
  'cashier.changeBackChoose': 'Back to the choice',
  'cashier.cancel': 'Cancel the order',
  'cashier.cancelLead': 'A cancelled order waits for no payment any more.',
  'cashier.footer': 'Your money goes straight to the shop; this site never holds it.',
  'cashier.otherLang': '中文',
};
