import { Refusal } from '../../../shared/errors.ts';
import type { ShopParams } from '../../intake/index.ts';

const SPEAKS_V1 =
  '本站使用易支付 V1（MD5）接口，不支持 V2（RSA）。请在商城里把接口版本改成 V1，签名方式选 MD5';

/** For whoever asks by the newer interface: what to choose instead. Its code is neither 0 nor 1, which are successes. */
export function speaksV1(): Refusal {
  return new Refusal('speaks_v1', SPEAKS_V1, { status: 404 });
}

/** E25's second form of a V2 address: `api.php?s=pay/create`. Source: docs/reference/epay-v2.md, section 2. */
export function refuseV2({ s = '' }: ShopParams): void {
  if (/^\/?(pay|merchant|transfer|complain)\/\w+/i.test(s)) throw speaksV1();
}

/**
 * Why we don't do this act, and what to do instead. A refund's code is neither 0 nor 1: shops' programs take the one
 * or the other for done. Its words are none that make a program try another number (docs/reference/epay-v1.md, section 4).
 */
export function refuseAct(act = ''): Refusal {
  if (/^refund/i.test(act)) {
    return new Refusal(
      'no_refund',
      '本站只通知收款，不经手资金，不能退款。请在收款的微信、支付宝或收款平台里把钱退给买家',
    );
  }
  if (act === 'settle') return other('本站不经手资金，没有结算记录');
  if (act === 'orders') return other('本站不提供订单列表接口，请用 act=order 查询单笔订单，或登录后台查看');
  return other('No Act! 可用的 act：order（查询订单）、query（查询商户）');
}

function other(message: string): Refusal {
  return new Refusal('unknown_act', message);
}
