import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Order, orders } from '../../../src/flow/orders/index.ts';
import type { PayType } from '../../../src/shared/pay-type.ts';
import type { SqbpaySimulator } from '../../../test/simulators/sqbpay/simulator.ts';
import { orderForm } from './order-forms.ts';
import type { Product } from './product.ts';
import type { Site } from './site.ts';

/** An order that has its code, as a buyer sees it. */
export type PlacedOrder = Order & { placement: NonNullable<Order['placement']> };

/** One order through mapi.php; returns its trade number. */
export async function submitOrder(
  site: Site,
  product: Pick<Product, 'url'>,
  order: { outTradeNo: string; number: number; notifyUrl: string; payType?: PayType },
): Promise<string> {
  const shop = { ...site.merchant, notifyUrl: order.notifyUrl };
  const form = orderForm(shop, order.outTradeNo, order.number, order.payType);
  const answer = await fetch(`${product.url}/mapi.php`, { method: 'POST', body: new URLSearchParams(form) });
  const told = (await answer.json()) as { code: number; msg: string; trade_no: string };
  if (told.code !== 1) throw new Error(`mapi.php: ${told.msg}`);
  return told.trade_no;
}

/** So many new orders, one after another, so that the codes take turns. */
export async function placeOrders(
  site: Site,
  product: Pick<Product, 'url'>,
  count: number,
  notifyUrl: (number: number) => string,
  payType?: PayType,
): Promise<PlacedOrder[]> {
  const run = randomBytes(4).toString('hex');
  const placed: PlacedOrder[] = [];
  for (let number = 0; number < count; number++) {
    const outTradeNo = `${run}-${number}`;
    const tradeNo = await submitOrder(site, product, {
      outTradeNo,
      number,
      notifyUrl: notifyUrl(number),
      ...(payType && { payType }),
    });
    const order = await orders.getOrder(site.db, tradeNo);
    if (!order.placement) throw new Error(`order ${tradeNo} got no code`);
    placed.push({ ...order, placement: order.placement });
  }
  return placed;
}

/** The buyer pays what the cashier asks. Returns the platform's number of the payment. */
export function pay(simulator: SqbpaySimulator, { placement }: PlacedOrder): string {
  const { terminal, payableFen, payType } = placement;
  return simulator.pay({ terminal, amountFen: payableFen, payType });
}

/** The buyer presses 确认支付, again when told to wait, until the platform was asked. */
export async function confirm(product: Pick<Product, 'url'>, { tradeNo }: PlacedOrder): Promise<void> {
  for (;;) {
    const answer = await fetch(`${product.url}/Pay/console/${tradeNo}/confirm`, {
      method: 'POST',
      headers: { accept: 'application/json' },
    });
    const told = (await answer.json()) as { asked?: true; waitSeconds?: number };
    if (told.waitSeconds === undefined) return;
    await pause(told.waitSeconds * 1_000);
  }
}
