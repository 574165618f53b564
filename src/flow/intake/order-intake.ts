import type { Clock } from '../../shared/clock.ts';
import { type Db, isDuplicate } from '../../shared/db.ts';
import { Refusal, refuse } from '../../shared/errors.ts';
import { randomFraction } from '../../shared/random.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
import type { RoutableCode } from '../accounts/index.ts';
import type { Merchant } from '../merchants/index.ts';
import {
  isOpen,
  isRevivable,
  type NewOrder,
  newTradeNo,
  type Order,
  type OrderTerms,
  orders,
} from '../orders/index.ts';
import { buyerNetwork, tellingAddress } from './buyer-network.ts';
import type { Decided } from './decide-shown.ts';
import type { Moment, PlacementFailure, PlacementWish } from './find-place.ts';
import { typesOf } from './offered-types.ts';
import { otherTerms } from './other-terms.ts';
import { placeOrders, type Rotation } from './place-orders.ts';
import { isInUse } from './present-code.ts';
import type { RanOut } from './ran-out.ts';
import { renewOrder } from './renew-order.ts';

/** One shop's request for an order, checked and signed rightly. */
export interface Submission {
  merchant: Merchant;
  terms: OrderTerms;
  sitename: string | null;
  clientIp: string | null;
  device: string | null;
  /** See NewOrder. */
  vmqOwnKey?: boolean;
  requestedWord?: string | null;
  /**
   * True: a buyer looks at the answer. When nothing takes his pay type he chooses another on the cashier, and is only
   * refused when nothing at all could be chosen.
   */
  mayChoose?: boolean;
  /** The code that it is to have, or none; left out: any. */
  onlyCodeId?: number;
}

/**
 * `created` is false when the same number came with the same terms before: it is that order. `renewed`: it has come
 * back to life, or has another code now.
 */
export interface Accepted {
  tradeNo: string;
  accountId: number | null;
  created: boolean;
  renewed?: boolean;
  /** Why it has no code of the type that was asked, so that its buyer chooses another on the cashier; or no better one. */
  without?: PlacementFailure;
}

type Answer = Accepted | Refusal | PlacementFailure;

const RACES_LOST = 5;

/**
 * Takes orders in. Submissions that arrive while a transaction runs share the next one: the rotation's lock, the
 * look at taken amounts and the write to disk are paid once for all of them.
 */
export class OrderIntake {
  constructor(
    private readonly db: Db,
    private readonly rotation: Rotation,
    private readonly clock: Clock,
    private readonly more: {
      random?: () => number;
      /** Told of each order that found no amount. */
      ranOut?: RanOut;
      /** Resolves when an order that was given a code may be shown, with the account that it waits on. */
      decided?: Decided;
    } = {},
  ) {}

  /**
   * The order of these terms, new or known. Refusal 'other_terms', 'order_closed', 'no_code', 'all_taken',
   * 'too_many_open' or 'too_many_changes'.
   */
  async submit(submission: Submission): Promise<Accepted> {
    for (let lost = 0; ; lost++) {
      try {
        const answer = await this.take(this, submission);
        if (answer instanceof Refusal) throw answer;
        const failure = 'failure' in answer ? answer : answer.without;
        const { pid, requestedType, moneyFen } = submission.terms;
        if (failure) await this.more.ranOut?.({ pid, payType: requestedType, moneyFen }, failure);
        if ('failure' in answer) throw busy(answer);
        if (answer.accountId === null || !this.more.decided) return answer;
        return { ...answer, accountId: await this.more.decided(answer.tradeNo, answer.accountId) };
      } catch (error) {
        // Another process was quicker with this number or this amount: the next look sees what it wrote.
        if (!isDuplicate(error) || lost >= RACES_LOST) throw error;
      }
    }
  }

  private readonly take = sharedWrite(
    (intake: OrderIntake) => intake.db,
    (trx, submissions: Submission[]) =>
      acceptAll(trx, this.rotation, submissions, {
        now: this.clock.now(),
        random: this.more.random ?? randomFraction,
      }),
  );
}

/** Answers each submission, in order; what is new is written in this transaction. */
async function acceptAll(
  trx: Db,
  rotation: Rotation,
  submissions: Submission[],
  moment: Moment,
): Promise<Answer[]> {
  const answers = new Map<Submission, Answer>();
  const pids = [...new Set(submissions.map((submission) => submission.terms.pid))].sort((a, b) => a - b);
  for (const pid of pids) {
    const own = submissions.filter((submission) => submission.terms.pid === pid);
    for (const [submission, answer] of await acceptOfMerchant(trx, rotation, pid, own, moment)) {
      answers.set(submission, answer);
    }
  }
  return submissions.map((submission) => answers.get(submission) as Answer);
}

