import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { inTurn, type NoCodeReason, type RoutableCode } from '../accounts/index.ts';
import {
  type AmountSlot,
  amountSlots,
  chooseFree,
  chooseFreeAmong,
  holderOfRound,
  holdsTooMany,
  isFree,
  isScarce,
  longestCooled,
  type SlotRange,
  type SlotWish,
  type TakenSlot,
  TakenSlots,
  wishedRange,
} from '../amount-slots/index.ts';
import { type MerchantRules, POLLED_PAID_HOLD_MS } from '../merchants/index.ts';
import { orders, type Placement, placements } from '../orders/index.ts';
import { type Shortage, shortageOf } from './shortage.ts';

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
  /** The code and amount that it had before: those again, where they are free. */
  before?: Pick<Placement, 'codeId' | 'terminal' | 'payableFen'> | undefined;
}

/**
 * `no_code`: nothing takes this pay type now; `all_taken`: every code has every allowed amount taken; `too_many_open`:
 * what is left is scarce, and this buyer's network holds its share.
 */
export type PlacementFailure =
  | { failure: 'no_code'; why?: NoCodeReason }
  | { failure: 'all_taken' | 'too_many_open'; shortage: Shortage };
export type PlacementOutcome = Placement | PlacementFailure;

/** What this step needs of the merchant's rotation. */
export interface Rotation {
  listRoutable(trx: Db, pid: number): Promise<RoutableCode[]>;
  /** Locks the rotation until the transaction ends, so that no two orders take the same turn. */
  lockTurns(trx: Db, pid: number): Promise<void>;
  saveTurns(trx: Db, codes: Pick<RoutableCode, 'id' | 'lastTurn'>[]): Promise<void>;
  /** Asked when no code takes the pay type; left out: no more is known. */
  whyNoCode?(trx: Db, pid: number, payType: PayType): Promise<NoCodeReason>;
}

/** Of this moment: the time, ms, and chance in [0, 1). */
export interface Moment {
  now: number;
  random(): number;
}

/**
 * Gives each wish, in order, the least recently used code that has a free payable, and reserves that payable.
 * All wishes are of one merchant, whose rotation the caller has locked in this transaction.
 * A few queries serve all of them. Throws the database's duplicate error when a slot was taken all the same.
 */
export async function placeOrders(
  trx: Db,
  rotation: Rotation,
  pid: number,
  wishes: PlacementWish[],
  moment: Moment,
): Promise<PlacementOutcome[]> {
  if (wishes.length === 0) return [];
  const codes = await rotation.listRoutable(trx, pid);
  const lastTurn = Math.max(0, ...codes.map((code) => code.lastTurn));
  const taken = new TakenPayables(trx);
  await taken.look(firstRound(codes, lastTurn, wishes));

  let turn = lastTurn;
  const outcomes: PlacementOutcome[] = [];
  const slots: AmountSlot[] = [];
  for (const wish of wishes) {
    const found = await findPlace(taken, inTurn(codes, wish.payType), wish, moment);
    if ('failure' in found) {
      outcomes.push(found.failure === 'no_code' ? await withReason(trx, rotation, pid, wish) : found);
      continue;
    }
    const { code, payableFen, passedOver, reused, besideRound } = found;
    if (reused) await takeOver(trx, reused, moment.now);
    turn += 1;
    const why = JSON.stringify({
      rule: 'least_recently_used',
      turn,
      lastUsed: code.lastTurn,
      of: codes.length,
      passedOver,
      ...(found.isAgain && { again: true }),
      ...(found.isFixed && { fixed: true }),
      ...(reused && {
        reused: { tradeNo: reused.tradeNo, cooledMs: moment.now - Number(reused.coolingSince) },
      }),
      ...(besideRound !== undefined && { besideRound }),
    });
    code.lastTurn = turn;
    const slot: AmountSlot = {
      scope: code.scope,
      payType: wish.payType,
      payableFen,
      tradeNo: wish.tradeNo,
      accountId: code.accountId,
      moneyFen: wish.moneyFen,
      network: wish.network,
      placedAt: moment.now,
      expiresAt: wish.expiresAt,
      releaseAt: wish.heldUntil,
      paidHoldMs: code.devicesTell ? wish.rules.paidHoldMs : POLLED_PAID_HOLD_MS,
    };
    taken.take(slot, reused);
    slots.push(slot);
    outcomes.push({
      payType: wish.payType,
      payableFen,
      accountId: code.accountId,
      codeId: code.id,
      terminal: code.terminal,
      why,
      paidHoldMs: slot.paidHoldMs,
    });
  }
  if (slots.length > 0) {
    await amountSlots.insertSlots(trx, slots);
    await rotation.saveTurns(
      trx,
      codes.filter((code) => code.lastTurn > lastTurn),
    );
  }
  return outcomes;
}

/** Nothing takes the pay type: off the quick path, so that the answer can say why. */
async function withReason(
  trx: Db,
  rotation: Rotation,
  pid: number,
  { payType }: PlacementWish,
): Promise<PlacementFailure> {
  const why = await rotation.whyNoCode?.(trx, pid, payType);
  return { failure: 'no_code', ...(why && { why }) };
}

