import type { Db } from '../../shared/db.ts';
import { type Account, type Code, codes } from '../accounts/index.ts';
import { billIn, type Placement } from '../orders/index.ts';
import type { Receipt } from '../receipts/index.ts';
import * as bills from './bill.repository.ts';
import type { BillDeps } from './bill-deps.ts';
import { closeBills, giveUpCutOff } from './close-bills.ts';
import { BillOpener } from './open-bill.ts';

/** What is shown to a buyer. */
export type ShownCode = Pick<Code, 'id' | 'style' | 'content' | 'kind'>;

/** 2 SLOT RESERVED, where the platform makes a code for one order with its amount fixed. */
export function createBills(deps: BillDeps) {
  const { db, plugins } = deps;
  const opener = new BillOpener(deps);
  const canMakeBills = (platformId: string): boolean => {
    const platform = plugins.find(platformId);
    return platform?.listening === 'polled' && platform.openBill !== undefined;
  };
  return {
    decide: (tradeNo: string) => opener.decide(tradeNo),
    idle: () => opener.idle(),
    close: (signal?: AbortSignal) => closeBills(deps, signal),
    /** Before anything is asked: what a crash cut off. */
    start: () => giveUpCutOff(deps, { atStart: true }),
    /** The code that the order's buyer is shown; undefined when it is gone, or would bring its money to nobody. */
    shownCode: (placement: Placement) => findShown(db, placement),
    /** True where the account had a bill that could be paid after `from` (ms). */
    hadSince: async ({ id, platform }: Pick<Account, 'id' | 'platform'>, from: number) =>
      canMakeBills(platform) && bills.hadSince(db, id, from),
    /** The order that a receipt of a bill names; null: it names none. */
    async billedOrder({ platform, accountId, reference }: Receipt): Promise<string | null> {
      return reference && canMakeBills(platform) ? bills.findOrderOf(db, { accountId, reference }) : null;
    },
  };
}

async function findShown(db: Db, placement: Placement): Promise<ShownCode | undefined> {
  const billId = billIn(placement.terminal);
  if (billId === null) return codes.findPlacedCode(db, placement);
  const bill = await bills.findBill(db, billId);
  if (bill?.state !== 'open' || bill.content === null) return undefined;
  return { id: placement.codeId, style: 'link', content: bill.content, kind: null };
}
