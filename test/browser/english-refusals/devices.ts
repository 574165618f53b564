import { addAccount } from '../../../src/flow/accounts/index.ts';
import { startForwarder } from '../../support/forwarder.ts';
import { atOnce } from './deeds.ts';
import { KEEPER, type Stage } from './stage.ts';

const your_password = KEEPER.password;

/** What an owner fills in wrongly about phones and PCs, and rules for what they tell. */
export async function devices(stage: Stage): Promise<void> {
  const { app, open, press, send } = stage;
  const { accountId } = await startForwarder(app, 'Phone to set up', 'wxpay');
  const listener = `/console/accounts/${accountId}/listener`;
  await open(listener);
  const add = `${listener}/devices`;
  await send(add, { name: '', your_password });
  await send(add, { name: 'x'.repeat(200), your_password });
  await send(add, { name: 'Redmi', your_password: 'not this one' });
  await send(add, { name: 'Redmi', your_password });
  await open(listener);
  await send(add, { name: 'Redmi', your_password });
  await press(`${listener}/reveal`, { reveal_password: 'not this one' });
  const till = { login: 'till', mode: 'continuous', intervalMs: 3_000, settings: {} } as const;
  const asked = await addAccount(app.services.accountDeps, app.merchant.pid, 'handed', till);
  await open(`/console/accounts/${asked}/listener`);
  await open(`/console/accounts/${accountId}/login`);
  await open(`/console/accounts/${accountId}`);
  await press(`/console/accounts/${accountId}/test`);
  await open('/console/devices');
  await press('/console/devices/999/remove');
  await open('/console/devices');
  const [device] = await app.place.db('devices').where({ account_id: accountId }).select('id');
  await atOnce(stage, `/console/devices/${device.id}/remove`);
  await open('/console/devices');
  await press('/console/alerts/999/resolve');

  const text = { package: 'com.shop.app', title: 'Shop', text: 'Order 17: 12.50 yuan from Ann' };
  await open('/console/texts');
  await send('/console/texts/try#try', text);
  const rule = '/console/texts/rules#rule';
  const marking = { amount: '12.50', payer: 'Ann' };
  await send(rule, { amount: '', payer: '' });
  await send(rule, { ...marking, amount: '99.99' });
  await send(rule, { ...marking, payer: 'Bob' });
  await send(rule, { ...marking, amount: '17' });
  await press(rule, { ...text, ...marking, package: 'no app' });
  await press(rule, { ...text, ...marking, platform: 'wxpay', kind: 'nothing' });
}
