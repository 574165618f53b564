import type { Db } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { inTurn, type RoutableCode } from '../accounts/index.ts';
import { amountSlots, type HeldSlot } from '../amount-slots/index.ts';
import type { MerchantRules } from '../merchants/index.ts';
import {
  type EarlierPlacement,
  isOpen,
  KEPT_AT_MOST_MS,
  type Order,
  orders,
  type Placement,
  placements,
} from '../orders/index.ts';
import { buyerNetwork } from './buyer-network.ts';
import type { Moment, PlacementFailure } from './find-place.ts';
import { offeredTypes } from './offered-types.ts';
import { placeOrders, type Rotation } from './place-orders.ts';
import { isInUse } from './present-code.ts';

/**
 * Amounts that one order may hold at a time. Who goes back to a pay type gets his amount of it back, so that there is
 * seldom more than one of each; codes that are switched off meanwhile can make it more.
 */
const HELD_AT_MOST = 4;

export interface RenewalWish {
  /** Null: the buyer has still to choose. */
  payType: PayType | null;
  rules: MerchantRules;
  /** True: the shop asked for this type, and not the buyer on our cashier. */
  byShop: boolean;
  /** The shop's own word for it; see NewOrder. */
  requestedWord?: string | null;
  /** True: when nothing takes the type, its buyer chooses another on the cashier, where there is one. */
  mayChoose?: boolean;
}

/** `renewed` false: there was nothing to do. `without`: why it did not get a code of the type that was asked. */
export type Renewed = { renewed: boolean; accountId: number | null; without?: PlacementFailure };

/**
 * Gives an unpaid order its time anew, where that is over, and another code and amount, where another pay type is wanted
 * or its code takes no orders any more: under the same trade number, pending again. What it had before is its own as long as nobody else can have
 * it, and is taken again where it is free; money for it is recognised until its grace is over. The caller has locked
 * the merchant's rotation and the order, in this transaction. Refusal 'too_many_changes' when it holds too many amounts.
 */
export async function renewOrder(
  trx: Db,
  rotation: Rotation,
  order: Order,
  wish: RenewalWish,
  moment: Moment,
): Promise<Renewed | PlacementFailure> {
  const { now } = moment;
  const { payType, rules } = wish;
  const isAlive = isOpen(order, now);
  const asItIs = { renewed: false, accountId: order.placement?.accountId ?? null };
  if (isAlive && payType === null) return asItIs;
  const time = isAlive && !order.placement ? timeOf(order) : newTime(rules, now);
  const asked =
    wish.byShop && payType !== null
      ? { requestedType: payType, requestedWord: wish.requestedWord ?? null }
      : {};
  if (payType === null) {
    await write(trx, order, time);
    return { renewed: true, accountId: null };
  }

  const routable = await rotation.listRoutable(trx, order.pid);
  const { placement: present } = order;
  if (isAlive && present?.payType === payType && isInUse(routable, present)) return asItIs;
  const held = await amountSlots.findSlotsOf(trx, order.tradeNo);
  const codes = inTurn(routable, payType);
  const had = await findHad(trx, order, payType);
  const own = findOwn(had, held, codes);
  if (own) {
    const { placement, slot, earlier } = own;
    // What is kept for more than a day is written down as kept until now: no look into the past goes further back.
    const isSplit = now - own.placedAt > KEPT_AT_MOST_MS;
    const placedAt = isSplit ? now : own.placedAt;
    const until = { placedAt, expiresAt: time.expiresAt, releaseAt: time.heldUntil };
    // False: it was freed this very moment.
    if (await amountSlots.renewSlot(trx, order.tradeNo, slot, until)) {
      if (isSplit) {
        const over = {
          expiresAt: Math.min(earlier?.expiresAt ?? order.expiresAt, now - 1),
          heldUntil: now - 1,
        };
        const kept = { ...order, placement, placedAt: own.placedAt };
        await placements.keepPlacement(trx, kept, { ...over, replacedAt: now });
      }
      if (earlier) {
        await replace(trx, order, held, rules, now);
        await placements.forgetEarlier(trx, earlier.id);
      }
      await write(trx, order, { ...time, ...asked, placement, placedAt });
      return { renewed: true, accountId: placement.accountId };
    }
  }

  if (held.length >= HELD_AT_MOST) throw refuse('too_many_changes');
  const { tradeNo, moneyFen, pid } = order;
  const { expiresAt, heldUntil } = time;
  const placementWish = {
    ...{ tradeNo, payType, moneyFen, rules, expiresAt, heldUntil },
    network: buyerNetwork(order.clientIp),
    before: had[0]?.placement,
  };
  await rotation.lockTurns(trx, pid);
  const [outcome] = await placeOrders(trx, rotation, pid, [placementWish], moment);
  if (!outcome || 'failure' in outcome) {
    const failure: PlacementFailure = outcome ?? { failure: 'no_code' };
    const offered = wish.mayChoose ? await offeredTypes(trx, rotation, order) : [];
    if (!offered.some((other) => other !== payType)) return failure;
    if (isAlive) return { ...asItIs, without: failure };
    await replace(trx, order, held, rules, now);
    await write(trx, order, { ...time, ...asked, placement: null, placedAt: now });
    return { renewed: true, accountId: null, without: failure };
  }
  await replace(trx, order, held, rules, now);
  await write(trx, order, { ...time, ...asked, placement: outcome, placedAt: now });
  return { renewed: true, accountId: outcome.accountId };
}

