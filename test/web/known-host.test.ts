import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPasswords, createUser } from '../../src/users/index.ts';
import { databases } from '../support/database.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

const USER = { username: 'keeper', password: 'correct horse 42' };

interface Answer {
  status: number;
  type: string;
  text: string;
  cookies: string[];
}

/** fetch writes Host itself; this sends what it is told, and none at all for null. */
function ask(
  app: Pick<TestApp, 'url'>,
  path: string,
  headers: Record<string, string | null>,
  form?: Record<string, string>,
): Promise<Answer> {
  const { hostname, port } = new URL(app.url);
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== null)) as Record<
    string,
    string
  >;
  const body = form && new URLSearchParams(form).toString();
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        ...{ hostname, port, path, method: body === undefined ? 'GET' : 'POST', setHost: false },
        headers: {
          ...given,
          ...(body !== undefined && { 'content-type': 'application/x-www-form-urlencoded' }),
        },
      },
      (res) => {
        let text = '';
        res.setEncoding('utf8').on('data', (chunk) => {
          text += chunk;
        });
        res.on('end', () =>
          resolve({
            status: res.statusCode ?? 0,
            type: res.headers['content-type'] ?? '',
            text,
            cookies: res.headers['set-cookie'] ?? [],
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

async function addUser(app: TestApp): Promise<void> {
  const passwordHash = await createPasswords({ cost: 4 }).hash(USER.password);
  await createUser(app.place.db, {
    username: USER.username,
    passwordHash,
    role: 'owner',
    now: app.clock.now(),
  });
}

async function logIn(app: TestApp, host: string): Promise<number> {
  const form = await ask(app, '/console/login', { host });
  const cookie = form.cookies.map((line) => line.split(';')[0]).join('; ');
  const token = /name="_csrf" value="(\w+)"/.exec(form.text)?.[1] ?? '';
  return (await ask(app, '/console/login', { host, cookie }, { ...USER, _csrf: token })).status;
}

/** Names and addresses that nobody on the internet can make a browser take for ours. */
const LOCAL = [
  '127.0.0.1:8080',
  '[::1]:8080',
  '192.168.1.5',
  '8.8.8.8',
  'localhost:8080',
  'mpay',
  'nas.local',
  'x.lan',
];
const BAD = [
  ...[
    '',
    ' ',
    'a b',
    'evil.example/',
    'evil.example/path',
    'user@evil.example',
    'evil.example:http',
    'a:1:2',
  ],
  ...[
    '"><script>alert(1)</script>',
    'evil.example\\',
    'evil.example?x',
    'evil.example#x',
    '[::1',
    '::1',
    '.',
    '-',
  ],
  ...['evil.example,pay.example', `${'a'.repeat(300)}.example`],
];

describe.each(databases.filter(({ available }) => available))(
  'the host of a request on $name',
  ({ name }) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startApp(name, {
        config: { publicUrl: 'https://Pay.example.com', cashierUrl: 'https://cash.example.com:8443' },
      });
    });
    afterAll(() => app.stop());

    test('the console answers under the configured names, and where the address itself was typed', async () => {
      for (const host of ['pay.example.com', 'PAY.example.com.:443', 'cash.example.com:8443', ...LOCAL]) {
        expect([host, (await ask(app, '/console/login', { host })).status]).toEqual([host, 200]);
      }
      for (const host of ['evil.example', 'pay.example.com.evil.example', 'rebind.attacker.net:8080']) {
        for (const path of ['/console', '/console/login', '/console/orders', '/console/uploads/x.png']) {
          const answer = await ask(app, path, { host });
          expect([path, answer.status]).toEqual([path, 400]);
          expect(answer.type).toContain('text/html');
          expect(answer.text).toContain('PUBLIC_URL');
          expect(answer.cookies).toEqual([]);
        }
      }
      const english = await ask(app, '/console', { host: 'evil.example', 'accept-language': 'en' });
      expect(english.text).toContain('does not answer under evil.example');
      const program = await ask(app, '/console', { host: 'evil.example', accept: 'application/json' });
      expect(JSON.parse(program.text).error.code).toBe('unknown_host');
    });

    test('shops, phones and buyers reach us by whatever name; what they are given is ours', async () => {
      const answer = await ask(app, '/mapi.php', { host: 'evil.example' }, app.form());
      expect(JSON.parse(answer.text)).toMatchObject({
        code: 1,
        payurl: expect.stringMatching(/^https:\/\/cash\.example\.com:8443\/Pay\//),
      });
      const { trade_no: tradeNo } = JSON.parse(answer.text);
      expect((await ask(app, `/Pay/console/${tradeNo}`, { host: 'other.example' })).status).toBe(200);
      expect((await ask(app, '/healthz', { host: 'lb' })).status).toBe(200);
    });

    test.each(BAD)('a Host that is none (%j) is refused to each in his own form', async (host) => {
      const all = await Promise.all(
        [
          '/mapi.php',
          '/api.php?act=order',
          '/createOrder',
          '/mpayNotify',
          '/submit.php',
          '/xpay/epay/submit.php',
          '/Pay/console/1',
          '/console',
          '/',
        ].map(async (path) => [path, await ask(app, path, { host })] as const),
      );
      for (const [path, { status, type, text, cookies }] of all) {
        expect([path, status]).toEqual([path, 400]);
        expect(cookies).toEqual([]);
        if (host.length > 2) expect(text).not.toContain(host);
        if (path === '/mpayNotify') {
          expect(type).toContain('text/plain');
          expect(text).not.toContain('200');
        } else if (/api|create/.test(path)) expect(JSON.parse(text)).toMatchObject({ code: -1 });
        else expect(type).toContain('text/html');
      }
    });

    test('X-Forwarded-Host is nothing where no proxy is trusted', async () => {
      const spoofed = { host: 'evil.example', 'x-forwarded-host': 'pay.example.com' };
      expect((await ask(app, '/console/login', spoofed)).status).toBe(400);
      const harmless = { host: 'pay.example.com', 'x-forwarded-host': 'evil.example' };
      expect((await ask(app, '/console/login', harmless)).status).toBe(200);
    });
  },
);

describe('without PUBLIC_URL', () => {
  test('any name does until its owner has logged in under one; from then on that one', async () => {
    const app = await startApp('sqlite');
    try {
      await addUser(app);
      expect((await ask(app, '/console/login', { host: 'shop.example' })).status).toBe(200);
      // By the address: there is no name to learn.
      expect(await logIn(app, '127.0.0.1')).toBe(303);
      expect((await ask(app, '/console/login', { host: 'other.example' })).status).toBe(200);
      expect(await logIn(app, 'Shop.example:8080')).toBe(303);
      expect((await ask(app, '/console/login', { host: 'other.example' })).status).toBe(400);
      expect((await ask(app, '/console/login', { host: 'shop.example' })).status).toBe(200);
      for (const host of LOCAL) expect((await ask(app, '/console/login', { host })).status).toBe(200);
      // A shop is given the name that it came by, as before.
      const answer = await ask(app, '/mapi.php', { host: 'api.example:81' }, app.form());
      expect(JSON.parse(answer.text).payurl).toMatch(/^http:\/\/api\.example:81\/Pay\//);
    } finally {
      await app.stop();
    }
  });

  test('the cashier’s domain alone is not the console’s: its owner is not locked out of the other', async () => {
    const app = await startApp('sqlite', { config: { cashierUrl: 'https://cash.example.com' } });
    try {
      await addUser(app);
      expect((await ask(app, '/console/login', { host: 'shop.example' })).status).toBe(200);
      expect(await logIn(app, 'shop.example')).toBe(303);
      expect((await ask(app, '/console/login', { host: 'shop.example' })).status).toBe(200);
      expect((await ask(app, '/console/login', { host: 'evil.example' })).status).toBe(400);
    } finally {
      await app.stop();
    }
  });

  test('a trusted proxy’s X-Forwarded-Host is what we are called; it opens the console under no other Host', async () => {
    const app = await startApp('sqlite', { config: { trustProxy: 1 } });
    try {
      await addUser(app);
      expect(await logIn(app, 'shop.example')).toBe(303);
      const proxied = { host: '127.0.0.1:8080', 'x-forwarded-host': 'shop.example, inner' };
      expect((await ask(app, '/console/login', proxied)).status).toBe(200);
      const rebound = { host: 'evil.example', 'x-forwarded-host': 'shop.example' };
      expect((await ask(app, '/console/login', rebound)).status).toBe(400);
      const foreign = { host: '127.0.0.1:8080', 'x-forwarded-host': 'evil.example' };
      expect((await ask(app, '/console/login', foreign)).status).toBe(400);
      const answer = await ask(app, '/mapi.php', { ...proxied, 'x-forwarded-proto': 'https' }, app.form());
      expect(JSON.parse(answer.text).payurl).toMatch(/^https:\/\/shop\.example\/Pay\//);
      const junk = { host: '127.0.0.1', 'x-forwarded-host': 'a b' };
      expect((await ask(app, '/mapi.php', junk, app.form())).status).toBe(400);
    } finally {
      await app.stop();
    }
  });
});
