import { addAccount, addCode } from '../../../src/flow/accounts/index.ts';
import type { MerchantRules } from '../../../src/flow/merchants/index.ts';
import { orders } from '../../../src/flow/orders/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { knock, readRefused } from './shops.ts';
import type { Stage } from './stage.ts';

const NOWHERE = '20260301160000000000000000000000';

/** What English buyers are told, on the shop's way to the cashier and there. */
export async function buyers(stage: Stage): Promise<void> {
  const { app, open, page, send } = stage;
  const { db } = app.place;
  const choose = () => send(`${new URL(page.url()).pathname}/type`, { type: 'wxpay' });
  const submit = (changes: Record<string, string> = {}) =>
    open(`/submit.php?${new URLSearchParams(app.form({ name: 'VIP', ...changes }))}`);
  const rules = async (changes: Partial<MerchantRules>) => {
    await app.services.merchants.saveRules(db, app.merchant.pid, { ...app.merchant.rules, ...changes });
    app.services.directory.forget(app.merchant.pid);
  };
  await open(`/Pay/console/${NOWHERE}`);
  await open('/Pay/nowhere');
  await submit({ pid: '77' });
  await submit({ money: '1e5' });
  const closed = await app.order({ name: 'VIP', money: '51.00', out_trade_no: 'CLOSED' });
  await orders.markClosed(db, closed.tradeNo, app.clock.now(), app.clock.now() + MINUTE);
  await submit({ money: '51.00', out_trade_no: 'CLOSED' });
  await submit({ money: '52.00', out_trade_no: 'CLOSED' });

  await db('accounts').whereNot({ id: app.accountId }).update({ enabled: false });
  await rules({ slotLimitFen: 0 });
  for (const _code of app.codeIds) await app.order({ name: 'VIP', money: '53.00' });
  await submit({ money: '53.00' });
  await choose();
  await rules({ slotLimitFen: 3, perNetwork: 1 });
  for (let held = 0; held < 8; held++)
    await knock(
      `${app.url}/submit.php?${new URLSearchParams(app.form({ money: '54.00', clientip: '198.51.100.7' }))}`,
      { headers: { 'x-forwarded-for': '198.51.100.7' } },
    );
  await submit({ money: '54.00', clientip: '198.51.100.7' });
  await choose();
  await rules({});

  await tooManyChanges(stage);
  await withoutCodes(stage);
  for (let tries = 0; tries < 61; tries++) await fetch(`${app.url}/Pay/console/${NOWHERE}`);
  await open(`/Pay/console/${NOWHERE}`);
  for (let tries = 0; tries < 61; tries++) await fetch(`${app.url}/submit.php?pid=77`);
  await open('/submit.php?pid=77');
}

async function tooManyChanges({ app, open, send }: Stage): Promise<void> {
  const { db } = app.place;
  const order = await app.order({ name: 'VIP', money: '55.00' });
  const [slot] = await db('amount_slots').where({ trade_no: order.tradeNo });
  const { id: _id, ...held } = slot;
  for (const payable_fen of [5_511, 5_512, 5_513]) await db('amount_slots').insert({ ...held, payable_fen });
  const cashier = `/Pay/console/${order.tradeNo}`;
  await open(`${cashier}?change=1`);
  await send(`${cashier}/type`, { type: 'alipay' });
}

/** Each reason for which no code takes a payment, as a program is told, and the owner reads. */
async function withoutCodes(stage: Stage): Promise<void> {
  const { app } = stage;
  const { db } = app.place;
  const submit = async () => {
    await knock(`${app.url}/submit.php?${new URLSearchParams(app.form({ name: 'VIP', money: '56.00' }))}`);
    await readRefused(stage);
  };
  await db('codes').update({ enabled: false });
  await submit();
  await knock(`${app.url}/mapi.php`, {
    method: 'POST',
    body: new URLSearchParams(app.form({ name: 'VIP' })),
  });
  await readRefused(stage);
  await db('codes').whereIn('id', app.codeIds).update({ enabled: true });
  for (const health of ['silent', 'stopped']) {
    await db('accounts').where({ id: app.accountId }).update({ health });
    await submit();
  }
  const terms = { login: 'Never heard', mode: 'continuous', intervalMs: 3_000, settings: {} } as const;
  const accountId = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', terms);
  const code = { kind: 'personal', label: '', payTypes: ['wxpay' as const], style: 'link' as const };
  await addCode(app.services.accountDeps, accountId, { ...code, content: 'wxp://never-heard' });
  await submit();
  await db('accounts').where({ id: app.accountId }).update({ health: 'ok' });
  const oneNightMinute = { from: 4 * 60, to: 4 * 60 + 1 };
  for (const limits of [{ maxFen: 100 }, { dayFen: 100 }, { hours: oneNightMinute }]) {
    await db('accounts')
      .where({ id: app.accountId })
      .update({ limits: JSON.stringify(limits) });
    await submit();
  }
  await db('accounts').where({ id: app.accountId }).update({ limits: null });
}
