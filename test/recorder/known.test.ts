import { expect, test } from 'vitest';
import { type RecordingTemplate, shippedDescriptors } from '../../src/plugin-host/index.ts';
import { compareKnown } from '../../src/recorder/known/compare-known.ts';
import { secretsOf } from '../../src/recorder/secrets.ts';
import type { Entry } from './build-har.ts';
import { codes, found, type Json, TOKEN, TYPED, written } from './recorded.ts';

function templateOf(id: string): RecordingTemplate {
  const template = shippedDescriptors().templates.find((one) => one.id === id);
  if (!template) throw new Error(`${id} is not shipped`);
  return template;
}

/** What was known and what was found, by part. */
function compared(id: string, entries: Entry[]) {
  const template = templateOf(id);
  const { analysis, recording } = found(entries, { template });
  const secrets = secretsOf(recording, TYPED, analysis.plan);
  const origins = [...new Set(recording.calls.map(({ url }) => url.origin))];
  const all = compareKnown(template, analysis, { origins, secrets });
  return Object.fromEntries(all.map(({ part, state }) => [part, state]));
}

const login = (url: string, body: Json = {}): Entry => ({
  url,
  body: { user: TYPED.username, pass: TYPED.password, ...body },
  answer: { code: 0, data: { token: TOKEN } },
});

const MAQIAN = 'https://m.hkrt.cn';
/** 码钱, as far as its request is known; its answer is made up, and so is the overview beside it. */
function maqian(): Entry[] {
  const rows = [
    { no: 'M2026030112000099', amt: '0.01', day: '2026-03-01 12:00:00', way: '1' },
    { no: 'M2026030111500044', amt: '19.90', day: '2026-03-01 11:50:00', way: '2' },
  ];
  const ask = new URLSearchParams({
    ...{ terminalType: '', payType: '', payMode: '', tradeStatus: '1', tradeNo: '', storeId: '' },
    ...{ page: '1', rows: '10', startDate: '2026-03-01', endDate: '2026-03-01' },
    ...{ startTime: '00:00:00', endTime: '23:59:59' },
  });
  const headers = { token: TOKEN };
  const latest = { url: `${MAQIAN}/home/latest`, headers, answer: { code: 0, data: { latest: rows } } };
  const list = (some: Json[]): Entry => ({
    ...{ url: `${MAQIAN}/trade/list`, headers, body: ask },
    answer: { code: 0, data: { list: some } },
  });
  return [login(`${MAQIAN}/login`), list(rows.slice(1)), latest, latest, latest, list(rows)];
}

test('the list is known by its parameters, though another holds the payment as well', () => {
  const without = found(maqian()).analysis.points.list.options.map(({ id }) => id);
  expect(without).toHaveLength(2);
  const { points } = found(maqian(), { template: templateOf('mqpayweb') }).analysis;
  expect(points.list.chosen?.value.shown.url.pathname).toBe('/trade/list');
  expect(points.list.chosen?.why).toContainEqual({ code: 'knownRequest', with: { count: 12, all: 12 } });
  expect(points.paging.chosen?.why).toContainEqual({ code: 'known' });
});

test('what was known and what was found stand side by side', () => {
  expect(compared('mqpayweb', maqian())).toEqual({
    ...{ request: 'agrees', origins: 'found', login: 'found', session: 'found' },
    ...{ 'list.address': 'found', 'list.window': 'found', 'list.pages': 'agrees' },
    ...{ 'list.ok': 'found', 'list.rows': 'found', 'map.externalId': 'found' },
    ...{ 'map.amount': 'found', 'map.paidAt': 'found', 'map.payType': 'missing', sessionGone: 'missing' },
  });
});

