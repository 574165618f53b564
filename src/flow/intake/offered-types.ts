import type { Db } from '../../shared/db.ts';
import { type PayType, payTypes } from '../../shared/pay-type.ts';
import type { RoutableCode } from '../accounts/index.ts';
import type { Order } from '../orders/index.ts';
import { whyIneligible } from './eligible.ts';
import type { Rotation } from './place-orders.ts';

/** The pay types in which some code of the merchant can take an order of this price now. */
export async function offeredTypes(
  db: Db,
  rotation: Pick<Rotation, 'listRoutable'>,
  { pid, moneyFen }: Pick<Order, 'pid' | 'moneyFen'>,
): Promise<PayType[]> {
  return typesOf(await rotation.listRoutable(db, pid), moneyFen);
}

/** The pay types in which some of these codes can take an order of this price. */
export function typesOf(codes: readonly RoutableCode[], moneyFen: number): PayType[] {
  return payTypes.filter((payType) =>
    codes.some((code) => whyIneligible(code, { payType, moneyFen }) === null),
  );
}
