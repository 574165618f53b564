import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import type { Fen } from '../../shared/money.ts';
import type { Order } from '../orders/index.ts';
import type { Receipt } from '../receipts/index.ts';

/** What settling needs from the rest of the house. */
export interface SettlementDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /**
   * Above which this receipt waits for a person, because a device told it and the owner of its account wants it so; null, or
   * left out: it doesn't, as with all that a platform was asked for.
   */
  toldLimit?(receipt: Receipt): Promise<Fen | null>;
  /** True for a platform whose money devices tell; left out: none is. */
  isTold?(platform: string): boolean;
  /**
   * Since when nobody that tells of the account's money had been heard when this was told, ms; null, or left out: somebody
   * had been.
   */
  unheardSince?(receipt: Receipt): Promise<number | null>;
  /** For how long nobody is given the amount of such money of this merchant that settles nothing; ms. */
  unclaimedHold?(trx: Db, money: Pick<Receipt, 'pid'>): Promise<number>;
  /** The order that a receipt of a bill names; null, or left out: it names none. */
  billedOrder?(receipt: Receipt): Promise<string | null>;
  /** The day of the display zone, on which a code's paid orders are counted; left out: nobody counts them. */
  dayOf?(ms: number): number;
  /** Queues the shops' notifications of these orders (as they were before) within the settling transaction. */
  queueNotifications(trx: Db, told: Order[], now: number): Promise<void>;
  /** Told after the transaction is committed, with the order as it was before: deliver, and show it on the cashier. Must not throw or wait. */
  paid(order: Order): void;
}
