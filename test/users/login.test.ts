import express from 'express';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { up as beginOldOnes } from '../../migrations/20261127500200_sessions__begin_old_ones.ts';
import { listAudit } from '../../src/flow/audit/index.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { createFailureLimit } from '../../src/shared/failure-limit.ts';
import { createLog } from '../../src/shared/log.ts';
import {
  changePassword,
  createKnownBrowsers,
  createLoginThrottle,
  createPasswords,
  createUser,
  csrfProtection,
  listSessionsOf,
  loginRoutes,
  purgeSessions,
  requireLogin,
  sessions,
} from '../../src/users/index.ts';
import { consoleErrors, notFound } from '../../src/web/index.ts';
import { TestClock } from '../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { listen, Visitor } from '../support/visitor.ts';
import { createWebApp } from '../support/web-app.ts';

const PASSWORD = 'tulip orbit seven';
const COOKIE = 'mpay.sid';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`logging in to the console on ${name}`, () => {
    let database: TestDatabase;
    let site: Awaited<ReturnType<typeof listen>>;
    const clock = new TestClock();
    const passwords = createPasswords({ cost: 4 });
    const newcomers = createFailureLimit({ points: 60, seconds: 60 });
    const known = createKnownBrowsers('k'.repeat(32));

    beforeAll(async () => {
      database = await openTestDatabase(name);
      const { db } = database;
      const app = createWebApp();
      // Tests give each visitor an address of its own, so that one's failures don't block another.
      app.set('trust proxy', true);
      app.use(express.json());
      app.use('/console', sessions({ db, clock, appKey: 'k'.repeat(32) }));
      app.use(loginRoutes({ db, clock, passwords, throttle: createLoginThrottle(), newcomers, known }));
      app.use('/console', csrfProtection, requireLogin({ db }));
      app.get('/console', (_req, res) => {
        res.send(`hello ${res.locals.user?.username}; token ${res.locals.csrfToken}`);
      });
      app.post('/console/password', async (req, res) => {
        const { current, next } = req.body as Record<string, string>;
        const userId = res.locals.user?.id ?? 0;
        await changePassword(
          { db, passwords },
          { userId, current: current ?? '', next: next ?? '', keepSid: req.sessionID },
        );
        res.send('changed');
      });
      app.use(notFound, consoleErrors({ log: createLog('silent') }));
      site = await listen(app);
    });
    afterAll(async () => {
      await site.close();
      await database.close();
    });

    let people = 0;
    async function newUser(): Promise<string> {
      const username = `person${++people}`;
      const passwordHash = await passwords.hash(PASSWORD);
      await createUser(database.db, { username, passwordHash, role: 'owner', now: clock.now() });
      return username;
    }
    let visitors = 0;
    const visitor = () => {
      visitors++;
      return new Visitor(site.url, {
        'x-forwarded-for': `203.0.${Math.floor(visitors / 250)}.${visitors % 250}`,
        'x-forwarded-proto': 'http',
      });
    };
    async function logIn(one: Visitor, username: string, password = PASSWORD) {
      return one.submit(await one.get('/console/login'), { username, password });
    }

    test('a right password leads to the page that was asked for, as that user', async () => {
      const username = await newUser();
      const one = visitor();
      const turnedAway = await one.get('/console?tab=2');
      expect(turnedAway.status).toBe(303);
      expect(turnedAway.location).toBe('/console/login?back=%2Fconsole%3Ftab%3D2');
      const form = await one.get(turnedAway.location ?? '');
      const answer = await one.submit(form, { username: username.toUpperCase(), password: PASSWORD });
      expect([answer.status, answer.location]).toEqual([303, '/console?tab=2']);
      expect((await one.get('/console')).text).toContain(`hello ${username};`);

      const user = await database.db('users').where({ username }).first();
      expect(Number(user.last_login_at)).toBe(clock.now());
      const [entry] = await listAudit(database.db, 'all', { limit: 1 });
      expect(entry).toMatchObject({ actor: username, action: 'login', at: clock.now() });
    });

    test('an address that leads elsewhere is not gone back to', async () => {
      const username = await newUser();
      for (const back of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
        const one = visitor();
        const form = await one.get(`/console/login?back=${encodeURIComponent(back)}`);
        const answer = await one.submit(form, { username, password: PASSWORD });
        expect(answer.location).toBe('/console');
      }
    });

    test('a wrong password and an unknown name get the same answer', async () => {
      const username = await newUser();
      const wrong = await logIn(visitor(), username, 'not this one at all');
      const unknown = await logIn(visitor(), 'nobody-here', 'not this one at all');
      for (const answer of [wrong, unknown]) {
        expect(answer.status).toBe(401);
        expect(answer.page.querySelector('[role=alert]')?.text.trim()).toBe('用户名或密码不正确。');
        expect(answer.page.querySelector('#password')?.getAttribute('value')).toBe('');
      }
    });

    test('after five failures the right password must wait as well', async () => {
      const username = await newUser();
      const one = visitor();
      for (let i = 0; i < 5; i++) await logIn(one, username, 'wrong wrong wrong');
      const blocked = await logIn(one, username);
      expect(blocked.status).toBe(429);
      expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(blocked.text).toContain('15 分钟');
      expect((await logIn(visitor(), username)).status).toBe(303);
    });

    const from = (ip: string) =>
      new Visitor(site.url, { 'x-forwarded-for': ip, 'x-forwarded-proto': 'http' });

    test('a browser in which the owner was logged in gets in whatever strangers on its address do', async () => {
      const username = await newUser();
      const owner = from('203.0.113.77');
      await logIn(owner, username);
      owner.cookies.delete(COOKIE);
      const stranger = from('203.0.113.77');
      for (let i = 0; i < 6; i++) await logIn(stranger, username, 'wrong wrong wrong');
      expect((await logIn(from('203.0.113.77'), username)).status).toBe(429);
      expect((await logIn(owner, username)).status).toBe(303);

      // The mark is of this user and this password; another’s, or a made-up one, is worth nothing.
      const copied = from('203.0.113.77');
      copied.cookies.set('mpay.known', owner.cookies.get('mpay.known') ?? '');
      const other = await newUser();
      for (let i = 0; i < 6; i++) await logIn(stranger, other, 'wrong wrong wrong');
      expect((await logIn(copied, other)).status).toBe(429);
      copied.cookies.set('mpay.known', `${clock.now()}.${'0'.repeat(32)}.x`);
      expect((await logIn(copied, username)).status).toBe(429);
    });

    test('where everybody has the proxy’s address, no number of strangers keeps the owner out', async () => {
      const username = await newUser();
      const strangers = await Promise.all(
        Array.from({ length: 70 }, () => from('127.0.0.1').get('/console/login')),
      );
      expect(strangers.every(({ status }) => status === 200)).toBe(true);
      const stranger = from('127.0.0.1');
      for (let i = 0; i < 35; i++) await logIn(stranger, username, 'wrong wrong wrong');
      expect((await logIn(stranger, username, 'wrong wrong wrong')).status).toBe(429);

      const before = Number((await database.db('sessions').count({ n: '*' }).first())?.n);
      const owner = from('127.0.0.1');
      const form = await owner.get('/console/login');
      expect(form.status).toBe(200);
      expect(Number((await database.db('sessions').count({ n: '*' }).first())?.n)).toBe(before);
      const typo = await owner.submit(form, { username, password: 'a typing mistake' });
      expect(typo.status).toBe(429);
      const done = await owner.submit(typo, { username, password: PASSWORD });
      expect([done.status, done.location]).toEqual([303, '/console']);
      expect((await owner.get('/console')).text).toContain(`hello ${username};`);
    });

    test('a form from elsewhere has no token, with or without a session', async () => {
      const username = await newUser();
      const one = from('127.0.0.1');
      one.cookies.set('mpay.login', 'a'.repeat(32));
      const bare = await one.post('/console/login', { username, password: PASSWORD, _csrf: 'a'.repeat(32) });
      expect(bare.status).toBe(403);
    });

    test('a password that is changed while a login with the old one is under way leaves nobody inside', async () => {
      const username = await newUser();
      const user = await database.db('users').where({ username }).first();
      const one = visitor();
      const form = await one.get('/console/login');
      const spy = vi.spyOn(passwords, 'matches').mockImplementationOnce(async () => {
        await database.db('users').where({ username }).update({ password_hash: 'new' });
        return true;
      });
      const answer = await one.submit(form, { username, password: PASSWORD });
      spy.mockRestore();
      expect([answer.status, answer.location]).toEqual([303, '/console/login']);
      expect(await database.db('sessions').where({ user_id: user.id })).toEqual([]);
    });

    test('however often it is used, a session ends thirty days after the login', async () => {
      const username = await newUser();
      const one = visitor();
      await logIn(one, username);
      for (let day = 0; day < 29; day += 5) {
        expect((await one.get('/console')).status).toBe(200);
        clock.advance(5 * DAY);
      }
      expect((await one.get('/console')).status).toBe(303);
      const { id } = await database.db('users').where({ username }).first('id');
      expect((await listSessionsOf(database.db, id, { now: clock.now(), thisSid: '' })).length).toBe(0);

      const other = visitor();
      await logIn(other, username);
      for (let day = 0; day < 29; day += 1) {
        clock.advance(DAY);
        expect((await other.get('/console')).status).toBe(200);
      }
      clock.advance(DAY - 1);
      expect((await other.get('/console')).status).toBe(200);
      clock.advance(1);
      expect((await other.get('/console')).status).toBe(303);
    });

    test('logins are listed with browser, address and last visit; old ones count from their last visit', async () => {
      const username = await newUser();
      const { id } = await database.db('users').where({ username }).first('id');
      const one = visitor();
      await logIn(one, username);
      const began = clock.now();
      clock.advance(6 * MINUTE);
      await one.get('/console', { 'user-agent': 'Mozilla/5.0 (Windows) Chrome/1' });
      const list = () => listSessionsOf(database.db, id, { now: clock.now(), thisSid: '' });
      expect(await list()).toMatchObject([
        {
          startedAt: began,
          seenAt: began + 6 * MINUTE,
          ip: expect.stringMatching(/^203\.0\./),
          agent: 'Mozilla/5.0 (Windows) Chrome/1',
          isThis: false,
        },
      ]);
      await database.db('sessions').where({ user_id: id }).update({ started_at: null, seen_at: null });
      await beginOldOnes(database.db);
      await beginOldOnes(database.db);
      expect(await list()).toMatchObject([{ startedAt: began + 6 * MINUTE, seenAt: began + 6 * MINUTE }]);
    });

    test('the cookie is out of reach for scripts, and its id changes at login', async () => {
      const username = await newUser();
      const one = visitor();
      const form = await one.get('/console/login');
      expect(form.headers.get('set-cookie')).toMatch(/HttpOnly/i);
      expect(form.headers.get('set-cookie')).toMatch(/SameSite=Lax/i);
      expect(form.headers.get('set-cookie')).not.toMatch(/Secure/i);
      const before = one.cookies.get(COOKIE);
      await one.submit(form, { username, password: PASSWORD });
      const after = one.cookies.get(COOKIE);
      expect(after).not.toBe(before);

      const old = visitor();
      old.cookies.set(COOKIE, before ?? '');
      expect((await old.get('/console')).status).toBe(303);
    });

    test('over https the cookie is sent over https only', async () => {
      const one = new Visitor(site.url, { 'x-forwarded-proto': 'https' });
      expect((await one.get('/console/login')).headers.get('set-cookie')).toMatch(/; Secure/i);
    });

    test('the table holds no session id, and no row for visitors who only look around', async () => {
      const count = async () => Number((await database.db('sessions').count({ n: '*' }).first())?.n);
      const before = await count();
      await visitor().get('/console');
      await visitor().get('/console/nothing-here');
      expect(await count()).toBe(before);

      const username = await newUser();
      const one = visitor();
      await logIn(one, username);
      const sid = decodeURIComponent(one.cookies.get(COOKIE) ?? '').replace(/^s:([^.]+)\..*/, '$1');
      expect(sid.length).toBeGreaterThan(20);
      const rows = await database.db('sessions').select('sid', 'data');
      expect(JSON.stringify(rows)).not.toContain(sid);
    });

    test('one network’s new visitors leave few rows, however often they look at the form; whoever has one sees it', async () => {
      const one = visitor();
      const form = await one.get('/console/login');
      const network = { 'x-forwarded-for': '198.51.100.7', 'x-forwarded-proto': 'http' };
      const before = Number((await database.db('sessions').count({ n: '*' }).first())?.n);
      const answers = await Promise.all(
        Array.from({ length: 200 }, () => new Visitor(site.url, network).get('/console/login')),
      );
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(60);
      expect(answers.filter(({ status }) => status === 429)).toHaveLength(140);
      expect(Number((await database.db('sessions').count({ n: '*' }).first())?.n)).toBe(before + 60);
      expect((await one.get('/console/login')).status).toBe(200);
      expect(form.status).toBe(200);
    });

    test('a form without this session’s token changes nothing', async () => {
      const username = await newUser();
      const bare = await visitor().post('/console/login', { username, password: PASSWORD });
      expect(bare.status).toBe(403);
      expect(bare.text).toContain('页面已过期');

      const one = visitor();
      await logIn(one, username);
      expect((await one.post('/console/logout', { _csrf: 'made up' })).status).toBe(403);
      expect((await one.get('/console')).status).toBe(200);
    });

    test('logging out ends the session in the table too', async () => {
      const username = await newUser();
      const one = visitor();
      await logIn(one, username);
      const cookie = one.cookies.get(COOKIE) ?? '';
      const token = /token (\w+)/.exec((await one.get('/console')).text)?.[1] ?? '';
      const out = await one.post('/console/logout', { _csrf: token });
      expect(out.location).toBe('/console/login?out=1');
      const thief = visitor();
      thief.cookies.set(COOKIE, cookie);
      expect((await thief.get('/console')).status).toBe(303);
    });

    test('changing the password ends all other sessions of the user', async () => {
      const username = await newUser();
      const [here, there, other] = [visitor(), visitor(), visitor()];
      await logIn(here, username);
      await logIn(there, username);
      await logIn(other, await newUser());
      const token = /token (\w+)/.exec((await here.get('/console')).text)?.[1] ?? '';
      const weak = await here.post(
        '/console/password',
        { current: PASSWORD, next: 'password123' },
        { accept: 'application/json', 'x-csrf-token': token },
      );
      expect(weak.status).toBe(400);
      expect(JSON.parse(weak.text).error).toMatchObject({
        code: 'weak_password',
        fields: [{ field: 'next' }],
      });

      const next = 'seven orbit tulip';
      const changed = await here.post('/console/password', { current: PASSWORD, next, _csrf: token });
      expect(changed.text).toBe('changed');
      expect((await here.get('/console')).status).toBe(200);
      expect((await there.get('/console')).status).toBe(303);
      expect((await other.get('/console')).status).toBe(200);
      expect((await logIn(visitor(), username)).status).toBe(401);
      expect((await logIn(visitor(), username, next)).status).toBe(303);
    });

    test('a session lives for seven days after the last visit, and visits rarely write', async () => {
      const username = await newUser();
      const one = visitor();
      await logIn(one, username);
      const { id } = await database.db('users').where({ username }).first('id');
      const end = async () =>
        Number((await database.db('sessions').where({ user_id: id }).first('expires_at'))?.expires_at);
      await one.get('/console');
      const first = await end();
      clock.advance(4 * MINUTE);
      await one.get('/console');
      expect(await end()).toBe(first);
      clock.advance(2 * MINUTE);
      await one.get('/console');
      expect(await end()).toBe(first + 6 * MINUTE);

      clock.advance(7 * DAY - HOUR);
      expect((await one.get('/console')).status).toBe(200);
      clock.advance(7 * DAY + 1);
      expect((await one.get('/console')).status).toBe(303);
      expect(await purgeSessions(database.db, clock.now())).toBeGreaterThan(0);
      expect(await end()).toBeNaN();
    });

    test('a page’s script and programs are told instead of being sent to a page', async () => {
      const script = await visitor().get('/console', { accept: 'text/html', 'x-partial': 'true' });
      expect([script.status, script.location]).toEqual([401, null]);
      expect(JSON.parse(script.text).error.code).toBe('login_needed');
      const program = await visitor().get('/console', { accept: 'application/json' });
      expect(JSON.parse(program.text).error.code).toBe('login_needed');
    });
  });
}
