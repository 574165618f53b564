import { billIn, orders } from '../../src/flow/orders/index.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import type { Leaning } from './leaning.ts';
import type { Shop } from './shop.ts';
import type { Surroundings } from './surroundings.ts';
import {
  giveUp,
  type PaymentKind,
  type Shown,
  type Till,
  type TrueOrder,
  type TruePayment,
  type Truth,
  yuan,
} from './truth.ts';

const SECOND = 1_000;

/** What somebody needs who looks at a cashier page. */
interface LookerDeps extends Surroundings {
  tills: readonly Till[];
}

export interface BuyerDeps extends LookerDeps {
  /** The money arrives. */
  paid(payment: TruePayment): void;
  /** Buyers behave from now on. */
  isCalm(): boolean;
  /** Left out: they lean to nothing. */
  leans?(to: Leaning): boolean;
}

/** Somebody wants something: has an order made, looks at the cashier page, and does what people do. */
export async function visit(
  deps: BuyerDeps,
  shop: Shop,
  want: { moneyFen: number; payType: PayType; from: string },
): Promise<void> {
  const { timeline, dice } = deps;
  const order = shop.newOrder(want.moneyFen, want.payType);
  if (!(await shop.submit(order, want.from))) return;
  await timeline.pause(dice.between(1, 20) * SECOND);
  let shown = await look(deps, order);
  if (!shown) return;
  if (deps.isCalm()) return payAfter(deps, order, shown, 'right', dice.between(2, 40) * SECOND);

  const mind = dice.fraction() * (deps.leans?.('changing') ? 0.16 : 1);
  if (mind < 0.08) {
    // Another way to pay, and perhaps the first one's amount is paid all the same.
    await timeline.pause(dice.between(2, 60) * SECOND);
    // What he was shown is his for its grace from now on, whether he hears of it or not.
    const end = timeline.now() + order.graceMs;
    const before = shown.heldUntil;
    shown.expiresAt = Math.min(shown.expiresAt, end);
    shown.heldUntil = Math.min(shown.heldUntil, end);
    const other: PayType = want.payType === 'wxpay' ? 'alipay' : 'wxpay';
    if (dice.chance(0.5)) await post(deps, order, 'type', `type=${other}`);
    else await shop.submit(order, want.from, { payType: other });
    await timeline.pause(dice.between(1, 8) * SECOND);
    const next = await look(deps, order);
    if (!next) shown.perhapsUntil = before;
    if (next && dice.chance(0.8)) shown = next;
  } else if (mind < 0.12) {
    await timeline.pause(dice.between(2, 60) * SECOND);
    const before = shown.heldUntil;
    const answer = await post(deps, order, 'cancel', '');
    if (answer === 'lost' || answer.status >= 500) shown.perhapsUntil = before;
    giveUp(order, timeline.now());
    if (dice.chance(0.7)) return;
  } else if (mind < 0.15) {
    // The page of yesterday: the number is sent again once it has run out.
    await timeline.pause(shown.expiresAt - timeline.now() + dice.between(1, 120) * SECOND);
    if (!(await shop.submit(order, want.from))) return;
    await timeline.pause(dice.between(1, 8) * SECOND);
    const next = await look(deps, order);
    if (!next) return;
    shown = next;
  }
  await decide(deps, order, shown);
}

async function decide(deps: BuyerDeps, order: TrueOrder, shown: Shown): Promise<void> {
  const { dice, timeline } = deps;
  const soon = dice.between(2, 60) * SECOND;
  const thrown = dice.fraction();
  const what = deps.leans?.('late') && thrown > 0.4 ? 0.7 : thrown;
  if (what < 0.55) return payAfter(deps, order, shown, 'right', soon);
  if (what < 0.65) return; // never pays
  if (what < 0.73)
    return payAfter(
      deps,
      order,
      shown,
      'late',
      shown.expiresAt - timeline.now() + dice.between(-5, 400) * SECOND,
    );
  if (what < 0.83) {
    await payAfter(deps, order, shown, 'right', soon);
    return payAfter(
      deps,
      order,
      shown,
      'twice',
      dice.pick([dice.between(1, 5), dice.between(5, 60), dice.between(60, 400)]) * SECOND,
    );
  }
  if (what < 0.9) return payAfter(deps, order, shown, 'off', soon);
  if (what < 0.96) return payAfter(deps, order, shown, 'round', soon);
  return payAfter(deps, order, shown, 'other_wallet', soon);
}

/** What the cashier page shows now; null: nothing to pay. */
export async function look(deps: LookerDeps, order: TrueOrder): Promise<Shown | null> {
  const { machine, truth, tills, timeline, net } = deps;
  const { tradeNo } = order;
  if (tradeNo === null) return null;
  const page = await net.call(machine.host, request('GET', `/Pay/console/${tradeNo}`, ''));
  if (page === 'lost') return null;
  if (page.status >= 500 && !machine.mayFail) truth.wrong(`the cashier answered ${page.status}`);
  const seen = await machine.use(async (services) => {
    const found = await orders.getOrder(services.db, tradeNo);
    if (found.state !== 'pending' || !found.placement) return null;
    const code = await services.shownCode(found);
    const isWithout =
      !code && billIn(found.placement.terminal) !== null && found.expiresAt > services.clock.now();
    if (isWithout) truth.wrong(`${order.number} has a bill that nobody can pay`);
    return code ? { ...found, placement: found.placement, content: code.content } : null;
  });
  const till = seen && tills.find(({ content }) => content === seen.content);
  if (!seen || !till) return null;
  const amount = (seen.placement.payableFen / 100).toFixed(2);
  if (page.body.includes('id="amount"') && !page.body.includes(`id="amount">${amount}<`)) return null; // it changed meanwhile
  const shown = {
    till,
    payType: seen.placement.payType,
    amountFen: seen.placement.payableFen,
    at: timeline.now(),
    expiresAt: machine.clock.inTruth(seen.expiresAt),
    heldUntil: machine.clock.inTruth(seen.heldUntil),
  };
  order.shown.push(shown);
  truth.tell(
    () =>
      `${order.number} is shown ${yuan(shown.amountFen)} at ${till.name}, his until ${new Date(shown.heldUntil).toISOString().slice(11, 19)}`,
  );
  checkAlone(truth, order, shown);
  if (!machine.clock.isDoubted) checkHeld(truth, shown, seen.placedAt ?? seen.createdAt);
  return shown;
}

