import { MerchantDirectory } from '../../../src/flow/merchants/index.ts';
import {
  createNotifier,
  LEASE_MS,
  type NotifierDeps,
  notifications,
} from '../../../src/flow/notifications/index.ts';
import { newTradeNo, OrderEvents, orders } from '../../../src/flow/orders/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import type { Db } from '../../../src/shared/db.ts';
import { createLog } from '../../../src/shared/log.ts';
import { createOutbound, type OutboundOptions } from '../../../src/shared/outbound.ts';
import { randomHex } from '../../../src/shared/random.ts';
import { TestClock } from '../../support/clock.ts';
import { type DatabaseKind, openTestDatabase } from '../../support/database.ts';
import { buildMerchant, buildTerms, merchantRepository } from '../../support/factories.ts';
import { startFakeShop } from '../../support/fake-shop.ts';

export type DeliveryRoom = Awaited<ReturnType<typeof openDeliveryRoom>>;

/** A database with one merchant, a shop, a clock that stands still, and what makes paid orders and notifiers. */
export async function openDeliveryRoom(kind: DatabaseKind) {
  const place = await openTestDatabase(kind);
  const { db } = place;
  const shop = await startFakeShop();
  const clock = new TestClock();
  const merchant = await buildMerchant(db, { now: clock.now() });
  const told: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const log = createLog('info', { write: (line) => void logged.push(JSON.parse(line)) });

  /** An order of the merchant; `host` becomes its shop's name (every name leads to the fake shop). */
  async function order(options: { path?: string; host?: string; pid?: number } = {}): Promise<string> {
    const { path = '/notify', host = '127.0.0.1', pid } = options;
    const tradeNo = newTradeNo(clock.now());
    const now = clock.now();
    await orders.insertOrders(db, [
      {
        ...buildTerms(merchant, { notifyUrl: `http://${host}:${shop.port}${path}`, ...(pid && { pid }) }),
        tradeNo,
        sitename: null,
        clientIp: null,
        device: null,
        placement: null,
        createdAt: now,
        expiresAt: now + 5 * MINUTE,
        heldUntil: now + 10 * MINUTE,
      },
    ]);
    return tradeNo;
  }

  function enqueue(
    tradeNo: string,
    owner: string,
    leaseUntil = clock.now() + LEASE_MS,
    host?: string,
  ): Promise<void> {
    return notifications.enqueue(db, {
      tradeNos: [tradeNo],
      ...(host !== undefined && { hosts: [host] }),
      now: clock.now(),
      leaseOwner: owner,
      leaseUntil,
    });
  }

  return {
    db,
    place,
    shop,
    clock,
    merchant,
    /** Trade numbers of which the cashier was told. */
    told,
    logged,
    order,
    enqueue,

    /** An order whose notification is queued under the owner's lease, as settlement leaves it. */
    async paid(owner: string, options: Parameters<typeof order>[0] = {}): Promise<string> {
      const tradeNo = await order(options);
      await enqueue(tradeNo, owner);
      return tradeNo;
    },

    /** An order whose notification is due and held by nobody. */
    async due(options: Parameters<typeof order>[0] = {}): Promise<string> {
      const tradeNo = await order(options);
      await enqueue(tradeNo, 'gone', 0);
      return tradeNo;
    },

    /** As another process would have one: with its own name, over the given connection. */
    notifier(changes: Partial<NotifierDeps> & { net?: Partial<OutboundOptions>; via?: Db } = {}) {
      const { net = {}, via = db, owner = `test-${randomHex(4)}`, ...rest } = changes;
      const events = new OrderEvents();
      const notifier = createNotifier({
        db: via,
        clock,
        log,
        outbound: createOutbound({
          allowPrivate: true,
          timeoutMs: 5_000,
          lookup: async () => [{ address: '127.0.0.1', family: 4 }],
          ...net,
        }),
        merchants: new MerchantDirectory(via, merchantRepository, clock),
        events: Object.assign(events, { changed: (tradeNo: string) => void told.push(tradeNo) }),
        owner,
        random: () => 0.5,
        ...rest,
      });
      return { ...notifier, owner };
    },

    async state(tradeNo: string) {
      const found = await notifications.findNotification(db, tradeNo);
      if (!found) throw new Error(`no notification of ${tradeNo}`);
      return found;
    },

    attempts: (tradeNo: string) => notifications.listAttempts(db, tradeNo),

    /** Calls to the shop about this order. */
    calls: (tradeNo: string) => shop.received.filter((call) => call.params.trade_no === tradeNo),

    /** Everything as before the first test, but the orders, which nobody looks for. */
    async clear(): Promise<void> {
      await db('notifications').delete();
      await db('notification_attempts').delete();
      shop.received.length = 0;
      shop.answer = {};
      shop.answers.clear();
      told.length = 0;
      logged.length = 0;
    },

    async close(): Promise<void> {
      await shop.close();
      await place.close();
    },
  };
}
