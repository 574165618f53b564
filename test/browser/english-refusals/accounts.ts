import { KEEPER, type Stage } from './stage.ts';

const your_password = KEEPER.password;

/** What an owner fills in wrongly about an account at a platform, and looks for where it is not. */
export async function accounts({ app, open, send, pid }: Stage): Promise<void> {
  const own = `/console/accounts/${app.accountId}`;
  const fresh = { login: '13911112222', interval: '3', mode: 'continuous', setting_password: 'x' };
  await open('/console/accounts/new?platform=nothing');
  await open('/console/accounts/new?platform=sqbpay');
  await send('/console/accounts/new', { ...fresh, login: '', interval: '0.2', setting_password: '' });
  await send('/console/accounts/new', { ...fresh, mode: 'never', interval: 'often' });
  await send('/console/accounts/new', { ...fresh, interval: '100', setting_base_url: 'nowhere' });
  await send('/console/accounts/new', { ...fresh, setting_base_url: 'http://a:b@platform.example' });
  await send('/console/accounts/new', { ...fresh, setting_base_url: 'http://platform.example/?a=1' });
  await send('/console/accounts/new', { ...fresh, setting_base_url: '', login: '13800000000' });
  await app.services.merchants.create(app.place.db, { name: 'Second shop', now: app.clock.now() });
  await open('/console/accounts/new?platform=sqbpay');
  await send('/console/accounts/new', { ...fresh, pid: '' });
  await open(own);
  await send(own, { setting_base_url: 'http://elsewhere.example', your_password: '' });
  await send(own, { setting_base_url: 'http://elsewhere.example', your_password: 'not this one' });
  await send(own, { setting_base_url: 'http://elsewhere.example', your_password });

  await open(own);
  await send(`${own}/limits`, { day_count: 'many', min_amount: '9', max_amount: '1', hours_from: '25:00' });
  await open(own);
  await send(`${own}/budget`, { hourly_budget: '1' });

  await open('/console/accounts/new?platform=wxpay');
  const told = { pid: String(pid), login: 'Phone in the shop' };
  await send('/console/accounts/new', { ...told, silent_after: '5' });
  await send('/console/accounts/new', { ...told, silent_after: '120', told_limit: 'much' });
  await send('/console/accounts/new', { ...told, login: 'x'.repeat(99), told_limit: '' });
  await send('/console/accounts/new', { ...told, login: 'line\u0007' });

  await open('/console/accounts/999');
}
