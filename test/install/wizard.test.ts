import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createMerchantRepository } from '../../src/flow/merchants/index.ts';
import { createInstallRouter, isInstalled, loadDatabaseUrl } from '../../src/install/index.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { type Config, loadConfig } from '../../src/shared/config.ts';
import { openDatabase } from '../../src/shared/db.ts';
import { createLog } from '../../src/shared/log.ts';
import { createVault } from '../../src/shared/secrets.ts';
import { createPasswords } from '../../src/users/index.ts';
import { consoleErrors, notFound } from '../../src/web/index.ts';
import { TestClock } from '../support/clock.ts';
import { createMysqlDatabase, type DatabaseKind, databases, openTestDatabase } from '../support/database.ts';
import { mysqlAvailable } from '../support/requirements.ts';
import { listen, type Visit, Visitor } from '../support/visitor.ts';
import { createWebApp } from '../support/web-app.ts';

const CODE = 'ABCD-EFGH-JKMN';
const boss = { username: 'boss', password: 'tulip orbit seven', again: 'tulip orbit seven' };

const undo: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A server that is not installed, in front of an empty database of its own. */
async function startWizard(
  options: { env?: NodeJS.ProcessEnv; setupCode?: string | null; failStart?: boolean } = {},
) {
  const own = await openTestDatabase('sqlite', { migrated: false });
  const config: Config = loadConfig({ DATA_DIR: own.dataDir, ...options.env }, '/none');
  const vault = createVault(config.appKey);
  const clock = new TestClock();
  const lines: string[] = [];
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  const merchants = createMerchantRepository(vault);
  const wentOn: string[] = [];
  const state = { installed: false };
  const app = createWebApp();
  app.set('trust proxy', true);
  app.use(
    createInstallRouter({
      config,
      vault,
      clock,
      log,
      passwords: createPasswords({ cost: 4 }),
      createMerchant: (trx, merchant) => merchants.create(trx, merchant),
      isInstalled: () => state.installed,
      onInstalled(databaseUrl) {
        wentOn.push(databaseUrl);
        if (options.failStart) throw new Error('a port is taken');
      },
      ...(options.setupCode !== null && { setupCode: options.setupCode ?? CODE }),
    }),
  );
  app.use(notFound, consoleErrors({ log }));
  const site = await listen(app);
  undo.push(own.close, site.close);
  const stored = () => loadDatabaseUrl(config, vault);
  return {
    site,
    config,
    clock,
    lines,
    wentOn,
    state,
    stored,
    visitor: () => new Visitor(site.url),
    dataDir: own.dataDir,
  };
}

type Wizard = Awaited<ReturnType<typeof startWizard>>;

async function unlock(visitor: Visitor): Promise<Visit> {
  const answer = await visitor.submit(await visitor.get('/install'), { code: CODE });
  expect([answer.status, answer.location]).toEqual([303, '/install/database']);
  return visitor.get('/install/database');
}

/** Fills in one page and returns the next one. */
async function go(visitor: Visitor, page: Visit, fields: Record<string, string>): Promise<Visit> {
  const answer = await visitor.submit(page, fields);
  return answer.location ? visitor.get(answer.location) : answer;
}

function mysqlFields(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname } = new URL(url);
  return {
    choice: 'mysql',
    host: hostname,
    port,
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: pathname.slice(1),
  };
}

const problemOf = (page: Visit, field: string) => page.page.querySelector(`#${field}-problem`)?.text;

async function expectDead(wizard: Wizard, visitor = wizard.visitor()) {
  for (const path of ['/install', '/install/', '/install/database', '/install/terms', '/install/anything']) {
    expect([path, (await visitor.get(path)).status]).toEqual([path, 410]);
  }
  for (const path of ['/install', '/install/database', '/install/administrator']) {
    expect([path, (await visitor.post(path, { code: CODE, ...boss })).status]).toEqual([path, 410]);
  }
}

