import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { inTurn, type RoutableCode } from '../accounts/index.ts';
import {
  amountSlots,
  firstFree,
  type SlotRange,
  type SlotWish,
  slotKey,
  wishedRange,
} from '../amount-slots/index.ts';
import type { MerchantRules } from '../merchants/index.ts';
import type { Placement } from '../orders/index.ts';

/** An order that needs a code and an amount of its own. */
export interface PlacementWish {
  tradeNo: string;
  payType: PayType;
  moneyFen: Fen;
  rules: MerchantRules;
  /** Until when the amount stays taken; ms. */
  heldUntil: number;
}

/** `no_code`: nothing takes this pay type now; `all_taken`: every code has every allowed amount taken. */
export type PlacementFailure = 'no_code' | 'all_taken';
export type PlacementOutcome = Placement | PlacementFailure;

/** What this step needs of the merchant's rotation. */
export interface Rotation {
  listRoutable(trx: Db, pid: number): Promise<RoutableCode[]>;
  /** Locks the rotation until the transaction ends, so that no two orders take the same turn. */
  lockTurns(trx: Db, pid: number): Promise<number>;
  saveCodeTurn(trx: Db, codeId: number, turn: number): Promise<void>;
  saveLastTurn(trx: Db, pid: number, turn: number): Promise<void>;
}

/**
 * Gives each wish, in order, the least recently used code that has a free payable, and reserves that payable.
 * All wishes are of one merchant, whose rotation the caller has locked in this transaction (`lastTurn`).
 * A few queries serve all of them. Throws the database's duplicate error when a slot was taken all the same.
 */
export async function placeOrders(
  trx: Db,
  rotation: Rotation,
  pid: number,
  lastTurn: number,
  wishes: PlacementWish[],
): Promise<PlacementOutcome[]> {
  if (wishes.length === 0) return [];
  const codes = await rotation.listRoutable(trx, pid);
  const taken = new TakenPayables(trx);
  await taken.look(firstRound(codes, lastTurn, wishes));

  let turn = lastTurn;
  const outcomes: PlacementOutcome[] = [];
  const slots: Parameters<typeof amountSlots.insertSlots>[1] = [];
  for (const wish of wishes) {
    const found = await findPlace(taken, inTurn(codes, wish.payType), wish);
    if (typeof found === 'string') {
      outcomes.push(found);
      continue;
    }
    const { code, payableFen, passedOver } = found;
    turn += 1;
    const why = JSON.stringify({
      rule: 'least_recently_used',
      turn,
      lastUsed: code.lastTurn,
      of: codes.length,
      passedOver,
    });
    code.lastTurn = turn;
    taken.add(slotKey(code.scope, wish.payType, payableFen));
    slots.push({
      scope: code.scope,
      payType: wish.payType,
      payableFen,
      tradeNo: wish.tradeNo,
      releaseAt: wish.heldUntil,
    });
    outcomes.push({
      payType: wish.payType,
      payableFen,
      accountId: code.accountId,
      codeId: code.id,
      terminal: code.terminal,
      why,
    });
  }
  if (slots.length > 0) {
    await amountSlots.insertSlots(trx, slots);
    for (const code of codes)
      if (code.lastTurn > lastTurn) await rotation.saveCodeTurn(trx, code.id, code.lastTurn);
    await rotation.saveLastTurn(trx, pid, turn);
  }
  return outcomes;
}

interface Place {
  code: RoutableCode;
  payableFen: Fen;
  /** Codes whose turn it was, but that had no free amount. */
  passedOver: number[];
}

async function findPlace(
  taken: TakenPayables,
  codes: RoutableCode[],
  wish: PlacementWish,
): Promise<Place | PlacementFailure> {
  const passedOver: number[] = [];
  for (const code of codes) {
    const slotWish = slotWishOf(code, wish);
    await taken.look([wishedRange(slotWish)]);
    const payableFen = firstFree(slotWish, taken.keys);
    if (payableFen !== null) return { code, payableFen, passedOver };
    passedOver.push(code.id);
  }
  return codes.length === 0 ? 'no_code' : 'all_taken';
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
    scope: code.scope,
    payType: wish.payType,
    moneyFen: wish.moneyFen,
    limitFen: wish.rules.slotLimitFen,
    direction: wish.rules.slotDirection,
  };
}

/** The taken payables as far as they have been looked at, with those that we are about to take. */
class TakenPayables {
  readonly keys = new Set<string>();
  private readonly looked = new Set<string>();

  constructor(private readonly trx: Db) {}

  async look(ranges: SlotRange[]): Promise<void> {
    const unseen = new Map<string, SlotRange>();
    for (const range of ranges) {
      const name = `${range.scope}/${range.payType}/${range.from}-${range.to}`;
      if (!this.looked.has(name)) unseen.set(name, range);
    }
    for (const key of await amountSlots.findTaken(this.trx, [...unseen.values()])) this.keys.add(key);
    for (const name of unseen.keys()) this.looked.add(name);
  }

  add(key: string): void {
    this.keys.add(key);
  }
}
