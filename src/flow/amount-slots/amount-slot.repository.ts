import { type Db, rowsOf } from '../../shared/db.ts';
import { insertRows } from '../../shared/insert-rows.ts';
import { type Fen, fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { changeRows, marks } from '../../shared/written-sql.ts';

/**
 * The only SQL on `amount_slots`. The unique key (scope, payable) is the rule; everything else is speed. The pay type is no
 * part of it: whoever scans a code that takes several pays with whichever wallet he likes, and some apps don't tell which.
 */

/** What a slot reserves, unique by scope and payable. */
export interface SlotPlace {
  /** "code:3" where receipts name the terminal, "account:2" where they can't. */
  scope: string;
  /** Of the order that holds it. */
  payType: PayType;
  payableFen: Fen;
}

export interface AmountSlot extends SlotPlace {
  tradeNo: string;
  accountId: number;
  codeId: number;
  /** What the shop asked. */
  moneyFen: Fen;
  /** The buyer's network; null: nobody knows. */
  network: string | null;
  /** Since when the amount is the order's; ms. */
  placedAt: number;
  /** Until when its money is expected; ms. */
  expiresAt: number;
  /** Until when nobody else gets it; ms. */
  releaseAt: number;
  /** How long it is held after a payment; ms. */
  paidHoldMs: number;
}

/** A payable that nobody else can get now. */
export interface TakenSlot extends SlotPlace {
  tradeNo: string;
  moneyFen: Fen;
  network: string | null;
  /** Since when it is paid by a receipt; ms. Null: its buyer may still pay. */
  coolingSince: number | null;
}

/** A slot that an order holds at present, be it for an amount that it had before. */
export interface HeldSlot extends SlotPlace {
  accountId: number;
  placedAt: number;
  releaseAt: number;
  coolingSince: number | null;
}

/** A stretch of payables that someone wants to choose from, both ends included. */
export interface SlotRange {
  scope: string;
  from: number;
  to: number;
}

/** The `trade_no` of an amount that no order holds, see holdUnclaimed. */
const NOBODYS = '';

/** Throws the database's duplicate error (see isDuplicate) when any of them is taken. */
export async function insertSlots(trx: Db, slots: AmountSlot[]): Promise<void> {
  await insertRows(
    trx,
    'amount_slots',
    slots.map((slot) => ({
      scope: slot.scope,
      pay_type: slot.payType,
      payable_fen: slot.payableFen,
      trade_no: slot.tradeNo,
      account_id: slot.accountId,
      code_id: slot.codeId,
      money_fen: slot.moneyFen,
      network: slot.network,
      placed_at: slot.placedAt,
      expires_at: slot.expiresAt,
      release_at: slot.releaseAt,
      paid_hold_ms: slot.paidHoldMs,
      awaited: true,
    })),
  );
}

/** What is taken within the ranges. */
export async function findTaken(trx: Db, ranges: SlotRange[]): Promise<TakenSlot[]> {
  if (ranges.length === 0) return [];
  const one = `select scope, pay_type, payable_fen, trade_no, money_fen, network, cooling_since from amount_slots
    where scope = ? and payable_fen between ? and ?`;
  const answer = await trx.raw(
    ranges.map(() => one).join(' union all '),
    ranges.flatMap((range) => [range.scope, range.from, range.to]),
  );
  return rowsOf(answer).map((row) => ({
    ...placeOf(row),
    tradeNo: String(row.trade_no),
    moneyFen: fen(Number(row.money_fen)),
    network: row.network === null ? null : String(row.network),
    coolingSince: row.cooling_since === null ? null : Number(row.cooling_since),
  }));
}

/** The amounts that an order holds, the present one and earlier ones. */
export async function findSlotsOf(db: Db, tradeNo: string): Promise<HeldSlot[]> {
  const text = `select scope, pay_type, payable_fen, account_id, placed_at, release_at, cooling_since
    from amount_slots where trade_no = ? order by id`;
  const answer = await db.raw(text, [tradeNo]);
  return rowsOf(answer).map((row) => ({
    ...placeOf(row),
    accountId: Number(row.account_id),
    placedAt: Number(row.placed_at),
    releaseAt: Number(row.release_at),
    coolingSince: row.cooling_since === null ? null : Number(row.cooling_since),
  }));
}

/** The order has this amount still, or again, as its present one, with new times. False when it holds it no more. */
export async function renewSlot(
  trx: Db,
  tradeNo: string,
  { scope, payType, payableFen }: SlotPlace,
  until: { placedAt: number; expiresAt: number; releaseAt: number },
): Promise<boolean> {
  const changed = await trx('amount_slots')
    .where({ trade_no: tradeNo, scope, pay_type: payType, payable_fen: payableFen })
    .whereNull('cooling_since')
    .update({
      placed_at: until.placedAt,
      expires_at: until.expiresAt,
      release_at: until.releaseAt,
      awaited: true,
    });
  return changed === 1;
}

/** The order has another amount now: this one is held for its money until `until`, and asked for as long. */
export async function holdEarlierSlot(
  trx: Db,
  tradeNo: string,
  { scope, payType, payableFen }: SlotPlace,
  until: number,
): Promise<void> {
  await trx('amount_slots')
    .where({ trade_no: tradeNo, scope, pay_type: payType, payable_fen: payableFen })
    .update({ expires_at: until, release_at: until });
}

/** The order never showed this amount to anybody: it is anybody's again. */
export async function dropSlot(trx: Db, tradeNo: string, { scope, payableFen }: SlotPlace): Promise<void> {
  await trx('amount_slots').where({ trade_no: tradeNo, scope, payable_fen: payableFen }).delete();
}

/**
 * The orders are closed. Each one's present amount stays taken until `until`, earlier ones as they were.
 * `awaited`: money for it would settle the order all the same.
 */
export async function holdClosedSlots(
  trx: Db,
  { tradeNo, placement }: { tradeNo: string; placement: { payType: string; payableFen: Fen } | null },
  at: { now: number; until: number; awaited: boolean },
): Promise<void> {
  if (placement)
    await trx('amount_slots')
      .where({ trade_no: tradeNo, pay_type: placement.payType, payable_fen: placement.payableFen })
      .update({ release_at: at.until, expires_at: at.now });
  if (!at.awaited) await trx('amount_slots').where({ trade_no: tradeNo }).update({ awaited: false });
}

/**
 * Money of this amount came for no order, or waits for a person: whoever tells it again must not pay an order that came
 * in between, so nobody is given the amount until `until`. Where an order has it, it keeps it as long at least.
 */
export async function holdUnclaimed(
  trx: Db,
  { scope, payableFen }: Pick<SlotPlace, 'scope' | 'payableFen'>,
  { accountId, now, until }: { accountId: number; now: number; until: number },
): Promise<void> {
  await trx('amount_slots')
    .insert({
      ...{ scope, pay_type: '', payable_fen: payableFen, money_fen: payableFen },
      ...{ trade_no: NOBODYS, account_id: accountId, network: null, awaited: false },
      ...{
        placed_at: now,
        expires_at: now,
        cooling_since: now,
        release_at: until,
        paid_hold_ms: until - now,
      },
    })
    .onConflict(['scope', 'payable_fen'])
    .ignore();
  await trx('amount_slots')
    .where({ scope, payable_fen: payableFen })
    .where('release_at', '<', until)
    .update({ release_at: until });
}

/** The orders are paid by receipts: all that they hold cools from now on, each for its own time. Returns how many amounts that are. */
export async function coolSlots(trx: Db, tradeNos: string[], now: number): Promise<number> {
  const text = `update amount_slots set release_at = ? + paid_hold_ms, cooling_since = ?, awaited = ?
    where trade_no in (${marks(tradeNos.length)})`;
  return changeRows(trx, text, [now, now, false, ...tradeNos]);
}

/** Another order that waits for this amount of the account now; undefined: none does. */
export async function findOtherHolder(
  trx: Db,
  { accountId, payableFen, tradeNo }: { accountId: number; payableFen: number; tradeNo: string },
): Promise<string | undefined> {
  const row = await trx('amount_slots')
    .where({ account_id: accountId, awaited: true, payable_fen: payableFen })
    .whereNot({ trade_no: tradeNo })
    .first('trade_no');
  return row && String(row.trade_no);
}

/** The orders are paid by hand: their money may still come, so that nothing that they hold is freed sooner than it was. */
export async function holdSlotsPaidByHand(trx: Db, tradeNos: string[], now: number): Promise<void> {
  await trx('amount_slots')
    .whereIn('trade_no', tradeNos)
    .update({
      release_at: trx.raw(
        'case when release_at > ? + paid_hold_ms then release_at else ? + paid_hold_ms end',
        [now, now],
      ),
      awaited: false,
    });
}

/** Frees a paid amount before its time, for somebody to whom no other can be given. */
export async function endCooling(trx: Db, slot: TakenSlot): Promise<void> {
  await trx('amount_slots')
    .where({ scope: slot.scope, pay_type: slot.payType, payable_fen: slot.payableFen })
    .where({ trade_no: slot.tradeNo })
    .whereNotNull('cooling_since')
    .delete();
}

/** Of each account that had an amount whose time was over by `now` and that nobody paid: when that was, the last one. */
export async function findEndedUnpaid(
  db: Db,
  now: number,
): Promise<{ accountId: number; endedAt: number }[]> {
  const rows: Record<string, unknown>[] = await db('amount_slots')
    .where('release_at', '<', now)
    .where({ awaited: true })
    .groupBy('account_id')
    .select('account_id', db.raw('max(release_at) as ended'));
  return rows.map((row) => ({ accountId: Number(row.account_id), endedAt: Number(row.ended) }));
}

/**
 * Of each price up to `most` of the account's amounts that are over by `now`, and that nobody paid, stay nobody else's until
 * `until`: the price itself first. Only of those whose money was expected after `since`.
 */
export async function keepEndedUnpaid(
  trx: Db,
  accountId: number,
  { since, now, until, most }: { since: number; now: number; until: number; most: number },
): Promise<void> {
  const ended: Record<string, unknown>[] = await trx('amount_slots')
    .where({ account_id: accountId, awaited: true })
    .where('release_at', '<', now)
    .where('expires_at', '>', since)
    .orderBy('id')
    .select('id', 'scope', 'money_fen', 'payable_fen');
  const isPrice = (slot: Record<string, unknown>) => Number(slot.payable_fen) === Number(slot.money_fen);
  const ofPrice = new Map<string, number[]>();
  for (const slot of [...ended.filter(isPrice), ...ended.filter((one) => !isPrice(one))]) {
    const price = `${slot.scope} ${slot.money_fen}`;
    const kept = ofPrice.get(price) ?? [];
    if (kept.length < most) ofPrice.set(price, [...kept, Number(slot.id)]);
  }
  const ids = [...ofPrice.values()].flat();
  if (ids.length > 0) await trx('amount_slots').whereIn('id', ids).update({ release_at: until });
}

/** The amounts that ran out by `now` and were paid by nobody; those that older versions reserved are left out. */
export async function listEndedUnpaid(
  db: Db,
  now: number,
): Promise<{ tradeNo: string; codeId: number; accountId: number }[]> {
  const rows: Record<string, unknown>[] = await db('amount_slots')
    .where('release_at', '<', now)
    .where({ awaited: true })
    .whereNotNull('code_id')
    .select('trade_no', 'code_id', 'account_id');
  return rows.map((row) => ({
    tradeNo: String(row.trade_no),
    codeId: Number(row.code_id),
    accountId: Number(row.account_id),
  }));
}

/** Frees the slots whose time is over; returns how many. `onlyEnded`: but those that somebody might have paid unseen. */
export async function releaseOverdueSlots(db: Db, now: number, { onlyEnded = false } = {}): Promise<number> {
  const overdue = db('amount_slots').where('release_at', '<', now);
  if (onlyEnded) overdue.where({ awaited: false });
  return overdue.delete();
}

/** Of the account's amounts whose money is still expected: since when, the oldest and the newest, and until when; ms. */
export interface AwaitedAmounts {
  oldestAt: number;
  newestAt: number;
  lastExpiryAt: number;
}

/** Null when the account has no amount whose money is still expected. */
export async function findAwaited(db: Db, accountId: number, now: number): Promise<AwaitedAmounts | null> {
  const text = `select min(placed_at) as oldest, max(placed_at) as newest, max(expires_at) as last
    from amount_slots where account_id = ? and awaited = ? and expires_at > ?`;
  const [row] = rowsOf(await db.raw(text, [accountId, true, now]));
  if (!row || row.oldest === null) return null;
  return {
    oldestAt: Number(row.oldest),
    newestAt: Number(row.newest),
    lastExpiryAt: Number(row.last),
  };
}

/**
 * True when in (`since`, `now`] the time or the hold of an unpaid amount of the account was over: it may have been
 * paid in the last moments of either. Only of those that are not released yet.
 */
export async function hasEndedUnpaid(
  db: Db,
  accountId: number,
  since: number,
  now: number,
): Promise<boolean> {
  const row = await db('amount_slots')
    .where({ account_id: accountId, awaited: true })
    .whereRaw('(expires_at > ? and expires_at <= ? or release_at > ? and release_at <= ?)', [
      since,
      now,
      since,
      now,
    ])
    .first('id');
  return row !== undefined;
}

/** For how many orders of the account money is expected. */
export async function countAwaited(db: Db, accountId: number, now: number): Promise<number> {
  const row = await db('amount_slots')
    .where({ account_id: accountId, awaited: true })
    .where('expires_at', '>', now)
    .countDistinct({ count: 'trade_no' })
    .first();
  return Number(row?.count ?? 0);
}

function placeOf(row: Record<string, unknown>): SlotPlace {
  return {
    scope: String(row.scope),
    payType: String(row.pay_type) as PayType,
    payableFen: fen(Number(row.payable_fen)),
  };
}
