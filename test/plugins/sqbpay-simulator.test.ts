import { parse } from 'node-html-parser';
import { expect, onTestFinished, test } from 'vitest';
import { type SqbpaySimulator, startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';

const ACCOUNT = { username: 'shop', password: 'pw', terminals: ['T1', 'T"2'] };

async function setUp(): Promise<SqbpaySimulator> {
  const simulator = await startSqbpaySimulator({ accounts: [ACCOUNT] });
  onTestFinished(() => simulator.close());
  return simulator;
}

async function send(
  simulator: SqbpaySimulator,
  path: string,
  body: unknown,
): Promise<{ code: number; data: never }> {
  const answer = await fetch(simulator.url + path, { method: 'POST', body: JSON.stringify(body) });
  return (await answer.json()) as { code: number; data: never };
}

async function tokenOf(simulator: SqbpaySimulator): Promise<string> {
  const { data } = await send(simulator, '/api/login/ucUser/login', {
    username: 'shop',
    password: '8fe4c11451281c094a6578e6ddbf5eed',
    uc_device: { device_type: 2, device_fingerprint: '3f2c8a52-7a0e-4a5e-9e51-1d6a1f3f0c11' },
  });
  const { mchUserTokenInfo } = data as { mchUserTokenInfo: { token: string } };
  return mchUserTokenInfo.token;
}

const query = { date_start: 0, date_end: 4e12, page: 1, page_size: 10, status: '2000' };

test('paying on the page: the form shows terminals and types, the payment is listed and reloading pays nothing', async () => {
  const simulator = await setUp();
  const empty = parse(await (await fetch(simulator.url)).text());
  expect(empty.querySelectorAll('#terminal option').map((option) => option.getAttribute('value'))).toEqual([
    'T1',
    'T"2',
  ]);
  expect(empty.querySelectorAll('script')).toEqual([]);
  const form = new URLSearchParams({ terminal: 'T"2', pay_type: 'alipay', amount: '10.01' });
  const paid = await fetch(`${simulator.url}/pay`, { method: 'POST', body: form });
  const page = parse(await paid.text());
  expect(page.querySelector('.done')?.text).toContain('已用支付宝支付 ¥10.01');
  expect(page.querySelector('#terminal option[selected]')?.getAttribute('value')).toBe('T"2');
  const reloaded = parse(await (await fetch(paid.url)).text());
  expect(reloaded.querySelectorAll('li')).toHaveLength(1);
});

test.each([
  { terminal: 'T1', pay_type: 'wxpay', amount: '0' },
  { terminal: 'T1', pay_type: 'wxpay', amount: '1.001' },
  { terminal: 'T1', pay_type: 'toString', amount: '1' },
  { terminal: '<b>', pay_type: 'wxpay', amount: '1' },
])('paying with a wrong form %o: said on the page, nothing is paid', async (fields) => {
  const simulator = await setUp();
  const answer = await fetch(`${simulator.url}/pay`, { method: 'POST', body: new URLSearchParams(fields) });
  expect(answer.status).toBe(400);
  const page = parse(await answer.text());
  expect(page.querySelector('.wrong')).not.toBeNull();
  expect(page.querySelectorAll('li')).toEqual([]);
});

test('the page lists the last twenty payments, newest first', async () => {
  const simulator = await setUp();
  for (let n = 1; n <= 25; n++) simulator.pay({ terminal: 'T1', amountFen: n, payType: 'wxpay' });
  const page = parse(await (await fetch(simulator.url)).text());
  const amounts = page.querySelectorAll('.amount').map((it) => it.text);
  expect([amounts.length, amounts[0], amounts[19]]).toEqual([20, '¥0.25', '¥0.06']);
});

test('a token that is not known, a page that is too large: another code than 50000', async () => {
  const simulator = await setUp();
  const token = await tokenOf(simulator);
  const path = '/api/transaction/findTransactions?client_version=7.0.0&token=';
  expect((await send(simulator, `${path}nobody`, query)).code).not.toBe(50_000);
  expect((await send(simulator, path + token, { ...query, page_size: 501 })).code).not.toBe(50_000);
  expect((await send(simulator, path + token, { ...query, page_size: 500 })).code).toBe(50_000);
  expect(JSON.stringify(simulator.requests.all())).not.toContain(token);
});

test('the hook tells of each payment once, when it was first shown', async () => {
  const simulator = await setUp();
  const told: string[][] = [];
  const stop = simulator.onQueryAnswered((orderSns) => told.push(orderSns));
  const path = `/api/transaction/findTransactions?token=${await tokenOf(simulator)}`;
  const one = simulator.pay({ terminal: 'T1', amountFen: 1, payType: 'wxpay' });
  await send(simulator, path, query);
  await send(simulator, path, query);
  const two = simulator.pay({ terminal: 'T1', amountFen: 2, payType: 'wxpay' });
  await send(simulator, path, query);
  stop();
  simulator.pay({ terminal: 'T1', amountFen: 3, payType: 'wxpay' });
  await send(simulator, path, query);
  expect(told).toEqual([[one], [two]]);
});

test('paying to a terminal of nobody, or giving a terminal to two accounts: an error', async () => {
  const simulator = await setUp();
  expect(() => simulator.pay({ terminal: 'T9', amountFen: 1, payType: 'wxpay' })).toThrow('T9');
  expect(() => simulator.addAccount({ username: 'b', password: 'x', terminals: ['T1'] })).toThrow('T1');
});
