import type { Actor } from '../../shared/actor.ts';
import { type Clock, SECOND } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { refuse } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import type { Outbound } from '../../shared/outbound.ts';
import { randomFraction } from '../../shared/random.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { malformedNotifyAddress } from '../../shared/shop-address.ts';
import { pause } from '../../shared/timers.ts';
import { recordDeed } from '../events/index.ts';
import type { MerchantDirectory } from '../merchants/index.ts';
import { type OrderEvents, orders } from '../orders/index.ts';
import type { ToldOrder } from '../protocols/index.ts';
import { notificationRequest, type ShopRequest } from '../protocols/index.ts';
import { createAttemptRecorder } from './attempt-recorder.ts';
import { callShop, notCalled } from './call-shop.ts';
import { createHostLanes, type LaneLimits, type Manner } from './host-lanes.ts';
import { laneHost } from './lane-host.ts';
import { createLetGo } from './let-go.ts';
import { type Claimed, claimDue, findNotification, renewLease, setHost } from './notification.repository.ts';
import type { ShopCall } from './notification.ts';
import { nextAttemptAt } from './retry-schedule.ts';
import { createTableLines, type Refilled } from './table-lines.ts';

/** How long a notification is ours: longer than one call can take (10 s), so that nobody sends it meanwhile. */
export const LEASE_MS = 15 * SECOND;
/** A call that begins with less of its lease left than this renews it first. */
const LEASE_NEEDED_MS = 12 * SECOND;

const CLAIM_AT_ONCE = 100;
const MOST_CLAIMED_PER_RUN = 1_000;

/** A shop that acknowledges within this gets more at a time. */
const WELL_WITHIN_MS = SECOND;

/** What waits, waits in memory up to here (1 to 2 KB each), and beyond it in the table. */
const LANES: LaneLimits = {
  ...{ perHost: 16, mostPerHost: 64, leastPerHost: 4 },
  ...{ total: 200, assured: 4, hardTotal: 1_000 },
  ...{ waitingPerHost: 500, crowded: 1_000, waitingWhenCrowded: 16 },
};

/** On leaving, how long what waits here may still be sent before it is left to the table. */
const LAST_CALLS_MS = 3 * SECOND;

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
  /** From 0 up to 1; default randomFraction. */
  random?: () => number;
  lanes?: Partial<LaneLimits>;
}

export interface Notifier {
  /**
   * Sends the notification that was just queued under this process's lease; where its host's line is full, leaves it
   * in the table, from which it is taken as the line empties. Returns at once and never throws. With the order at
   * hand (as queued), reads are saved.
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
  resend(tradeNo: string, actor: Actor): Promise<ShopCall>;
  /** Resolves when nothing is under way or waiting in this process, nor left in the table by it for a full line. */
  idle(): Promise<void>;
  /** Takes nothing more from the table, leaves there what has not begun soon, and waits for what is under way. */
  stop(): Promise<void>;
}

interface Delivery extends Omit<Claimed, 'host'> {
  /** Whose lane it takes. */
  host: string;
  order?: ToldOrder | undefined;
  /** False while it waits in its lane. */
  hasBegun?: boolean;
}

