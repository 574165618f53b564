import { type Scope, within } from '../../shared/actor.ts';
import type { Db } from '../../shared/db.ts';
import { INSIDE_SHOP } from './inside-shop.ts';

/** How far merchants have come: whether a shop of theirs has ever sent an order, and whether a trial of theirs was ever paid. */
export async function howFar(
  db: Db,
  scope: Scope,
): Promise<{ hasShopOrder: boolean; hasPaidTrial: boolean }> {
  const orders = () => within(db('orders'), 'pid', scope);
  // The first order of a shop ends the search; before it there are but a few trials.
  const ofShop = await orders()
    .whereNot({ protocol: 'trial' })
    .whereNot({ notify_url: INSIDE_SHOP })
    .first('id');
  if (ofShop) return { hasShopOrder: true, hasPaidTrial: true };
  const paid = await orders().where({ state: 'paid' }).first('id');
  return { hasShopOrder: false, hasPaidTrial: paid !== undefined };
}
