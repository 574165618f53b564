import { Readable } from 'node:stream';
import express from 'express';
import { codes, type Health, type ListenMode } from '../../../src/flow/accounts/index.ts';
import {
  type CashierDeps,
  type ConfirmAnswer,
  createCashierRouter,
  createStateRoute,
} from '../../../src/flow/cashier/index.ts';
import { MerchantDirectory } from '../../../src/flow/merchants/index.ts';
import { type NewOrder, newTradeNo, OrderEvents, orders } from '../../../src/flow/orders/index.ts';
import { returnUrl } from '../../../src/flow/protocols/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { createLog } from '../../../src/shared/log.ts';
import { fen } from '../../../src/shared/money.ts';
import type { PayType } from '../../../src/shared/pay-type.ts';
import { buyerErrors, createAssets, notFound, staticFiles, useViews } from '../../../src/web/index.ts';
import { TestClock } from '../../support/clock.ts';
import { type DatabaseKind, openTestDatabase } from '../../support/database.ts';
import {
  accountRepository,
  buildAccount,
  buildCode,
  buildMerchant,
  buildTerms,
  merchantRepository,
} from '../../support/factories.ts';
import { listen } from '../../support/visitor.ts';

/** What a test decides of the steps around the cashier. */
export interface Around {
  payTypesFor(): Promise<PayType[]>;
  chooseType(tradeNo: string, payType: PayType): Promise<unknown>;
  cancelOrder(tradeNo: string): Promise<void>;
  confirmPaid(tradeNo: string): Promise<ConfirmAnswer>;
  /** Uploaded pictures by name. */
  uploads: Map<string, Buffer>;
}

export interface OrderChanges extends Partial<Omit<NewOrder, 'moneyFen'>> {
  money?: number;
  payable?: number;
  payType?: PayType;
  mode?: ListenMode;
  codeId?: number;
}

export type CashierSite = Awaited<ReturnType<typeof startCashier>>;

/** The cashier alone on an Express app, with a database of its own and a clock that the test moves. */
export async function startCashier(
  kind: DatabaseKind = 'sqlite',
  { bounds = {} }: Pick<CashierDeps, 'bounds'> = {},
) {
  const place = await openTestDatabase(kind);
  const { db } = place;
  const clock = new TestClock();
  const orderEvents = new OrderEvents();
  const stopping = new AbortController();
  const log = createLog('silent');
  const merchant = await buildMerchant(db);
  const accounts = {
    continuous: await buildAccount(db, merchant.pid, { mode: 'continuous' }),
    on_demand: await buildAccount(db, merchant.pid, { mode: 'on_demand' }),
  };
  const around: Around = {
    payTypesFor: async () => ['wxpay', 'alipay'],
    chooseType: async () => true,
    cancelOrder: async () => {},
    confirmPaid: async () => ({ asked: true }),
    uploads: new Map(),
  };

  const shared = { db, clock, returnUrl, merchants: new MerchantDirectory(db, merchantRepository, clock) };
  const assets = createAssets({ cached: true });
  const app = express();
  useViews(app, { assets, displayZone: 'Asia/Shanghai', cached: true });
  app.use(createStateRoute(shared));
  app.use(staticFiles(assets));
  app.use(
    createCashierRouter({
      ...shared,
      log,
      orderEvents,
      accounts: accountRepository,
      shownCode: async ({ placement }) => (placement ? codes.findPlacedCode(db, placement) : undefined),
      waysFor: () => around.payTypesFor(),
      chooseType: (tradeNo, payType) => around.chooseType(tradeNo, payType),
      noteLooked() {},
      cancelOrder: (tradeNo) => around.cancelOrder(tradeNo),
      confirmPaid: (tradeNo) => around.confirmPaid(tradeNo),
      async readUpload(name) {
        const picture = around.uploads.get(name);
        return picture ? { body: Readable.from([picture]), type: 'image/png' } : null;
      },
      stopping: stopping.signal,
      rereadMs: 100,
      bounds,
    }),
  );
  // With an icon: a browser would ask for /favicon.ico and complain that there is none.
  app.get(
    '/back',
    (_req, res) => void res.type('html').send('<link rel="icon" href="data:,"><h1>the shop</h1>'),
  );
  app.use(notFound, buyerErrors({ log }));
  const site = await listen(app);

  return {
    url: site.url,
    db,
    clock,
    around,
    orderEvents,
    stopping,
    merchant,

    addCode: (options: { mode?: ListenMode; content?: string } = {}) =>
      buildCode(db, accounts[options.mode ?? 'continuous'], options),

    /** What becomes of the account in that mode. */
    setHealth: (health: Health, mode: ListenMode = 'continuous') =>
      accountRepository.setHealth(db, accounts[mode], health, null, clock.now()),

    /** A pending order of 10.00 that is to be paid with 10.03 by WeChat within five minutes, unless told otherwise. */
    async addOrder(changes: OrderChanges = {}): Promise<NewOrder> {
      const {
        money = 1000,
        payable = 1003,
        payType = 'wxpay',
        mode = 'continuous',
        codeId,
        ...fields
      } = changes;
      const now = clock.now();
      const code = await codes.getCode(db, codeId ?? (await buildCode(db, accounts[mode])));
      const order: NewOrder = {
        ...buildTerms(merchant, { money, returnUrl: `${site.url}/back?from=shop` }),
        tradeNo: newTradeNo(now),
        sitename: '小店',
        clientIp: null,
        device: null,
        createdAt: now,
        expiresAt: now + 5 * MINUTE,
        heldUntil: now + 10 * MINUTE,
        placement: {
          payType,
          payableFen: fen(payable),
          accountId: accounts[mode],
          codeId: code.id,
          terminal: code.terminal,
          why: '{}',
        },
        ...fields,
      };
      await orders.insertOrders(db, [order]);
      return order;
    },

    async pay({ tradeNo }: NewOrder): Promise<void> {
      await orders.markPaid(db, [{ tradeNo, receiptId: null, odd: [], why: '{}' }], clock.now());
    },

    /** The shop answered `success`. */
    async acknowledge({ tradeNo }: NewOrder): Promise<void> {
      const now = clock.now();
      await db('notifications').insert({
        trade_no: tradeNo,
        state: 'acknowledged',
        queued_at: now,
        acknowledged_at: now,
      });
    },

    async close({ tradeNo }: NewOrder): Promise<void> {
      await orders.markClosed(db, tradeNo, clock.now(), clock.now() + MINUTE);
    },

    async stop(): Promise<void> {
      stopping.abort();
      await site.close();
      await place.close();
    },
  };
}