/** No two orders that may both still be paid wait for the same money. */
function checkAlone(truth: Truth, order: TrueOrder, shown: Shown): void {
  for (const other of truth.orders) {
    if (other === order || other.creditedAt !== null || other.givenUp) continue;
    // Paid by any of the amounts that it was asked, be it by somebody's mistake: all that it holds cools then.
    const isPaid = truth.payments.some(({ till, amountFen, at }) =>
      other.shown.some((one) => one.till === till && one.amountFen === amountFen && at > one.at - 60_000),
    );
    for (const one of other.shown) {
      const isSame = one.till.name === shown.till.name && one.amountFen === shown.amountFen;
      if (isSame && !isPaid && one.heldUntil > shown.at) {
        truth.wrong(
          `${order.number} and ${other.number} both wait for ${yuan(shown.amountFen)} at ${shown.till.name}`,
        );
      }
    }
  }
}

/** What devices told is nobody else's amount for no less than this, whatever it paid; and where a crash came in between, after this. */
const HELD_MS = 200_000;
const SETTLED_WITHIN_MS = 60_000;

/** Whose amount was told a moment ago, of that nobody is asked anew: it may be told again. `placedAt`: when it became the order's; ms. */
function checkHeld(truth: Truth, shown: Shown, placedAt: number): void {
  const { till } = shown;
  // Of what an app tells nobody knows to which of its tills it came.
  if (till.kind !== 'told' || till.group !== till.name) return;
  const told = truth.payments.find(
    (payment) =>
      payment.till === till &&
      payment.amountFen === shown.amountFen &&
      !payment.isDoubtful &&
      payment.knownAt !== null &&
      payment.knownAt + SETTLED_WITHIN_MS < placedAt &&
      placedAt < payment.knownAt + HELD_MS,
  );
  if (told)
    truth.wrong(
      `${yuan(shown.amountFen)} at ${till.name} is asked anew, and payment ${told.id} was told of a moment ago`,
    );
}

/** Pays what the page showed him, or what this kind of buyer pays, `ms` later. */
export async function payAfter(
  deps: BuyerDeps,
  order: TrueOrder,
  shown: Shown,
  kind: PaymentKind,
  ms: number,
): Promise<void> {
  const { timeline, truth, dice } = deps;
  await timeline.pause(ms);
  const { till } = shown;
  if (till.mayBePaid?.() === false)
    return truth.tell(() => `${order.number}: ${till.name} can't be paid any more`);
  // Nobody types an amount there.
  if (till.mayBePaid && (kind === 'off' || kind === 'round')) kind = 'right';
  const wallets = till.payTypes;
  const payType = kind === 'other_wallet' ? dice.pick(wallets) : shown.payType;
  const amountFen =
    kind === 'off'
      ? Math.max(1, shown.amountFen + dice.pick([-3, -2, -1, 1, 2, 3, 10]))
      : kind === 'round'
        ? order.moneyFen
        : shown.amountFen;
  const isLate = kind === 'right' && timeline.now() > shown.expiresAt;
  deps.paid(truth.pay({ kind: isLate ? 'late' : kind, till, amountFen, payType, order }));
  if (till.mode === 'on_demand') await pressUntilGiven(deps, order);
}

/** 确认支付, where nobody asks unasked: pressed now and again until the goods are there, or patience ends. */
async function pressUntilGiven(deps: BuyerDeps, order: TrueOrder): Promise<void> {
  const { timeline, dice } = deps;
  for (let press = dice.between(1, 10); press > 0 && order.creditedAt === null; press--) {
    await timeline.pause(dice.between(2, 25) * SECOND);
    await confirm(deps, order);
  }
}

/** Gives the order up. */
export async function cancel(deps: LookerDeps, order: TrueOrder): Promise<void> {
  giveUp(order, deps.timeline.now());
  await post(deps, order, 'cancel', '');
}

/** Presses 确认支付 once. */
export function confirm(deps: LookerDeps, order: TrueOrder) {
  return post(deps, order, 'confirm', '');
}

/** Sends a form of the cashier page. */
export function post({ net, machine }: LookerDeps, { tradeNo }: TrueOrder, what: string, body: string) {
  return net.call(machine.host, request('POST', `/Pay/console/${tradeNo}/${what}`, body));
}

function request(method: string, path: string, body: string) {
  const headers = {
    host: 'pay.example',
    'content-type': 'application/x-www-form-urlencoded',
    origin: 'http://pay.example',
  };
  return { method, url: new URL(path, 'http://pay.example'), headers, body };
}
