import { describe, expect, onTestFinished, test } from 'vitest';
import alipaybill from '../../plugins/alipaybill/index.ts';
import { readStatement } from '../../plugins/alipaybill/read-rows.ts';
import { PlatformError } from '../../src/plugin-api/index.ts';
import { createPluginHost, createRegistry } from '../../src/plugin-host/index.ts';
import { APP_ID, keys, startAlipaySimulator } from '../simulators/alipaybill/simulator.ts';
import { captureLog } from '../support/captured-log.ts';

const NOW = Date.UTC(2026, 2, 1, 4, 0, 0, 500);
const MINUTE = 60_000;
const DAY = 86_400_000;
const GOOD = { username: APP_ID, private_key: keys.app.private, alipay_public_key: keys.alipay.public };
const pem = (key: (typeof keys)['app']['publicKey'], type: 'pkcs1' | 'pkcs8' | 'spki') =>
  key.export({ format: 'pem', type } as never).toString();

async function open() {
  const simulator = await startAlipaySimulator(() => NOW);
  const registry = createRegistry([
    { folder: 'alipaybill', source: 'built-in', platform: alipaybill, problem: null },
  ]);
  const host = createPluginHost({ registry, log: captureLog().log });
  onTestFinished(async () => {
    await host.close();
    await simulator.close();
  });
  const call = (changes: Record<string, string> = {}) => ({
    settings: { ...GOOD, base_url: simulator.url, ...changes },
    session: null,
    now: NOW,
    account: '1',
  });
  const failure = async (asking: Promise<unknown>): Promise<PlatformError> => {
    const error = await asking.then(
      () => 'it did not fail',
      (reason: unknown) => reason,
    );
    if (!(error instanceof PlatformError)) throw error;
    return error;
  };
  return {
    simulator,
    login: (changes?: Record<string, string>) => host.login('alipaybill', call(changes)),
    refusedLogin: (changes?: Record<string, string>) => failure(host.login('alipaybill', call(changes))),
    fetch: (from = NOW - MINUTE, to = NOW) => host.fetchReceipts('alipaybill', call(), { from, to }),
    refusedFetch: (from = NOW - MINUTE, to = NOW) =>
      failure(host.fetchReceipts('alipaybill', call(), { from, to })),
  };
}

