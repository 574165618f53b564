import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { CodeCandidate } from '../accounts/index.ts';
import { isFree, wishedRange } from '../amount-slots/index.ts';
import type { Merchant } from '../merchants/index.ts';
import { eligible, staysWithinDay, whyIneligible } from './eligible.ts';
import { findPlace, type PlacementFailure, type PlacementWish, slotWishOf } from './find-place.ts';
import { type Passed, passedByLimit, passedByOrder } from './passed-over.ts';
import { type Rotation, whyFailed } from './place-orders.ts';
import { TakenPayables } from './taken-payables.ts';

/** What would become of an order of this price at one code now. */
export interface CodeVerdict {
  code: CodeCandidate;
  /** `takes`: it would get the order. `later`: it may take it, and others go first. `no`: it would not. */
  verdict: 'takes' | 'later' | 'no';
  /** Why not, or why only later; null: it is the one, or its turn comes later. */
  passed: Passed | null;
}

export interface RoutingExplained {
  /** Those that would take it first stand first. */
  codes: CodeVerdict[];
  /** What its buyer would pay, or, of several by chance, the price itself where that is one; null: nobody takes it. */
  chosen: { codeId: number; payableFen: Fen | null; isFixed: boolean } | null;
  /** What the shop would be told; null: some code takes it. */
  failure: PlacementFailure | null;
}

/**
 * Which code an order would get now, and why the others would not: by the rules that place orders, of all codes of the
 * merchant. Makes no order and changes nothing.
 */
export async function explainRouting(
  db: Db,
  rotation: Pick<Rotation, 'listCandidates' | 'whyNoCode'>,
  { pid, rules }: Pick<Merchant, 'pid' | 'rules'>,
  { payType, moneyFen, onlyCodeId }: { payType: PayType; moneyFen: Fen; onlyCodeId?: number },
): Promise<RoutingExplained> {
  const all = (await rotation.listCandidates?.(db, pid)) ?? [];
  const wanted = { payType, moneyFen, fixedFirst: rules.fixedFirst, onlyCodeId };
  const inUse = all.filter(({ obstacle }) => obstacle === null);
  const { inOrder, refused } = eligible(inUse, wanted);
  const wish: PlacementWish = {
    ...{ tradeNo: '', payType, moneyFen, rules, network: null, expiresAt: 0, heldUntil: 0 },
  };
  const taken = new TakenPayables(db);
  await taken.look(inOrder.map((code) => wishedRange(slotWishOf(code, wish))));
  const found = await findPlace(taken, inOrder, wish, { now: 0, random: () => 0 });
  const place = 'failure' in found ? null : found;
  const passedOver = new Set(place ? place.passedOver : inOrder.map(({ id }) => id));

  const verdictOf = (code: CodeCandidate): CodeVerdict => {
    if (code.obstacle !== null) return { code, verdict: 'no', passed: [code.id, code.obstacle] };
    const limit = whyIneligible(code, wanted);
    if (limit) return { code, verdict: 'no', passed: passedByLimit(code.id, limit) };
    if (code.id === place?.code.id) return { code, verdict: 'takes', passed: null };
    if (passedOver.has(code.id)) return { code, verdict: 'no', passed: fullOf(code, moneyFen) };
    const why = place && passedByOrder(code, place.code);
    if (why) return { code, verdict: 'later', passed: why };
    return { code, verdict: 'later', passed: place?.isFixed ? [code.id, 'fixed'] : null };
  };
  const ranks = { takes: 0, later: 1, no: 2 };
  const position = new Map(inOrder.map((code, index) => [code.id, index]));
  const verdicts = all
    .map(verdictOf)
    .sort(
      (a, b) =>
        ranks[a.verdict] - ranks[b.verdict] ||
        (position.get(a.code.id) ?? all.length) - (position.get(b.code.id) ?? all.length) ||
        a.code.id - b.code.id,
    );
  const failure = place
    ? null
    : await whyFailed(db, rotation, { pid, payType, found: found as PlacementFailure, refused });
  return { codes: verdicts, chosen: place && chosenOf(place), failure };

  function chosenOf({ code, payableFen, isFixed = false }: NonNullable<typeof place>) {
    // Which of the nearest it would be, chance decides when it comes to it.
    const isSure = isFixed || payableFen === moneyFen;
    const isRound = isFree(slotWishOf(code, wish), taken.slots, moneyFen);
    return { codeId: code.id, payableFen: isSure || isRound ? payableFen : null, isFixed };
  }
}

/** It may take the order, and has no amount for it. */
function fullOf(code: CodeCandidate, moneyFen: number): Passed {
  return staysWithinDay(code, moneyFen) ? [code.id, 'all_taken'] : [code.id, 'day_left'];
}
