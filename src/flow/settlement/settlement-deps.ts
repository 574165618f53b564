import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import type { Order } from '../orders/index.ts';

/** What settling needs from the rest of the house. */
export interface SettlementDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /** Queues the shops' notifications of these orders within the settling transaction. */
  queueNotifications(trx: Db, tradeNos: string[], now: number): Promise<void>;
  /** Told after the transaction is committed, with the order as it was before: deliver, and show it on the cashier. Must not throw or wait. */
  paid(order: Order): void;
}
