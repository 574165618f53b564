import type { Clock } from '../../shared/clock.ts';
import { type Db, isDuplicate } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { type PayType, payTypes } from '../../shared/pay-type.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
import { inTurn } from '../accounts/index.ts';
import type { Merchant } from '../merchants/index.ts';
import { type NewOrder, newTradeNo, type OrderTerms, orders, type Placement } from '../orders/index.ts';
import { otherTerms } from './other-terms.ts';
import { type PlacementFailure, type PlacementWish, placeOrders, type Rotation } from './place-orders.ts';

/** One shop's request for an order, checked and signed rightly. */
export interface Submission {
  merchant: Merchant;
  terms: OrderTerms;
  sitename: string | null;
  clientIp: string | null;
  device: string | null;
  /** See NewOrder. */
  requestedWord?: string | null;
  /**
   * True: a buyer looks at the answer. When nothing takes his pay type he chooses another on the cashier, and is only
   * refused when nothing at all could be chosen.
   */
  mayChoose?: boolean;
}

/** `created` is false when the same number came with the same terms before: it is that order. */
export interface Accepted {
  tradeNo: string;
  accountId: number | null;
  created: boolean;
}

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
  ) {}

  /** The order of these terms, new or known. Refusal 'other_terms', 'no_code' or 'all_taken'. */
  async submit(submission: Submission): Promise<Accepted> {
    for (let lost = 0; ; lost++) {
      try {
        const answer = await this.take(this, submission);
        if (answer instanceof Refusal) throw answer;
        return answer;
      } catch (error) {
        // Another process was quicker with this number or this amount: the next look sees what it wrote.
        if (!isDuplicate(error) || lost >= RACES_LOST) throw error;
      }
    }
  }

  private readonly take = sharedWrite(
    (intake: OrderIntake) => intake.db,
    (trx, submissions: Submission[]) => acceptAll(trx, this.rotation, submissions, this.clock.now()),
  );
}

/** Answers each submission, in order; what is new is written in this transaction. */
async function acceptAll(
  trx: Db,
  rotation: Rotation,
  submissions: Submission[],
  now: number,
): Promise<(Accepted | Refusal)[]> {
  const answers = new Map<Submission, Accepted | Refusal>();
  const pids = [...new Set(submissions.map((submission) => submission.terms.pid))].sort((a, b) => a - b);
  for (const pid of pids) {
    const own = submissions.filter((submission) => submission.terms.pid === pid);
    for (const [submission, answer] of await acceptOfMerchant(trx, rotation, pid, own, now)) {
      answers.set(submission, answer);
    }
  }
  return submissions.map((submission) => answers.get(submission) as Accepted | Refusal);
}

async function acceptOfMerchant(
  trx: Db,
  rotation: Rotation,
  pid: number,
  submissions: Submission[],
  now: number,
): Promise<Map<Submission, Accepted | Refusal>> {
  const lastTurn = await rotation.lockTurns(trx, pid);
  const numbers = [...new Set(submissions.map((submission) => submission.terms.outTradeNo))];
  const known = await orders.findOrdersByOutTradeNo(trx, pid, numbers);
  const byNumber = new Map<string, OrderTerms & { tradeNo: string; placement: Placement | null }>(
    known.map((order) => [order.outTradeNo, order]),
  );

  const fresh: { submission: Submission; order: NewOrder }[] = [];
  for (const submission of submissions) {
    if (byNumber.has(submission.terms.outTradeNo)) continue;
    const order = newOrder(submission, now);
    byNumber.set(order.outTradeNo, order);
    fresh.push({ submission, order });
  }

  const placed = fresh.filter(({ order }) => order.requestedType !== null);
  const outcomes = await placeOrders(trx, rotation, pid, lastTurn, placed.map(wishOf));
  const failed = new Map<string, PlacementFailure>();
  placed.forEach(({ order }, index) => {
    const outcome = outcomes[index];
    if (typeof outcome === 'object') order.placement = outcome;
    else failed.set(order.outTradeNo, outcome ?? 'no_code');
  });
  const refused = await refuseUnchoosable(trx, rotation, pid, fresh, failed);
  const written = fresh.map(({ order }) => order).filter((order) => !refused.has(order.outTradeNo));
  if (written.length > 0) await orders.insertOrders(trx, written);

  const creators = new Set(fresh.map(({ submission }) => submission));
  return new Map(
    submissions.map((submission) => {
      const { outTradeNo } = submission.terms;
      const order = byNumber.get(outTradeNo);
      if (!order) throw new Error(`submission ${outTradeNo} was left without an order`);
      const answer = refused.get(outTradeNo) ??
        otherTerms(order, submission.terms) ?? {
          tradeNo: order.tradeNo,
          accountId: order.placement?.accountId ?? null,
          created: creators.has(submission),
        };
      return [submission, answer] as const;
    }),
  );
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
): Promise<Map<string, Refusal>> {
  const refused = new Map<string, Refusal>();
  const isOpen = ({ submission, order }: (typeof fresh)[number]) =>
    submission.mayChoose && order.placement === null;
  const offered = fresh.some(isOpen) ? await offeredTypes(trx, rotation, pid) : [];
  for (const one of fresh) {
    const { outTradeNo, requestedType } = one.order;
    const failure = failed.get(outTradeNo) ?? 'no_code';
    const hasOther = offered.some((payType) => payType !== requestedType);
    if (isOpen(one) ? !hasOther : failed.has(outTradeNo)) refused.set(outTradeNo, busy(failure));
  }
  return refused;
}

/** The pay types that some code of the merchant can take now. */
export async function offeredTypes(db: Db, rotation: Rotation, pid: number): Promise<PayType[]> {
  const codes = await rotation.listRoutable(db, pid);
  return payTypes.filter((payType) => inTurn(codes, payType).length > 0);
}

function newOrder(
  { merchant, terms, sitename, clientIp, device, requestedWord = null }: Submission,
  now: number,
): NewOrder {
  const expiresAt = now + merchant.rules.orderLifetimeMs;
  return {
    ...terms,
    requestedWord,
    sitename,
    clientIp,
    device,
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
    heldUntil: order.heldUntil,
  };
}

/** A "no" for now: what the buyer is told when no code can take the order. */
export function busy(failure: PlacementFailure): Refusal {
  return failure === 'no_code'
    ? new Refusal('no_code', '没有可用的收款码，请换一种支付方式或联系商家', { status: 503 })
    : new Refusal('all_taken', '当前支付人数较多，请几分钟后再试', { status: 503 });
}
