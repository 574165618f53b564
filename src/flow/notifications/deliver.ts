import { type Clock, MINUTE, SECOND } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Outbound } from '../../shared/outbound.ts';
import type { MerchantDirectory } from '../merchants/index.ts';
import { type OrderEvents, orders } from '../orders/index.ts';
import { createAttemptRecorder } from './attempt-recorder.ts';
import { callShop, notCalled } from './call-shop.ts';
import { createHostLanes, type LaneLimits } from './host-lanes.ts';
import { type Claimed, claimDue, findNotification, putBack, renewLease } from './notification.repository.ts';
import type { ShopCall } from './notification.ts';
import { nextAttemptAt } from './retry-schedule.ts';
import { notificationUrl } from './shop-message.ts';
import type { ToldOrder } from './told-order.ts';

/** How long a notification is ours: longer than one call can take (10 s), so that nobody sends it meanwhile. */
export const LEASE_MS = 15 * SECOND;
/** A call that begins with less of its lease left than this renews it first. */
const LEASE_NEEDED_MS = 12 * SECOND;

const CLAIM_AT_ONCE = 100;
const MOST_CLAIMED_PER_RUN = 1_000;
/** Of deliveries under way and waiting in this process; beyond it the rest stays in the table. */
const MOST_HELD = 2_000;

/** How long what finds its host's lane full stays away: the more are before it, the longer. */
const PUT_BACK_MS = 5 * SECOND;
const MOST_PUT_BACK_MS = 10 * MINUTE;

const LANES: LaneLimits = { perHost: 16, total: 200, hardTotal: 1_000, waitingPerHost: 64 };

export interface NotifierDeps {
  db: Db;
  clock: Clock;
  log: Log;
  outbound: Outbound;
  merchants: Pick<MerchantDirectory, 'find'>;
  /** Told after a shop has acknowledged. */
  events: Pick<OrderEvents, 'changed'>;
  /** This process's name in leases; no other process has it. At most 40 characters. */
  owner: string;
  /** From 0 up to 1; default Math.random. */
  random?: () => number;
  lanes?: Partial<LaneLimits>;
}

export interface Notifier {
  /**
   * Sends the notification that was just queued under this process's lease. Returns at once and never throws.
   * With the order at hand (as queued), a read is saved.
   */
  deliverNow(tradeNo: string, order?: ToldOrder): void;
  /**
   * Claims what is due and starts sending it; does not wait for the shops, so that a slow one delays no claim.
   * Returns how many it claimed. Does not overlap itself.
   */
  deliverDue(signal?: AbortSignal): Promise<number>;
  /**
   * Sends once more by hand, in whatever state the notification is, and waits for the outcome, which is kept.
   * Throws Refusal when the order is unknown or was never paid.
   */
  resend(tradeNo: string): Promise<ShopCall>;
  /** Resolves when nothing is under way or waiting in this process. */
  idle(): Promise<void>;
}

interface Delivery extends Claimed {
  order?: ToldOrder | undefined;
}

