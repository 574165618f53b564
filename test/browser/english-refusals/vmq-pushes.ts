import { HOUR } from '../../../src/shared/clock.ts';
import { vmqSign } from '../../../src/shared/vmq-sign.ts';
import { startForwarder } from '../../support/forwarder.ts';
import { knock } from './shops.ts';
import type { Stage } from './stage.ts';

type Fields = Record<string, string>;

/** What V免签 apps send wrongly. */
export async function vmqPushes({ app, open }: Stage): Promise<void> {
  const { db } = app.place;
  await db('accounts').whereIn('platform', ['alipay']).update({ platform: 'bank' });
  const { accountId } = await startForwarder(app, 'V phone', 'wxpay');
  const look = () => open(`/console/accounts/${accountId}/listener`);
  const ask = (path: string, fields: Fields = {}) =>
    knock(`${app.url}${path}?${new URLSearchParams(fields)}`);
  const heart = (t: string) => ask('/appHeart', { t, sign: vmqSign('appHeart', { t }, app.merchant.key) });
  const push = (fields: Fields, signed = fields) => {
    app.clock.advance(1_000);
    const t = fields.t ?? String(app.clock.now());
    return ask('/appPush', { ...fields, t, sign: vmqSign('appPush', { ...signed, t }, app.merchant.key) });
  };
  await ask('/appHeart', { t: String(app.clock.now()), sign: 'x' });
  await heart('noon');
  await push({ type: '9', price: '1.00' });
  await push({ type: '2', price: '1.00' });
  await look();
  await knock(`${app.url}/api/v1/system/heartbeat`, { method: 'POST', body: '{}' });
  await ask('/api/heart');
  await ask('/x/appHeart', { t: String(app.clock.now()), sign: 'x' });
  await look();
  await heart(String(app.clock.now() - HOUR));
  await look();
  await heart(String(app.clock.now() + HOUR));
  await look();
  const t = String(app.clock.now() + 1_000);
  await push({ type: '1', price: '1.00', t });
  await push({ type: '11', price: '.00', t });
  await look();
}
