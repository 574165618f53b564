import { epaySign } from '../../../src/shared/epay-sign.ts';
import { fen, formatFen } from '../../../src/shared/money.ts';

/** Amounts from 1.00 to 9000.99; the stride visits each once before any comes again. */
const AMOUNTS = 900_000;
const STRIDE = 7_919;

/** The fields of order `number` as a shop sends them to mapi.php, rightly signed. */
export function orderForm(
  shop: { pid: number; key: string; notifyUrl: string },
  outTradeNo: string,
  number: number,
  payType = number % 3 === 0 ? 'alipay' : 'wxpay',
): Record<string, string> {
  const fields = {
    pid: String(shop.pid),
    type: payType,
    out_trade_no: outTradeNo,
    notify_url: shop.notifyUrl,
    return_url: 'https://shop.example/thanks?order_id=7',
    name: 'VIP会员 12 个月',
    money: formatFen(fen(100 + ((number * STRIDE) % AMOUNTS))),
    clientip: '203.0.113.7',
  };
  return { ...fields, sign: epaySign(fields, shop.key), sign_type: 'MD5' };
}
