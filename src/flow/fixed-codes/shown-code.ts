import type { Db } from '../../shared/db.ts';
import { type Code, codes } from '../accounts/index.ts';
import type { Placement } from '../orders/index.ts';
import { findFixed } from './fixed-code.repository.ts';

/** What an order's buyer is shown. */
export type ShownCode = Pick<Code, 'id' | 'style' | 'content' | 'kind'> & {
  /** True: the amount is set in it, the buyer types nothing. */
  isFixed: boolean;
};

/**
 * The code of a placement: its picture with this very amount where there is one, else the code itself. Undefined when it
 * is gone, or would bring its money to nobody.
 */
export async function findShownCode(
  db: Db,
  placed: Pick<Placement, 'codeId' | 'terminal' | 'payableFen'>,
): Promise<ShownCode | undefined> {
  const code = await codes.findPlacedCode(db, placed);
  if (!code) return undefined;
  const fixed = code.hasFixed ? await findFixed(db, code.id, placed.payableFen) : undefined;
  if (!fixed) return { ...code, isFixed: false };
  return { ...code, style: 'link', content: fixed.content, isFixed: true };
}