/** Calls shops until they acknowledge, each host in a lane of its own, and keeps every attempt. At least once. */
export function createNotifier(deps: NotifierDeps): Notifier {
  const { db, clock, log, merchants, events, owner, random = randomFraction } = deps;
  const lanes = createHostLanes({ ...LANES, ...deps.lanes }, (host) => lines.serve(host));
  const lines = createTableLines({
    isLow: lanes.isLow,
    refill: (host) => track(refill(host)),
    failed: (host, error) => log.error({ host, err: error }, 'notifications_not_taken'),
  });
  const record = createAttemptRecorder(deps);
  const letGo = createLetGo({ db, owner });
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

  /** The signed call, or why there is none. */
  async function prepare(tradeNo: string, known?: ToldOrder): Promise<ShopRequest | Saying> {
    const order = known ?? (await orders.findOrder(db, tradeNo));
    if (!order) return saying('cause.noOrder');
    const merchant = await merchants.find(order.pid);
    if (!merchant) return saying('cause.noMerchant', { pid: order.pid });
    const request = notificationRequest(order, merchant);
    return request ?? malformedNotifyAddress(order.notifyUrl) ?? saying('cause.notifyAddress.incomplete');
  }

  /** Begins the delivery, lets it wait in its lane, or leaves it in the table, behind those that stand there. */
  function begin(delivery: Delivery): void {
    const { tradeNo, host } = delivery;
    const known = held.get(tradeNo);
    if (known) {
      Object.assign(known, delivery);
      return;
    }
    held.set(tradeNo, delivery);
    if (lanes.run(host, () => track(send(delivery)))) return;
    held.delete(tradeNo);
    leave(tradeNo, host);
  }

  function leave(tradeNo: string, host: string): void {
    lines.open(host);
    const left = letGo(tradeNo, host)
      .catch((error: unknown) => complain(tradeNo, error)) // its lease runs out
      .finally(() => lines.open(host));
    void track(left);
  }

  /** Never throws: what was not recorded is sent again when its lease has run out. */
  async function send(delivery: Delivery): Promise<Manner> {
    const { tradeNo } = delivery;
    delivery.hasBegun = true;
    try {
      if (!(await isStillOurs(delivery))) return 'fair';
      const target = await prepare(tradeNo, delivery.order);
      const attempt = delivery.attempts + 1;
      const call =
        'say' in target ? notCalled(clock.now(), target) : await callShop(deps, target, { tradeNo, attempt });
      await finish(delivery, call);
      return 'say' in target ? 'fair' : mannerOf(call);
    } catch (error) {
      complain(tradeNo, error);
      return 'fair';
    } finally {
      held.delete(tradeNo);
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

  /** Looked up for what was queued before the table knew; then the table knows. */
  async function lookUpHost(tradeNo: string): Promise<string> {
    const found = laneHost((await orders.findOrder(db, tradeNo))?.notifyUrl ?? '');
    await setHost(db, { tradeNo, host: found });
    return found;
  }

  /** Takes as many from the table as the host's lane has room for. */
  async function refill(host: string): Promise<Refilled> {
    const limit = Math.min(lanes.room(host), CLAIM_AT_ONCE);
    if (limit === 0) return 'no room';
    const claim = { now: clock.now(), owner, leaseMs: LEASE_MS, limit, onlyHost: host };
    const claimed = await claimDue(db, claim);
    for (const delivery of claimed) begin({ ...delivery, host });
    return claimed.length === limit ? 'more may be left' : 'none is left';
  }

  /** Claims of every host's, but not of those for which some wait here already: those are taken as they are sent. */
  async function claimAcross(): Promise<number> {
    const exceptHosts = [...new Set([...lanes.crowdedHosts(), ...lines.hosts()])];
    for (const host of exceptHosts) lines.open(host);
    const claim = { now: clock.now(), owner, leaseMs: LEASE_MS, limit: CLAIM_AT_ONCE, exceptHosts };
    const claimed = await claimDue(db, claim);
    for (const delivery of claimed) {
      try {
        begin({ ...delivery, host: delivery.host ?? (await lookUpHost(delivery.tradeNo)) });
      } catch (error) {
        complain(delivery.tradeNo, error);
      }
    }
    return claimed.length;
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0 || lanes.size() > 0) await Promise.all(underWay);
  }

  return {
    deliverNow(tradeNo, order) {
      const now = clock.now();
      const queued = { tradeNo, order, queuedAt: now, attempts: 0, leaseUntil: now + LEASE_MS };
      if (!order) {
        const begun = lookUpHost(tradeNo).then((host) => begin({ ...queued, host }));
        void track(begun.catch((error: unknown) => complain(tradeNo, error)));
        return;
      }
      const host = laneHost(order.notifyUrl);
      if (lines.isOpen(host)) leave(tradeNo, host);
      else begin({ ...queued, host });
    },

    async deliverDue(signal) {
      if (isClaiming) return 0;
      isClaiming = true;
      try {
        let count = 0;
        while (!signal?.aborted && count < MOST_CLAIMED_PER_RUN) {
          const claimed = await claimAcross();
          count += claimed;
          if (claimed < CLAIM_AT_ONCE) break;
        }
        return count;
      } finally {
        isClaiming = false;
      }
    },

    async resend(tradeNo, actor) {
      const order = await orders.getOrder(db, tradeNo);
      const notification = await findNotification(db, tradeNo);
      if (!notification) {
        if (order.notifyUrl === '') throw refuse('no_address');
        throw refuse('not_paid.nothingToSend');
      }
      const call = async () => {
        const target = await prepare(tradeNo, order);
        const made =
          'say' in target
            ? notCalled(clock.now(), target)
            : await callShop(deps, target, { tradeNo, attempt: notification.attempts + 1 });
        const note = (trx: Db) =>
          recordDeed(trx, actor, {
            ...{ at: clock.now(), action: 'order.resend', subject: `order ${tradeNo}`, pid: order.pid },
            ...{ tradeNo, detail: { outcome: made.outcome } },
          });
        await record({ tradeNo, number: 0, byHand: true, call: made, nextAttemptAt: null, note });
        tell(tradeNo, 0, made);
        return made;
      };
      return track(call());
    },

    idle,

    async stop() {
      lines.close();
      await Promise.race([idle(), pause(LAST_CALLS_MS, { keepsAlive: false })]);
      lanes.clear();
      for (const { tradeNo, hasBegun, host } of [...held.values()]) {
        if (hasBegun) continue;
        held.delete(tradeNo);
        leave(tradeNo, host);
      }
      await idle();
    },
  };
}

function mannerOf({ outcome, durationMs }: ShopCall): Manner {
  if (outcome === 'failed') return 'badly';
  return outcome === 'acknowledged' && durationMs < WELL_WITHIN_MS ? 'well' : 'fair';
}