/** Whether an order of this price finds an amount now, and whether one code has plenty of them. Changes nothing. */
export async function lookAtPrice(
  db: Db,
  rotation: Pick<Rotation, 'listRoutable'>,
  pid: number,
  wish: Pick<PlacementWish, 'payType' | 'moneyFen' | 'rules'>,
): Promise<{ isFree: boolean; isPlentiful: boolean }> {
  const codes = inTurn(await rotation.listRoutable(db, pid), wish.payType);
  const nobody = { tradeNo: '', network: null, expiresAt: 0, heldUntil: 0, ...wish };
  const wishes = codes.map((code) => slotWishOf(code, nobody));
  const taken = new TakenPayables(db);
  await taken.look(wishes.map(wishedRange));
  const found = await findPlace(taken, codes, nobody, { now: 0, random: () => 0 });
  return {
    isFree: !('failure' in found),
    isPlentiful: wishes.some((slotWish) => !isScarce(slotWish, taken.slots)),
  };
}

interface Place {
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

async function findPlace(
  taken: TakenPayables,
  codes: RoutableCode[],
  wish: PlacementWish,
  moment: Moment,
): Promise<Place | PlacementFailure> {
  if (codes.length === 0) return { failure: 'no_code' };
  const again = await findBefore(taken, codes, wish);
  if (again) return again;
  const fixed = await findFixed(taken, codes, wish, moment);
  if (fixed) return fixed;
  const passedOver: number[] = [];
  const open: { code: RoutableCode; slotWish: SlotWish }[] = [];
  for (const code of codes) {
    const slotWish = slotWishOf(code, wish);
    await taken.look([wishedRange(slotWish)]);
    if (!holdsTooMany(slotWish, taken.slots, { network: wish.network, most: wish.rules.perNetwork })) {
      const payableFen = chooseFree(slotWish, taken.slots, moment.random);
      if (payableFen !== null)
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
    if (code.fixedFen.length === 0 || code.healthy !== codes[0]?.healthy) continue;
    const slotWish = slotWishOf(code, wish);
    const range = wishedRange(slotWish);
    const within = code.fixedFen.filter((payable) => payable >= range.from && payable <= range.to);
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
  if (!isFree(slotWish, taken.slots, payableFen)) return null;
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
    return slot ? [{ code, slot, besideRound: holderOfRound(slotWish, taken.slots) }] : [];
  });
  const [best] = cooled.sort((a, b) => Number(a.slot.coolingSince) - Number(b.slot.coolingSince));
  if (!best) return null;
  const { code, slot, besideRound } = best;
  const others = passedOver.filter((id) => id !== code.id);
  return { code, payableFen: slot.payableFen, passedOver: others, reused: slot, besideRound };
}

/** Money that is paid from now on is not the paid order's any more. */
async function takeOver(trx: Db, slot: TakenSlot, now: number): Promise<void> {
  await amountSlots.endCooling(trx, slot);
  await orders.endHold(trx, slot, now);
  await placements.endEarlierHold(trx, slot, now);
}

/** The ranges that will be looked at when nothing is full, so that one query can fetch them all. */
function firstRound(codes: RoutableCode[], lastTurn: number, wishes: PlacementWish[]): SlotRange[] {
  const rehearsal = codes.map((code) => ({ ...code }));
  let turn = lastTurn;
  return wishes.flatMap((wish) => {
    const [code] = inTurn(rehearsal, wish.payType);
    if (!code) return [];
    code.lastTurn = ++turn;
    return [wishedRange(slotWishOf(code, wish))];
  });
}

function slotWishOf(code: RoutableCode, wish: PlacementWish): SlotWish {
  return {
    tradeNo: wish.tradeNo,
    scope: code.scope,
    moneyFen: wish.moneyFen,
    limitFen: wish.rules.slotLimitFen,
    direction: wish.rules.slotDirection,
    roundPrice: wish.rules.roundPrice,
  };
}

/** The taken payables as far as they have been looked at, with those that we are about to take. */
class TakenPayables {
  readonly slots = new TakenSlots();
  private readonly looked = new Set<string>();

  constructor(private readonly trx: Db) {}

  async look(ranges: SlotRange[]): Promise<void> {
    const unseen = new Map<string, SlotRange>();
    for (const range of ranges) {
      const name = `${range.scope}/${range.from}-${range.to}`;
      if (!this.looked.has(name)) unseen.set(name, range);
    }
    // What we are about to take ourselves is not in the table yet, or is there as somebody's before us.
    for (const slot of await amountSlots.findTaken(this.trx, [...unseen.values()])) this.slots.add(slot);
    for (const name of unseen.keys()) this.looked.add(name);
  }

  take(slot: AmountSlot, instead: TakenSlot | undefined): void {
    if (instead) this.slots.drop(instead);
    this.slots.add({ ...slot, coolingSince: null });
  }
}