async function acceptOfMerchant(
  trx: Db,
  rotation: Rotation,
  pid: number,
  submissions: Submission[],
  moment: Moment,
): Promise<Map<Submission, Answer>> {
  await rotation.lockTurns(trx, pid);
  const numbers = [...new Set(submissions.map((submission) => submission.terms.outTradeNo))];
  const known = await orders.findOrdersByOutTradeNo(trx, pid, numbers);
  const seen = new Set(known.map((order) => order.outTradeNo));
  const current = new Map(known.map((order) => [order.outTradeNo, order]));

  const fresh: { submission: Submission; order: NewOrder }[] = [];
  for (const submission of submissions) {
    if (seen.has(submission.terms.outTradeNo)) continue;
    seen.add(submission.terms.outTradeNo);
    fresh.push({ submission, order: newOrder(submission, moment.now) });
  }

  const placed = fresh.filter(({ order }) => order.requestedType !== null);
  const outcomes = await placeOrders(trx, rotation, pid, placed.map(wishOf), moment);
  const failed = new Map<string, PlacementFailure>();
  placed.forEach(({ order }, index) => {
    const outcome = outcomes[index] ?? { failure: 'no_code' };
    if ('failure' in outcome) failed.set(order.outTradeNo, outcome);
    else order.placement = outcome;
  });
  const refused = await refuseUnchoosable(trx, rotation, pid, fresh, failed);
  const written = fresh.map(({ order }) => order).filter((order) => !refused.has(order.outTradeNo));
  if (written.length > 0) await orders.insertOrders(trx, written);

  let codes: RoutableCode[] | undefined;
  const hasCodeInUse = async ({ placement }: Order) => {
    codes ??= await rotation.listRoutable(trx, pid);
    return placement !== null && isInUse(codes, placement);
  };
  const answers = new Map<Submission, Answer>();
  for (const { submission, order } of fresh) {
    const { tradeNo, placement } = order;
    const accountId = placement?.accountId ?? null;
    const without = failed.get(order.outTradeNo);
    const accepted = { tradeNo, accountId, created: true, ...(without && { without }) };
    answers.set(submission, refused.get(order.outTradeNo) ?? accepted);
  }
  for (const submission of submissions) {
    if (answers.has(submission)) continue;
    const { outTradeNo } = submission.terms;
    const failure = refused.get(outTradeNo);
    if (failure) {
      answers.set(submission, failure);
      continue;
    }
    // What an earlier one of them has just changed is read again.
    const read = async () => (await orders.findOrdersByOutTradeNo(trx, pid, [outTradeNo]))[0];
    const order = current.get(outTradeNo) ?? (await read());
    const answer = await acceptAgain(trx, { rotation, hasCodeInUse }, order, submission, moment);
    answers.set(submission, answer);
    if ('renewed' in answer) current.delete(outTradeNo);
  }
  return answers;
}

/**
 * A number that we know: its order, if the terms are the same. One that is unpaid and whose time is over comes back to
 * life, one that is sent with another pay type, or whose code takes no orders any more, gets another code: nobody is led
 * to a cashier where he can't pay.
 */
async function acceptAgain(
  trx: Db,
  { rotation, hasCodeInUse }: { rotation: Rotation; hasCodeInUse(order: Order): Promise<boolean> },
  known: Order | undefined,
  { merchant, terms, clientIp, requestedWord, mayChoose = false }: Submission,
  moment: Moment,
): Promise<Answer> {
  if (!known) throw new Error(`submission ${terms.outTradeNo} was left without an order`);
  const differing = otherTerms(known, terms);
  if (differing) return differing;
  const same = { tradeNo: known.tradeNo, accountId: known.placement?.accountId ?? null, created: false };
  // What most repeats are, a buyer who comes back or a page that is loaded again, changes nothing.
  if (known.state === 'paid') return same;
  if (isAsItWas(known, terms, moment.now) && (!known.placement || (await hasCodeInUse(known)))) return same;
  const order = await orders.lockOrder(trx, known.tradeNo);
  if (order.state === 'paid') return same;
  if (order.state === 'closed' && !isRevivable(order)) return closedByOwner(terms.outTradeNo);
  const address = tellingAddress(clientIp, order.clientIp);
  if (order.returnUrl !== terms.returnUrl || order.clientIp !== address)
    await orders.saveVisit(trx, order.tradeNo, { returnUrl: terms.returnUrl, clientIp: address });
  const payType = terms.requestedType ?? order.placement?.payType ?? null;
  const byShop = terms.requestedType !== null;
  const wish = { payType, rules: merchant.rules, byShop, requestedWord: requestedWord ?? null, mayChoose };
  // Its own code takes no orders: where no other does either, it keeps what it has.
  const keeps = isOpen(order, moment.now) && order.placement?.payType === payType;
  try {
    const outcome = await renewOrder(trx, rotation, { ...order, clientIp: address }, wish, moment);
    if (!('failure' in outcome)) return { ...same, ...outcome };
    return keeps ? { ...same, without: outcome } : outcome;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return keeps ? same : error;
  }
}

