import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type House, startHouse } from '../../src/house.ts';
import { createInstalledMark } from '../../src/install/index.ts';
import { loadConfig } from '../../src/shared/config.ts';
import { createHttpServer } from '../../src/web/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { TestClock } from '../support/clock.ts';
import { databases, openTestDatabase } from '../support/database.ts';
import { runCli } from '../support/run-cli.ts';

/** The terminal twin is a process of its own. */
vi.setConfig({ testTimeout: 60_000 });

const undo: Array<() => Promise<unknown>> = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

/** A server in front of an empty database, and the terminal beside it. */
async function startEmpty(kind: 'sqlite' | 'mysql') {
  const place = await openTestDatabase(kind, { migrated: false });
  undo.push(place.close);
  const env = { DATA_DIR: place.dataDir, LOG_LEVEL: 'warn' };
  const { log, lines } = captureLog();
  const houses: House[] = [];
  async function start(): Promise<string> {
    const config = loadConfig({ ...env, DATABASE_URL: place.databaseUrl }, '/none');
    const house = await startHouse({ config, log, clock: new TestClock(), withJobs: false });
    houses.push(house);
    const server = createHttpServer((req, res) => house.handle(req, res));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    undo.push(async () => {
      server.closeAllConnections();
      server.close();
      await house.stop();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const install = () =>
    runCli(['install', '--username', 'boss', '--password', 'tulip orbit seven'], {
      ...env,
      DATABASE_URL: place.databaseUrl,
    });
  return { place, start, install, lines, houses };
}

const ask = async (url: string, init: RequestInit = {}) => {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', text: await answer.text() };
};

describe('before the installation everybody is told so in his form', () => {
  test('shops, phones, panels and buyers', async () => {
    const { start } = await startEmpty('sqlite');
    const url = await start();
    for (const path of [
      '/mapi.php',
      '/api.php?act=order',
      '//mapi.php',
      '/getOrderState/1',
      '/checkOrder/1000/abc',
      '/checkPayResult?pid=1&aid=1',
    ]) {
      const { type, text } = await ask(`${url}${path}`, { method: 'POST', body: '' });
      expect(type, path).toContain('application/json');
      expect(JSON.parse(text), path).toEqual({ code: -1, msg: expect.stringContaining('还没有安装') });
    }
    for (const path of [
      'createOrder',
      'getOrder',
      'checkOrder',
      'closeOrder',
      'appHeart',
      'appPush',
      'getState',
    ]) {
      const { text } = await ask(`${url}/${path}?t=1&sign=2`);
      const msg = expect.stringContaining('还没有安装');
      expect(JSON.parse(text), path).toEqual({ code: -1, msg, data: null });
    }
    const phone = await ask(`${url}/mpayNotify`, { method: 'POST', body: 'action=mpay' });
    expect(phone).toMatchObject({ status: 503, type: expect.stringContaining('text/plain') });
    expect(phone.text).not.toContain('200');
    for (const path of ['/submit.php?pid=1000', '//submit.php', '/Pay/console/1']) {
      const page = await ask(`${url}${path}`);
      expect(page, path).toMatchObject({ status: 503, type: expect.stringContaining('text/html') });
      expect(page.text, path).toContain('还没有安装');
    }
    expect(await ask(`${url}/healthz`)).toMatchObject({ status: 200 });
    expect(await ask(`${url}/readyz`)).toMatchObject({ status: 503 });
    expect(await ask(`${url}/`)).toMatchObject({ status: 302 });
    expect(await ask(`${url}/install`)).toMatchObject({ status: 200 });
  });
});

describe.each(databases.filter(({ available }) => available))(
  'a server and the terminal on $name',
  ({ name }) => {
    test('installed from the terminal while the wizard waits: the next request meets the product, /install is gone', async () => {
      const { start, install, houses } = await startEmpty(name);
      const url = await start();
      expect((await ask(`${url}/install`)).status).toBe(200);
      const run = await install();
      expect(run, run.stderr).toMatchObject({ status: 0 });

      const answers = await Promise.all(
        ['/mapi.php', '/install', '/console/login', '/readyz', '/api.php'].map((path) =>
          ask(`${url}${path}`),
        ),
      );
      expect(answers.map(({ status }) => status)).toEqual([200, 410, 200, 200, 200]);
      expect(JSON.parse(answers[0]?.text ?? '')).toMatchObject({ code: -4 });
      expect(houses[0]?.services()).not.toBeNull();
      for (const path of ['/install', '/install/', '/install/database', '/install/administrator']) {
        for (const method of ['GET', 'POST']) {
          expect((await ask(`${url}${path}`, { method })).status, `${method} ${path}`).toBe(410);
        }
      }
      const program = await ask(`${url}/install`, { headers: { accept: 'application/json' } });
      expect(program).toMatchObject({ status: 410, type: expect.stringContaining('json') });
      expect(await install()).toMatchObject({ status: 2, stdout: '' });

      const again = await start();
      expect((await ask(`${again}/install/database`)).status).toBe(410);
    });

    test('the mark is there and the product can not be opened: an error in the log, the wizard stays shut', async () => {
      const { place, start, lines } = await startEmpty(name);
      const url = await start();
      // Tables that are not ours: the migrations fail on them.
      await place.db.schema.createTable('schema_migrations', (t) => void t.increments('number'));
      createInstalledMark(place.dataDir).complete({ at: 1, database: name });
      expect((await ask(`${url}/install`)).status).toBe(410);
      expect((await ask(`${url}/mapi.php`)).text).toContain('code');
      expect(lines().some(({ msg }) => String(msg).includes('can not be opened'))).toBe(true);
    });
  },
);
