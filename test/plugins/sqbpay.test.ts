import { expect, onTestFinished, test } from 'vitest';
import sqbpay from '../../plugins/sqbpay/index.ts';
import { PlatformError } from '../../src/plugin-api/index.ts';
import {
  createPluginHost,
  type FetchAnswer,
  type HostLimits,
  type LoginAnswer,
  type LoginOutcome,
} from '../../src/plugin-host/index.ts';
import { registryOf } from '../plugin-host/build-platform.ts';
import { type SqbpaySimulator, startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { captureLog } from '../support/captured-log.ts';

const START = Date.UTC(2025, 2, 1, 8, 0, 0);
const HOUR = 3_600_000;
const LOGIN = { username: '13800000000', password: 'correct horse' };

/** The simulator, the real host and plugin, one clock for both, and the session carried from call to call. */
async function setUp(limits: Partial<HostLimits> = {}) {
  const clock = { now: START };
  const simulator = await startSqbpaySimulator({
    now: () => clock.now,
    accounts: [{ ...LOGIN, terminals: ['T1', 'T2'] }],
  });
  const captured = captureLog();
  const host = createPluginHost({ registry: registryOf(sqbpay), log: captured.log, limits });
  onTestFinished(async () => {
    await host.close();
    await simulator.close();
  });
  let session: unknown = null;
  const call = (settings: Record<string, string> = {}) => ({
    settings: { ...LOGIN, base_url: simulator.url, ...settings },
    session,
    now: clock.now,
  });
  async function keeping<T extends LoginAnswer>(asking: Promise<T>): Promise<T> {
    try {
      const answer = await asking;
      session = answer.session;
      return answer;
    } catch (error) {
      if (error instanceof PlatformError && error.session !== undefined) session = error.session;
      throw error;
    }
  }
  return {
    clock,
    simulator,
    logText: captured.text,
    session: () => (session as { own: { token: string; expiresAt: number; deviceFingerprint: string } }).own,
    login: (settings?: Record<string, string>) => keeping(host.login('sqbpay', call(settings)).then(done)),
    fetch: (
      settings?: Record<string, string>,
      window = { from: clock.now - 10 * 60_000, to: clock.now + 1_000 },
    ): Promise<FetchAnswer> => keeping(host.fetchReceipts('sqbpay', call(settings), window)),
  };
}

/** Nobody is asked anything at this platform. */
function done(outcome: LoginOutcome): LoginAnswer {
  if (outcome.step !== 'done') throw new Error('the platform asks');
  return outcome;
}

function calls(simulator: SqbpaySimulator): string[] {
  return simulator.requests.all().map(({ call }) => call);
}

test('logging in with the right password: a session, and the clocks agree', async () => {
  const { login, simulator, session } = await setUp();
  const { clockSkewMs } = await login();
  expect(session()).toMatchObject({ token: expect.any(String), expiresAt: START + HOUR });
  expect(Math.abs(clockSkewMs ?? Number.NaN)).toBeLessThan(2_000);
  expect(calls(simulator)).toEqual(['login']);
});

test('logging in with a wrong password: said in words for the merchant, asked once', async () => {
  const { login, simulator } = await setUp();
  await expect(login({ password: 'wrong' })).rejects.toMatchObject({
    kind: 'wrongPassword',
    fields: ['username', 'password'],
    message: '收钱吧不接受这次登录，请检查用户名和密码（代码 40001：用户名或密码错误）',
  });
  expect(simulator.requests.count()).toBe(1);
});

test('fetching for the first time: logs in, then gives each payment in our words', async () => {
  const { fetch, simulator, clock } = await setUp();
  const one = simulator.pay({ terminal: 'T1', amountFen: 1001, payType: 'wxpay' });
  const two = simulator.pay({ terminal: 'T2', amountFen: 5, payType: 'alipay', paidAt: clock.now - 1_000 });
  const three = simulator.pay({
    terminal: 'T1',
    amountFen: 9_999_999_999,
    payType: 'unionpay',
    paidAt: clock.now - 2_000,
  });
  const { receipts, dropped } = await fetch();
  expect(receipts).toMatchObject([
    { externalId: one, amountFen: 1001, payType: 'wxpay', terminal: 'T1', paidAt: START },
    { externalId: two, amountFen: 5, payType: 'alipay', terminal: 'T2', paidAt: START - 1_000 },
    { externalId: three, amountFen: 9_999_999_999, payType: 'unionpay', terminal: 'T1' },
  ]);
  expect(receipts[0]?.raw).toMatchObject({ order_sn: one, store_name: '模拟门店' });
  expect(dropped).toEqual([]);
  expect(calls(simulator)).toEqual(['login', 'query']);
});

test('fetching again: the session is used, no second login', async () => {
  const { fetch, simulator } = await setUp();
  await fetch();
  await fetch();
  expect(calls(simulator)).toEqual(['login', 'query', 'query']);
});

test('one shop: its number is asked for once a payment of it was seen, also after another login; a wrong one hides no money', async () => {
  const { fetch, simulator } = await setUp();
  const asked = () =>
    simulator.requests.all().flatMap(({ call, store }) => (call === 'query' ? [store] : []));
  const elsewhere = { store_sn: '1580000002' };
  const other = simulator.pay({ terminal: 'T2', amountFen: 2, payType: 'wxpay', row: elsewhere });
  // A number with a slip in it: the list stays the one of all shops.
  for (let look = 0; look < 2; look++)
    expect((await fetch({ store_sn: '1580000091' })).receipts).toMatchObject([{ externalId: other }]);
  expect(asked()).toEqual(['', '']);

  const one = { store_sn: ' 1580000001 ' };
  expect((await fetch(one)).receipts).toHaveLength(1);
  const own = simulator.pay({ terminal: 'T1', amountFen: 1, payType: 'wxpay' });
  expect((await fetch(one)).receipts).toHaveLength(2);
  expect((await fetch(one)).receipts).toMatchObject([{ externalId: own }]);
  simulator.faults.expireTokens();
  expect((await fetch(one)).receipts).toMatchObject([{ externalId: own }]);
  expect(asked().slice(2)).toEqual(['', '', '1580000001', '1580000001', '1580000001']);
});

test('payments outside the window and of other accounts are not seen', async () => {
  const { fetch, simulator, clock } = await setUp();
  simulator.addAccount({ username: 'other', password: 'x', terminals: ['T9'] });
  simulator.pay({ terminal: 'T9', amountFen: 1, payType: 'wxpay' });
  simulator.pay({ terminal: 'T1', amountFen: 1, payType: 'wxpay', paidAt: clock.now - 11 * 60_000 });
  expect((await fetch()).receipts).toEqual([]);
});

test('the platform forgot the token: one login, one repetition, the same fingerprint', async () => {
  const { fetch, simulator, session } = await setUp();
  await fetch();
  const before = session();
  simulator.faults.expireTokens();
  simulator.requests.reset();
  const orderSn = simulator.pay({ terminal: 'T1', amountFen: 1001, payType: 'wxpay' });
  const { receipts } = await fetch();
  expect(receipts.map(({ externalId }) => externalId)).toEqual([orderSn]);
  expect(calls(simulator)).toEqual(['query', 'login', 'query']);
  expect(session().token).not.toBe(before.token);
  expect(session().deviceFingerprint).toBe(before.deviceFingerprint);
});

test('the query is refused even after a login: blocked, no third try', async () => {
  const { fetch, simulator } = await setUp();
  await fetch();
  simulator.requests.reset();
  simulator.faults.failNext(Number.POSITIVE_INFINITY, 'not_logged_in', 'query');
  await expect(fetch()).rejects.toMatchObject({ kind: 'blocked' });
  expect(calls(simulator)).toEqual(['query', 'login', 'query']);
});

test('the query is refused right after the first login: blocked, the password is not used twice', async () => {
  const { fetch, simulator } = await setUp();
  simulator.faults.failNext(1, 'not_logged_in', 'query');
  await expect(fetch()).rejects.toMatchObject({ kind: 'blocked' });
  expect(calls(simulator)).toEqual(['login', 'query']);
});

test('less than five minutes left: the token is renewed, the password stays at home', async () => {
  const { fetch, simulator, clock, session } = await setUp();
  await fetch();
  const { token } = session();
  clock.now += HOUR - 5 * 60_000;
  await fetch();
  expect(session().token).toBe(token);
  clock.now += 1;
  await fetch();
  expect(session()).toMatchObject({ expiresAt: clock.now + HOUR });
  expect(session().token).not.toBe(token);
  expect(calls(simulator)).toEqual(['login', 'query', 'query', 'refresh', 'query']);
});

test('the renewal says "log in again", or makes no sense: logs in', async () => {
  const { fetch, simulator, clock } = await setUp();
  await fetch();
  clock.now += HOUR - 60_000;
  simulator.requests.reset();
  simulator.faults.refuseRefresh = true;
  await fetch();
  expect(calls(simulator)).toEqual(['refresh', 'login', 'query']);

  clock.now += HOUR - 60_000;
  simulator.requests.reset();
  simulator.faults.failNext(1, 'not_logged_in', 'refresh');
  await fetch();
  expect(calls(simulator)).toEqual(['refresh', 'login', 'query']);
});

test('a token that is over by its own word is not sent: logs in', async () => {
  const { fetch, simulator, clock } = await setUp();
  await fetch();
  clock.now += HOUR;
  simulator.requests.reset();
  await fetch();
  expect(calls(simulator)).toEqual(['login', 'query']);
});

test('the login or the address of the account changed: the old token is not sent there', async () => {
  const { fetch, simulator } = await setUp();
  await fetch();
  simulator.addAccount({ username: 'other', password: 'x', terminals: ['T9'] });
  simulator.requests.reset();
  await fetch({ username: 'other', password: 'x' });
  expect(simulator.requests.all().map(({ call, username }) => [call, username])).toEqual([
    ['login', 'other'],
    ['query', 'other'],
  ]);
});

test('the query fails after a login: the login is kept for the next time', async () => {
  const { fetch, simulator } = await setUp();
  simulator.faults.failNext(1, 'http500', 'query');
  await expect(fetch()).rejects.toMatchObject({ kind: 'unreachable' });
  await fetch();
  expect(calls(simulator)).toEqual(['login', 'query', 'query']);
});

test('450 payments: read in three pages, each once, none lost', async () => {
  const { fetch, simulator, clock } = await setUp();
  const paid = Array.from({ length: 450 }, (_, index) =>
    simulator.pay({ terminal: 'T1', amountFen: index + 1, payType: 'wxpay', paidAt: clock.now - index }),
  );
  const { receipts } = await fetch();
  expect(receipts.map(({ externalId }) => externalId)).toEqual(paid);
  expect(simulator.requests.count('query')).toBe(3);
});

test('exactly one full page: the empty second page ends it', async () => {
  const { fetch, simulator } = await setUp();
  for (let n = 0; n < 200; n++) simulator.pay({ terminal: 'T1', amountFen: 1, payType: 'wxpay' });
  expect((await fetch()).receipts).toHaveLength(200);
  expect(simulator.requests.count('query')).toBe(2);
});

test('more payments in one moment than we are ready to read: broken when it comes to them, never a part of them', async () => {
  const { fetch, clock, simulator } = await setUp();
  for (let n = 0; n < 10_000; n++) simulator.pay({ terminal: 'T1', amountFen: 1, payType: 'wxpay' });
  const before = await fetch();
  // What is known ends before them: the next question goes on from there.
  expect(before.receipts).toEqual([]);
  expect(before.readUntil).toBeLessThan(clock.now);
  const onlyThem = { from: clock.now - 1_000, to: clock.now + 1_000 };
  await expect(fetch({}, onlyThem)).rejects.toMatchObject({
    kind: 'broken',
    message: expect.stringContaining('10000'),
  });
});

test('broken rows: dropped with the reason and logged, the good ones pass', async () => {
  const { fetch, simulator, logText } = await setUp();
  const pay = (row: Record<string, unknown>) =>
    simulator.pay({ terminal: 'T1', amountFen: 700, payType: 'wxpay', row });
  const good = pay({});
  for (const row of [
    { order_sn: undefined },
    { order_sn: 2 ** 60 },
    { original_amount: undefined },
    { original_amount: 7.5 },
    { original_amount: '7.00' },
    { original_amount: -700 },
    { payway: 99 },
    { status: undefined },
    { finish_time: undefined, pay_time: null, create_time: 0 },
    { finish_time: '2025-03-01 16:00:00' },
    { finish_time: Math.floor(START / 1000) },
  ]) {
    pay(row);
  }
  const { receipts, dropped } = await fetch();
  expect(receipts.map(({ externalId }) => externalId)).toEqual([good]);
  expect(dropped).toHaveLength(11);
  expect(logText()).toContain('plugin_rows_dropped');
});

test('rows of older and looser make: numbers as digits, the other terminal field, the other times', async () => {
  const { fetch, simulator } = await setUp();
  const pay = (row: Record<string, unknown>) =>
    simulator.pay({ terminal: 'T1', amountFen: 700, payType: 'wxpay', row });
  pay({ order_sn: 'A', original_amount: '700', payway: '3', status: '2000', finish_time: String(START - 5) });
  pay({ order_sn: 'B', terminal_sn: '', terminal_device_fingerprint: 'F1', finish_time: null });
  pay({ order_sn: 'C', terminal_sn: null, finish_time: null, pay_time: null, payway: null });
  pay({ order_sn: 12345, paid_amount: 1 });
  const { receipts, dropped } = await fetch();
  expect(dropped).toEqual([]);
  const byId = Object.fromEntries(receipts.map((receipt) => [receipt.externalId, receipt]));
  expect(byId.A).toMatchObject({ amountFen: 700, payType: 'wxpay', terminal: 'T1', paidAt: START - 5 });
  expect(byId.B).toMatchObject({ terminal: 'F1', paidAt: START });
  expect(byId.C).toMatchObject({ terminal: null, payType: null, paidAt: START - 3_000 });
  expect(byId['12345']).toMatchObject({ amountFen: 700 });
});

test('refunds, transfers and withdrawals are no sure payments, and take no payment’s place; what was cancelled is none', async () => {
  const { fetch, simulator } = await setUp();
  const pay = (more: Record<string, unknown> = {}) =>
    simulator.pay({ terminal: 'T1', amountFen: 700, payType: 'wxpay', ...more });
  const sale = pay();
  for (const kind of ['refund', 'transfer', 'withdrawal', 'cancelled'] as const) pay({ kind });
  pay({ kind: 'refund', row: { order_sn: sale } });
  for (const type of ['31', 0, 'REFUND', true, {}, '030', 30.5]) pay({ row: { type } });
  const typeless = [
    pay({ row: { type: undefined } }),
    pay({ row: { type: ' 30' } }),
    pay({ row: { type: '' } }),
  ];
  const { receipts, dropped } = await fetch();
  expect(dropped).toEqual([]);
  const sure = receipts.filter(({ isUnsure }) => !isUnsure).map(({ externalId }) => externalId);
  expect(sure.sort()).toEqual([sale, ...typeless].sort());
  expect(receipts).toHaveLength(4 + 3 + 1 + 7);
  expect(receipts.map(({ externalId }) => externalId)).toContain(`${sale}/type-11`);
});

test('records that are not paid: left out, and no fault', async () => {
  const { parseTransactions } = await import('../../plugins/sqbpay/parse-transactions.ts');
  const row = { order_sn: 'A', original_amount: 1, payway: 3, finish_time: START };
  expect(
    parseTransactions([
      { ...row, status: 2101 },
      { ...row, status: '1000' },
    ]),
  ).toEqual({
    receipts: [],
    dropped: [],
  });
});

test.each([
  ['http500', 'unreachable'],
  ['garbage', 'broken'],
  ['empty', 'broken'],
] as const)('the platform answers with %s: %s, at the login and at the query', async (fault, kind) => {
  const { fetch, simulator } = await setUp();
  for (const call of ['login', 'query'] as const) {
    simulator.faults.failNext(1, fault, call);
    await expect(fetch()).rejects.toMatchObject({ name: 'PlatformError', kind });
  }
  expect((await fetch()).receipts).toEqual([]);
});

test.each(['hang', 'slow'] as const)(
  'the platform answers with %s: unreachable at the deadline',
  async (fault) => {
    const { fetch, simulator } = await setUp({ requestMs: 500 });
    await fetch();
    simulator.faults.failNext(1, fault);
    await expect(fetch()).rejects.toMatchObject({ kind: 'unreachable' });
  },
);

test('every request is quick but the whole is not: unreachable at the deadline of the call', async () => {
  const { fetch, simulator } = await setUp({ callMs: 300 });
  for (let n = 0; n < 200; n++) simulator.pay({ terminal: 'T1', amountFen: 1, payType: 'wxpay' });
  simulator.faults.delayMs = 140;
  await expect(fetch()).rejects.toMatchObject({
    kind: 'unreachable',
    message: expect.stringContaining('0.3 秒'),
  });
});

test('whatever goes wrong: no token and no password in an error or in the log', async () => {
  const { fetch, simulator, session, logText, clock } = await setUp({ requestMs: 500 });
  const said: string[] = [];
  const secrets = new Set<string>([LOGIN.password]);
  await fetch();
  for (const fault of ['http500', 'garbage', 'empty', 'hang', 'slow', 'not_logged_in'] as const) {
    for (const call of ['query', 'refresh', 'login'] as const) {
      secrets.add(session().token);
      // One of the two is enough for each call: they end in the same place, and each costs the whole limit.
      if (fault === (call === 'query' ? 'slow' : 'hang')) continue;
      if (call === 'refresh') clock.now = session().expiresAt - 60_000;
      if (call === 'login') simulator.faults.expireTokens();
      simulator.faults.failNext(call === 'query' ? 2 : 1, fault, call);
      await fetch().catch((error: Error) =>
        said.push(`${error.stack} ${JSON.stringify(error.cause ?? null)}`),
      );
      simulator.faults.clear();
      await fetch();
    }
  }
  expect(said.length).toBeGreaterThan(10);
  for (const secret of secrets) {
    expect(said.join('\n')).not.toContain(secret);
    expect(logText()).not.toContain(secret);
  }
  expect(said.join('\n')).not.toContain('token=');
});

test("the platform's clock is ahead: the host tells by how much", async () => {
  const { simulator } = await setUp();
  const host = createPluginHost({ registry: registryOf(sqbpay), log: captureLog().log });
  onTestFinished(() => host.close());
  const settings = { ...LOGIN, base_url: simulator.url };
  const { clockSkewMs } = done(await host.login('sqbpay', { settings, session: null, now: START - 120_000 }));
  expect(Math.abs((clockSkewMs ?? 0) - 120_000)).toBeLessThan(2_000);
});
