import { Refusal } from '../../shared/errors.ts';
import { elapsed } from '../../shared/timers.ts';
import type { MerchantRepository } from '../merchants/index.ts';
import { orders } from '../orders/index.ts';
import { type ChooseDeps, chooseType } from './choose-type.ts';

export interface DecideDeps extends ChooseDeps {
  merchants: Pick<MerchantRepository, 'get'>;
  /** Whether an order that was given a code of this account may be shown something else. */
  makesBills(accountId: number): Promise<boolean>;
  /** What the buyer of an order that was just given a code is shown: see bills/. */
  decide(tradeNo: string, withinMs: number): Promise<'shown' | 'nothing' | 'moved'>;
  /** A shop or a buyer waits so long at most; ms. */
  withinMs: number;
}

/** An order, and the account whose code it was given. */
export type Decided = (tradeNo: string, accountId: number) => Promise<number | null>;

/** Below this no platform is asked: it would be called slow without having been given a chance. */
const CHANCE_MS = 1_000;

/**
 * Resolves when an order that was given a code may be shown. One whose platform should have made its code and could not
 * goes on to another code, as if its own took no orders; where no other does either, it keeps what it has, and its
 * buyer is told to choose another way. Returns the account that it waits on then; null: on none.
 */
export function createDecided(deps: DecideDeps): Decided {
  return async (tradeNo, accountId) => {
    if (!(await deps.makesBills(accountId))) return accountId;
    const until = elapsed() + deps.withinMs;
    for (let left = deps.withinMs; left >= CHANCE_MS; left = until - elapsed()) {
      const decision = await deps.decide(tradeNo, left);
      if (decision === 'shown') break;
      if (decision === 'nothing' && !(await goOn(deps, tradeNo))) break;
    }
    return (await orders.getOrder(deps.db, tradeNo)).placement?.accountId ?? null;
  };
}

/** False where it has what it had. */
async function goOn(deps: DecideDeps, tradeNo: string): Promise<boolean> {
  const order = await orders.getOrder(deps.db, tradeNo);
  if (!order.placement) return false;
  const { rules } = await deps.merchants.get(deps.db, order.pid);
  try {
    return await chooseType(deps, order, order.placement.payType, rules);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}
