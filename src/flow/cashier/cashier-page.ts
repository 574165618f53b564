import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { Order, OrderState } from '../orders/index.ts';
import { type CashierState, isStillHeld } from './cashier-state.ts';
import type { Notice } from './notice.ts';
import { type Device, type ScanHelp, type ShownCode, scanHelp } from './scan-help.ts';
import { shopAddress } from './shop-address.ts';
import { isFinal } from './state-answer.ts';

/** What every view of the page shows. */
interface OnEveryView {
  tradeNo: string;
  outTradeNo: string;
  /** Empty: the shop gave none. */
  productName: string;
  /** Null: the shop gave no name. */
  shopName: string | null;
  moneyFen: Fen;
  status: OrderState;
  /** Another number than before: what there is to pay, or where, may have changed. */
  placementNo: number;
  /** By the server's clock; the browser's is never asked. */
  leftMs: number;
  lifetimeMs: number;
  /** True: nothing can change any more, the page need not listen. */
  final: boolean;
  notice: Notice | null;
}

/** The cashier page as one of the six things that it can be. */
export type CashierPage = OnEveryView &
  (
    | { view: 'choose'; payTypes: PayType[] }
    | {
        view: 'pay';
        payType: PayType;
        payableFen: Fen;
        /** How many fen the payable lies above (or, negative, below) the money asked. */
        differenceFen: number;
        /** Null: the code has been removed, the buyer must order again; or nobody would hear of the payment. */
        help: ScanHelp | null;
        /** True: the amount is in the code, so that the buyer types nothing. */
        isFixed: boolean;
        /** True: we look for the money only when the buyer says that it is paid. */
        asksBuyer: boolean;
        /** True: nobody would hear of the payment now, so the buyer is asked to wait and shown nothing to pay with. */
        unheard: boolean;
      }
    | {
        /** The buyer wants to pay in another way, or not at all. */
        view: 'change';
        /** What he can pay with now; null: nothing yet. */
        payType: PayType | null;
        /** What he could pay with instead; the same again: with another code. */
        payTypes: PayType[];
        unheard: boolean;
      }
    | {
        view: 'paid';
        payType: PayType | null;
        paidFen: Fen;
        /** Null: the shop gave no address, or it is too early. */
        returnUrl: string | null;
        waitMs: number;
      }
    | {
        view: 'expired';
        payableFen: Fen | null;
        /** True while money that comes now would still be taken for this order. */
        stillHeld: boolean;
        /** True: and we look for it only when the buyer says that it is paid. */
        asksBuyer: boolean;
        /** Null: the shop gave no address. */
        shopUrl: string | null;
      }
    | {
        view: 'closed';
        payableFen: Fen | null;
        /** True: the buyer gave it up himself. */
        byBuyer: boolean;
        /** True while money that he sent would still be taken for this order. */
        stillHeld: boolean;
        asksBuyer: boolean;
        /** Null: the shop gave no address. */
        shopUrl: string | null;
      }
  );

export interface CashierFacts {
  order: Order;
  state: CashierState;
  /** The order's code; undefined: it has none yet, or it is gone. */
  code: ShownCode | undefined;
  asksBuyer: boolean;
  /** True: the buyer asked for another way, or for none. */
  wantsChange: boolean;
  /** What he can choose instead of what he has; only read while he has to choose, or wants to. */
  payTypes: PayType[];
  /** The signed address; null where the shop gave none. */
  returnUrl: string | null;
  device: Device;
  notice: Notice | null;
  now: number;
}

/** Decides what the buyer sees; templates only lay it out. */
export function toCashierPage(facts: CashierFacts): CashierPage {
  const { order, state, now } = facts;
  const shared: OnEveryView = {
    tradeNo: order.tradeNo,
    outTradeNo: order.outTradeNo,
    productName: order.name,
    shopName: order.sitename,
    moneyFen: order.moneyFen,
    status: state.state,
    placementNo: state.placementNo,
    leftMs: state.leftMs,
    lifetimeMs: Math.max(1, order.expiresAt - (order.renewedAt ?? order.createdAt)),
    final: isFinal(state, now),
    notice: facts.notice,
  };
  const payableFen = order.placement?.payableFen ?? null;

  if (state.state === 'paid') {
    return {
      ...shared,
      view: 'paid',
      payType: order.placement?.payType ?? null,
      paidFen: payableFen ?? order.moneyFen,
      returnUrl: state.mayReturn ? facts.returnUrl : null,
      waitMs: state.waitMs,
    };
  }
  const stillHeld = payableFen !== null && isStillHeld(state, now);
  if (state.state === 'closed') {
    return {
      ...shared,
      view: 'closed',
      payableFen,
      byBuyer: state.closedBy === 'buyer',
      stillHeld,
      asksBuyer: stillHeld && facts.asksBuyer,
      shopUrl: shopAddress(order.returnUrl),
    };
  }
  if (state.state === 'expired') {
    return {
      ...shared,
      view: 'expired',
      payableFen,
      stillHeld,
      asksBuyer: stillHeld && facts.asksBuyer,
      shopUrl: shopAddress(order.returnUrl),
    };
  }
  if (facts.wantsChange) {
    const payType = order.placement?.payType ?? null;
    return { ...shared, view: 'change', payType, payTypes: facts.payTypes, unheard: state.unheard };
  }
  if (!order.placement) return { ...shared, view: 'choose', payTypes: facts.payTypes };
  const { payType } = order.placement;
  return {
    ...shared,
    view: 'pay',
    payType,
    payableFen: order.placement.payableFen,
    differenceFen: order.placement.payableFen - order.moneyFen,
    help: facts.code && !state.unheard ? scanHelp(payType, facts.device, facts.code) : null,
    isFixed: facts.code?.fixesAmount ?? false,
    asksBuyer: facts.asksBuyer && !state.unheard,
    unheard: state.unheard,
  };
}
