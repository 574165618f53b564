import { formatFen } from '../../../shared/money.ts';
import { type Order, typeForShop } from '../../orders/index.ts';

/** What `api.php?act=order` says of an order. Shape: docs/reference/epay-v1.md, section 4 (E25). */
export interface OrderAnswer {
  code: 1;
  msg: string;
  trade_no: string;
  out_trade_no: string;
  api_trade_no: string;
  type: string;
  pid: number;
  /** "2026-01-02 03:04:05", China time. */
  addtime: string;
  endtime: string | null;
  name: string;
  /** "1.00" */
  money: string;
  param: string;
  buyer: string;
  /** 1 paid, 0 not. */
  status: 0 | 1;
  payurl: string;
}

export function orderAnswer(order: Order, more: { apiTradeNo: string; payUrl: string }): OrderAnswer {
  return {
    code: 1,
    msg: 'succ',
    trade_no: order.tradeNo,
    out_trade_no: order.outTradeNo,
    api_trade_no: more.apiTradeNo,
    type: typeForShop(order),
    pid: order.pid,
    addtime: chinaTime(order.createdAt),
    endtime: order.paidAt === null ? null : chinaTime(order.paidAt),
    name: order.name,
    money: formatFen(order.moneyFen),
    param: order.param ?? '',
    buyer: '',
    status: order.state === 'paid' ? 1 : 0,
    payurl: more.payUrl,
  };
}

const CHINA_OFFSET_MS = 8 * 3_600_000;

function chinaTime(at: number): string {
  return new Date(at + CHINA_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}
