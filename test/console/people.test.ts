import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { listUsers, type Role } from '../../src/users/index.ts';
import { databases } from '../support/database.ts';
import { Visitor } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';
import { logInAs, tokenOf } from './two-merchants.ts';

vi.setConfig({ testTimeout: 60_000 });

const PASSWORD = 'a battery of horses';

describe.each(databases.filter(({ available }) => available))('people and merchants on $name', ({ name }) => {
  let app: ConsoleApp;
  let second: number;
  beforeAll(async () => {
    app = await startConsole(name);
  });
  afterAll(() => app.stop());

  const form = 'form.person-form';
  const userNamed = async (username: string) => {
    const user = (await listUsers(app.place.db)).find((one) => one.username === username);
    if (!user) throw new Error(`nobody is called ${username}`);
    return user;
  };

  async function add(username: string, role: Role, pids: number[] = [], password = PASSWORD) {
    const page = await app.keeper.get('/console/users/new');
    const fields = { username, password, role, ...(pids.length > 0 && { pids: String(pids[0]) }) };
    return app.keeper.submit(page, fields, form);
  }

  async function logIn(username: string, password = PASSWORD): Promise<Visitor & { answer: number }> {
    const visitor = new Visitor(app.consoleUrl, { 'accept-language': 'zh-CN' });
    const { status } = await visitor.submit(await visitor.get('/console/login'), { username, password });
    return Object.assign(visitor, { answer: status });
  }

  test('an owner adds a merchant, which has a number, keys and rules of its own', async () => {
    const before = await app.keeper.get('/console/merchants');
    expect(texts(before, '.page-head-actions a')).toContain('添加商户');
    expect(texts(before, '.merchant-choice')).toEqual([]);
    const empty = await app.keeper.submit(await app.keeper.get('/console/merchants/new'), { name: ' ' });
    expect([empty.status, texts(empty, '.field-problem')]).toEqual([400, ['请写 1 到 100 个字符']]);
    const added = await app.keeper.submit(await app.keeper.get('/console/merchants/new'), { name: '二店' });
    second = Number(/merchants\/(\d+)/.exec(added.location ?? '')?.[1]);
    expect(second).toBe(app.merchant.pid + 1);
    const [one, two] = await app.services.merchants.list(app.place.db);
    expect(two?.key).not.toBe(one?.key);
    expect(two?.vmqKey).not.toBe(two?.key);
    expect(readable(await app.keeper.get(added.location ?? ''))).toContain('二店');
    expect((await app.audit())[0]).toMatchObject({ action: 'merchant.add', pid: second });
    // Each head offers the choice now.
    expect(texts(await app.keeper.get('/console'), '.merchant-choice option')).toEqual([
      '全部商户',
      `测试商户 · ${app.merchant.pid}`,
      `二店 · ${second}`,
    ]);
  });

  test('a new account asks whose it is, and offers the merchant that is looked at', async () => {
    const token = await tokenOf(app.keeper);
    await app.keeper.post('/console/scope', {
      _csrf: token,
      pid: String(second),
      back: '/console/accounts/new',
    });
    const page = await app.keeper.get('/console/accounts/new?platform=wxpay');
    expect(page.page.querySelector('#pid option[selected]')?.getAttribute('value')).toBe(String(second));
    const added = await app.keeper.submit(page, {
      login: '二店手机',
      silent_after: '90',
      pid: String(second),
    });
    expect(added.status).toBe(303);
    const back = await app.keeper.post('/console/scope', {
      _csrf: token,
      pid: '',
      back: '//elsewhere.example',
    });
    expect(back.location).toBe('/console');
  });

  test('a person is added with a role and merchants, logs in and sees those', async () => {
    const page = await app.keeper.get('/console/users/new');
    const none = await app.keeper.submit(page, { username: 'Li', password: PASSWORD, role: 'clerk' }, form);
    expect([none.status, texts(none, '.field-problem')]).toEqual([400, ['请至少选一个商户']]);
    const weak = await add('li', 'clerk', [second], '12345678');
    expect(weak.status).toBe(400);
    const bad = await add('!', 'clerk', [second]);
    expect(bad.status).toBe(400);

    expect((await add('李雷', 'clerk', [second])).location).toBe('/console/users?done=userAdded');
    expect(await userNamed('李雷')).toMatchObject({ role: 'clerk', pids: [second], lastLoginAt: null });
    expect((await add('李雷', 'clerk', [second])).status).toBe(409);
    expect((await app.audit())[0]).toMatchObject({
      ...{ action: 'user.add', pid: null, detail: { username: '李雷', role: 'clerk', pids: [second] } },
    });
    const clerk = await logIn('李雷');
    const home = await clerk.get('/console');
    expect(texts(home, '.console-nav-link')).toEqual(['首页', '订单', '收款流水']);
    expect((await clerk.get('/console/users')).status).toBe(403);
    const list = await app.keeper.get('/console/users');
    expect(texts(list, '.cell-what a')).toEqual(['keeper', '李雷']);
    expect(texts(list, '.cell-role')).toEqual(['店主', '店员']);
    expect(texts(list, '.cell-where')).toEqual(['所有商户', '二店']);
  });

  test('whoever is disabled is out at once and can’t come back, until he is let in again', async () => {
    const { id } = await userNamed('李雷');
    const clerk = await logIn('李雷');
    expect((await clerk.get('/console')).status).toBe(200);
    const page = await app.keeper.get(`/console/users/${id}`);
    const done = await app.keeper.submit(page, {}, `form[action$="/disable"]`);
    expect(done.location).toBe(`/console/users/${id}?done=userDisabled`);
    expect((await clerk.get('/console')).location).toContain('/console/login');
    const again = await logIn('李雷');
    expect(again.answer).toBe(403);
    // A wrong password tells nobody that he is disabled.
    expect((await logIn('李雷', 'something wrong')).answer).toBe(401);
    const off = await app.keeper.get(`/console/users/${id}`);
    expect((await app.keeper.submit(off, {}, `form[action$="/enable"]`)).status).toBe(303);
    expect((await logIn('李雷')).answer).toBe(303);
    expect((await app.audit()).slice(0, 2).map(({ action }) => action)).toEqual([
      'user.enable',
      'user.disable',
    ]);
  });

  test('ending somebody’s logins ends all of his, and of one’s own all but this', async () => {
    const { id } = await userNamed('李雷');
    const clerk = await logIn('李雷');
    const page = await app.keeper.get(`/console/users/${id}`);
    await app.keeper.submit(page, {}, `form[action$="/end-sessions"]`);
    expect((await clerk.get('/console')).location).toContain('/console/login');
    const own = await userNamed('keeper');
    const token = await tokenOf(app.keeper);
    await app.keeper.post(`/console/users/${own.id}/end-sessions`, { _csrf: token });
    expect((await app.keeper.get('/console')).status).toBe(200);
  });

  test('the last owner can’t be lowered or disabled; with a second one he can', async () => {
    const { id } = await userNamed('keeper');
    const token = await tokenOf(app.keeper);
    const lowered = await app.keeper.post(`/console/users/${id}`, {
      ...{ _csrf: token, role: 'viewer', pids: String(second) },
    });
    expect(lowered.status).toBe(409);
    expect(readable(lowered)).toContain('这是最后一位店主');
    expect((await app.keeper.post(`/console/users/${id}/disable`, { _csrf: token })).status).toBe(409);
    expect(await userNamed('keeper')).toMatchObject({ role: 'owner', disabledAt: null });

    const other = await logInAs(app, 'owner', []);
    const theirs = await tokenOf(other);
    // Two owners at one moment: each takes the other's place away; one of them stays.
    const outcomes = await Promise.all([
      app.keeper.post(`/console/users/${other.userId}/disable`, { _csrf: token }),
      other.post(`/console/users/${id}/disable`, { _csrf: theirs }),
    ]);
    const owners = (await listUsers(app.place.db)).filter(
      (one) => one.role === 'owner' && one.disabledAt === null,
    );
    expect(owners).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 303 && true).length).toBeGreaterThanOrEqual(1);
    await app.place.db('users').where({ id }).update({ disabled_at: null });
  });

  test('to change who may do what, the password is asked for', async () => {
    const asking = await startConsole(name, { confirmed: false });
    try {
      const page = await asking.keeper.get('/console/users/new');
      expect(page.page.querySelector('input[name=your_password]')).not.toBeNull();
      const fields = { username: 'thief', password: PASSWORD, role: 'owner' };
      expect((await asking.keeper.submit(page, fields, form)).status).toBe(403);
      expect(await listUsers(asking.place.db)).toHaveLength(1);
      const right = { ...fields, your_password: 'correct horse 42' };
      expect((await asking.keeper.submit(page, right, form)).status).toBe(303);
    } finally {
      await asking.stop();
    }
  });
});
