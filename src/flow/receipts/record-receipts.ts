import type { Db } from '../../shared/db.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
import { findByExternalIds, findKnown, insertReceipts } from './receipt.repository.ts';
import type { NewReceipt, Receipt, ToldReceipt } from './receipt.ts';

/**
 * Writes down the payments that we did not know yet, all of one account, before anything is done with them.
 * Returns those, in the order of their recording; the same payment told again is nothing new.
 */
export async function recordReceipts(db: Db, told: ToldReceipt[]): Promise<Receipt[]> {
  const accountId = told[0]?.accountId;
  if (accountId === undefined) return [];
  const known = await findKnown(
    db,
    accountId,
    told.map((receipt) => receipt.externalId),
  );
  const fresh = told.filter((receipt) => !known.has(receipt.externalId));
  if (fresh.length === 0) return [];
  return record(
    db,
    fresh.map((receipt) => ({ ...receipt, raw: recordText(receipt.raw) })),
  );
}

/** What several accounts were told at once is written together. */
const record = sharedWrite(
  (db: Db) => db,
  async (db, told: NewReceipt[][]): Promise<Receipt[][]> => {
    await insertReceipts(db, told.flat());
    const recorded = await findByExternalIds(db, told.flat());
    return told.map((own) => {
      const isOwn = new Set(own.map(keyOf));
      return recorded.filter((receipt) => isOwn.has(keyOf(receipt)));
    });
  },
  { changes: 'in one statement' },
);

const keyOf = ({ accountId, externalId }: NewReceipt) => `${accountId}/${externalId}`;

/** The record as text. It is for people only: one that JSON can't hold must not cost us the payment. */
function recordText(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  try {
    return JSON.stringify(raw ?? null);
  } catch {
    return String(raw);
  }
}
