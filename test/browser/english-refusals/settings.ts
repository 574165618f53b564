import { KEEPER, type Stage } from './stage.ts';

const your_password = KEEPER.password;

/** What an owner fills in wrongly about merchants, their rules and keys, people and his own login. */
export async function settings({ app, open, send, press, pid }: Stage): Promise<void> {
  await open('/console/merchants/new');
  await send('/console/merchants/new', { name: ' ' });
  await send('/console/merchants/new', { name: 'x'.repeat(101) });

  const merchant = `/console/merchants/${pid}`;
  await open(merchant);
  const rules = { lifetime: '5', grace: '5', limit: '99', hold: '5', network: '5' };
  await send(`${merchant}/rules`, {
    ...rules,
    lifetime: '0',
    grace: '61',
    limit: 'x',
    hold: '1',
    network: '100',
  });
  await send(`${merchant}/rules`, { ...rules, direction: ['sideways'], round: ['sometimes'] });
  await send(`${merchant}/rules`, { ...rules, limit: '0', direction: ['up'], round: ['never'] });
  await send(`${merchant}/vmq`, { vmqNotify: 'nowhere', vmqReturn: 'http://shop.example:99999/' });
  await send(`${merchant}/notify`, { notifyBy: ['pigeon'] });
  for (const key of ['reveal', 'reset', 'vmq_reveal', 'vmq_reset']) {
    const path = {
      reveal: 'reveal',
      reset: 'reset-key',
      vmq_reveal: 'vmq-key/reveal',
      vmq_reset: 'vmq-key/reset',
    };
    await send(`${merchant}/${path[key as keyof typeof path]}`, { [`${key}_password`]: 'not this one' });
  }
  await open('/console/merchants/9');

  await open('/console/users/new');
  const clerk = { username: 'clerk', password: 'a long enough phrase', your_password };
  await send('/console/users/new', { username: '?', password: 'short', role: ['emperor'], your_password });
  await send('/console/users/new', { ...clerk, role: ['clerk'], pids: [] });
  await send('/console/users/new', { ...clerk, role: ['clerk'], pids: ['77'] });
  await send('/console/users/new', { ...clerk, password: 'password123', role: ['owner'] });
  await send('/console/users/new', { ...clerk, username: KEEPER.username, role: ['owner'] });
  await open('/console/users/999');
  const [{ id }] = await app.place.db('users').where({ username: KEEPER.username }).select('id');
  await open(`/console/users/${id}`);
  await send(`/console/users/${id}`, { role: ['viewer'], pids: [String(pid)] });
  await send(`/console/users/${id}/disable`);
  await press(`/console/users/${id}`, { role: [], your_password });

  await open('/console/trial');
  await send('/console/trial', { code: '9999:wxpay', amount: '0.01' });
  const [code] = await app.place.db('codes').where({ enabled: true }).select('id');
  await send('/console/trial', { code: `${code.id}:wxpay`, amount: '0.001' });
  await open('/console/sign-check');
  for (const pasted of ['nothing', 'pid=77&money=1', `pid=${pid}&money=1.234&sign=0`])
    await send('/console/sign-check', { pasted });
  await send('/console/sign-check/order', { pid: String(pid), type: '', amount: 'x' });

  await open('/console/security');
  const change = { current: KEEPER.password, next: 'another long phrase', again: 'another long phrase' };
  await send('/console/security/password', { ...change, again: 'another phrase' });
  await send('/console/security/password', { ...change, current: 'not this one' });
  for (const next of ['short', 'x'.repeat(80), 'password1234'])
    await send('/console/security/password', { ...change, next, again: next });
}
