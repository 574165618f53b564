import type { PayType } from '../../../src/shared/pay-type.ts';
import { type BuyerDeps, look, payAfter, post } from '../buyer.ts';
import type { Shop } from '../shop.ts';
import { giveUp } from '../truth.ts';

const SECOND = 1_000;

/** A buyer of a twin: as one of the simulated world, but he has no minutes to spare. */
export async function comeAndPay(
  deps: BuyerDeps,
  shop: Shop,
  want: { moneyFen: number; payType: PayType; from: string },
): Promise<void> {
  const { timeline, dice } = deps;
  const order = shop.newOrder(want.moneyFen, want.payType);
  if (!(await shop.submit(order, want.from))) return;
  await timeline.pause(dice.between(100, 2_000));
  let shown = await look(deps, order);
  if (!shown) return;
  const soon = dice.between(200, 5_000);
  if (deps.isCalm()) return payAfter(deps, order, shown, 'right', soon);
  if (dice.chance(0.08)) {
    // The page is loaded again by its shop: the same number, perhaps through the other process.
    if (!(await shop.submit(order, want.from))) return;
    const next = await look(deps, order);
    if (!next) return;
    shown = next;
  }
  const what = dice.fraction();
  if (what < 0.5) return payAfter(deps, order, shown, 'right', soon);
  if (what < 0.6) return; // never pays
  if (what < 0.67) {
    await post(deps, order, 'cancel', '');
    return giveUp(order, timeline.now());
  }
  if (what < 0.75) {
    const untilOver = shown.expiresAt - timeline.now();
    return payAfter(deps, order, shown, 'late', untilOver + dice.between(-2 * SECOND, 25 * SECOND));
  }
  if (what < 0.84) {
    await payAfter(deps, order, shown, 'right', soon);
    return payAfter(deps, order, shown, 'twice', dice.between(0, 20 * SECOND));
  }
  if (what < 0.9) return payAfter(deps, order, shown, 'off', soon);
  if (what < 0.96) return payAfter(deps, order, shown, 'round', soon);
  return payAfter(deps, order, shown, 'other_wallet', soon);
}
