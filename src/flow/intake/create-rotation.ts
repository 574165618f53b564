import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { ZoneTime } from '../../shared/zone-time.ts';
import { codes, type Listening, type RoutableCode, routing, whyNoCode } from '../accounts/index.ts';
import { listAmounts } from '../fixed-codes/index.ts';
import type { MerchantRepository } from '../merchants/index.ts';
import type { Rotation } from './place-orders.ts';

/** The merchants' codes, each in its turn, as the database has them. */
export function createRotation(deps: {
  merchants: Pick<MerchantRepository, 'lockTurns'>;
  listening: Pick<Listening, 'isForwarded' | 'isPolled' | 'scopeOf'>;
  clock: Clock;
  zone: ZoneTime;
  /** Whether a code's buyers type nothing at all. */
  fixesAmount: NonNullable<routing.RoutingFacts['fixesAmount']>;
  /** True where a buyer would be shown no code of this account now. */
  showsNothing(account: { id: number; platform: string }): boolean;
}): Required<Rotation> {
  const { isForwarded, isPolled, scopeOf } = deps.listening;
  const { clock, zone, fixesAmount } = deps;
  const facts: routing.RoutingFacts = {
    ...{ scopeOf, isForwarded, fixesAmount },
    hasPlugin: (platform) => isForwarded(platform) || isPolled(platform),
  };
  const at = (): routing.RoutingMoment => {
    const now = clock.now();
    return { now, day: zone.dayOf(now), minute: zone.minuteOf(now) };
  };
  const marked = <Code extends RoutableCode>(code: Code): Code =>
    deps.showsNothing({ id: code.accountId, platform: code.platform })
      ? { ...code, showsNothing: true }
      : code;
  return {
    listRoutable: async (trx, pid) =>
      withAmounts(trx, (await routing.listRoutable(trx, pid, facts, at())).map(marked)),
    listCandidates: async (trx, pid) =>
      withAmounts(trx, (await routing.listCandidates(trx, pid, facts, at())).map(marked)),
    lockTurns: deps.merchants.lockTurns,
    saveTurns: codes.saveTurns,
    whyNoCode: async (trx, pid, payType) =>
      whyNoCode(await codes.listObstacles(trx, pid), payType, isForwarded),
  };
}

/** Asked only where some code has pictures with amounts set. */
async function withAmounts<One extends RoutableCode>(trx: Db, routable: One[]): Promise<One[]> {
  const fixed = routable.filter(({ hasFixed }) => hasFixed).map(({ id }) => id);
  if (fixed.length === 0) return routable;
  const amounts = await listAmounts(trx, fixed);
  return routable.map((code) => ({ ...code, fixedFen: amounts.get(code.id) ?? [] }));
}
