import type { Db } from '../../shared/db.ts';
import { type PayType, payTypes } from '../../shared/pay-type.ts';
import { inTurn } from '../accounts/index.ts';
import type { Rotation } from './place-orders.ts';

/** The pay types that some code of the merchant can take now. */
export async function offeredTypes(
  db: Db,
  rotation: Pick<Rotation, 'listRoutable'>,
  pid: number,
): Promise<PayType[]> {
  const codes = await rotation.listRoutable(db, pid);
  return payTypes.filter((payType) => inTurn(codes, payType).length > 0);
}
