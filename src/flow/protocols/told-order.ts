import type { Order } from '../orders/index.ts';

/** What of an order the shop is told. */
export type ToldOrder = Pick<
  Order,
  | 'protocol'
  | 'pid'
  | 'tradeNo'
  | 'outTradeNo'
  | 'requestedType'
  | 'requestedWord'
  | 'placement'
  | 'name'
  | 'moneyFen'
  | 'param'
  | 'notifyUrl'
  | 'returnUrl'
  | 'vmqOwnKey'
>;
