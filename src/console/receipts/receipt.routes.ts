import { type Response, Router } from 'express';
import { codes } from '../../flow/accounts/index.ts';
import { isPayable, type Order, type OrderForMoney, orders, shownState } from '../../flow/orders/index.ts';
import { listEvidence, type Receipt } from '../../flow/receipts/index.ts';
import { assignByHand, setAsideByHand } from '../../flow/settlement/index.ts';
import { ruleToConfirm } from '../../flow/text-rules/index.ts';
import { refuse } from '../../shared/errors.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { explainMismatch, explainReason, readWhy } from '../explain-match.ts';
import { formValues, type Trouble, troubleOf } from '../form-values.ts';
import { createLoad } from '../load.ts';
import { findByNumber } from '../orders/find-by-number.ts';
import { findSamePrice, type SamePrice } from '../orders/same-price.ts';
import { type Reported, reportedAs } from './reported-as.ts';
import { asSeenBy, reasonsAgainst, type Suggestion, suggestOrders } from './suggest-orders.ts';

type Explained = Omit<Suggestion, 'order'> & {
  order: OrderForMoney;
  state: Order['state'];
  /** True: this money can be given to it. */
  isPayable: boolean;
};

export interface ReceiptDetailPage {
  receipt: Receipt;
  account: { id: number; text: string };
  /** Null: the platform was asked, and has a number for it. */
  reported: Reported | null;
  /** True: no code of the account has the terminal that it names. */
  isTerminalUnknown: boolean;
  /** The raw record, laid out to be read. */
  raw: string;
  /** In plain words; null for one that was used. */
  why: string | null;
  /** Who reported it; empty where the platform was asked. */
  evidence: ShownEvidence[];
  /** Other receipts that it may be, or is, the same payment as. */
  relatives: number[];
  suggestions: Explained[];
  /** Not null: it is a price itself, for which several orders waited at the same time. */
  samePrice: SamePrice | null;
  /** `confirm`: it waits for the owner's word on the rule that read it. */
  may: { assign: boolean; setAside: boolean; confirm: boolean };
  /** What was typed as the order's number. */
  typed: string;
  done: DoneNotice | null;
  trouble: Trouble | null;
}

/** One device's report of the payment. */
interface ShownEvidence {
  device: string;
  happenedAt: number;
  kinds: string[];
  /** Its number among today's payments; null when it was not told. */
  count: number | null;
}

export interface AssignPage {
  receipt: Receipt;
  reported: Reported | null;
  order: Order;
  state: Order['state'];
  account: string;
  orderAccount: string | null;
  /** Where the two say the same. */
  agrees: { amount: boolean; payType: boolean; account: boolean; terminal: boolean; time: boolean };
  /** In plain words; none: everything agrees. */
  warnings: string[];
  /** False: it can't be assigned at all, the warnings say why. */
  isPossible: boolean;
  trouble: Trouble | null;
}

