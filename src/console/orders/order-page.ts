import { type Account, codes } from '../../flow/accounts/index.ts';
import { notifications } from '../../flow/notifications/index.ts';
import {
  billIn,
  isPayable,
  type Order,
  type OrderState,
  type Placement,
  placements,
  shownState,
} from '../../flow/orders/index.ts';
import { receipts } from '../../flow/receipts/index.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import type { UserActor } from '../../users/index.ts';
import { timeFormatter } from '../../web/index.ts';
import { codeName } from '../accounts/account-list.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { readWhy } from '../explain-match.ts';
import { readPassed } from '../explain-passed.ts';
import type { Trouble } from '../form-values.ts';
import { reportedAs } from '../receipts/reported-as.ts';
import { type OrderRow, toldOf } from './order-row.ts';
import { orderTimeline, type PlacementNames, type TimelineEntry } from './order-timeline.ts';
import { findSamePrice, type SamePrice } from './same-price.ts';

/** Everything that is known about one order, and what can be done with it now. */
export interface OrderDetailPage {
  order: Order;
  state: OrderState;
  account: { id: number; text: string } | null;
  code: string | null;
  /** Null where the system made it: nobody reads it there. */
  terminal: string | null;
  /** How far the shop has been told; null: it has nothing to be told. */
  told: OrderRow['told'];
  timeline: TimelineEntry[];
  /** Not null: an order of the same price waited with it, and one of them for the price itself. */
  samePrice: SamePrice | null;
  may: { complete: boolean; resend: boolean; close: boolean };
  done: DoneNotice | null;
  trouble: Trouble | null;
}

/** `order`: as it is now, and proven to be within the actor's scope. */
export async function readOrderPage(
  deps: ConsoleDeps,
  actor: UserActor,
  order: Order,
  {
    lang,
    t,
    done = '',
    trouble = null,
  }: { lang: Lang; t: Translate; done?: string; trouble?: Trouble | null },
): Promise<OrderDetailPage> {
  const { db } = deps;
  const { tradeNo, placement } = order;
  const account = placement ? await deps.accounts.find(db, placement.accountId) : undefined;
  const names = placement ? await namesOf(deps, placement, lang) : unnamed;
  const earlier = [];
  for (const one of order.placementNo === 0 ? [] : await placements.listEarlier(db, tradeNo))
    earlier.push({ placement: one, ...(await namesOf(deps, one, lang)) });
  const receipt = order.receiptId === null ? undefined : await receipts.findReceipt(db, order.receiptId);
  const notification = await notifications.findNotification(db, tradeNo);
  const attempts = await notifications.listAttempts(db, tradeNo);
  const now = deps.clock.now();
  const { accountName: accountText, codeName: nameOfCode, isForwarded } = names;
  const timeline = orderTimeline(
    {
      order,
      now,
      ...names,
      earlier,
      receipt,
      reported: receipt && isForwarded ? reportedAs(receipt.raw, t) : null,
      notification,
      attempts,
      formatTime: timeFormatter(deps.config.displayZone),
    },
    t,
  );
  const state = shownState(order, now);
  return {
    order,
    state,
    account: account && accountText ? { id: account.id, text: accountText } : null,
    code: nameOfCode ?? null,
    terminal: isForwarded || billIn(placement?.terminal) !== null ? null : (placement?.terminal ?? null),
    told: notification ? toldOf(notification) : null,
    timeline,
    samePrice: await findSamePrice(deps, order),
    may: {
      complete: actor.may('order.complete') && isPayable(order),
      resend: actor.may('order.resend') && notification !== undefined,
      close: actor.may('order.close') && state === 'pending',
    },
    done: doneNotice(done),
    trouble,
  };
}

const unnamed: PlacementNames = {
  ...{ codeName: undefined, accountName: undefined, isForwarded: false },
  others: new Map(),
};

async function namesOf(
  deps: Pick<ConsoleDeps, 'db' | 'accounts' | 'plugins'>,
  { accountId, codeId, why }: Placement,
  lang: Lang,
): Promise<PlacementNames> {
  const account = await deps.accounts.find(deps.db, accountId);
  const code = await codes.findCode(deps.db, codeId);
  const platform = account && deps.plugins.find(account.platform);
  return {
    codeName: code && codeName(code, platform, lang),
    accountName: account && accountName(deps, account, lang),
    isForwarded: platform?.listening === 'forwarded',
    others: await namesOfOthers(
      deps,
      readPassed(readWhy(why).not).map(({ codeId }) => codeId),
      lang,
    ),
  };
}

/** How people call these codes, with their accounts: one's own label may be another's too. */
async function namesOfOthers(
  deps: Pick<ConsoleDeps, 'db' | 'accounts' | 'plugins'>,
  codeIds: readonly number[],
  lang: Lang,
): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  for (const codeId of codeIds) {
    const code = await codes.findCode(deps.db, codeId);
    const account = code && (await deps.accounts.find(deps.db, code.accountId));
    if (code && account) names.set(codeId, codeName(code, deps.plugins.find(account.platform), lang));
  }
  return names;
}

function accountName(deps: Pick<ConsoleDeps, 'plugins'>, account: Account, lang: Lang): string {
  return `${deps.plugins.find(account.platform)?.name[lang] ?? account.platform} · ${account.login}`;
}
