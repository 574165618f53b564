import type { Platform } from '../../plugin-api/index.ts';
import { codeForOrder, isComputed, type PluginRegistry } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { type AccountRepository, type Code, codes } from '../accounts/index.ts';
import { findFixed } from '../fixed-codes/index.ts';
import { billIn, type Order, type Placement } from '../orders/index.ts';
import * as bills from './bill.repository.ts';

/** What is shown to a buyer. */
export interface ShownCode extends Pick<Code, 'id' | 'style' | 'content' | 'kind'> {
  /** The amount is in it: its buyer types nothing. */
  fixesAmount: boolean;
}

export type ToShow = Pick<Order, 'tradeNo' | 'placementNo' | 'placement'>;

interface ShowDeps {
  db: Db;
  clock: Clock;
  plugins: Pick<PluginRegistry, 'find' | 'list'>;
  accounts: Pick<AccountRepository, 'find'>;
}

/** The code that the order's buyer is to scan: its bill, one computed for it, a picture with its amount, or the owner's own. */
export async function findShown(deps: ShowDeps, order: ToShow): Promise<ShownCode | undefined> {
  const { placement } = order;
  if (!placement) return undefined;
  const billId = billIn(placement.terminal);
  if (billId !== null) return billedCode(deps, billId, placement);
  if (await isSeenByBillsAlone(deps, placement)) return undefined;
  const code = await codes.findPlacedCode(deps.db, placement);
  if (!code) return undefined;
  const computed = await computedContent(deps, order, placement, code);
  const { id, style, kind } = code;
  if (computed !== null) return { id, style, kind, content: computed, fixesAmount: true };
  const fixed = code.hasFixed ? await findFixed(deps.db, id, placement.payableFen) : undefined;
  return fixed
    ? { id, style: 'link', kind, content: fixed.content, fixesAmount: true }
    : { id, style, kind, content: code.content, fixesAmount: false };
}

async function billedCode(
  { db, clock }: ShowDeps,
  billId: number,
  { codeId }: Placement,
): Promise<ShownCode | undefined> {
  const bill = await bills.findBill(db, billId);
  if (bill?.state !== 'open' || bill.content === null) return undefined;
  // It may end before its order does: nobody can pay it then, or nobody knows what becomes of it.
  if (bill.closesAt !== null && bill.closesAt <= clock.now()) return undefined;
  return { id: codeId, style: 'link', content: bill.content, kind: null, fixesAmount: true };
}

/** Money that comes to the account's own code is heard of by nobody. */
async function isSeenByBillsAlone(
  { db, plugins, accounts }: ShowDeps,
  { accountId }: Placement,
): Promise<boolean> {
  const isSo = (platform: Platform | null | undefined) =>
    platform?.listening === 'polled' && platform.onlyBills === true;
  // Most platforms have a list: those cost no look at the account.
  if (!plugins.list().some(({ platform }) => isSo(platform))) return false;
  const account = await accounts.find(db, accountId);
  return isSo(account && plugins.find(account.platform));
}

async function computedContent(
  { db, plugins, accounts }: ShowDeps,
  order: ToShow,
  { accountId, payableFen }: Placement,
  { kind, style, content }: Code,
): Promise<string | null> {
  // Most kinds never are: those cost no look at the account.
  const may = plugins.list().some(({ platform }) => platform && isComputed(platform, kind));
  if (!may || style !== 'link') return null;
  const account = await accounts.find(db, accountId);
  const platform = account && plugins.find(account.platform);
  if (!platform) return null;
  return codeForOrder(platform, kind, { number: numberOf(order), amountFen: payableFen }, content);
}

/** The trade number; its last two digits go on each time that the order is given another code or amount. */
function numberOf({ tradeNo, placementNo }: ToShow): string {
  if (placementNo === 0) return tradeNo;
  const [, head = tradeNo.slice(0, -2), digits = '0'] = /^(.*)(\d\d)$/.exec(tradeNo) ?? [];
  return head + String((Number(digits) + placementNo) % 100).padStart(2, '0');
}
