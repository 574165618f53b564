import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'node-html-parser';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { projectRoot } from '../../src/shared/paths.ts';
import { randomHex } from '../../src/shared/random.ts';
import { type SqbpaySimulator, startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { type FakeShop, isSigned, startFakeShop } from '../support/fake-shop.ts';
import { ScriptedPhone } from '../support/scripted-phone.ts';
import { until } from '../support/until.ts';
import { type Visit, Visitor } from '../support/visitor.ts';

/** What users run: `npm start` and `npm run cli`, built when there is no build yet. The compiler may take its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 });

const ADMIN = { username: 'boss', password: 'tulip orbit seven' };
const LOGIN = { username: '13800000000', password: 'sqb-password' };

let dataDir: string;
let product: ChildProcess;
let output = '';
let simulator: SqbpaySimulator;
let shop: FakeShop;
let owner: Visitor;
let merchant: { pid: string; key: string };

const { scripts } = (await import('../../package.json', { with: { type: 'json' } })).default;

/** A script of package.json, without npm between us and its process. */
function run(name: 'start' | 'cli', args: string[] = []): ChildProcess {
  const [, ...words] = scripts[name].split(' ');
  return spawn(process.execPath, [...words, ...args], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...{ PATH: process.env.PATH, DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1' },
      ...{ ALLOW_PRIVATE_NOTIFY: 'true', LOG_LEVEL: 'warn', NODE_ENV: 'production', DATABASE_URL: '' },
    },
  });
}

