import type { Db } from '../../shared/db.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { CodeCandidate, NoCodeReason, RoutableCode } from '../accounts/index.ts';
import {
  type AmountSlot,
  amountSlots,
  isScarce,
  type SlotRange,
  type TakenSlot,
  wishedRange,
} from '../amount-slots/index.ts';
import { POLLED_PAID_HOLD_MS } from '../merchants/index.ts';
import { orders, type Placement, placements } from '../orders/index.ts';
import { countOn, eligible, type Wanted } from './eligible.ts';
import {
  findPlace,
  type Moment,
  type PlacementFailure,
  type PlacementWish,
  slotWishOf,
} from './find-place.ts';
import { mainLimit, passedByLimit, passedOf } from './passed-over.ts';
import { TakenPayables } from './taken-payables.ts';

export type PlacementOutcome = Placement | PlacementFailure;

/** What this step needs of the merchant's rotation. */
export interface Rotation {
  listRoutable(trx: Db, pid: number): Promise<RoutableCode[]>;
  /** All of the merchant's codes, with what keeps every order from them; left out: nobody explains. */
  listCandidates?(trx: Db, pid: number): Promise<CodeCandidate[]>;
  /** Locks the rotation until the transaction ends, so that no two orders take the same turn. */
  lockTurns(trx: Db, pid: number): Promise<void>;
  saveTurns(trx: Db, codes: Pick<RoutableCode, 'id' | 'lastTurn'>[]): Promise<void>;
  /** Asked when no code takes the pay type; left out: no more is known. */
  whyNoCode?(trx: Db, pid: number, payType: PayType): Promise<NoCodeReason>;
}

/**
 * Gives each wish, in order, the least recently used code that may take it and has a free payable, and reserves that payable.
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
    const candidates = eligible(codes, wantedOf(wish));
    const { inOrder, refused } = candidates;
    const found = await findPlace(taken, inOrder, wish, moment);
    if ('failure' in found) {
      outcomes.push(await whyFailed(trx, rotation, { pid, payType: wish.payType, found, refused }));
      continue;
    }
    const { code, payableFen, passedOver, reused, besideRound } = found;
    if (reused) await takeOver(trx, reused, moment.now);
    turn += 1;
    const not = passedOf(code, candidates).filter(([codeId]) => !passedOver.includes(codeId));
    const why = JSON.stringify({
      rule: 'least_recently_used',
      turn,
      lastUsed: code.lastTurn,
      of: codes.length,
      passedOver,
      ...(found.isAgain && { again: true }),
      ...(found.isFixed && { fixed: true }),
      ...(not.length > 0 && { not }),
      ...(reused && {
        reused: { tradeNo: reused.tradeNo, cooledMs: moment.now - Number(reused.coolingSince) },
      }),
      ...(besideRound !== undefined && { besideRound }),
    });
    code.lastTurn = turn;
    countOn(code, payableFen);
    const slot: AmountSlot = {
      scope: code.scope,
      payType: wish.payType,
      payableFen,
      tradeNo: wish.tradeNo,
      accountId: code.accountId,
      codeId: code.id,
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

function wantedOf({
  payType,
  moneyFen,
  rules,
  onlyCodeId,
}: Pick<PlacementWish, 'payType' | 'moneyFen' | 'rules' | 'onlyCodeId'>): Wanted {
  return { payType, moneyFen, fixedFirst: rules.fixedFirst, onlyCodeId };
}

/** Limits keep each code that takes the pay type from the order. */
function limitedBy(refused: ReturnType<typeof eligible>['refused']): PlacementFailure {
  const limited = refused.map(({ code, why }) => passedByLimit(code.id, why));
  return { failure: 'no_code', why: mainLimit(refused), limited };
}

/** What the shop is told: where no code takes the order, why; off the quick path. */
export async function whyFailed(
  trx: Db,
  rotation: Pick<Rotation, 'whyNoCode'>,
  {
    pid,
    payType,
    found,
    refused,
  }: {
    pid: number;
    payType: PayType;
    found: PlacementFailure;
    refused: ReturnType<typeof eligible>['refused'];
  },
): Promise<PlacementFailure> {
  if (found.failure !== 'no_code') return found;
  const limited = refused.filter(({ why }) => why.why !== 'no_bill');
  if (limited.length > 0) return limitedBy(limited);
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
  const { inOrder: codes } = eligible(await rotation.listRoutable(db, pid), wantedOf(wish));
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
    const [code] = eligible(rehearsal, wantedOf(wish)).inOrder;
    if (!code) return [];
    code.lastTurn = ++turn;
    return [wishedRange(slotWishOf(code, wish))];
  });
}
