import type { Account } from '../accounts/index.ts';
import type { Receipt } from '../receipts/index.ts';
import * as bills from './bill.repository.ts';
import type { BillDeps } from './bill-deps.ts';
import { closeBills, giveUpCutOff } from './close-bills.ts';
import { BillOpener } from './open-bill.ts';
import { findShown, type ToShow } from './shown-code.ts';

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
    shownCode: (order: ToShow) => findShown(deps, order),
    /** What an account's platform is to be asked for one by one; null where it has a list. */
    async watched({ id, platform }: Pick<Account, 'id' | 'platform'>, since: number) {
      const plugin = plugins.find(platform);
      if (plugin?.listening !== 'polled' || !plugin.onlyBills) return null;
      return bills.listWatched(db, { accountId: id, since });
    },
    /** True where the account had a bill that could be paid after `from` (ms). */
    hadSince: async ({ id, platform }: Pick<Account, 'id' | 'platform'>, from: number) =>
      canMakeBills(platform) && bills.hadSince(db, id, from),
    /** The order that a receipt of a bill names; null: it names none. */
    async billedOrder({ platform, accountId, reference }: Receipt): Promise<string | null> {
      return reference && canMakeBills(platform) ? bills.findOrderOf(db, { accountId, reference }) : null;
    },
  };
}