async function cli(...args: string[]): Promise<unknown> {
  const child = run('cli', args);
  let told = '';
  let wrong = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    told += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    wrong += text;
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`cli ${args.join(' ')}: ${wrong}`);
  return JSON.parse(told);
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'mpay-test-'));
  simulator = await startSqbpaySimulator({ accounts: [{ ...LOGIN, terminals: ['柜台一号'] }] });
  shop = await startFakeShop();
  product = run('start');
  for (const stream of [product.stdout, product.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  await until(
    'it invites to the wizard',
    () => /set-up code: .*\n/.test(output) || product.exitCode !== null,
    170_000,
  );
});
afterAll(async () => {
  product?.kill('SIGKILL');
  await simulator?.close();
  await shop?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The next page of the wizard. */
async function follow(answer: Visit): Promise<Visit> {
  expect(answer.status, answer.text).toBe(303);
  return owner.get(String(answer.location));
}

test('the wizard, from the code on the terminal to pid and key', async () => {
  const [, code = ''] = /安装码 set-up code: +(\S+)/.exec(output) ?? [];
  const [, address = ''] = /打开 open: +(\S+)/.exec(output) ?? [];
  owner = new Visitor(new URL(address).origin);
  let page = await owner.get('/install');
  expect(page.text).toContain('/assets/');
  page = await follow(await owner.submit(page, { code }));
  page = await follow(await owner.submit(page, { choice: 'sqlite' }));
  page = await follow(await owner.submit(page, { accept: 'yes' }));
  page = await owner.submit(page, { ...ADMIN, again: ADMIN.password });
  expect(page.status, page.text).toBe(200);
  merchant = {
    pid: page.page.querySelector('#pid')?.text ?? '',
    key: page.page.querySelector('#key')?.text ?? '',
  };
  expect([merchant.pid, merchant.key]).toEqual(['1000', expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect((await owner.get('/install')).status).toBe(410);
  const ready = await owner.get('/readyz');
  expect([ready.status, JSON.parse(ready.text)]).toEqual([200, { ready: true }]);
});

test('its style sheets and scripts are served', async () => {
  const { page } = await owner.get('/console/login');
  const linked = [
    ...page.querySelectorAll('link[rel=stylesheet]').map((link) => link.getAttribute('href')),
    ...page.querySelectorAll('script[src]').map((script) => script.getAttribute('src')),
  ];
  expect(linked.length).toBeGreaterThan(0);
  for (const address of linked) expect((await owner.get(String(address))).status, String(address)).toBe(200);
});

async function buy(money: string): Promise<{ tradeNo: string; payable: string }> {
  const fields: Record<string, string> = {
    ...{ pid: merchant.pid, type: 'wxpay', out_trade_no: `SN${randomHex(6)}`, name: 'VIP会员', money },
    ...{ notify_url: `${shop.url}/notify`, return_url: `${shop.url}/return` },
  };
  const signed = { ...fields, sign: epaySign(fields, merchant.key), sign_type: 'MD5' };
  const answer = await owner.post('/mapi.php', signed);
  const told = JSON.parse(answer.text);
  expect(told, answer.text).toMatchObject({ code: 1 });
  const cashier = await owner.get(new URL(told.payurl).pathname);
  expect(cashier.status).toBe(200);
  const [order] = [(await cli('order', 'show', told.trade_no)) as { payableFen: number }];
  const payable = (order.payableFen / 100).toFixed(2);
  expect(cashier.text).toContain(payable);
  return { tradeNo: told.trade_no, payable };
}

async function isPaidAndTold(tradeNo: string): Promise<void> {
  const calls = () => shop.received.filter(({ params }) => params.trade_no === tradeNo);
  await until('the shop is told', () => calls().length > 0, 30_000);
  expect(calls().every((call) => isSigned(call, merchant.key))).toBe(true);
  await until('the order is paid and told', async () => {
    const order = (await cli('order', 'show', tradeNo)) as { state: string; notified: unknown };
    return order.state === 'paid' && Boolean(order.notified);
  });
  expect(calls()).toHaveLength(1);
}

test('a sale over a platform: accounts from the terminal, money in its list, the shop told', async () => {
  const { id } = (await cli(
    ...['account', 'add', '--platform', 'sqbpay', '--login', LOGIN.username, '--password', LOGIN.password],
    ...['--mode', 'continuous', '--interval', '1', '--base-url', simulator.url],
  )) as { id: number };
  await cli(
    ...['code', 'add', '--account', String(id), '--terminal', '柜台一号', '--style', 'link'],
    ...['--content', 'https://qr.example/1'],
  );
  const { tradeNo, payable } = await buy('15.00');
  simulator.pay({ terminal: '柜台一号', payType: 'wxpay', amountFen: Math.round(Number(payable) * 100) });
  await isPaidAndTold(tradeNo);
});

test('a sale that a phone tells of, set up as its page says', async () => {
  const { id } = (await cli('account', 'add', '--platform', 'wxpay', '--login', '店里的红米')) as {
    id: number;
  };
  await cli(
    ...['code', 'add', '--account', String(id), '--kind', 'personal', '--style', 'link'],
    ...['--content', 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789'],
  );
  const login = await owner.submit(await owner.get('/console/login'), ADMIN);
  expect(login.status).toBe(303);
  const listener = `/console/accounts/${id}/listener`;
  const added = await owner.submit(
    await owner.get(listener),
    { name: '店里的红米', app: 'sms_forwarder', your_password: ADMIN.password },
    `form[action="${listener}/devices"]`,
  );
  expect(added.status).toBe(303);
  const fresh = await owner.get(listener);
  const shown = (name: string) => parse(fresh.text).querySelector(`#${name}`)?.text ?? '';
  expect(shown('secret')).toMatch(/^[0-9a-f]{16,}$/);
  const phone = new ScriptedPhone({
    ...{ deviceName: '店里的红米', method: shown('method'), address: shown('push-url') },
    ...{ messageTemplate: shown('message-template'), secret: shown('secret'), keyword: shown('keyword') },
    ...{ rule: shown('forwarding-rule'), ruleTemplate: shown('rule-template') },
  });
  expect(await phone.runTask('mpay-heartbeat', shown('heartbeat-template'))).toMatchObject({ success: true });

  // The code of the platform would take its turn too.
  const accounts = (await cli('account', 'list')) as { id: number; platform: string }[];
  const other = accounts.find(({ platform }) => platform === 'sqbpay');
  const form = `form[action="/console/accounts/${other?.id}/enabled"]`;
  const disabled = await owner.submit(await owner.get(`/console/accounts/${other?.id}`), {}, form);
  expect(disabled.status).toBe(303);

  const { tradeNo, payable } = await buy('8.00');
  const told = await phone.receive({
    ...{ packageName: 'com.tencent.mm', title: '微信支付', text: `个人收款码到账¥${payable}` },
  });
  expect(told).toMatchObject({ status: 200, success: true });
  await isPaidAndTold(tradeNo);
});

test('told to stop, it ends with 0, having complained of nothing and left no secret in plain', async () => {
  product.kill('SIGTERM');
  const [code] = await once(product, 'close');
  expect(code).toBe(0);
  const logged = output
    .split('\n')
    .filter((line) => line.startsWith('{') && !line.includes('not installed yet'));
  expect(logged).toEqual([]);
  expect(readdirSync(dataDir).sort()).toEqual(
    expect.arrayContaining(['app.key', 'installed.json', 'mpay.db']),
  );
});