const XIAO_Y = 'https://xym.ysepay.com';
/** 小Y经营 as its request and the fields of its rows are known; what the time is called is made up. */
function xiaoY(change: Json = {}): Entry[] {
  const rows = [
    {
      ...{ orderNo: '9826030112000099', outNo: 'A026030112000099', payedAmt: 1, realAmt: 1 },
      ...{ finish: '2026-03-01 12:00:00', payType: '1', codeBoardCode: 'B-01', ...change },
    },
    {
      ...{ orderNo: '9826030111500044', outNo: 'A026030111500044', payedAmt: 1_990, realAmt: 1_890 },
      ...{ finish: '2026-03-01 11:50:00', payType: '2', codeBoardCode: 'B-02', ...change },
    },
  ];
  const query = new URLSearchParams({
    ...{ storeNo: '', bizType: '3', payType: '', orderStatus: '3', trmNo: '', operatorUser: '' },
    ...{ codeBoardCode: '', pageSize: '10', pageNo: '1', orderNo: '' },
    ...{ queryStartTime: '2026-03-01 00:00:00', queryEndTime: '2026-03-01 23:59:59', time: '1772337600000' },
  });
  const list = (some: Json[]): Entry => ({
    url: `${XIAO_Y}/saas_merchant_management/order/info?${query}`,
    ...{ headers: { token: TOKEN }, cookies: { JSESSIONID: 'ab12cd34ef56ab12cd34' } },
    answer: { code: 0, data: { list: some } },
  });
  return [login(`${XIAO_Y}/login`, { geetest_challenge: 'a1b2c3d4e5f6' }), list(rows.slice(1)), list(rows)];
}

test('fields are known by name: unit, number, the codes of the pay types, the board; the session is handed over', () => {
  const template = templateOf('ysepayown');
  const descriptor = written(xiaoY(), { template });
  expect(descriptor.list.map).toMatchObject({
    externalId: { path: 'orderNo' },
    amount: { path: 'payedAmt', unit: 'fen' },
    terminal: { path: 'codeBoardCode' },
  });
  expect(descriptor.list.step.query.time).toBe('{now:ms}');
  expect(descriptor.login).toMatchObject({
    ...{ kind: 'handed-over', steps: [], keepAlive: { everyS: 600 } },
    session: { keep: ['token'], cookies: true },
    handOver: [{ key: 'token', label: { en: 'the header token' } }, { cookies: true }],
  });
  expect(JSON.stringify(descriptor.facts)).toContain('A handed-over token is enough (one source)');
  expect(JSON.stringify(descriptor.facts)).not.toContain('How the window is written');
});

test('a field that is called otherwise now is told as such, and the recording counts', () => {
  const renamed = xiaoY().map((entry) =>
    JSON.parse(JSON.stringify(entry).replaceAll('payedAmt', 'tradeAmt')),
  ) as Entry[];
  const parts = compared('ysepayown', renamed);
  expect(parts).toMatchObject({ 'map.amount': 'differs', 'map.externalId': 'agrees', login: 'agrees' });
  const { points } = found(renamed, { template: templateOf('ysepayown') }).analysis;
  expect(points.amount.chosen?.value.path).toBe('tradeAmt');
});

test('the owner’s own word counts more than what is known', () => {
  const options = { template: templateOf('ysepayown'), choices: { number: 'outNo' } };
  expect(written(xiaoY(), options).list.map.externalId).toEqual({ path: 'outNo' });
});

test('what is known makes up nothing: of another site all of it differs or is not seen', () => {
  const template = templateOf('lklpayweb');
  const plain = written(maqian());
  const { analysis } = found(maqian(), { template, choices: { login: '0' } });
  expect(analysis.points.list.chosen?.id).toBe(found(maqian()).analysis.points.list.chosen?.id);
  expect(codes(analysis)).toEqual([]);
  expect(plain.list.map.amount).toEqual({ path: 'amt', unit: 'yuan' });
  expect(analysis.points.amount.chosen?.value.path).toBe('amt');
  expect(compared('lklpayweb', maqian())).toMatchObject({ request: 'differs', origins: 'differs' });
});

test('rows that are lists without names are read by their places', () => {
  const rows = [
    ['2026-03-01 12:00:00', 'L2026030112000099', '0.01', '微信', 'SUCCESS'],
    ['2026-03-01 11:50:00', 'L2026030111500044', '19.90', '支付宝', 'SUCCESS'],
  ];
  const list = (some: unknown[]): Entry => ({
    url: 'https://till.acme.cn/list',
    headers: { 'X-Token': TOKEN },
    body: { begin: '2026-03-01 00:00:00', end: '2026-03-01 23:59:59' },
    answer: { code: 0, data: { rows: some } },
  });
  const { list: written_ } = written([login('https://till.acme.cn/login'), list(rows.slice(1)), list(rows)]);
  expect(written_.rows).toEqual({ json: 'data.rows[*]' });
  expect(written_.map).toMatchObject({
    externalId: { path: '[1]' },
    amount: { path: '[2]', unit: 'yuan' },
    paidAt: { path: '[0]' },
    payType: { path: '[3]' },
  });
  expect(written_.only).toEqual([{ path: '[4]', in: ['SUCCESS'] }]);
});
