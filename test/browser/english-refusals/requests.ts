import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { createPasswords, createUser, saveRole } from '../../../src/users/index.ts';
import { Visitor } from '../../support/visitor.ts';
import { KEEPER, type Stage } from './stage.ts';

const CLERK = { username: 'viewer', password: 'a long enough phrase' };

/** What a browser sends that nobody typed, and who may not come in. */
export async function requests(stage: Stage): Promise<void> {
  const { app, context, open, press, send, show } = stage;
  await open('/console/nothing');
  await open('/console/orders/%E0%A4%A');
  await open('/console/texts');
  await send('/console/texts/try#try', { text: 'x'.repeat(70_000) });
  await open('/console/texts');
  const charset = await stage.page.evaluate(async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=x-none' };
    return (await fetch('/console/texts/try', { method: 'POST', headers, body: 'a=1' })).text();
  });
  await show(new Response(charset));
  await show(await underHost(app.url, 'a b'));

  const headers = { 'accept-language': 'en', 'x-forwarded-host': 'console.example' };
  const keeper = new Visitor(app.url, headers);
  await keeper.submit(await keeper.get('/console/login'), KEEPER);
  const other = { 'accept-language': 'en', 'x-forwarded-host': 'evil.example' };
  await show(await fetch(`${app.url}/console`, { headers: other }));

  const from = { 'accept-language': 'en', 'x-forwarded-for': '198.51.100.99' };
  for (let tries = 0; tries < 60; tries++) await fetch(`${app.url}/console/login`, { headers: from });
  await show(await fetch(`${app.url}/console/login`, { headers: from }));

  await open('/console/merchants/new');
  await context.clearCookies({ name: /^(?!lang)/ });
  await send('/console/merchants/new', { name: 'Third shop' });
  await open('/console/login');
  await context.clearCookies({ name: /^(?!lang)/ });
  await send('/console/login', KEEPER);
  await asViewer(stage);

  await open('/console/login');
  await send('/console/login', KEEPER);
  await open('/console/security');
  for (let guesses = 0; guesses < 6; guesses++)
    await send('/console/security/password', {
      current: 'a guess',
      next: CLERK.password,
      again: CLERK.password,
    });
  await press('/console/logout');
}

async function asViewer({ app, open, press, send }: Stage): Promise<void> {
  const { db } = app.place;
  const passwordHash = await createPasswords({ cost: 4 }).hash(CLERK.password);
  const now = app.clock.now();
  const id = await createUser(db, { username: CLERK.username, passwordHash, role: 'viewer', now });
  await saveRole(db, id, 'viewer', [app.merchant.pid]);
  await open('/console/login');
  await send('/console/login', { username: CLERK.username, password: 'not this one' });
  await send('/console/login', { username: '', password: '' });
  await send('/console/login', CLERK);
  await open('/console/users');
  await open('/console');
  await press('/console/logout');
}

/** No browser sends such a Host; a proxy that was set up wrongly does. */
async function underHost(url: string, host: string): Promise<Response> {
  const headers = { host, 'accept-language': 'en' };
  const answer = await new Promise<string>((resolve, reject) => {
    request(`${url}/console`, { headers, setHost: false }, (res) => void text(res).then(resolve, reject))
      .on('error', reject)
      .end();
  });
  return new Response(answer);
}
