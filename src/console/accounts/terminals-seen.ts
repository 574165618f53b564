import { codes } from '../../flow/accounts/index.ts';
import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import { listReceiptPage } from '../receipts/list-receipts.ts';

/** A terminal that a receipt named, with the newest payment to it. */
export interface SeenTerminal {
  terminal: string;
  amountFen: Fen;
  /** ms */
  paidAt: number;
}

/** How far back to look, and how many to offer. */
const RECEIPTS = 100;
const AT_MOST = 5;

/** The terminals of the account's newest receipts that none of its codes has, the newest first. */
export async function terminalsSeen(db: Db, accountId: number): Promise<SeenTerminal[]> {
  const taken = new Set((await codes.listCodes(db, [accountId])).map(({ terminal }) => terminal));
  const seen = new Map<string, SeenTerminal>();
  const { receipts } = await listReceiptPage(db, 'all', { accountId }, RECEIPTS, null);
  for (const { terminal, amountFen, paidAt } of receipts) {
    if (terminal === null || terminal === '' || taken.has(terminal) || seen.has(terminal)) continue;
    seen.set(terminal, { terminal, amountFen, paidAt });
  }
  return [...seen.values()].slice(0, AT_MOST);
}
