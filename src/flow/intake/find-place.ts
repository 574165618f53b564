import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { type NoCodeReason, type RoutableCode, tierOf } from '../accounts/index.ts';
import {
  chooseFree,
  chooseFreeAmong,
  holderOfRound,
  holdsTooMany,
  isFree,
  longestCooled,
  type SlotWish,
  type TakenSlot,
  wishedRange,
} from '../amount-slots/index.ts';
import type { MerchantRules } from '../merchants/index.ts';
import type { Placement } from '../orders/index.ts';
import { staysWithinDay } from './eligible.ts';
import type { Passed } from './passed-over.ts';
import { type Shortage, shortageOf } from './shortage.ts';
import type { TakenPayables } from './taken-payables.ts';

/** An order that needs a code and an amount of its own. */
export interface PlacementWish {
  tradeNo: string;
  payType: PayType;
  moneyFen: Fen;
  rules: MerchantRules;
  /** The buyer's; null: nobody knows. */
  network: string | null;
  /** Until when its money is expected; ms. */
  expiresAt: number;
  /** Until when the amount stays taken; ms. */
  heldUntil: number;
  /** Left out: any of the merchant's. */
  onlyCodeId?: number | undefined;
  /** The code and amount that it had before: those again, where they are free. */
  before?: Pick<Placement, 'codeId' | 'terminal' | 'payableFen'> | undefined;
}

/**
 * `no_code`: nothing takes this pay type now (`limited`: what keeps each code from it, where limits do); `all_taken`: every code has every allowed amount taken; `too_many_open`:
 * what is left is scarce, and this buyer's network holds its share.
 */
export type PlacementFailure =
  | { failure: 'no_code'; why?: NoCodeReason; limited?: Passed[] }
  | { failure: 'all_taken' | 'too_many_open'; shortage: Shortage };
/** Of this moment: the time, ms, and chance in [0, 1). */
export interface Moment {
  now: number;
  random(): number;
}

/** A code and an amount of it that an order may have. */
export interface Place {
  code: RoutableCode;
  payableFen: Fen;
  /** Codes whose turn it was, but that had no free amount. */
  passedOver: number[];
  /** A picture with this amount set is there, so that its buyer types nothing. */
  isFixed?: boolean;
  /** It is what the order had before. */
  isAgain?: boolean;
  /** Nothing was free: the paid amount of another order, before its time. */
  reused?: TakenSlot;
  /** The order of the same price that waits for the price itself: its amount is what this buyer must not type. */
  besideRound?: string | undefined;
}

/**
 * The first of the codes, which stand in the order in which they are tried, that has a free amount, where its buyer types
 * nothing first; or why there is none. Changes nothing.
 */
export async function findPlace(
  taken: TakenPayables,
  codes: RoutableCode[],
  wish: PlacementWish,
  moment: Moment,
): Promise<Place | PlacementFailure> {
  if (codes.length === 0) return { failure: 'no_code' };
  const again = await findBefore(taken, codes, wish);
  if (again) return again;
  const fixed = wish.rules.fixedFirst ? await findFixed(taken, codes, wish, moment) : null;
  if (fixed) return fixed;
  const passedOver: number[] = [];
  const open: { code: RoutableCode; slotWish: SlotWish }[] = [];
  for (const code of codes) {
    const slotWish = slotWishOf(code, wish);
    await taken.look([wishedRange(slotWish)]);
    if (!holdsTooMany(slotWish, taken.slots, { network: wish.network, most: wish.rules.perNetwork })) {
      const payableFen = chooseFree(slotWish, taken.slots, moment.random);
      if (payableFen !== null && staysWithinDay(code, payableFen))
        return { code, payableFen, passedOver, besideRound: holderOfRound(slotWish, taken.slots) };
      open.push({ code, slotWish });
    }
    passedOver.push(code.id);
  }
  return (
    findCooled(taken, open, passedOver) ?? {
      failure: open.length < codes.length ? 'too_many_open' : 'all_taken',
      shortage: shortageOf(
        codes.map((code) => ({ codeId: code.id, slotWish: slotWishOf(code, wish) })),
        taken.slots,
      ),
    }
  );
}

/**
 * A free amount of which a code has a picture: nobody types a wrong one then. Of codes that are as healthy as the first;
 * among them in turn.
 */
async function findFixed(
  taken: TakenPayables,
  codes: RoutableCode[],
  wish: PlacementWish,
  moment: Moment,
): Promise<Place | null> {
  for (const code of codes) {
    if (code.fixedFen.length === 0 || tierOf(code) !== Math.min(...codes.map(tierOf))) continue;
    const slotWish = slotWishOf(code, wish);
    const range = wishedRange(slotWish);
    const within = code.fixedFen.filter(
      (payable) => payable >= range.from && payable <= range.to && staysWithinDay(code, payable),
    );
    if (within.length === 0) continue;
    await taken.look([range]);
    if (holdsTooMany(slotWish, taken.slots, { network: wish.network, most: wish.rules.perNetwork })) continue;
    const payableFen = chooseFreeAmong(slotWish, taken.slots, within, moment.random);
    if (payableFen === null) continue;
    return {
      code,
      payableFen,
      passedOver: [],
      isFixed: true,
      besideRound: holderOfRound(slotWish, taken.slots),
    };
  }
  return null;
}

/** What the order had before, where its code is in use and nobody has the amount. */
async function findBefore(
  taken: TakenPayables,
  codes: RoutableCode[],
  wish: PlacementWish,
): Promise<Place | null> {
  const { before } = wish;
  const code =
    before && codes.find(({ id, terminal }) => id === before.codeId && terminal === before.terminal);
  if (!code) return null;
  const slotWish = slotWishOf(code, wish);
  await taken.look([wishedRange(slotWish)]);
  const { payableFen } = before;
  if (!isFree(slotWish, taken.slots, payableFen) || !staysWithinDay(code, payableFen)) return null;
  if (holdsTooMany(slotWish, taken.slots, { network: wish.network, most: wish.rules.perNetwork }))
    return null;
  const besideRound = holderOfRound(slotWish, taken.slots);
  return { code, payableFen, passedOver: [], isAgain: true, besideRound };
}

/**
 * The paid amount that has cooled longest, of a platform that is asked: it gives each payment a number, so that one
 * told twice can't be taken for another. Where devices tell, never: better no order than another's money.
 */
function findCooled(
  taken: TakenPayables,
  places: { code: RoutableCode; slotWish: SlotWish }[],
  passedOver: number[],
): Place | null {
  const cooled = places.flatMap(({ code, slotWish }) => {
    const slot = code.devicesTell ? undefined : longestCooled(slotWish, taken.slots);
    return slot && staysWithinDay(code, slot.payableFen)
      ? [{ code, slot, besideRound: holderOfRound(slotWish, taken.slots) }]
      : [];
  });
  const [best] = cooled.sort((a, b) => Number(a.slot.coolingSince) - Number(b.slot.coolingSince));
  if (!best) return null;
  const { code, slot, besideRound } = best;
  const others = passedOver.filter((id) => id !== code.id);
  return { code, payableFen: slot.payableFen, passedOver: others, reused: slot, besideRound };
}

/** What the wish comes to at this code. */
export function slotWishOf(code: RoutableCode, wish: PlacementWish): SlotWish {
  return {
    tradeNo: wish.tradeNo,
    scope: code.scope,
    moneyFen: wish.moneyFen,
    limitFen: wish.rules.slotLimitFen,
    direction: wish.rules.slotDirection,
    roundPrice: wish.rules.roundPrice,
  };
}
