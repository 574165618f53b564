import { toOutboundError } from '../../../src/shared/outbound-error.ts';
import { type Saying, saying, toStored } from '../../../src/shared/saying.ts';
import { actorNamed } from '../../support/actors.ts';
import type { ShopAnswer } from '../../support/fake-shop.ts';
import { KEEPER, type Stage } from './stage.ts';

/** What was stored of what went wrong: why shops could not be told, why accounts are not asked, and who did what. */
export async function causes(stage: Stage): Promise<void> {
  const { app, open, send } = stage;
  await untold(stage);

  const own = `/console/accounts/${app.accountId}`;
  const your_password = KEEPER.password;
  await open(own);
  await send(own, { setting_password: 'not this one', your_password });
  await send(own, { setting_base_url: 'http://127.0.0.1:9', setting_password: 'x', your_password });
  app.clock.advance(60_000);
  await app.tick();
  await open(own);
  for (const list of ['', '/accounts', '/orders?told=given_up', '/audit', '/receipts'])
    await open(`/console${list}`);
}

/** An order whose shop answers in each wrong way, one after the other. */
async function untold({ app, open, expectSaid }: Stage): Promise<void> {
  const { db } = app.place;
  const order = await app.order({ name: 'VIP', money: '61.00' });
  app.pay(order);
  await app.tick(5_000);
  const { tradeNo } = order;
  const made: Saying[] = [];
  const resend = async () => {
    const { cause } = await app.services.notifier.resend(tradeNo, actorNamed(KEEPER.username));
    if (!cause) throw new Error('the shop took it');
    made.push(cause);
  };
  for (const answer of wrongAnswers(app.shop.port)) {
    app.shop.next(answer);
    await resend();
  }
  for (const notify_url of wrongAddresses(app.shop.port)) {
    await db('orders').where({ trade_no: tradeNo }).update({ notify_url });
    await resend();
  }
  for (const cause of ofOtherNetworks()) {
    const [row] = await db('notification_attempts').where({ trade_no: tradeNo }).orderBy('id', 'desc');
    const { id: _id, ...attempt } = row;
    await db('notification_attempts').insert({ ...attempt, cause: toStored(cause) });
    made.push(cause);
  }
  await open(`/console/orders/${tradeNo}`);
  await expectSaid(made);
}

function wrongAnswers(port: number): ShopAnswer[] {
  const to = (location: string): ShopAnswer => ({ status: 302, headers: { location } });
  const page = (title: string): ShopAnswer => ({ body: `<html><title>${title}</title></html>` });
  return [
    { body: '' },
    { body: 'sign error' },
    ...['Home', 'Login', 'Just a moment...'].map(page),
    to(`https://127.0.0.1:${port}/notify`),
    to('https://shop.example/login'),
    to('https://shop.example/elsewhere'),
    ...[301, 401, 403, 404, 405, 500].map((status) => ({ status })),
    { reset: true },
  ];
}

function wrongAddresses(port: number): string[] {
  return [
    ...['shop', 'ftp://shop.example/', 'https://a:b@shop.example/', 'http://shop.example:99999/'],
    ...['http://169.254.169.254/', 'http://127.0.0.1:9/', `https://127.0.0.1:${port}/`],
  ];
}

/** As they are stored where there is a network, and time to wait. */
function ofOtherNetworks(): Saying[] {
  const host = 'shop.example';
  const codes = [
    'ENOTFOUND',
    'EHOSTUNREACH',
    'ETIMEDOUT',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ];
  return [
    ...codes.map((code) => toOutboundError(host, { code }).saying),
    saying('cause.timeout', { host, seconds: 10 }),
    saying('cause.stopped', { host }),
    saying('cause.private', { host, address: '10.0.0.1' }),
    saying('cause.noMerchant', { pid: 7 }),
    saying('cause.noOrder'),
  ];
}
