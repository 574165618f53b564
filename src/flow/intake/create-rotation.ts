import type { Db } from '../../shared/db.ts';
import { codes, type Listening, type RoutableCode, whyNoCode } from '../accounts/index.ts';
import { listAmounts } from '../fixed-codes/index.ts';
import type { MerchantRepository } from '../merchants/index.ts';
import type { Rotation } from './place-orders.ts';

/** The merchants' codes, each in its turn, as the database has them. */
export function createRotation(deps: {
  merchants: Pick<MerchantRepository, 'lockTurns'>;
  listening: Pick<Listening, 'isForwarded' | 'scopeOf'>;
  /** True where a buyer would be shown no code of this account now. */
  showsNothing(account: { id: number; platform: string }): boolean;
}): Rotation {
  const { isForwarded, scopeOf } = deps.listening;
  const marked = (code: RoutableCode): RoutableCode =>
    deps.showsNothing({ id: code.accountId, platform: code.platform })
      ? { ...code, showsNothing: true }
      : code;
  return {
    listRoutable: async (trx, pid) =>
      withAmounts(trx, (await codes.listRoutable(trx, pid, scopeOf, isForwarded)).map(marked)),
    lockTurns: deps.merchants.lockTurns,
    saveTurns: codes.saveTurns,
    whyNoCode: async (trx, pid, payType) =>
      whyNoCode(await codes.listObstacles(trx, pid), payType, isForwarded),
  };
}

/** Asked only where some code has pictures with amounts set. */
async function withAmounts(trx: Db, routable: RoutableCode[]): Promise<RoutableCode[]> {
  const fixed = routable.filter(({ hasFixed }) => hasFixed).map(({ id }) => id);
  if (fixed.length === 0) return routable;
  const amounts = await listAmounts(trx, fixed);
  return routable.map((code) => ({ ...code, fixedFen: amounts.get(code.id) ?? [] }));
}
