import type { Db } from '../../shared/db.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { RoutableCode } from '../accounts/index.ts';
import { billIn, type Order, type Placement } from '../orders/index.ts';
import { typesOf } from './offered-types.ts';
import type { Rotation } from './place-orders.ts';

/**
 * True while the code that an order has takes orders of its pay type. Else, be its account stopped, silent or switched
 * off, or the code itself switched off or gone, its buyer is better off with another one.
 */
export function isInUse(
  codes: readonly RoutableCode[],
  { codeId, terminal, payType }: Pick<Placement, 'codeId' | 'terminal' | 'payType'>,
): boolean {
  return codes.some(
    (code) =>
      code.id === codeId &&
      code.payTypes.includes(payType) &&
      // Where only bills are shown and none can be made just now, whoever has one goes on with it.
      (!code.showsNothing || billIn(terminal) !== null) &&
      // Terminals that we make follow their account's name, and a bill's is the order's own: the code is the same one.
      (code.devicesTell || code.terminal === terminal || billIn(terminal) !== null),
  );
}

/**
 * The pay types that an order's buyer could choose now instead of what he has: the others that some code takes, and
 * his own again where his code takes no orders any more and another does.
 */
export async function otherWays(
  db: Db,
  rotation: Pick<Rotation, 'listRoutable'>,
  { pid, placement, moneyFen }: Pick<Order, 'pid' | 'placement' | 'moneyFen'>,
): Promise<PayType[]> {
  const codes = await rotation.listRoutable(db, pid);
  const present = placement && isInUse(codes, placement) ? placement.payType : null;
  return typesOf(codes, moneyFen).filter((payType) => payType !== present);
}