describe('the set-up code', () => {
  test('is printed in the log when the server is not installed', async () => {
    const wizard = await startWizard({ setupCode: null });
    await expect.poll(() => wizard.lines.length).toBe(1);
    const { setupCode, msg } = JSON.parse(wizard.lines[0] ?? '{}');
    expect(setupCode).toMatch(/^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$/);
    expect(msg).toContain(setupCode);
    const visitor = wizard.visitor();
    const answer = await visitor.submit(await visitor.get('/install'), {
      code: setupCode.toLowerCase().replaceAll('-', ' '),
    });
    expect(answer.location).toBe('/install/database');
  });

  test('without it every later page leads back and every form is refused', async () => {
    const wizard = await startWizard();
    for (const path of ['/install/database', '/install/terms', '/install/administrator']) {
      const page = await wizard.visitor().get(path);
      expect([page.status, page.location]).toEqual([303, '/install?code=needed']);
      const form = await wizard.visitor().post(path, { choice: 'sqlite', accept: 'yes', ...boss });
      expect([path, form.status]).toEqual([path, 403]);
    }
    expect(wizard.wentOn).toEqual([]);
    expect(readdirSync(wizard.dataDir)).toEqual(['app.key']);
  });

  test('a wrong one is refused beside the field, and too many must wait', async () => {
    const { visitor } = await startWizard();
    const one = new Visitor(visitor().url, { 'x-forwarded-for': '203.0.113.8' });
    for (let i = 0; i < 8; i++) {
      const wrong = await one.submit(await one.get('/install'), { code: 'ABCD-EFGH-0000' });
      expect(wrong.status).toBe(403);
      expect(problemOf(wrong, 'code')).toContain('安装码不正确');
    }
    const blocked = await one.submit(await one.get('/install'), { code: CODE });
    expect(blocked.status).toBe(429);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0);
    const elsewhere = new Visitor(one.url, { 'x-forwarded-for': '203.0.113.9' });
    expect((await elsewhere.submit(await elsewhere.get('/install'), { code: CODE })).status).toBe(303);
  });

  test('behind a proxy that nobody told us of, strangers’ wrong codes keep the owner from nothing', async () => {
    const { visitor } = await startWizard();
    const { url } = visitor();
    const here = () => new Visitor(url, { 'x-forwarded-for': '172.17.0.1' });
    const stranger = here();
    for (let i = 0; i < 10; i++)
      await stranger.submit(await stranger.get('/install'), { code: 'ABCD-EFGH-0000' });
    expect((await stranger.submit(await stranger.get('/install'), { code: 'nonsense' })).status).toBe(429);
    const owner = here();
    expect((await owner.submit(await owner.get('/install'), { code: CODE })).status).toBe(303);
  });

  test('what it opened closes after an hour', async () => {
    const { visitor, clock } = await startWizard();
    const one = visitor();
    await unlock(one);
    expect((await one.get('/install/database')).status).toBe(200);
    clock.advance(HOUR + 1);
    expect((await one.get('/install/database')).location).toBe('/install?code=needed');
  });

  test('a form from another page, without our token, is refused', async () => {
    const { visitor } = await startWizard();
    const one = visitor();
    await unlock(one);
    expect((await one.post('/install/database', { choice: 'sqlite' })).status).toBe(403);
    expect((await one.post('/install/database', { choice: 'sqlite', _csrf: 'x' })).status).toBe(403);
  });
});

for (const { name, available } of databases) {
  describe.skipIf(!available)(`the whole way into ${name}`, () => {
    async function target(kind: DatabaseKind) {
      if (kind === 'sqlite') return { fields: { choice: 'sqlite' }, url: '' };
      const mysql = await createMysqlDatabase();
      undo.push(mysql.drop);
      return { fields: mysqlFields(mysql.url), url: mysql.url };
    }

    test('every page in turn; nothing is written before the last; the key is shown once; then it is dead', async () => {
      const wizard = await startWizard();
      const { fields, url } = await target(name);
      const visitor = wizard.visitor();
      const first = await visitor.get('/install');
      expect(first.page.querySelectorAll('.check-pass')).toHaveLength(5);

      const terms = await go(visitor, await unlock(visitor), fields);
      expect(terms.page.querySelector('h1')?.text).toBe('使用声明');
      const refused = await visitor.submit(terms, {});
      expect([refused.status, problemOf(refused, 'accept')]).toEqual([400, '需要同意声明才能继续安装。']);
      const administrator = await go(visitor, terms, { accept: 'yes' });
      expect(administrator.page.querySelector('h1')?.text).toBe('管理员');

      for (const [change, field] of [
        [{ username: 'a b' }, 'username'],
        [{ password: 'password123', again: 'password123' }, 'password'],
        [{ again: 'something else' }, 'again'],
      ] as const) {
        const again = await visitor.submit(administrator, { ...boss, ...change });
        expect([again.status, problemOf(again, field)]).toEqual([400, expect.stringMatching(/\S/)]);
        expect(again.text).not.toContain('password123');
      }
      expect(readdirSync(wizard.dataDir)).toEqual(['app.key']);
      expect(wizard.wentOn).toEqual([]);

      const done = await visitor.submit(administrator, boss);
      expect(done.status).toBe(200);
      expect(done.headers.get('cache-control')).toBe('no-store');
      expect(done.page.querySelector('#pid')?.text).toBe('1000');
      const key = done.page.querySelector('#key')?.text ?? '';
      expect(key).toMatch(/^[0-9a-f]{32}$/);
      expect(done.page.querySelector('#api-url')?.text).toBe(`${wizard.site.url}/`);
      // The key can be seen again, and another language leads to where.
      expect(done.page.querySelector('main')?.text).toMatch(
        /输入登录密码，可以再次查看|again for your password/,
      );
      expect(done.page.querySelector('.preferences a')?.getAttribute('href')).toContain(
        '%2Fconsole%2Fmerchants',
      );
      expect(wizard.wentOn).toEqual([url]);
      expect(wizard.stored()).toBe(url);
      expect(wizard.lines.join()).not.toContain(key);

      const db = openDatabase({ databaseUrl: url, dataDir: wizard.dataDir });
      expect(await isInstalled(db)).toBe(true);
      expect(await db('users').select('username')).toEqual([{ username: 'boss' }]);
      await db.destroy();
      await expectDead(wizard, visitor);
      await expectDead(wizard);
    });

    test('two people at the last page: one installs, the other is told', async () => {
      const wizard = await startWizard();
      const { fields, url } = await target(name);
      const pages = await Promise.all(
        ['boss', 'chief'].map(async (username) => {
          const visitor = wizard.visitor();
          const terms = await go(visitor, await unlock(visitor), fields);
          return { visitor, username, page: await go(visitor, terms, { accept: 'yes' }) };
        }),
      );
      const answers = await Promise.all(
        pages.map(({ visitor, username, page }) => visitor.submit(page, { ...boss, username })),
      );
      const statuses = answers.map(({ status }) => status).sort();
      expect(statuses[0]).toBe(200);
      expect([409, 410]).toContain(statuses[1]);
      expect(wizard.wentOn).toEqual([url]);
      expect(wizard.stored()).toBe(url);
    });

    test('a double click shows the same key twice', async () => {
      const wizard = await startWizard();
      const { fields } = await target(name);
      const visitor = wizard.visitor();
      const terms = await go(visitor, await unlock(visitor), fields);
      const page = await go(visitor, terms, { accept: 'yes' });
      const answers = await Promise.all([visitor.submit(page, boss), visitor.submit(page, boss)]);
      const keys = answers.map((answer) => answer.page.querySelector('#key')?.text);
      expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
      expect(keys[1]).toBe(keys[0]);
      expect(wizard.wentOn).toHaveLength(1);
    });
  });
}

