import type { Db } from '../../shared/db.ts';
import { type Fen, fen } from '../../shared/money.ts';

/** The only SQL on `fixed_codes`. */

/** A picture of a code with its amount set in the app: whoever scans it types nothing. */
export interface FixedCode {
  id: number;
  codeId: number;
  amountFen: Fen;
  /** The text of its QR code. */
  content: string;
  createdAt: number;
}

/** Of one code, the smallest amount first. */
export async function listFixed(db: Db, codeId: number): Promise<FixedCode[]> {
  const rows = await db('fixed_codes').where({ code_id: codeId }).orderBy('amount_fen');
  return rows.map(toFixedCode);
}

/** The amounts of each of these codes, the smallest first. */
export async function listAmounts(db: Db, codeIds: readonly number[]): Promise<Map<number, Fen[]>> {
  const rows = await db('fixed_codes')
    .whereIn('code_id', codeIds)
    .orderBy('amount_fen')
    .select('code_id', 'amount_fen');
  const byCode = new Map<number, Fen[]>();
  for (const row of rows) {
    const amounts = byCode.get(Number(row.code_id)) ?? [];
    amounts.push(fen(Number(row.amount_fen)));
    byCode.set(Number(row.code_id), amounts);
  }
  return byCode;
}

export async function findFixed(db: Db, codeId: number, amountFen: Fen): Promise<FixedCode | undefined> {
  const row = await db('fixed_codes').where({ code_id: codeId, amount_fen: amountFen }).first();
  return row && toFixedCode(row);
}

/** Throws the database's duplicate error where the code has one of this amount. */
export async function insertFixed(
  trx: Db,
  { codeId, amountFen, content }: Pick<FixedCode, 'codeId' | 'amountFen' | 'content'>,
  now: number,
): Promise<void> {
  await trx('fixed_codes').insert({ code_id: codeId, amount_fen: amountFen, content, created_at: now });
}

/** False where there is none. */
export async function deleteFixed(trx: Db, codeId: number, amountFen: Fen): Promise<boolean> {
  return (await trx('fixed_codes').where({ code_id: codeId, amount_fen: amountFen }).delete()) > 0;
}

function toFixedCode(row: Record<string, unknown>): FixedCode {
  return {
    id: Number(row.id),
    codeId: Number(row.code_id),
    amountFen: fen(Number(row.amount_fen)),
    content: String(row.content),
    createdAt: Number(row.created_at),
  };
}