function isAsItWas(order: Order, terms: OrderTerms, now: number): boolean {
  const { requestedType, returnUrl } = terms;
  if (!isOpen(order, now) || order.returnUrl !== returnUrl) return false;
  return requestedType === null || order.placement?.payType === requestedType;
}

/** What the owner closed stays closed, as he was told: no buyer is sent to a cashier that takes no money. */
function closedByOwner(outTradeNo: string): Refusal {
  return refuse('order_closed.again', { number: outTradeNo });
}

/**
 * Of the orders without a code, those that have to be refused, with the reason: all whose `failed` placement a
 * program asked for, and a buyer's where he would have nothing else to choose.
 */
async function refuseUnchoosable(
  trx: Db,
  rotation: Rotation,
  pid: number,
  fresh: { submission: Submission; order: NewOrder }[],
  failed: Map<string, PlacementFailure>,
): Promise<Map<string, PlacementFailure>> {
  const refused = new Map<string, PlacementFailure>();
  const isOpen = ({ submission, order }: (typeof fresh)[number]) =>
    submission.mayChoose && order.placement === null;
  const codes = fresh.some(isOpen) ? await rotation.listRoutable(trx, pid) : [];
  for (const one of fresh) {
    const { outTradeNo, requestedType, moneyFen } = one.order;
    const failure = failed.get(outTradeNo) ?? { failure: 'no_code' };
    const hasOther = typesOf(codes, moneyFen).some((payType) => payType !== requestedType);
    if (isOpen(one) ? !hasOther : failed.has(outTradeNo)) refused.set(outTradeNo, failure);
  }
  return refused;
}

function newOrder(
  { merchant, terms, sitename, clientIp, device, requestedWord = null, vmqOwnKey }: Submission,
  now: number,
): NewOrder {
  const expiresAt = now + merchant.rules.orderLifetimeMs;
  // Each by its name: spread out of `terms`, it took as long as writing the order down.
  return {
    protocol: terms.protocol,
    pid: terms.pid,
    outTradeNo: terms.outTradeNo,
    requestedType: terms.requestedType,
    name: terms.name,
    moneyFen: terms.moneyFen,
    notifyUrl: terms.notifyUrl,
    returnUrl: terms.returnUrl,
    param: terms.param,
    requestedWord,
    sitename,
    clientIp,
    device,
    vmqOwnKey: vmqOwnKey ?? false,
    tradeNo: newTradeNo(now),
    placement: null,
    createdAt: now,
    expiresAt,
    heldUntil: expiresAt + merchant.rules.graceMs,
  };
}

function wishOf({ submission, order }: { submission: Submission; order: NewOrder }): PlacementWish {
  return {
    tradeNo: order.tradeNo,
    payType: order.requestedType as NonNullable<NewOrder['requestedType']>,
    moneyFen: order.moneyFen,
    rules: submission.merchant.rules,
    network: buyerNetwork(order.clientIp),
    expiresAt: order.expiresAt,
    heldUntil: order.heldUntil,
    onlyCodeId: submission.onlyCodeId,
  };
}

/** A "no" for now: what the shop and its buyer are told when no code can take the order. */
export function busy(failed: PlacementFailure): Refusal {
  switch (failed.failure) {
    case 'no_code':
      // One kind of refusal for its owner's list, whatever the reason.
      return refuse(`no_code.${failed.why ?? 'none'}`, {}, { reason: '' });
    case 'all_taken':
    case 'too_many_open':
      return refuse(failed.failure);
  }
}