/** Calls shops until they acknowledge, each host in a lane of its own, and keeps every attempt. At least once. */
export function createNotifier(deps: NotifierDeps): Notifier {
  const { db, clock, log, merchants, events, owner, random = Math.random } = deps;
  const limits = { ...LANES, ...deps.lanes };
  const lanes = createHostLanes(limits);
  const record = createAttemptRecorder(deps);
  const underWay = new Set<Promise<unknown>>();
  /** Under way or waiting, so that a row whose lease ran out while it waited here is not begun twice. */
  const held = new Map<string, Delivery>();
  let isClaiming = false;

  function track<T>(work: Promise<T>): Promise<T> {
    const ended = work
      .then(
        () => {},
        () => {},
      )
      .finally(() => underWay.delete(ended));
    underWay.add(ended);
    return work;
  }

  /** The signed address to call, or in words why there is none. */
  async function prepare(tradeNo: string, known?: ToldOrder): Promise<URL | string> {
    const order = known ?? (await orders.findOrder(db, tradeNo));
    if (!order) return '订单不存在，无法通知';
    const merchant = await merchants.find(order.pid);
    if (!merchant) return `商户 ${order.pid} 不存在，无法签名`;
    const url = notificationUrl(order, merchant.key);
    return URL.canParse(url) ? new URL(url) : '通知地址不是完整的网址';
  }

  /** Begins the delivery, or lets it wait for its turn. Returns the host when it can take no more, else null. */
  async function begin(delivery: Delivery): Promise<string | null> {
    const { tradeNo } = delivery;
    const known = held.get(tradeNo);
    if (known) {
      Object.assign(known, delivery);
      return null;
    }
    held.set(tradeNo, delivery);
    try {
      const target = await prepare(tradeNo, delivery.order);
      if (typeof target === 'string') {
        await finish(delivery, notCalled(clock.now(), target)).finally(() => held.delete(tradeNo));
        return null;
      }
      if (lanes.run(target.host, () => track(send(delivery, target.href)))) return null;
      held.delete(tradeNo);
      return target.host;
    } catch (error) {
      held.delete(tradeNo);
      complain(tradeNo, error);
      return null;
    }
  }

  /** Never throws: what was not recorded is sent again when its lease has run out. */
  async function send(delivery: Delivery, url: string): Promise<void> {
    try {
      if (await isStillOurs(delivery)) await finish(delivery, await callShop(deps, url));
    } catch (error) {
      complain(delivery.tradeNo, error);
    } finally {
      held.delete(delivery.tradeNo);
    }
  }

  /** Having waited in its lane, a delivery may have lost its lease to another process. */
  async function isStillOurs({ tradeNo, leaseUntil }: Delivery): Promise<boolean> {
    const now = clock.now();
    if (now + LEASE_NEEDED_MS <= leaseUntil) return true;
    return renewLease(db, { tradeNo, owner, until: now + LEASE_MS });
  }

  async function finish(delivery: Delivery, call: ShopCall): Promise<void> {
    const { tradeNo, queuedAt } = delivery;
    const number = delivery.attempts + 1;
    const isOver = call.outcome === 'acknowledged';
    const next = isOver ? null : nextAttemptAt({ queuedAt, attempts: number, now: clock.now(), random });
    const gaveUp = await record({ tradeNo, number, byHand: false, call, nextAttemptAt: next });
    tell(tradeNo, number, call);
    if (gaveUp) log.error({ tradeNo, attempts: number }, 'notification_given_up');
  }

  function tell(tradeNo: string, number: number, call: ShopCall): void {
    const { outcome, httpStatus, durationMs } = call;
    log.info({ tradeNo, number, outcome, httpStatus, durationMs }, 'notification_attempted');
    if (outcome === 'acknowledged') events.changed(tradeNo);
  }

  function complain(tradeNo: string, error: unknown): void {
    log.error({ tradeNo, err: error }, 'notification_not_delivered');
  }

  /** Begins what was claimed; what finds its host full goes back to the table for a while. */
  async function beginAll(claimed: Claimed[]): Promise<void> {
    const full = new Map<string, string[]>();
    for (const delivery of claimed) {
      const host = await begin(delivery);
      if (host !== null) full.set(host, [...(full.get(host) ?? []), delivery.tradeNo]);
    }
    for (const tradeNos of full.values()) {
      for (let at = 0; at < tradeNos.length; at += limits.perHost) {
        const wait = Math.min(PUT_BACK_MS * (1 + at / limits.perHost), MOST_PUT_BACK_MS);
        const part = tradeNos.slice(at, at + limits.perHost);
        await putBack(db, { tradeNos: part, owner, until: clock.now() + wait });
      }
    }
  }

  return {
    deliverNow(tradeNo, order) {
      const now = clock.now();
      // When the lane is full, the lease runs out and deliverDue takes it from the table.
      void track(begin({ tradeNo, order, queuedAt: now, attempts: 0, leaseUntil: now + LEASE_MS }));
    },

    async deliverDue(signal) {
      if (isClaiming) return 0;
      isClaiming = true;
      try {
        let count = 0;
        while (!signal?.aborted && held.size < MOST_HELD && count < MOST_CLAIMED_PER_RUN) {
          const claim = { now: clock.now(), owner, leaseMs: LEASE_MS, limit: CLAIM_AT_ONCE };
          const claimed = await claimDue(db, claim);
          await beginAll(claimed);
          count += claimed.length;
          if (claimed.length < CLAIM_AT_ONCE) break;
        }
        return count;
      } finally {
        isClaiming = false;
      }
    },

    async resend(tradeNo) {
      const order = await orders.getOrder(db, tradeNo);
      if (!(await findNotification(db, tradeNo))) {
        throw new Refusal('not_paid', '订单还没有支付，没有可以发送的通知', { status: 409 });
      }
      const call = async () => {
        const target = await prepare(tradeNo, order);
        const made =
          typeof target === 'string' ? notCalled(clock.now(), target) : await callShop(deps, target.href);
        await record({ tradeNo, number: 0, byHand: true, call: made, nextAttemptAt: null });
        tell(tradeNo, 0, made);
        return made;
      };
      return track(call());
    },

    async idle() {
      while (underWay.size > 0 || lanes.size() > 0) await Promise.all(underWay);
    },
  };
}
