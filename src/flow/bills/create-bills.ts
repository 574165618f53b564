import type { FetchWindow } from '../../plugin-api/index.ts';
import type { Account } from '../accounts/index.ts';
import type { Receipt } from '../receipts/index.ts';
import * as bills from './bill.repository.ts';
import type { BillDeps } from './bill-deps.ts';
import { BillsInTurn } from './bills-in-turn.ts';
import { closeBills, giveUpCutOff } from './close-bills.ts';
import { BillOpener } from './open-bill.ts';
import { findShown, type ToShow } from './shown-code.ts';

type BillsInWindow = Pick<FetchWindow, 'bills' | 'hasBills'>;

/** 2 SLOT RESERVED, where the platform makes a code for one order with its amount fixed. */
export function createBills(deps: BillDeps) {
  const { db, plugins } = deps;
  const opener = new BillOpener(deps);
  const inTurn = new BillsInTurn();
  const canMakeBills = (platformId: string): boolean => {
    const platform = plugins.find(platformId);
    return platform?.listening === 'polled' && platform.openBill !== undefined;
  };
  return {
    decide: (tradeNo: string, withinMs?: number) => opener.decide(tradeNo, withinMs),
    makesBills: (accountId: number) => opener.makesBills(accountId),
    showsNothing: (account: { id: number; platform: string }) => opener.showsNothing(account),
    idle: () => opener.idle(),
    /** One failed a moment ago: no other is asked for yet. */
    rests: (accountId: number) => opener.rests(accountId),
    close: (signal?: AbortSignal) => closeBills(deps, signal),
    /** Before anything is asked: what a crash cut off. */
    start: () => giveUpCutOff(deps, { atStart: true }),
    /** The code that the order's buyer is shown; undefined when it is gone, or would bring its money to nobody. */
    shownCode: (order: ToShow) => findShown(deps, order),
    /** See PollDeps.billsOf. */
    async toldOf(
      { id, platform }: Pick<Account, 'id' | 'platform'>,
      { from, isLast }: { from: number; isLast: boolean },
    ): Promise<BillsInWindow> {
      const plugin = plugins.find(platform);
      if (plugin?.listening !== 'polled' || !plugin.openBill) return {};
      if (!plugin.onlyBills) return (await bills.hadSince(db, id, from)) ? { hasBills: true } : {};
      const waiting = inTurn.next(id, await bills.listWatched(db, { accountId: id, from }), isLast);
      return { bills: waiting.map(({ reference, amountFen }) => ({ reference, amountFen })) };
    },
    /** The order that a receipt of a bill names; null: it names none. */
    async billedOrder({ platform, accountId, reference }: Receipt): Promise<string | null> {
      return reference && canMakeBills(platform) ? bills.findOrderOf(db, { accountId, reference }) : null;
    },
  };
}
