import { codes, type Listening, whyNoCode } from '../accounts/index.ts';
import type { MerchantRepository } from '../merchants/index.ts';
import type { Rotation } from './place-orders.ts';

/** The merchants' codes, each in its turn, as the database has them. */
export function createRotation(deps: {
  merchants: Pick<MerchantRepository, 'lockTurns'>;
  listening: Pick<Listening, 'isForwarded' | 'scopeOf'>;
}): Rotation {
  const { isForwarded, scopeOf } = deps.listening;
  return {
    listRoutable: (trx, pid) => codes.listRoutable(trx, pid, scopeOf, isForwarded),
    lockTurns: deps.merchants.lockTurns,
    saveTurns: codes.saveTurns,
    whyNoCode: async (trx, pid, payType) =>
      whyNoCode(await codes.listObstacles(trx, pid), payType, isForwarded),
  };
}
