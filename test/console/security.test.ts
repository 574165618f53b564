import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserWords } from '../../src/console/security/browser-words.ts';
import { DAY, MINUTE } from '../../src/shared/clock.ts';
import { databases } from '../support/database.ts';
import { Visitor } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts, USER } from './console-app.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36';

test.each([
  [CHROME, 'Chrome · Windows'],
  [`${CHROME} Edg/126.0`, 'Edge · Windows'],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Mobile Safari/604.1',
    'Safari · iPhone',
  ],
  [
    'Mozilla/5.0 (Linux; Android 14; MI 14) Chrome/116 Mobile Safari/537.36 MicroMessenger/8.0',
    'WeChat · Android',
  ],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 14.5; rv:127.0) Gecko/20100101 Firefox/127.0', 'Firefox · macOS'],
  ['<script>alert(1)</script>', ''],
  ['', ''],
])('%s is “%s”', (agent, words) => {
  expect(browserWords(agent)).toBe(words);
});

describe.each(databases.filter(({ available }) => available))('login and security on $name', ({ name }) => {
  let app: ConsoleApp;
  beforeAll(async () => {
    app = await startConsole(name);
  });
  afterAll(() => app.stop());

  async function logIn(password = USER.password, agent = CHROME) {
    const one = new Visitor(app.consoleUrl, { 'accept-language': 'zh-CN', 'user-agent': agent });
    const answer = await one.submit(await one.get('/console/login'), { ...USER, password });
    return { one, status: answer.status };
  }
  const page = () => app.keeper.get('/console/security');
  const isIn = async (one: Visitor) => (await one.get('/console/security')).status === 200;

  test('the logins are listed with browser, address and times, this one first and marked', async () => {
    app.clock.advance(MINUTE);
    const { one } = await logIn();
    const shown = await page();
    expect(shown.status).toBe(200);
    expect(texts(shown, '.session')).toHaveLength(2);
    expect(texts(shown, '.session')[0]).toContain('当前设备');
    expect(texts(shown, '.session')[1]).toMatch(/Chrome · Windows .*127\.0\.0\.1.*最近使用 \d{4}-/);
    expect(texts(shown, '.session')[1]).not.toContain('当前设备');
    // From the header of every page.
    expect(
      (await app.keeper.get('/console')).page.querySelector('a[href="/console/security"]'),
    ).not.toBeNull();
    await app.keeper.submit(shown, {}, '.session form');
    expect(await isIn(one)).toBe(false);
    expect(await isIn(app.keeper)).toBe(true);
    expect((await app.audit())[0]).toMatchObject({ action: 'session.end', detail: { sessionsEnded: 1 } });
  });

  test('all others can be ended at once; nobody ends another user’s', async () => {
    const others = await Promise.all([logIn(), logIn(), logIn()]);
    const shown = await page();
    await app.keeper.submit(shown, {}, '.deeds form');
    for (const { one } of others) expect(await isIn(one)).toBe(false);
    expect(await isIn(app.keeper)).toBe(true);

    await app.place.db('sessions').insert({ sid: 'f'.repeat(64), user_id: 99, data: '{}', expires_at: 9e15 });
    const token = (await page()).page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '';
    await app.keeper.post(`/console/security/sessions/${'f'.repeat(64)}/end`, { _csrf: token });
    expect(await app.place.db('sessions').where({ user_id: 99 })).toHaveLength(1);
    await app.place.db('sessions').where({ user_id: 99 }).delete();
  });

  test('without the form’s token nothing happens', async () => {
    const { one } = await logIn();
    for (const path of ['password', 'sessions/end-others']) {
      const answer = await app.keeper.post(`/console/security/${path}`, { current: USER.password });
      expect(answer.status).toBe(403);
    }
    expect(await isIn(one)).toBe(true);
  });

  test('a wrong present password, a weak or mistyped new one: said beside the field, nothing changes', async () => {
    const next = 'another horse 43';
    const cases = [
      [{ current: 'wrong wrong wrong', next, again: next }, 403, '密码不正确'],
      [{ current: '', next, again: next }, 403, '密码不正确'],
      [{ current: USER.password, next, again: 'something else' }, 400, '两次输入的密码不一致'],
      [{ current: USER.password, next: 'password123', again: 'password123' }, 400, '太常见'],
      [{ current: USER.password, next: 'short', again: 'short' }, 400, '太短'],
    ] as const;
    for (const [fields, status, words] of cases) {
      const answer = await app.keeper.submit(await page(), fields);
      expect(answer.status).toBe(status);
      expect(texts(answer, '.field-problem').join()).toContain(words);
      expect(answer.text).not.toContain(next);
    }
    expect((await logIn()).status).toBe(303);
    const english = await app.keeper.get('/console/security', { 'accept-language': 'en' });
    expect(readable(english)).toContain('Change the password');
  });

  test('a new password ends every other login, and this one goes on under a new cookie', async () => {
    const { one } = await logIn();
    const before = app.keeper.cookies.get('mpay.sid');
    const thief = new Visitor(app.consoleUrl);
    thief.cookies.set('mpay.sid', before ?? '');
    const next = 'another horse 43';
    const answer = await app.keeper.submit(await page(), { current: USER.password, next, again: next });
    expect(answer.location).toBe('/console/security?done=passwordChanged');
    expect(app.keeper.cookies.get('mpay.sid')).not.toBe(before);
    expect(readable(await app.keeper.get(answer.location ?? ''))).toContain('密码已更改');
    expect(await isIn(one)).toBe(false);
    expect(await isIn(thief)).toBe(false);
    expect((await logIn()).status).toBe(401);
    expect((await logIn(next)).status).toBe(303);
    const entry = (await app.audit()).find(({ action }) => action === 'user.password');
    expect(entry).toMatchObject({ actor: USER.username, detail: { sessionsEnded: expect.any(Number) } });
    expect(JSON.stringify(await app.audit())).not.toContain(next);
    expect(texts(await app.keeper.get('/console/audit'), '.cell-what').join()).toContain('更改登录密码');
    await app.keeper.submit(await page(), { current: next, next: USER.password, again: USER.password });
  });

  test('who guesses the present password must wait, and only he', async () => {
    const { one: thief } = await logIn();
    const guess = async (current: string) =>
      thief.submit(await thief.get('/console/security'), {
        current,
        next: 'x'.repeat(12),
        again: 'x'.repeat(12),
      });
    for (let i = 0; i < 5; i++) await guess(`guess number ${i}`);
    expect((await guess(USER.password)).status).toBe(429);
    const next = 'another horse 43';
    const owner = await app.keeper.submit(await page(), { current: USER.password, next, again: next });
    expect(owner.status).toBe(303);
    expect(await isIn(thief)).toBe(false);
    app.clock.advance(DAY);
  });
});
