import type { Db } from '../../shared/db.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
import { findByExternalIds, insertReceipts } from './receipt.repository.ts';
import type { NewReceipt, Receipt, ToldReceipt } from './receipt.ts';

/** Databases bound the number of values in a statement. */
const AT_ONCE = 500;

/** What each account's last answer told: an answer repeats most of the one before it. */
const lastTold = new WeakMap<Db, Map<number, Set<string>>>();

/**
 * Writes down the payments that we did not know yet, all of one account, before anything is done with them.
 * Returns those, in the order of their recording; the same payment told again is nothing new.
 */
export async function recordReceipts(db: Db, told: ToldReceipt[]): Promise<Receipt[]> {
  const accountId = told[0]?.accountId;
  if (accountId === undefined) return [];
  const byAccount = lastTold.get(db) ?? new Map<number, Set<string>>();
  const known = byAccount.get(accountId);
  const fresh = known ? told.filter((receipt) => !known.has(receipt.externalId)) : told;
  const rows = fresh.map((receipt) => ({ ...receipt, raw: recordText(receipt.raw) }));
  const recorded = rows.length === 0 ? [] : await record(db, rows);
  byAccount.set(accountId, new Set(told.map((receipt) => receipt.externalId)));
  lastTold.set(db, byAccount);
  // One that was recorded before is not new any more, or is being settled by whoever recorded it.
  return recorded.filter(({ state }) => state === 'new');
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