interface Own {
  placement: Placement;
  placedAt: number;
  /** Null: it is the present one. */
  earlier: EarlierPlacement | null;
}

/** What the order has, or had, of this pay type: the present one first, then the latest. */
async function findHad(trx: Db, order: Order, payType: PayType): Promise<Own[]> {
  const present: Own[] = order.placement
    ? [{ placement: order.placement, placedAt: order.placedAt ?? order.createdAt, earlier: null }]
    : [];
  const earlier = order.placementNo === 0 ? [] : await placements.listEarlier(trx, order.tradeNo);
  return [
    ...present,
    ...earlier
      .reverse()
      .map((one) => ({ placement: placementOf(one), placedAt: one.placedAt, earlier: one })),
  ].filter(({ placement }) => placement.payType === payType);
}

/** The first whose slot the order holds still, on a code that takes orders. */
function findOwn(
  candidates: Own[],
  held: HeldSlot[],
  codes: RoutableCode[],
): (Own & { slot: HeldSlot }) | undefined {
  for (const own of candidates) {
    const { codeId, terminal, payType, payableFen } = own.placement;
    const code = codes.find((one) => one.id === codeId && one.terminal === terminal);
    const slot = held.find(
      (one) => one.scope === code?.scope && one.payType === payType && one.payableFen === payableFen,
    );
    if (slot && slot.coolingSince === null) return { ...own, slot };
  }
  return undefined;
}

/** The order gets another amount: the present one stays held, and its money the order's, for a grace from now. */
async function replace(
  trx: Db,
  order: Order,
  held: HeldSlot[],
  rules: MerchantRules,
  now: number,
): Promise<void> {
  const { placement, expiresAt, heldUntil, tradeNo } = order;
  if (!placement) return;
  const until = Math.min(heldUntil, now + rules.graceMs);
  await placements.keepPlacement(trx, order, { expiresAt, heldUntil: until, replacedAt: now });
  const slot = held.find(
    (one) =>
      one.accountId === placement.accountId &&
      one.payType === placement.payType &&
      one.payableFen === placement.payableFen,
  );
  if (slot) await amountSlots.holdEarlierSlot(trx, tradeNo, slot, until);
}

function placementOf(earlier: EarlierPlacement): Placement {
  const { payType, payableFen, accountId, codeId, terminal, why, paidHoldMs } = earlier;
  return { payType, payableFen, accountId, codeId, terminal, why, ...(paidHoldMs && { paidHoldMs }) };
}

function newTime(rules: MerchantRules, now: number) {
  const expiresAt = now + rules.orderLifetimeMs;
  return { expiresAt, heldUntil: expiresAt + rules.graceMs, renewedAt: now };
}

function timeOf({ expiresAt, heldUntil, renewedAt }: Order) {
  return { expiresAt, heldUntil, renewedAt };
}

/** The order is locked, so that this fails only where a rule of ours is broken: then nothing of it may stay. */
async function write(trx: Db, order: Order, renewal: Parameters<typeof orders.renewOrder>[2]): Promise<void> {
  if (await orders.renewOrder(trx, order, renewal)) return;
  throw new Error(`order ${order.tradeNo} changed although it was locked`);
}
