import { Refusal } from '../../shared/errors.ts';
import { differingTerms, type OrderTerms, type Protocol, type TermName } from '../orders/index.ts';

/** What each protocol calls an order's terms. */
const termLabels: Record<Protocol, Record<TermName, string>> = {
  epay: {
    protocol: '接口（易支付）',
    name: 'name',
    moneyFen: 'money',
    notifyUrl: 'notify_url',
    returnUrl: 'return_url',
    param: 'param',
  },
  vmq: {
    protocol: '接口（V免签）',
    name: 'name',
    moneyFen: 'price',
    notifyUrl: 'notifyUrl',
    returnUrl: 'returnUrl',
    param: 'param',
  },
};

/** Why this submission is not the order that has its number, in its protocol's words; undefined when it is, be it for another pay type. */
export function otherTerms(order: OrderTerms, again: OrderTerms): Refusal | undefined {
  const labels = termLabels[again.protocol];
  const names = differingTerms(order, again).map((name) => labels[name]);
  if (names.length === 0) return undefined;
  return new Refusal(
    'other_terms',
    `商户订单号 ${again.outTradeNo} 已存在，且 ${names.join('、')} 与原订单不同，请换一个新的订单号`,
    { status: 409, fields: names.map((field) => ({ field, message: '与原订单不同' })) },
  );
}
