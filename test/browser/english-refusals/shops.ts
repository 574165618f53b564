import { gzipSync } from 'node:zlib';
import { epaySign } from '../../../src/shared/epay-sign.ts';
import type { Stage } from './stage.ts';

type Fields = Record<string, string>;

const FORM = 'application/x-www-form-urlencoded';
/** Each of its own, so that no limit of failures is met. */
let callers = 0;

/** Sends a request of a shop that comes from an address of its own. */
export function knock(url: string, init: RequestInit = {}): Promise<Response> {
  callers += 1;
  const headers = {
    'x-forwarded-for': `203.0.113.${callers % 250}`,
    'accept-language': 'en',
    ...init.headers,
  };
  return fetch(url, { redirect: 'manual', ...init, headers });
}

/** What 易支付 shops send wrongly; their owner reads it on the page of refused requests. */
export async function shops(stage: Stage): Promise<void> {
  const { app } = stage;
  const form = (changes: Fields = {}) => app.form({ name: 'VIP', ...changes });
  await signedWrongly(stage);
  await readRefused(stage);

  await noForms(stage);
  await readRefused(stage);

  const mapi = (fields: Fields) =>
    knock(`${app.url}/mapi.php`, { method: 'POST', body: new URLSearchParams(fields) });
  const api = (fields: Fields) => knock(`${app.url}/api.php?${new URLSearchParams(fields)}`);
  const { key, pid } = app.merchant;
  const asked = { pid: String(pid), key };
  await mapi({ ...form(), pid: '77' });
  for (const changes of [
    { money: '1e5', out_trade_no: 'a b', notify_url: 'nowhere', return_url: 'http://shop.example:99999/' },
    { notify_url: 'http://169.254.169.254/notify' },
    { name: 'a\u0000b' },
    { out_trade_no: 'x'.repeat(65), param: 'x'.repeat(2_001) },
    { name: 'a&type=alipay' },
    { type: 'barter' },
  ])
    await mapi(form(changes));
  await mapi({ pid: String(pid), sign: epaySign({ pid: String(pid) }, key) });
  const first = form({ money: '41.00' });
  await mapi(first);
  await mapi(form({ money: '42.00', out_trade_no: first.out_trade_no ?? '' }));
  await api({ act: 'order', ...asked, key: 'x', trade_no: '1' });
  await readRefused(stage);
  await api({ act: 'order', ...asked, key: `${key} `, trade_no: '1' });
  await api({ act: 'refund', ...asked });
  for (const act of ['settle', 'orders', 'dance']) {
    await api({ act, ...asked });
    await readRefused(stage);
  }
  await knock(`${app.url}/api/pay/submit?pid=${pid}`);
  await knock(`${app.url}/submit.php/submit.php?${new URLSearchParams(form())}`);
  await knock(`${app.url}/?${new URLSearchParams(form())}`);
  await knock(`${app.url}/mapi.php?pid=${pid}`);
  await readRefused(stage);
}

/** Writes down what was noted and reads it as its owner does; the next ones are read alone. */
export async function readRefused({ app, open }: Stage): Promise<void> {
  await app.services.shopRefusals.write();
  await open('/console/refused');
  await app.place.db('shop_refusals').delete();
}

async function signedWrongly({ app }: Stage): Promise<void> {
  const { key } = app.merchant;
  const unsigned = (changes: Fields = {}): Fields => {
    const { sign: _sign, sign_type: _type, ...fields } = app.form({ name: 'VIP', ...changes });
    return fields;
  };
  const signedAs = (fields: Fields, change: (value: string) => string): Fields => {
    const changed = Object.entries(fields).map(([name, value]) => [name, change(value)]);
    return { ...fields, sign: epaySign(Object.fromEntries(changed), key) };
  };
  const plain = unsigned();
  const wrong: Fields[] = [
    plain,
    { ...plain, sign_type: 'RSA', sign: 'x' },
    { ...plain, sign: epaySign(plain, key).toUpperCase() },
    { ...plain, sign: epaySign(plain, `${key} `) },
    { ...plain, sign: epaySign(plain, `&key=${key}`) },
    signedAs(unsigned({ name: 'a\\b' }), (value) => value.replaceAll('\\', '')),
    signedAs(plain, encodeURIComponent),
    signedAs(unsigned({ name: 'a b' }), (value) => value.replaceAll(' ', '+')),
    signedAs(unsigned({ name: 'A & B' }), (value) => value.replaceAll('&', '&amp;')),
    signedAs(unsigned({ name: ' VIP ' }), (value) => value.trim()),
    { ...plain, device: 'pc', sign: epaySign(plain, key) },
    { ...plain, sign: 'f'.repeat(32) },
  ];
  for (const fields of wrong)
    await knock(`${app.url}/mapi.php`, { method: 'POST', body: new URLSearchParams(fields) });
  const gbk = `${new URLSearchParams({ ...plain, name: '', sign: 'x' })}%C9%CC`;
  await knock(`${app.url}/mapi.php`, { method: 'POST', headers: { 'content-type': FORM }, body: gbk });
}

async function noForms({ app }: Stage): Promise<void> {
  const bytes = (text: string) => new Uint8Array(Buffer.from(text));
  const posted: [headers: Fields, body: BodyInit][] = [
    [{ 'content-type': 'application/json' }, '{"pid":"1000"}'],
    [{}, bytes('pid=1000')],
    [{ 'content-type': 'text/plain' }, 'pid=1000'],
    [{ 'content-type': `${FORM}; charset=x-none` }, 'pid=1000&sign=x'],
    [{ 'content-type': FORM, 'content-encoding': 'x-zip' }, new Uint8Array(gzipSync('pid=1000'))],
    [{ 'content-type': FORM }, ''],
    [{ 'content-type': 'multipart/form-data; boundary=x' }, '--x\r\nbroken'],
  ];
  for (const [headers, body] of posted) await knock(`${app.url}/mapi.php`, { method: 'POST', headers, body });
  await knock(`${app.url}/mapi.php?pid=1000`, {
    method: 'POST',
    headers: { 'content-type': FORM },
    body: '',
  });
  await knock(`${app.url}/api.php?act=query`, { method: 'GET' });
}
