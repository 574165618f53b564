import { DAY, HOUR } from '../../../shared/clock.ts';
import type { Db } from '../../../shared/db.ts';
import type { Merchant } from '../../merchants/index.ts';
import { countOrders } from '../../orders/index.ts';

/**
 * What `api.php?act=query` says of a merchant; shops use it to test the connection.
 * Shape: docs/reference/epay-v1.md, section 4 (E25). What a site that holds money would say is empty.
 */
export interface MerchantAnswer {
  code: 1;
  msg: string;
  pid: number;
  /** Its last four characters: the caller has it, and some shops show the answer as it is. */
  key: string;
  active: 0 | 1;
  /** The balance that we don't keep. */
  money: '0.00';
  type: 0;
  account: '';
  username: '';
  /** Up to COUNT_UP_TO, which means that or more; so are the next. */
  orders: number;
  orders_today: number;
  orders_lastday: number;
  /** The public documentation's spelling. */
  order_today: number;
  order_lastday: number;
}

const CHINA_OFFSET_MS = 8 * HOUR;

export async function merchantAnswer(db: Db, merchant: Merchant, now: number): Promise<MerchantAnswer> {
  const today = now - ((now + CHINA_OFFSET_MS) % DAY);
  const { pid, key, enabled } = merchant;
  const countToday = await countOrders(db, pid, { from: today, to: today + DAY });
  const countYesterday = await countOrders(db, pid, { from: today - DAY, to: today });
  return {
    code: 1,
    msg: 'succ',
    pid,
    key: `****${key.slice(-4)}`,
    active: enabled ? 1 : 0,
    money: '0.00',
    type: 0,
    account: '',
    username: '',
    orders: await countOrders(db, pid),
    orders_today: countToday,
    orders_lastday: countYesterday,
    order_today: countToday,
    order_lastday: countYesterday,
  };
}
