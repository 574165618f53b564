import { epaySign, verifyEpaySign } from '../../shared/epay-sign.ts';
import { type Fen, formatFen } from '../../shared/money.ts';
import type { Outbound, OutboundAnswer } from '../../shared/outbound.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { randomDigits } from '../../shared/random.ts';
import type { Merchant, MerchantDirectory } from '../merchants/index.ts';

/** Where the notification of a trial goes. Nobody can own a name that ends in `.invalid` (RFC 2606), and none is looked up. */
export const INSIDE_SHOP = 'https://trial-shop.invalid/notify';

/**
 * The way to shops, with the house's own among them: a call of its address leaves no house. It does what a shop does, checks
 * the signature by the merchant's key, and answers `success` only then.
 */
export function withInsideShop(outbound: Outbound, merchants: Pick<MerchantDirectory, 'find'>): Outbound {
  const isInside = (address: string) => address === INSIDE_SHOP || address.startsWith(`${INSIDE_SHOP}?`);
  return {
    get: async (address, options) =>
      isInside(address) ? answer(merchants, new URL(address).searchParams) : outbound.get(address, options),
    postForm: async (address, form, options) =>
      isInside(address)
        ? answer(merchants, new URLSearchParams(form))
        : outbound.postForm(address, form, options),
  };
}

async function answer(
  merchants: Pick<MerchantDirectory, 'find'>,
  sent: URLSearchParams,
): Promise<OutboundAnswer> {
  const params = Object.fromEntries(sent);
  const merchant = await merchants.find(Number(params.pid));
  const isRight = merchant !== undefined && verifyEpaySign(params, merchant.key);
  const text = isRight && params.trade_status === 'TRADE_SUCCESS' ? 'success' : 'fail';
  return {
    ...{ status: 200, location: null, bodyHead: text, bodyText: text },
    body: Buffer.from(text),
    durationMs: 0,
  };
}

const NUMBER_DIGITS = 16;

/** A request as a 易支付 shop of this merchant would send it, signed, whose notification the house's own shop takes. */
export function insideShopRequest(
  { pid, key }: Pick<Merchant, 'pid' | 'key'>,
  { payType, moneyFen, name }: { payType: PayType | null; moneyFen: Fen; name: string },
): Record<string, string> {
  const params: Record<string, string> = {
    pid: String(pid),
    ...(payType !== null && { type: payType }),
    out_trade_no: `TRIAL${randomDigits(NUMBER_DIGITS)}`,
    notify_url: INSIDE_SHOP,
    name,
    money: formatFen(moneyFen),
  };
  return { ...params, sign: epaySign(params, key), sign_type: 'MD5' };
}
