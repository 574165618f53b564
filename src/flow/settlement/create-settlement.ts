import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import type { Fen } from '../../shared/money.ts';
import { LEASE_MS, laneHost, notifications } from '../notifications/index.ts';
import type { Order, OrderEvents } from '../orders/index.ts';
import type { Receipt } from '../receipts/index.ts';
import type { SettlementDeps } from './settlement-deps.ts';

export interface SettlementParts {
  db: Db;
  clock: Clock;
  log: Log;
  /** Of this process: it may deliver at once what it queues. */
  owner: string;
  /** True for a platform whose money devices tell. */
  isTold(platform: string): boolean;
  /** Of an account: above which what a device tells waits for a person; null: nothing does. */
  toldLimitOf(db: Db, accountId: number): Promise<Fen | null>;
  /** Of an account of which something was told at `at`; see SettlementDeps. */
  unheardSince(db: Db, money: Pick<Receipt, 'accountId' | 'pid'>, at: number): Promise<number | null>;
  /** Of a merchant: how long a paid amount is nobody else's; ms. */
  paidHoldOf(trx: Db, pid: number): Promise<number>;
  /** See SettlementDeps. */
  billedOrder(receipt: Receipt): Promise<string | null>;
  /** See SettlementDeps. */
  dayOf(ms: number): number;
  /** Must not throw or wait. */
  deliverNow(tradeNo: string, order: Order): void;
  events: OrderEvents;
}

/** What every settling needs, put together. */
export function createSettlement(parts: SettlementParts): SettlementDeps {
  const { db, clock, log, owner, isTold, events } = parts;
  return {
    db,
    clock,
    log,
    isTold,
    // What a platform was asked for has no limit, and costs no look at its account.
    toldLimit: async ({ platform, accountId }) =>
      isTold(platform) ? parts.toldLimitOf(db, accountId) : null,
    unheardSince: async (receipt) =>
      isTold(receipt.platform) ? parts.unheardSince(db, receipt, receipt.paidAt) : null,
    billedOrder: parts.billedOrder,
    dayOf: parts.dayOf,
    unclaimedHold: (trx, { pid }) => parts.paidHoldOf(trx, pid),
    queueNotifications: (trx, told, now) =>
      notifications.enqueue(trx, {
        tradeNos: told.map(({ tradeNo }) => tradeNo),
        hosts: told.map(({ notifyUrl }) => laneHost(notifyUrl)),
        now,
        leaseOwner: owner,
        leaseUntil: now + LEASE_MS,
      }),
    paid(order) {
      if (order.notifyUrl !== '') parts.deliverNow(order.tradeNo, order);
      events.changed(order.tradeNo);
    },
  };
}
