import { setTimeout as pause } from 'node:timers/promises';
import { orders } from '../../src/flow/orders/index.ts';
import { formatFen } from '../../src/shared/money.ts';
import type { Demo } from './start-demo.ts';

const LONGEST_MS = 30_000;

/** One sale from the shop's order to the shop's `success`, told line by line with times. True when it came through. */
export async function playOneSale(demo: Demo): Promise<boolean> {
  const startedAt = performance.now();
  const say = (text: string) => {
    console.log(`${(performance.now() - startedAt).toFixed(0).padStart(6)} ms  ${text}`);
  };
  const giveUp = pause(LONGEST_MS, 'late' as const, { ref: false });
  try {
    const sold = await Promise.race([sale(demo, say), giveUp]);
    if (sold === 'late') say(`FAILED: not finished after ${LONGEST_MS / 1000} s`);
    return sold === true;
  } catch (error) {
    say(`FAILED: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}

async function sale({ url, shop, simulator, services }: Demo, say: (text: string) => void): Promise<true> {
  const { sale, fields } = shop.sell('会员月卡', '15.00', 'wxpay');
  say(`shop       order ${sale.outTradeNo}, ¥${sale.money}, sent to ${url}/mapi.php`);

  const answer = await fetch(`${url}/mapi.php`, { method: 'POST', body: new URLSearchParams(fields) });
  const told = (await answer.json()) as { code: number; msg: string; trade_no: string; payurl: string };
  if (told.code !== 1) throw new Error(`mapi.php said: ${told.msg}`);
  say(`mpay       trade_no ${told.trade_no}`);

  const cashier = await fetch(told.payurl);
  if (!cashier.ok) throw new Error(`the cashier page answered ${cashier.status}`);
  const order = await orders.getOrder(services.db, told.trade_no);
  if (!order.placement) throw new Error('the order got no code');
  const { payableFen, terminal } = order.placement;
  say(`cashier    page is up: pay ¥${formatFen(payableFen)} at 「${terminal}」`);

  const number = simulator.pay({ terminal, amountFen: payableFen, payType: 'wxpay' });
  say(`buyer      paid ¥${formatFen(payableFen)} with WeChat (收钱吧 number ${number})`);

  await shop.waitForPaid(sale.outTradeNo);
  say(`shop       notified, signature verified, answered success`);

  for (;;) {
    const state = await fetch(`${url}/getOrderState/${told.trade_no}`);
    const { state: paid, return_url } = (await state.json()) as { state: number; return_url?: string };
    if (paid === 1 && return_url) break;
    await pause(50);
  }
  say('cashier    shows success and leads the buyer back to the shop');
  if (sale.notified !== 1) throw new Error(`the shop was notified ${sale.notified} times`);
  say('OK         paid once, notified once');
  return true;
}
