import { type OrderEvents, orders } from '../orders/index.ts';
import { closeOrder } from './close-order.ts';
import type { SettlementDeps } from './settlement-deps.ts';

/** A pending order that its shop or its buyer gives up; its amount stays taken for the grace. */
export interface GivingUp {
  /** Refusal 'not_pending'. */
  closeForShop(tradeNo: string, graceMs: number): Promise<void>;
  /** Refusal 'not_pending'. */
  cancelOrder(tradeNo: string): Promise<void>;
}

export function createGivingUp(deps: {
  settlement: SettlementDeps;
  events: OrderEvents;
  /** Of a merchant; ms. */
  graceOf(pid: number): Promise<number>;
}): GivingUp {
  const { settlement, events } = deps;
  return {
    async closeForShop(tradeNo, graceMs) {
      await closeOrder(settlement, tradeNo, graceMs, 'shop');
      events.changed(tradeNo);
    },
    async cancelOrder(tradeNo) {
      const { pid } = await orders.getOrder(settlement.db, tradeNo);
      await closeOrder(settlement, tradeNo, await deps.graceOf(pid), 'buyer');
      events.changed(tradeNo);
    },
  };
}