describe('the keys are told apart, each in its place', () => {
  test.each([
    ['bare', keys.app.private, keys.alipay.public],
    ['as PEM', pem(keys.app.privateKey, 'pkcs8'), pem(keys.alipay.publicKey, 'spki')],
    ['PKCS#1', pem(keys.app.privateKey, 'pkcs1'), pem(keys.alipay.publicKey, 'pkcs1')],
    ['with line breaks', keys.app.private.replace(/.{64}/g, '$&\r\n'), ` ${keys.alipay.public}\n`],
  ])('%s, they let in', async (_, private_key, alipay_public_key) => {
    const { login } = await open();
    expect(await login({ private_key, alipay_public_key })).toMatchObject({ step: 'done' });
  });

  test.each([
    ['a 2088 user’s number', { username: '2088000011112222x' }, 'username', '2088'],
    ['no AppID', { username: 'my app' }, 'username', '16 位'],
    ['the public key for the private one', { private_key: keys.app.public }, 'private_key', '这里填的是公钥'],
    ['half a private key', { private_key: keys.app.private.slice(0, 800) }, 'private_key', '没有复制完整'],
    ['something else', { private_key: 'MIIE' }, 'private_key', '这不是私钥'],
    [
      'a private key for Alipay’s',
      { alipay_public_key: keys.app.private },
      'alipay_public_key',
      '这里填的是私钥',
    ],
    ['the app’s own public key', { alipay_public_key: keys.app.public }, 'alipay_public_key', '应用公钥'],
    [
      'half a public key',
      { alipay_public_key: keys.alipay.public.slice(9) },
      'alipay_public_key',
      '没有复制完整',
    ],
    [
      'a certificate',
      { alipay_public_key: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----' },
      'alipay_public_key',
      '公钥',
    ],
  ])('%s is said, and costs no call', async (_, changes, field, words) => {
    const { refusedLogin, simulator } = await open();
    const error = await refusedLogin(changes);
    expect(error).toMatchObject({ kind: 'wrongPassword', fields: [field] });
    expect(error.words.zh).toContain(words);
    expect(simulator.asked).toHaveLength(0);
  });

  test.each([
    ['another app', { username: '2021000000000009' }, 'username'],
    ['a private key of another pair', { private_key: keys.stranger.private }, 'private_key'],
    ['a public key that is not Alipay’s', { alipay_public_key: keys.stranger.public }, 'alipay_public_key'],
  ])('%s is found by a real call', async (_, changes, field) => {
    const { refusedLogin, simulator } = await open();
    expect(await refusedLogin(changes)).toMatchObject({ kind: 'wrongPassword', fields: [field] });
    expect(simulator.asked).toHaveLength(1);
  });
});

test.each([
  [400, 'not-online-app', 'blocked', '上线'],
  [401, 'insufficient-isv-permissions', 'blocked', '账务明细'],
  [403, '', 'blocked', '账务明细'],
  [400, 'missing-app-cert-sn', 'wrongPassword', '证书'],
  [400, 'missing-signature-config', 'wrongPassword', '应用公钥'],
  [401, 'isv.invalid-signature', 'wrongPassword', '应用公钥'],
  [400, 'invalid-timestamp', 'broken', '时钟'],
  [400, 'app-call-limited', 'tooFast', '频繁'],
  [429, '', 'tooFast', '频繁'],
  [500, 'unknow-error', 'unreachable', '暂时'],
  [400, 'ACQ.SYSTEM_ERROR', 'unreachable', '暂时'],
  [502, '', 'unreachable', '暂时'],
  [400, 'something-new', 'broken', 'something-new'],
  [302, '', 'broken', '302'],
] as const)('refused with %s %s: %s', async (status, code, kind, words) => {
  const { refusedFetch, simulator } = await open();
  simulator.refusal = { status, code };
  const error = await refusedFetch();
  expect(error.kind).toBe(kind);
  expect(error.words.zh).toContain(words);
  expect(simulator.asked).toHaveLength(1);
});

test.each(['by a stranger', 'not at all', 'another body'] as const)(
  'an answer signed %s is never rows',
  async (signing) => {
    const { refusedFetch, simulator } = await open();
    simulator.add({ trans_amount: '1.00' }, NOW - 1_000);
    simulator.signing = signing;
    expect((await refusedFetch()).kind).toBe('broken');
  },
);

test('what was paid in this very second is in the answer, though the end is exclusive', async () => {
  const { fetch, simulator } = await open();
  const id = simulator.add({ trans_amount: '1.00' }, NOW);
  expect((await fetch()).receipts.map(({ externalId }) => externalId)).toEqual([id]);
});

test('a window of months is asked in parts of at most 31 days, and nothing between them is missed', async () => {
  const { fetch, simulator } = await open();
  const from = NOW - 70 * DAY;
  const ids = Array.from({ length: 71 }, (_, day) =>
    simulator.add({ trans_amount: '1.00' }, Math.min(NOW, from + day * DAY)),
  );
  const found = (await fetch(from, NOW)).receipts.map(({ externalId }) => externalId);
  expect([...new Set(found)].sort()).toEqual(ids.sort());
  expect(simulator.asked).toHaveLength(3);
});

test('a list that is shorter than it says is not taken for whole', async () => {
  const { refusedFetch, simulator } = await open();
  for (let each = 0; each < 3; each++) simulator.add({ trans_amount: '1.00' }, NOW - each * 1_000);
  simulator.cap = 2;
  expect((await refusedFetch()).kind).toBe('broken');
});

describe('a row', () => {
  const ROW = {
    account_log_id: '1',
    trans_amount: '9.90',
    trans_dt: '2026-03-01 12:00:00',
    direction: '收入',
    type: '交易',
  };
  const read = (changes: Record<string, unknown>) => readStatement([{ ...ROW, ...changes }]);

  test('is a payment by code or transfer; other income waits for a person, spending is none', () => {
    for (const type of ['交易', '转账']) expect(read({ type }).receipts[0]?.isUnsure).toBeUndefined();
    for (const type of ['其它', '退款', '', undefined])
      expect(read({ type }).receipts[0]?.isUnsure).toBe(true);
    expect(read({ direction: '支出' })).toEqual({ receipts: [], dropped: [] });
    expect(read({ direction: undefined }).dropped).toHaveLength(1);
  });

  test('keeps its memo, without what the transfer form puts in front, and not the owner’s balance', () => {
    const [found] = read({
      trans_memo: '请勿添加备注-20260301120000000000000000000001',
      balance: '88.00',
    }).receipts;
    expect(found).toMatchObject({
      reference: '20260301120000000000000000000001',
      amountFen: 990,
      paidAt: Date.UTC(2026, 2, 1, 4),
    });
    expect(JSON.stringify(found?.raw)).not.toContain('88.00');
  });

  test.each(['0.00', '-1.00', '1.001', '1,000.00', '１.00', '', null, 'NaN'])(
    'of %j yuan is dropped',
    (trans_amount) => expect(read({ trans_amount })).toMatchObject({ receipts: [], dropped: [{}] }),
  );
});
