import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { MerchantRepository } from '../merchants/index.ts';
import { type Order, type OrderEvents, orders } from '../orders/index.ts';
import { chooseType } from './choose-type.ts';
import type { Decided } from './decide-shown.ts';
import { offeredTypes } from './offered-types.ts';
import type { Rotation } from './place-orders.ts';
import { otherWays } from './present-code.ts';
import type { RanOut } from './ran-out.ts';

export interface BuyerChoiceDeps {
  db: Db;
  clock: Clock;
  random(): number;
  rotation: Rotation;
  merchants: Pick<MerchantRepository, 'get'>;
  ranOut: RanOut;
  /** Resolves when an order that was given a code may be shown, with the account that it waits on. */
  decided: Decided;
  events: OrderEvents;
  /** An order waits on this account from now on. Must not wait. */
  nudge(accountId: number): void;
}

/** Ways to pay that a buyer has, and his taking one of them. */
export interface BuyerChoice {
  /** What some code of the merchant can take now. */
  payTypesFor(order: Pick<Order, 'pid' | 'moneyFen'>): Promise<PayType[]>;
  /** What he may change to. */
  waysFor(order: Order): Promise<PayType[]>;
  /** Refusal 'no_code', 'all_taken', 'too_many_open' or 'too_many_changes'. */
  chooseType(tradeNo: string, payType: PayType): Promise<void>;
}

export function createBuyerChoice(deps: BuyerChoiceDeps): BuyerChoice {
  const { db, clock, random, rotation } = deps;
  const moment = () => ({ now: clock.now(), random });
  return {
    payTypesFor: (order) => offeredTypes(db, rotation, order),
    waysFor: (order) => otherWays(db, rotation, order),
    async chooseType(tradeNo, payType) {
      const order = await orders.getOrder(db, tradeNo);
      const { rules } = await deps.merchants.get(db, order.pid);
      await chooseType({ db, rotation, moment, ranOut: deps.ranOut }, order, payType, rules);
      const { placement } = await orders.getOrder(db, tradeNo);
      const accountId = placement && (await deps.decided(tradeNo, placement.accountId));
      if (accountId !== null) deps.nudge(accountId);
      deps.events.changed(tradeNo);
    },
  };
}