describe('the database page', () => {
  test('fields that are missing or wrong are named, and what was typed stays, except the password', async () => {
    const { visitor } = await startWizard();
    const one = visitor();
    const page = await unlock(one);
    const again = await one.submit(page, {
      ...mysqlFields('mysql://me:s3cret-pw@h:1/d'),
      user: '',
      port: '70000',
    });
    expect(again.status).toBe(400);
    expect(problemOf(again, 'user')).toBe('请填写这一项。');
    expect(problemOf(again, 'port')).toContain('65535');
    expect(again.page.querySelector('#host')?.getAttribute('value')).toBe('h');
    expect(again.text).not.toContain('s3cret-pw');
  });

  test('a MySQL that does not answer is told with its cause, and a later page can’t be reached', async () => {
    const { visitor } = await startWizard();
    const one = visitor();
    const again = await one.submit(await unlock(one), mysqlFields('mysql://me:pw@127.0.0.1:1/d'));
    expect(again.status).toBe(400);
    expect(again.page.querySelector('[role=alert]')?.text).toContain('连不上 127.0.0.1:1（ECONNREFUSED）');
    expect((await one.get('/install/terms')).location).toBe('/install/database');
    expect((await one.get('/install/administrator')).location).toBe('/install/database');
  });

  test.skipIf(!mysqlAvailable())(
    'one that holds an installed mpay is refused, with the way to use it',
    async () => {
      const full = await openTestDatabase('mysql');
      undo.push(full.close);
      await full.db('settings').insert({ name: 'installed_at', value: '1' });
      const { visitor } = await startWizard();
      const one = visitor();
      const again = await one.submit(await unlock(one), mysqlFields(full.databaseUrl));
      expect(again.page.querySelector('[role=alert]')?.text).toContain('DATABASE_URL=mysql://');
    },
  );

  test.skipIf(!mysqlAvailable())('where DATABASE_URL decides, there is nothing to choose', async () => {
    const mysql = await createMysqlDatabase();
    undo.push(mysql.drop);
    const wizard = await startWizard({ env: { DATABASE_URL: mysql.url } });
    const visitor = wizard.visitor();
    const page = await unlock(visitor);
    expect(page.page.querySelector('[name=choice]')).toBeNull();
    expect(page.text).toContain(mysql.name);
    const terms = await go(visitor, page, { choice: 'sqlite' });
    const done = await visitor.submit(await go(visitor, terms, { accept: 'yes' }), boss);
    expect(done.status).toBe(200);
    expect(wizard.wentOn).toEqual([mysql.url]);
    expect(existsSync(join(wizard.dataDir, 'database.json'))).toBe(false);
  });
});

describe('once installed', () => {
  test('elsewhere, from a terminal: dead from the next request on', async () => {
    const wizard = await startWizard();
    const visitor = wizard.visitor();
    await unlock(visitor);
    wizard.state.installed = true;
    await expectDead(wizard, visitor);
  });

  test('a server that can’t go on by itself has still shown the key', async () => {
    const wizard = await startWizard({ failStart: true });
    const visitor = wizard.visitor();
    const terms = await go(visitor, await unlock(visitor), { choice: 'sqlite' });
    const done = await visitor.submit(await go(visitor, terms, { accept: 'yes' }), boss);
    expect(done.page.querySelector('#key')?.text).toMatch(/^[0-9a-f]{32}$/);
    expect(wizard.lines.join()).toContain('restart');
  });
});