/** One receipt: GET /console/receipts/:id and …/assign, POST assign and set-aside. */
export function receiptRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const { db } = deps;
  const load = createLoad(deps);

  router.get('/receipts/:id', may('receipts.see'), async (req, res) => {
    await showReceipt(res, await load.receiptFor(actorOf(res), req.params.id), {
      done: String(req.query.done ?? ''),
    });
  });

  /** The confirmation: both side by side. Changes nothing. */
  router.get('/receipts/:id/assign', may('receipt.assign'), async (req, res) => {
    const { t } = preferencesOf(res);
    const receipt = await load.receiptFor(actorOf(res), req.params.id);
    // The address of a form that came back: what was to be compared is not in it.
    if (req.query.order === undefined) return res.redirect(303, `/console/receipts/${receipt.id}`);
    const typed = String(req.query.order).trim();
    const found = typed === '' ? [] : (await findByNumber(deps, actorOf(res).scope, typed)).orders;
    const [order] = found.filter((one) => one.pid === receipt.pid);
    if (!order) {
      const message = t(typed === '' ? 'console.receipt.orderMissing' : 'console.receipt.orderUnknown');
      const trouble = { fields: [{ field: 'order', message }], text: '', status: 404 };
      return showReceipt(res, receipt, { typed, trouble });
    }
    await showAssign(res, receipt, order, null);
  });

  router.post('/receipts/:id/assign', may('receipt.assign'), async (req, res) => {
    const actor = actorOf(res);
    const receipt = await load.receiptFor(actor, req.params.id);
    const order = await load.orderFor(actor, formValues(req.body).trade_no);
    try {
      await assignByHand(deps.settlement, receipt.id, order.tradeNo, actor);
    } catch (error) {
      const now = await load.receiptFor(actor, receipt.id);
      return showAssign(res, now, order, troubleOf(error, preferencesOf(res).t));
    }
    res.redirect(303, `/console/receipts/${receipt.id}?done=assigned`);
  });

  router.post('/receipts/:id/set-aside', may('receipt.setAside'), async (req, res) => {
    const receipt = await load.receiptFor(actorOf(res), req.params.id);
    if (await setAsideByHand(deps, receipt, actorOf(res)))
      return res.redirect(303, `/console/receipts/${receipt.id}?done=setAside`);
    const trouble = troubleOf(refuse('not_unmatched'), preferencesOf(res).t);
    await showReceipt(res, await load.receiptFor(actorOf(res), receipt.id), { trouble });
  });

  async function showReceipt(
    res: Response,
    receipt: Receipt,
    more: { typed?: string; done?: string; trouble?: Trouble },
  ): Promise<void> {
    const { t } = preferencesOf(res);
    const isOpen = receipt.state === 'unmatched' || receipt.state === 'set_aside';
    const suggestions = isOpen ? await suggestOrders(db, receipt) : [];
    const used = receipt.tradeNo === null ? undefined : await orders.findOrder(db, receipt.tradeNo);
    const mine = used ?? suggestions.find(({ order }) => isPriceOf(order, receipt))?.order;
    const now = deps.clock.now();
    const actor = actorOf(res);
    const page: ReceiptDetailPage = {
      receipt,
      account: { id: receipt.accountId, text: await accountText(res, receipt.accountId) },
      reported: reportedBy(receipt, t),
      isTerminalUnknown: actor.may('code.add') && isOpen && (await isTerminalUnknown(receipt)),
      raw: laidOut(receipt.raw),
      why: receipt.reason === null ? null : explainMismatch(receipt.reason, t),
      evidence: await readEvidence(res, receipt),
      relatives: relativesOf(receipt),
      suggestions: suggestions.map(({ order, reasons }) => ({
        order,
        state: shownState(order, now),
        isPayable: isPayable(order),
        reasons: reasons.map((reason) => explainReason(reason, t)),
      })),
      samePrice: mine && isPriceOf(mine, receipt) ? await findSamePrice(deps, mine) : null,
      may: {
        assign: actor.may('receipt.assign') && receipt.state !== 'used',
        setAside: actor.may('receipt.setAside') && receipt.state === 'unmatched',
        confirm: actor.may('rule.confirm') && ruleToConfirm(receipt) !== null,
      },
      typed: more.typed ?? '',
      done: doneNotice(more.done),
      trouble: more.trouble ?? null,
    };
    renderPage<ReceiptDetailPage>(res, 'console/receipt', { page, status: more.trouble?.status ?? 200 });
  }

  async function showAssign(
    res: Response,
    receipt: Receipt,
    chosen: Order,
    trouble: Trouble | null,
  ): Promise<void> {
    const { t } = preferencesOf(res);
    const order = await asSeenBy(db, receipt, chosen);
    const against = reasonsAgainst(receipt, order);
    const page: AssignPage = {
      receipt,
      reported: reportedBy(receipt, t),
      order,
      state: shownState(order, deps.clock.now()),
      account: await accountText(res, receipt.accountId),
      agrees: agreementOf(receipt, order),
      orderAccount: order.placement ? await accountText(res, order.placement.accountId) : null,
      warnings: [
        ...against.map((reason) => explainReason(reason, t)),
        ...(order.earlierId === undefined ? [] : [t('console.receipt.earlierAmount')]),
        ...(order.placement && order.placement.accountId !== receipt.accountId
          ? [t('console.reason.other_account')]
          : []),
        ...(receipt.state === 'used' ? [t('console.receipt.usedAlready')] : []),
      ],
      isPossible: receipt.state !== 'used' && isPayable(order),
      trouble,
    };
    renderPage<AssignPage>(res, 'console/receipt-assign', {
      page,
      status: trouble?.status ?? 200,
      path: `/console/receipts/${receipt.id}/assign?order=${order.tradeNo}`,
    });
  }

  function reportedBy({ platform, raw }: Receipt, t: Translate): Reported | null {
    return deps.plugins.find(platform)?.listening === 'forwarded' ? reportedAs(raw, t) : null;
  }

  async function isTerminalUnknown({ accountId, terminal }: Receipt): Promise<boolean> {
    if (terminal === null || terminal === '') return false;
    return (await codes.listCodes(db, [accountId])).every((code) => code.terminal !== terminal);
  }

  async function readEvidence(res: Response, receipt: Receipt): Promise<ShownEvidence[]> {
    const evidence = await listEvidence(db, receipt.id);
    if (evidence.length === 0) return [];
    const { lang } = preferencesOf(res);
    const platform = deps.plugins.find(receipt.platform);
    const kinds = platform?.listening === 'forwarded' ? platform.codeKinds : [];
    const devices = await deps.devices.listWithin(db, [receipt.pid], deps.clock.now());
    return evidence.map(({ source, happenedAt, channels, count }) => ({
      device: devices.find(({ id }) => source === `device:${id}`)?.name ?? source,
      happenedAt,
      kinds: channels.map((channel) => kinds.find(({ id }) => id === channel)?.name[lang] ?? channel),
      count,
    }));
  }

  async function accountText(res: Response, id: number): Promise<string> {
    const account = await deps.accounts.find(db, id);
    if (!account) return `#${id}`;
    const { lang } = preferencesOf(res);
    return `${deps.plugins.find(account.platform)?.name[lang] ?? account.platform} · ${account.login}`;
  }

  return router;
}

/** True where the money is the order's price itself, which another buyer of that price may have typed by mistake. */
function isPriceOf({ moneyFen, placement }: Order, { amountFen }: Receipt): boolean {
  return amountFen === moneyFen && placement?.payableFen === moneyFen;
}

function agreementOf(receipt: Receipt, { placement, createdAt, heldUntil }: Order): AssignPage['agrees'] {
  const { payType, terminal, paidAt } = receipt;
  return {
    amount: placement?.payableFen === receipt.amountFen,
    payType: placement !== null && (payType === null || placement.payType === payType),
    account: placement?.accountId === receipt.accountId,
    terminal: placement !== null && (terminal === null || placement.terminal === terminal),
    time: paidAt >= createdAt && paidAt <= heldUntil,
  };
}

function relativesOf({ why }: Receipt): number[] {
  const { candidates, receiptId } = readWhy(why);
  return [candidates, receiptId].flat().filter((id): id is number => Number.isSafeInteger(id));
}

/** JSON with line breaks, so that a person can read it; anything else as it is. */
function laidOut(raw: string): string {
  try {
    return JSON.stringify(JSON.parse(raw), null, 2);
  } catch {
    return raw;
  }
}
