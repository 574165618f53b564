import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readRequest } from '../../src/console/sign-check/read-request.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';
import { addMerchantWithThings, logInAs } from './two-merchants.ts';

const PARAMS = { pid: '1000', money: '1.00', name: 'VIP 会员', out_trade_no: 'A1', sign: 'ab' };

describe('a request, as people find it', () => {
  const query = new URLSearchParams(PARAMS).toString();
  test.each([
    ['an address', `https://pay.example/submit.php?${query}`],
    ['a line of an access log', `GET /submit.php?${query} HTTP/1.1\nHost: pay.example`],
    ['a query', query],
    [
      'one that a mail program broke',
      `https://pay.example/submit.php?${query.replace('&name', '\n  &name')}`,
    ],
    ['cURL with a form', `curl 'https://pay.example/mapi.php' -H 'accept: */*' --data-raw '${query}'`],
    ['cURL with an address', `curl "https://pay.example/submit.php?${query}"`],
    [
      'fetch',
      `fetch("https://pay.example/mapi.php", { "method": "POST", "body": ${JSON.stringify(query)} })`,
    ],
    ['JSON', JSON.stringify({ ...PARAMS, pid: 1000 })],
    [
      'what print_r says',
      `Array\n(\n${Object.entries(PARAMS)
        .map(([name, value]) => `    [${name}] => ${value}`)
        .join('\n')}\n)`,
    ],
    [
      'what var_export says',
      `array (\n${Object.entries(PARAMS)
        .map(([name, value]) => `  '${name}' => '${value}',`)
        .join('\n')}\n)`,
    ],
    [
      'one parameter a line',
      Object.entries(PARAMS)
        .map(([name, value]) => `${name}: ${value}`)
        .join('\r\n'),
    ],
    [
      'the same with =',
      Object.entries(PARAMS)
        .map(([name, value]) => `${name}=${value}`)
        .join('\n'),
    ],
  ])('%s', (_name, text) => {
    expect({ ...readRequest(text) }).toEqual(PARAMS);
  });

  test('is read as submit.php reads it: the address alone when it names a pid; the last of a name; no arrays', () => {
    const call = `curl 'https://pay.example/submit.php?pid=7&money=2' --data 'pid=8&money=3'`;
    expect({ ...readRequest(call) }).toEqual({ pid: '7', money: '2' });
    expect({ ...readRequest('a=1&a=2&b[]=3&c=x+y') }).toEqual({ a: '2', c: 'x y' });
    expect({ ...readRequest('__proto__=1&constructor=2') }).toMatchObject({ constructor: '2' });
  });

  test.each([[''], ['   '], ['hello'], ['{"a":'], ['[1,2]'], ['curl'], ['{}'], ['https://pay.example/']])(
    'not %j',
    (text) => {
      expect(readRequest(text)).toBeNull();
    },
  );
});

describe.each(databases.filter(({ available }) => available))('the signature check, on $name', ({ name }) => {
  let app: ConsoleApp;
  beforeAll(async () => {
    app = await startConsole(name);
  });
  afterAll(() => app.stop());

  const check = async (text: string, visitor: ConsoleApp['stranger'] = app.keeper) =>
    visitor.submit(
      await visitor.get('/console/sign-check'),
      { pasted: text },
      'form[action="/console/sign-check"]',
    );
  const asQuery = (fields: Record<string, string>) => new URLSearchParams(fields).toString();

  test('what is right is called so, with the text that was signed; the whole right signature is told nowhere', async () => {
    const form = app.form({ name: 'VIP会员' });
    const page = await check(asQuery(form));
    expect(page.status).toBe(200);
    expect(texts(page, '#verdict-title')).toEqual(['签名正确']);
    expect(readable(page)).toContain('这样的请求会被接受');
    expect(readable(page)).toContain(`money=10.00&name=VIP会员`);
    const wrong = { ...form, sign: 'f'.repeat(32) };
    const refused = await check(asQuery(wrong));
    const right = epaySign(wrong, app.merchant.key);
    expect(refused.text).not.toContain(right);
    expect(refused.text).not.toContain(app.merchant.key);
    expect(readable(refused)).toContain(`末尾是 ${right.slice(-6)}`);
  });

  test('what is wrong is named with its remedy, as in the list of refused requests', async () => {
    const { sign, sign_type, ...form } = app.form({ param: 'a b' });
    const signed = (made: string) => asQuery({ ...form, sign: made });
    const faults: [string, string][] = [
      [signed(epaySign(form, app.merchant.key).toUpperCase()), '小写'],
      [signed(epaySign(form, `${app.merchant.key} `)), '密钥'],
      [signed(epaySign({ ...form, param: encodeURIComponent('a b') }, app.merchant.key)), '编码'],
      [asQuery(form), 'sign'],
    ];
    for (const [text, word] of faults) {
      const page = await check(text);
      expect(texts(page, '#verdict-title')).toEqual(['签名错误']);
      expect(texts(page, '#verdict .notice').join()).toContain(word);
    }
  });

  test('what else is wrong stands beside its field', async () => {
    const { sign, sign_type, ...form } = app.form({ money: '1.234', notify_url: 'nowhere' });
    const page = await check(asQuery({ ...form, sign: epaySign(form, app.merchant.key) }));
    expect(texts(page, '#verdict-title')).toEqual(['签名正确']);
    const others = page.page.querySelectorAll('.sign-others li');
    expect(others.map((one) => one.getAttribute('data-field'))).toEqual(['money', 'notify_url']);
  });

  test('an order as the shop would send it goes through the real door, and the shop inside is told', async () => {
    const page = await app.keeper.get('/console/sign-check');
    const fields = { pid: String(app.merchant.pid), type: 'wxpay', amount: '0.02' };
    const sent = await app.keeper.submit(page, fields, 'form[action="/console/sign-check/order"]');
    expect(sent.status).toBe(303);
    const opened = await fetch(new URL(sent.location ?? '', app.url), { redirect: 'manual' });
    const order = await app.find(opened.headers.get('location')?.split('/').at(-1) ?? '');
    expect(order).toMatchObject({ protocol: 'epay', moneyFen: 2, state: 'pending' });
    app.pay(order);
    await app.tick(4_000);
    const row = await app.place.db('notifications').where({ trade_no: order.tradeNo }).first('state');
    expect(row.state).toBe('acknowledged');
    // It is no shop's yet.
    expect(texts(await app.keeper.get('/console'), '.step-now strong')).toEqual(['连接商城']);
    for (const amount of ['', '0', '1000', 'x']) {
      const answer = await app.keeper.submit(
        await app.keeper.get('/console/sign-check'),
        { ...fields, amount },
        'form[action="/console/sign-check/order"]',
      );
      expect([answer.status, texts(answer, '#amount-problem').length], amount).toEqual([400, 1]);
    }
  });

  test('a merchant that is another’s is told as one that is not there; nothing is kept', async () => {
    const theirs = await addMerchantWithThings(app, '别家');
    const [orders, audit] = [await app.place.db('orders'), await app.audit()];
    const manager = await logInAs(app, 'manager', [theirs.pid]);
    const foreign = await check(asQuery(app.form()), manager);
    const unknown = await check(asQuery({ ...app.form(), pid: '999999' }), manager);
    expect([foreign.status, unknown.status]).toEqual([400, 400]);
    const told = (page: typeof foreign) => texts(page, '#pasted-problem').join().replace(/\d+/g, '');
    expect(told(foreign)).toBe(told(unknown));
    expect((await check('<script>alert(1)</script>')).status).toBe(400);
    expect([await app.place.db('orders'), await app.audit()]).toEqual([orders, audit]);
  });
});
