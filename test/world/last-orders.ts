import type { Shop } from './shop.ts';
import type { Till, TrueOrder, Truth } from './truth.ts';

/** What the last orders of a world cost, which are made to have every platform asked once more. */
const LAST_FEN = 7_700;
/** What is listed so soon before nobody waits any more need not be seen. */
const ASKED_WITHIN_MS = 30_000;

export function isLast({ moneyFen }: Pick<TrueOrder, 'moneyFen'>): boolean {
  return moneyFen === LAST_FEN;
}

/** A platform is asked for its money. */
export function isAsked(tills: readonly Till[], { pid }: Shop): boolean {
  return tills.some((till) => till.pid === pid && till.kind === 'polled');
}

/** So many that each code has its turn, each from a network of its own, as of one only a few orders are open at a time. */
export function submitLast(shop: Shop): void {
  for (const payType of ['wxpay', 'alipay'] as const)
    for (let each = 0; each < 3; each++)
      void shop.submit(shop.newOrder(LAST_FEN, payType), `198.51.${each}.77`);
}

/**
 * Until when all that its platform lists must have been seen; ms. The last orders have it asked once more, unless all of them
 * went to healthier codes of the merchant: then it was asked as long as somebody might still pay.
 */
export function lastAskedAt({ accountId, mode }: Till, { orders }: Truth, lastOrdersAt: number): number {
  const here = orders.flatMap((order) =>
    order.shown.flatMap(({ till, heldUntil }) =>
      till.accountId === accountId ? [{ order, heldUntil }] : [],
    ),
  );
  if (here.some(({ order }) => isLast(order))) return lastOrdersAt;
  if (mode === 'on_demand') return 0;
  const waiting = here.filter(({ order }) => order.creditedAt === null && !order.givenUp);
  return Math.max(0, ...waiting.map(({ heldUntil }) => heldUntil)) - ASKED_WITHIN_MS;
}
