import { refuse } from '../../../shared/errors.ts';
import { saying } from '../../../shared/saying.ts';
import type { ShopParams } from '../../intake/index.ts';

/**
 * Every field that shops or we read from a 易支付 message, in either direction and either version.
 * Source: docs/reference/epay-v1.md, sections 2 to 5, and epay-v2.md, sections 4 to 10.
 */
const KNOWN_FIELDS = [
  ...['pid', 'type', 'out_trade_no', 'notify_url', 'return_url', 'name', 'product', 'money', 'param'],
  ...['sitename', 'clientip', 'device', 'channel_id', 'cid', 'sign', 'sign_type', 'key', 'act', 's'],
  ...['trade_no', 'trade_status', 'api_trade_no', 'bill_trade_no', 'buyer', 'status', 'addtime', 'endtime'],
  ...['timestamp', 'method', 'auth_code', 'sub_openid', 'sub_appid', 'refundmoney', 'refund_no'],
  ...['out_refund_no', 'reducemoney', 'code', 'msg', 'payurl', 'qrcode', 'urlscheme'],
];

/**
 * `&<known field>=` inside a value: the signed text reads as if that field had been sent. Some shops' programs know no
 * capital letters, and some take backslashes out of what they sign.
 */
const SPLIT = new RegExp(`&(?:${KNOWN_FIELDS.join('|')})=`, 'i');
const ADDRESS = /^\s*https?:\/\//i;
/** These need their `&`, and no buyer writes them. */
const ADDRESS_FIELDS = new Set(['notify_url', 'return_url']);
const known = new Set(KNOWN_FIELDS);

/**
 * Refusal 'bad_input' that names the value whose signature could be read in another way: whoever can choose a
 * product's or a site's name must not write another order's notification with it.
 */
export function refuseSplitFields(params: ShopParams): void {
  const split = Object.entries(params).filter(
    ([name, value]) =>
      value.includes('&') && !isAddress(name, value) && SPLIT.test(value.replaceAll('\\', '')),
  );
  if (split.length === 0) return;
  const fields = split.map(([name]) => ({ field: name, problem: saying('problem.shop.split') }));
  throw refuse('bad_input.split', { fields: fields.map(({ field }) => field.slice(0, 40)) }, { fields });
}

/** In a field that is nobody's an address may stand, too: what is not known is not told to the shop again. */
function isAddress(name: string, value: string): boolean {
  return ADDRESS_FIELDS.has(name) || (!known.has(name) && ADDRESS.test(value));
}
