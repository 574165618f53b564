import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
import { findByExternalIds, insertReceipts } from './receipt.repository.ts';
import type { NewReceipt, Receipt, ToldReceipt } from './receipt.ts';

/** Databases bound the number of values in a statement. */
const AT_ONCE = 500;

/** What each account's last answer told: an answer repeats most of the one before it. */
const lastTold = new WeakMap<Db, Map<number, Map<string, number>>>();

/** A payment that is told with another amount than before: it stays what it was. */
export interface ChangedAmount {
  externalId: string;
  was: Fen;
  is: Fen;
}

/**
 * Writes down the payments that we did not know yet, all of one account, before anything is done with them.
 * Returns those, in the order of their recording; the same payment told again is nothing new. `tellChanged` hears of those
 * whose amount is another one now.
 */
export async function recordReceipts(
  db: Db,
  told: ToldReceipt[],
  tellChanged: (changed: ChangedAmount[]) => void = () => {},
): Promise<Receipt[]> {
  const accountId = told[0]?.accountId;
  if (accountId === undefined) return [];
  const byAccount = lastTold.get(db) ?? new Map<number, Map<string, number>>();
  const known = byAccount.get(accountId);
  const fresh = told.filter(({ externalId, amountFen }) => known?.get(externalId) !== amountFen);
  const rows = fresh.map((receipt) => ({ ...receipt, raw: recordText(receipt.raw) }));
  const recorded = rows.length === 0 ? [] : await record(db, rows);
  const changed = changesIn(rows, recorded);
  // Those are looked at again each time, as long as they are told.
  const same = told.filter(({ externalId }) => !changed.some((one) => one.externalId === externalId));
  byAccount.set(accountId, new Map(same.map((receipt) => [receipt.externalId, receipt.amountFen])));
  lastTold.set(db, byAccount);
  if (changed.length > 0) tellChanged(changed);
  // One that was recorded before is not new any more, or is being settled by whoever recorded it.
  return recorded.filter(({ state }) => state === 'new');
}

function changesIn(told: readonly NewReceipt[], recorded: readonly Receipt[]): ChangedAmount[] {
  const amounts = new Map(recorded.map(({ externalId, amountFen }) => [externalId, amountFen]));
  return told.flatMap(({ externalId, amountFen: is }) => {
    const was = amounts.get(externalId);
    return was === undefined || was === is ? [] : [{ externalId, was, is }];
  });
}

/** What several accounts were told at once is written together. */
const record = sharedWrite(
  (db: Db) => db,
  async (db, told: NewReceipt[][]): Promise<Receipt[][]> => {
    const all = told.flat();
    const recorded: Receipt[] = [];
    for (let from = 0; from < all.length; from += AT_ONCE) {
      const some = all.slice(from, from + AT_ONCE);
      await insertReceipts(db, some);
      recorded.push(...(await findByExternalIds(db, some)));
    }
    return told.map((own) => {
      const isOwn = new Set(own.map(keyOf));
      return recorded.filter((receipt) => isOwn.has(keyOf(receipt)));
    });
  },
  { transaction: false },
);

const keyOf = ({ accountId, externalId }: NewReceipt) => `${accountId}/${externalId}`;

/** The record as text. It is for people only: one that JSON can't hold must not cost us the payment. */
function recordText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  try {
    return JSON.stringify(raw ?? null) ?? String(raw);
  } catch {
    return String(raw);
  }
}
