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
  const code = await codes.findPlacedCode(deps.db, placement);
  if (!code) return undefined;
  const platform = await platformOf(deps, placement, code);
  if (platform && isSeenByBillsAlone(platform)) return undefined;
  const { id, style, kind } = code;
  const computed = platform && computedContent(platform, order, placement, code);
  if (computed) return { id, style, kind, content: computed, fixesAmount: true };
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
function isSeenByBillsAlone(platform: Platform): boolean {
  return platform.listening === 'polled' && platform.onlyBills === true;
}

/**
 * The platform of the order's account, where it may say what is shown; undefined: it doesn't. Codes of a kind are told by
 * devices, and most kinds are never computed; the others are of a back end.
 */
async function platformOf(
  { db, plugins, accounts }: ShowDeps,
  { accountId }: Placement,
  { kind }: Code,
): Promise<Platform | undefined> {
  const may = (platform: Platform) =>
    kind === null ? isSeenByBillsAlone(platform) : isComputed(platform, kind);
  if (!plugins.list().some(({ platform }) => platform !== null && may(platform))) return undefined;
  const account = await accounts.find(db, accountId);
  return account && plugins.find(account.platform);
}

function computedContent(
  platform: Platform,
  order: ToShow,
  { payableFen }: Placement,
  { kind, style, content }: Code,
): string | null {
  if (style !== 'link') return null;
  return codeForOrder(platform, kind, { number: numberOf(order), amountFen: payableFen }, content);
}

/** The trade number; its last two digits go on each time that the order is given another code or amount. */
function numberOf({ tradeNo, placementNo }: ToShow): string {
  if (placementNo === 0) return tradeNo;
  const [, head = tradeNo.slice(0, -2), digits = '0'] = /^(.*)(\d\d)$/.exec(tradeNo) ?? [];
  return head + String((Number(digits) + placementNo) % 100).padStart(2, '0');
}
