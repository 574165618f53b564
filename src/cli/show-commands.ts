import { addMerchant } from '../flow/merchants/index.ts';
import { notifications } from '../flow/notifications/index.ts';
import { listOrders, type Order, orderStates, orders, shownState } from '../flow/orders/index.ts';
import { receiptStates, receipts } from '../flow/receipts/index.ts';
import type { Services } from '../services.ts';
import { terminal } from '../shared/actor.ts';
import { refuse } from '../shared/errors.ts';
import { merchantOf } from './account-commands.ts';
import { namingOptions, oneOf, readOptions, required } from './options.ts';
import { type Terminal, withServices } from './with-house.ts';

const AT_MOST = 100;

export async function orderShow(args: string[], place: Terminal): Promise<unknown> {
  const { rest } = readOptions(args, [], { allowed: true });
  if (rest.length === 0) throw refuse('usage.tradeNos');
  return withServices(place, async (services) => {
    const shown = [];
    for (const tradeNo of rest)
      shown.push(await orderFacts(services, await orders.getOrder(services.db, tradeNo)));
    return shown.length === 1 ? shown[0] : shown;
  });
}

export async function orderList(args: string[], place: Terminal): Promise<unknown> {
  const { options } = readOptions(args, ['state']);
  const state = options.state === undefined ? undefined : oneOf('state', options.state, orderStates);
  return withServices(place, async (services) => {
    const page = await listOrders(services.db, 'all', state ? { state } : {}, AT_MOST);
    return Promise.all(page.orders.map((order) => orderFacts(services, order)));
  });
}

export async function merchantShow(args: string[], place: Terminal): Promise<unknown> {
  const { options } = readOptions(args, ['pid']);
  return withServices(place, async (services) => {
    const { pid, name, key, vmqKey, enabled, rules } = await services.merchants.get(
      services.db,
      await merchantOf(services, options.pid),
    );
    return { pid, key, vmqKey, name, enabled, rules };
  });
}

/** A merchant with keys and rules of its own; the keys can be read again with `merchant show`. */
export async function merchantAdd(
  args: string[],
  place: Terminal,
): Promise<{ pid: number; key: string; vmqKey: string }> {
  const { options } = readOptions(args, ['name']);
  const name = required(options, 'name');
  return withServices(place, async (services) => {
    const { pid, key, vmqKey } = await namingOptions({}, () => addMerchant(services, { name }, terminal));
    return { pid, key, vmqKey };
  });
}

export async function receiptList(args: string[], place: Terminal): Promise<unknown> {
  const { options } = readOptions(args, ['state']);
  const state = options.state === undefined ? undefined : oneOf('state', options.state, receiptStates);
  return withServices(place, async ({ db }) => receipts.listReceipts(db, state ? { state } : {}, AT_MOST));
}

async function orderFacts({ db, clock }: Services, order: Order) {
  const notification = await notifications.findNotification(db, order.tradeNo);
  return {
    tradeNo: order.tradeNo,
    outTradeNo: order.outTradeNo,
    pid: order.pid,
    state: shownState(order, clock.now()),
    type: order.placement?.payType ?? null,
    moneyFen: order.moneyFen,
    payableFen: order.placement?.payableFen ?? null,
    accountId: order.placement?.accountId ?? null,
    codeId: order.placement?.codeId ?? null,
    terminal: order.placement?.terminal ?? null,
    createdAt: order.createdAt,
    expiresAt: order.expiresAt,
    paidAt: order.paidAt,
    notified: notification?.state === 'acknowledged',
  };
}
