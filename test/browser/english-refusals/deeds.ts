import { orders } from '../../../src/flow/orders/index.ts';
import { receipts } from '../../../src/flow/receipts/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { startForwarder } from '../../support/forwarder.ts';
import { until } from '../../support/until.ts';
import type { Stage } from './stage.ts';

const NOWHERE = '20260301160000000000000000000000';

/** What an owner presses too late, or twice at the same moment: orders and receipts that others have dealt with. */
export async function deeds(stage: Stage): Promise<void> {
  const { app, open, press, send } = stage;
  const { db } = app.place;
  await open(`/console/orders/${NOWHERE}`);
  await open('/console/receipts/999');

  const paid = await app.order({ name: 'VIP', money: '21.00' });
  const order = `/console/orders/${paid.tradeNo}`;
  await open(order);
  app.pay(paid);
  await app.tick(5_000);
  await send(`${order}/complete`);
  await press(`${order}/close`);
  await db('orders').where({ trade_no: paid.tradeNo }).update({ notify_url: '' });
  await db('notifications').where({ trade_no: paid.tradeNo }).delete();
  await press(`${order}/resend`);

  const closed = await app.order({ name: 'VIP', money: '22.00' });
  await open(`/console/orders/${closed.tradeNo}`);
  await orders.markClosed(db, closed.tradeNo, app.clock.now(), app.clock.now() + MINUTE);
  await send(`/console/orders/${closed.tradeNo}/complete`);
  const waiting = await app.order({ name: 'VIP', money: '23.00' });
  await open(`/console/orders/${waiting.tradeNo}`);
  await press(`/console/orders/${waiting.tradeNo}/resend`);

  await receiptsOf(stage, { used: paid.tradeNo, waiting: waiting.tradeNo });

  const twice = await app.order({ name: 'VIP', money: '24.00' });
  await open(`/console/orders/${twice.tradeNo}`);
  await atOnce(stage, `/console/orders/${twice.tradeNo}/complete`);
}

async function receiptsOf(stage: Stage, orderNos: { used: string; waiting: string }): Promise<void> {
  const { app, open, press, send } = stage;
  const { db } = app.place;
  app.simulator.pay({ terminal: 'T-1', amountFen: 777, payType: 'alipay' });
  await app.tick(5_000);
  const [loose] = await receipts.listReceipts(db, { state: 'unmatched' }, 1);
  const used = await receipts.findByTradeNo(db, orderNos.used);
  if (!loose || !used) throw new Error('no receipts');
  const receipt = `/console/receipts/${loose.id}`;

  await open(receipt);
  await open(`${receipt}/assign?order=`);
  await open(`${receipt}/assign?order=nothing`);
  const [other] = await db('merchants').whereNot({ pid: stage.pid }).select('pid');
  const others = other?.pid ?? (await app.services.merchants.create(db, { name: 'Other', now: 0 })).pid;
  const theirs = await app.order({ name: 'VIP', money: '25.00' });
  await db('orders').where({ trade_no: theirs.tradeNo }).update({ pid: others });
  await open(`${receipt}/assign?order=${orderNos.waiting}`);
  await press(`${receipt}/assign`, { trade_no: theirs.tradeNo });
  await press(`/console/receipts/${used.id}/assign`, { trade_no: orderNos.waiting });
  await open(receipt);
  await receipts.markSetAside(db, loose.id);
  await send(`${receipt}/set-aside`);

  const phone = await startForwarder(app, 'Phone of the till', 'wxpay');
  await phone.push({ msg: '二维码收款到账7.31元' });
  const [kept] = await receipts.listReceipts(db, { accountId: phone.accountId }, 1);
  if (!kept) throw new Error('nothing waits');
  await open('/console/texts');
  await press('/console/texts/confirm', { receipt: String(used.id) });
  await open('/console/texts');
  await atOnce(stage, '/console/texts/confirm', { receipt: String(kept.id) });
  await open('/console/texts');
  await press('/console/texts/revoke', { account: String(phone.accountId), rule: 'nothing' });
  await open('/console/texts');
  await press('/console/texts/rules/nothing/remove');
  await open('/console/texts');
  await press('/console/texts/999/dismiss');
}

/**
 * Two tabs press the same at the same moment: both have been read before either is carried out, as the house's one
 * connection is lent out until both wait for it.
 */
export async function atOnce(
  { app, page, show }: Stage,
  action: string,
  fields: Record<string, string> = {},
): Promise<void> {
  const { db } = app.services;
  const press = () =>
    page.evaluate(
      async ({ action, fields }) => {
        const token = document.querySelector<HTMLInputElement>('input[name="_csrf"]')?.value ?? '';
        const send = async () => {
          const body = new URLSearchParams({ ...fields, _csrf: token });
          return (await fetch(action, { method: 'POST', body })).text();
        };
        return Promise.all([send(), send()]);
      },
      { action, fields },
    );
  const answers = await db.transaction(async () => {
    const pressed = press();
    await until('both wait', () => db.client.pool.numPendingAcquires() > 1);
    return { pressed };
  });
  await show(new Response((await answers.pressed).join('')));
}
