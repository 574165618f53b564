import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { buildMerchant } from '../support/factories.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { signedOrder } from '../support/vmq-shop.ts';

type Fields = Record<string, string>;

/** Addresses as owners enter them, and what their shops make of them. Source: docs/reference/epay-v1.md, section 8. */
let app: TestApp;
beforeAll(async () => {
  app = await startApp('sqlite');
});
afterAll(() => app.stop());

const query = (fields: Fields) => new URLSearchParams(fields).toString();
const get = (path: string, fields: Fields = app.form()) =>
  fetch(`${app.url}${path}?${query(fields)}`, { redirect: 'manual' });
const post = (path: string, fields: Fields = app.form()) =>
  fetch(`${app.url}${path}`, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
const countOrders = async () => Number((await app.place.db('orders').count({ n: '*' }).first())?.n);

async function expectPage(answer: Response, named: string): Promise<void> {
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('text/html');
  expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
  const text = await answer.text();
  expect(text).toContain('把接口地址改成');
  expect(text).toContain(named);
  expect(text).toContain('您还没有付款');
  expect(text).not.toMatch(/登录|password/);
}

const both = [
  ['GET', get],
  ['POST', post],
] as const;

describe.each(both)('by %s', (_method, send) => {
  test.each([
    '/',
    '/index.php',
    '/index.html',
    '/epay',
    '/epay/',
    '/xpay/epay/',
    '/pay/index.php',
    '/console',
    '/console/',
    '/console/login',
    '/somewhere/else',
  ])('the bare %s with a shop’s fields: a page with the whole address', async (path) => {
    await expectPage(await send(path), `${app.url}/submit.php`);
  });

  test.each([
    '/submit.php/submit.php',
    '/submit.php/submit.php/',
    '/submit.phpsubmit.php',
    '/submit/submit.php',
    '/submitsubmit.php',
    '/submit.php/submit',
    '/SUBMIT.PHP/Submit.php',
    '/mapi.php/submit.php',
    '/mapi/submit',
    '/api.php/submit.php',
    '/index.php/submit.php',
    '/epay/submit.php',
    '/pay/submit.php',
    '/console/submit.php',
    '/paysubmit.php',
    '/xpay/epay/submit.php/submit.php',
    '/submit.php//submit.php',
    '/submit.php/index.php',
  ])('%s: a page with the address of the site', async (path) => {
    await expectPage(await send(path), `${app.url}/`);
  });

  test.each([
    '/submit.php/mapi.php',
    '/submit.phpmapi.php',
    '/submit/mapi',
    '/mapi.php/mapi.php',
    '/mapi.php/mapi',
    '/Mapi.php/MAPI.PHP/',
    '/submit.php/api.php',
    '/mapi.php/api.php',
    '/api.php/api.php',
    '/index.php/mapi.php',
    '/pay/mapi.php',
    '/epay/api.php',
    '/console/mapi.php',
    '/console/api.php',
    '/api/submit.php',
    '/submit.php/qrcode.php',
  ])('%s: JSON for a program, a page for a browser', async (path) => {
    const answer = await send(path);
    if (path.endsWith('/submit.php')) return expectPage(answer, `${app.url}/`);
    expect(answer.status).toBe(200);
    const told = (await answer.json()) as { code: number; msg: string };
    expect([0, 1]).not.toContain(told.code);
    expect(told.msg).toContain(`把接口地址改成 ${app.url}/`);
  });

  test('nothing of all that makes an order, and none leads to the login', async () => {
    const before = await countOrders();
    for (const path of ['/', '/submit.php/submit.php', '/console', '/console/mapi.php', '/foo']) {
      expect((await send(path)).headers.get('location'), path).toBeNull();
    }
    expect(await countOrders()).toBe(before);
  });
});

test.each([
  '/submit.php',
  '/submit.php/',
  '/Submit.php',
  '/submit',
  '//submit.php',
  '/xpay//epay/submit.php',
  '/xpay/epay/submit',
])('%s is an address of ours', async (path) => {
  for (const [, send] of both) {
    const answer = await send(path);
    expect(answer.headers.get('location')).toContain('/Pay/console/');
  }
});

test.each(['/xpay/epay/mapi.php', '/xpay/epay/mapi', '/mapi.php/', '/Mapi.php', '//mapi.php'])(
  '%s too',
  async (path) => {
    expect(await (await post(path)).json()).toMatchObject({ code: 1 });
  },
);

test.each(['/xpay/epay/api.php', '/xpay/epay/api', '/api.php/', '/API.php'])('%s too', async (path) => {
  const order = await app.order();
  const ask = { act: 'order', pid: String(app.merchant.pid), key: app.merchant.key, trade_no: order.tradeNo };
  expect(await (await get(path, ask)).json()).toMatchObject({ code: 1, trade_no: order.tradeNo });
});

test.each(['/api/monitor/nothing', '/api/v9/payments/notify', '/mapi.php/x', '/api.php/x/y'])(
  '%s, which may be a phone’s, is refused with a status that no phone takes for understood',
  async (path) => {
    for (const [, send] of both) {
      const answer = await send(path);
      expect(answer.status).toBe(404);
      const told = (await answer.json()) as { code: number };
      expect([0, 1]).not.toContain(told.code);
    }
  },
);

test('PUBLIC_URL stands in the answer where it is set', async () => {
  const other = await startApp('sqlite', { config: { publicUrl: 'https://pay.example.com' } });
  const answer = await fetch(`${other.url}/submit.php/submit.php?${query(other.form())}`);
  expect(await answer.text()).toContain('https://pay.example.com/');
  await other.stop();
});

test('who is no shop is treated as before', async () => {
  expect((await fetch(`${app.url}/`, { redirect: 'manual' })).headers.get('location')).toBe('/console');
  expect(
    (await fetch(`${app.url}/console/orders`, { redirect: 'manual' })).headers.get('location'),
  ).toContain('/login');
  expect((await fetch(`${app.url}/nowhere`)).status).toBe(404);
  expect((await fetch(`${app.url}/?sign=1&utm_source=x`, { redirect: 'manual' })).status).toBe(302);
  for (const path of ['/doc', '/console/login', '/healthz'])
    expect((await fetch(app.url + path)).status).toBe(200);
});

describe('V免签', () => {
  const order = (changes: Fields = {}) => ({ ...signedOrder(app), ...changes });

  test.each([
    '/createOrder/createOrder',
    '/pay/createOrder',
    '/submit.php/createOrder',
    '/createorder/getOrder',
  ])('%s: V免签’s JSON, or a page for a browser', async (path) => {
    const answer = await get(path, order());
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      code: -1,
      msg: expect.stringContaining(`把接口地址改成 ${app.url}/`),
      data: null,
    });
    await expectPage(await get(path, order({ isHtml: '1' })), `${app.url}/`);
  });

  test('its fields at the bare site name /createOrder', async () => {
    await expectPage(await get('/', order({ isHtml: '1' })), `${app.url}/createOrder`);
    expect(await (await post('/', order())).json()).toMatchObject({
      code: -1,
      msg: expect.stringContaining(`${app.url}/createOrder`),
    });
  });
});

describe('V2', () => {
  test.each([
    '/api/pay/create',
    '/api/pay/query',
    '/api/pay/refund',
    '/api/pay/refundquery',
    '/api/pay/close',
    '/api/merchant/info',
    '/api/merchant/orders',
    '/api/transfer/submit2',
    '/api/transfer/balance',
    '/xpay/epay/api/pay/create',
    '/submit.php/api/pay/create',
    '/API/Pay/Create/',
  ])('%s says in JSON what to choose instead', async (path) => {
    for (const [, send] of both) {
      const answer = await send(path);
      expect(answer.status).toBe(200);
      const told = (await answer.json()) as { code: number; msg: string };
      expect([0, 1]).not.toContain(told.code);
      expect(told.msg).toMatch(/V1.*MD5/);
    }
  });

  test.each(['/api/pay/submit', '/api/pay/submit/', '/epay/api/pay/submit'])('%s as a page', async (path) => {
    for (const [, send] of both) {
      const answer = await send(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('text/html');
      expect(await answer.text()).toMatch(/V1.*MD5/);
    }
  });

  test('api.php?s= is the same', async () => {
    for (const s of ['pay/create', '/pay/submit', 'merchant/info']) {
      const told = (await (await post(`/api.php?s=${s}`)).json()) as { code: number; msg: string };
      expect([0, 1]).not.toContain(told.code);
      expect(told.msg).toMatch(/V1.*MD5/);
    }
  });

  test('sign_type RSA on V1’s addresses', async () => {
    const fields = { ...app.form(), sign: 'bm90IG91cnM=', sign_type: 'RSA' };
    expect(((await (await post('/mapi.php', fields)).json()) as { msg: string }).msg).toMatch(/V1.*MD5/);
    expect(await (await get('/submit.php', fields)).text()).toMatch(/V1.*MD5/);
  });
});

describe('/qrcode.php', () => {
  test.each(both)('by %s: an order, and the cashier to draw as a code', async (_method, send) => {
    for (const path of ['/qrcode.php', '/qrcode', '/xpay/epay/qrcode.php']) {
      const told = (await (await send(path)).json()) as Fields;
      expect(told).toMatchObject({ code: 1, code_url: `${app.url}/Pay/console/${told.trade_no}` });
      expect((await app.find(told.trade_no ?? '')).placement?.payType).toBe('wxpay');
    }
  });

  test('a type that we don’t have is chosen on the phone; what is wrong is JSON', async () => {
    const told = (await (await get('/qrcode.php', app.form({ type: 'qqpay' }))).json()) as Fields;
    expect((await app.find(told.trade_no ?? '')).placement).toBeNull();
    const wrong = await (await get('/qrcode.php', { ...app.form(), sign: 'x' })).json();
    expect(wrong).toMatchObject({ code: -3, msg: expect.stringContaining('签名') });
  });
});

describe('api.php', () => {
  const ask = async (fields: Fields, how = get) =>
    (await (await how('/api.php', fields)).json()) as { code: number; msg: string } & Record<string, unknown>;
  const known = () => ({ pid: String(app.merchant.pid), key: app.merchant.key });

  test.each(both)(
    'act=query by %s says who the merchant is, and not the whole key',
    async (_method, send) => {
      const today = await ask({ act: 'query', ...known() }, send);
      expect(today).toMatchObject({ code: 1, pid: app.merchant.pid, active: 1, money: '0.00' });
      expect(JSON.stringify(today)).not.toContain(app.merchant.key);
      expect(String(today.key).endsWith(app.merchant.key.slice(-4))).toBe(true);
      await app.order();
      const after = await ask({ act: 'query', ...known() }, send);
      for (const name of ['orders', 'orders_today']) expect(after[name]).toBe(Number(today[name]) + 1);
      expect(after.orders_lastday).toBe(0);
    },
  );

  test('act=query counts by China’s days, and this merchant’s orders only', async () => {
    const before = await ask({ act: 'query', ...known() });
    app.clock.advance(24 * 3_600_000);
    expect(await ask({ act: 'query', ...known() })).toMatchObject({
      orders: before.orders,
      orders_today: 0,
      orders_lastday: before.orders_today,
    });
    const other = await buildMerchant(app.place.db);
    expect(await ask({ act: 'query', pid: String(other.pid), key: other.key })).toMatchObject({
      code: 1,
      orders: 0,
      orders_today: 0,
    });
  });

  test.each([{ key: 'x' }, { pid: '77' }, { key: '' }])('act=query with %j is refused', async (changes) => {
    expect(await ask({ act: 'query', ...known(), ...changes })).toMatchObject({ code: -3 });
  });

  test('a key with blanks around it is named', async () => {
    expect((await ask({ act: 'query', ...known(), key: `${app.merchant.key} ` })).msg).toContain('空格');
  });

  test.each(both)(
    'act=refund by %s is refused in words, with a code that nobody takes for done',
    async (_m, send) => {
      const order = await app.order();
      for (const act of ['refund', 'refundapi', 'refundquery']) {
        const told = await ask({ act, ...known(), trade_no: order.tradeNo, money: '1.00' }, send);
        expect([0, 1]).not.toContain(told.code);
        expect(told.msg).toContain('退');
        expect(told.msg).not.toMatch(/订单不存在|订单编号不存在/);
      }
    },
  );

  test.each(['orders', 'settle', 'change', 'x', ''])('act=%s is answered in words', async (act) => {
    const told = await ask({ act, ...known() });
    expect(told.code).toBe(-5);
    expect(told.msg).toMatch(/[一-鿿]/);
  });
});

describe('what is wrong with a request is named', () => {
  const unsigned = (changes: Fields = {}) => {
    const { sign: _sign, sign_type: _type, ...fields } = app.form(changes);
    return fields;
  };
  const msgOf = async (fields: Fields) =>
    ((await (await post('/mapi.php', fields)).json()) as { msg: string }).msg;
  const md5With = (fields: Fields, change: (value: string) => string) =>
    epaySign(
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)])),
      app.merchant.key,
    );

  test.each<[string, () => Fields, RegExp]>([
    ['no sign', () => unsigned(), /缺少参数 sign/],
    [
      'capitals',
      () => {
        const f = app.form();
        return { ...f, sign: (f.sign ?? '').toUpperCase() };
      },
      /小写/,
    ],
    [
      'a blank behind the key',
      () => {
        const f = unsigned();
        return { ...f, sign: epaySign(f, `${app.merchant.key} `) };
      },
      /密钥前后/,
    ],
    [
      'a line break behind the key',
      () => {
        const f = unsigned();
        return { ...f, sign: epaySign(f, `${app.merchant.key}\n`) };
      },
      /密钥前后/,
    ],
    [
      '&key=',
      () => {
        const f = unsigned();
        return { ...f, sign: epaySign(f, `&key=${app.merchant.key}`) };
      },
      /&key=/,
    ],
    [
      'stripslashes',
      () => {
        const f = unsigned({ name: 'a\\b' });
        return { ...f, sign: md5With(f, (v) => v.replaceAll('\\', '')) };
      },
      /name 里的反斜杠/,
    ],
    [
      'addslashes',
      () => {
        const f = unsigned({ name: "Joe's" });
        return { ...f, sign: md5With(f, (v) => v.replaceAll("'", "\\'")) };
      },
      /name 里的反斜杠或引号/,
    ],
    [
      'values encoded',
      () => {
        const f = unsigned();
        return { ...f, sign: md5With(f, encodeURIComponent) };
      },
      /编码后的值/,
    ],
    [
      'a plus that became a blank',
      () => {
        const f = unsigned({ name: 'a b' });
        return { ...f, sign: md5With(f, (v) => v.replaceAll(' ', '+')) };
      },
      /加号/,
    ],
    [
      'HTML',
      () => {
        const f = unsigned({ name: 'A & B' });
        return { ...f, sign: md5With(f, (v) => v.replaceAll('&', '&amp;')) };
      },
      /HTML/,
    ],
    [
      'blanks',
      () => {
        const f = unsigned({ name: ' VIP ' });
        return { ...f, sign: md5With(f, (v) => v.trim()) };
      },
      /前后有空格/,
    ],
    [
      'a field that was not signed',
      () => {
        const f = unsigned();
        return { ...f, device: 'pc', sign: epaySign(f, app.merchant.key) };
      },
      /没有把 device/,
    ],
    ['anything else', () => ({ ...unsigned(), sign: 'f'.repeat(32) }), /单引号.*反斜杠.*空参数.*UTF-8/],
  ])('%s', async (_what, make, named) => {
    expect(await msgOf(make())).toMatch(named);
  });

  test('a body in GBK, encoded or as it is', async () => {
    const gbk = Buffer.from('pid=1000&type=alipay&out_trade_no=GBK1&money=1.00&sign=x&name=', 'ascii');
    const bodies: [string, Buffer | string][] = [
      ['application/x-www-form-urlencoded', `${gbk.toString('ascii')}%C9%CC%C6%B7`],
      ['application/x-www-form-urlencoded', Buffer.concat([gbk, Buffer.from([0xc9, 0xcc, 0xc6, 0xb7])])],
      ['application/x-www-form-urlencoded; charset=GBK', `${gbk.toString('ascii')}a`],
    ];
    for (const [type, body] of bodies) {
      const answer = await fetch(`${app.url}/mapi.php`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: typeof body === 'string' ? body : new Uint8Array(body),
      });
      expect(((await answer.json()) as { msg: string }).msg, type).toContain('UTF-8');
    }
  });

  const form = 'application/x-www-form-urlencoded';
  const notForms: [string, RequestInit, RegExp][] = [
    ['JSON', { headers: { 'content-type': 'application/json' }, body: '{"pid":"1000"}' }, /JSON/],
    ['JSON of no object', { headers: { 'content-type': 'application/json' }, body: '[]' }, /JSON/],
    ['JSON that is called a form', { headers: { 'content-type': form }, body: '{"pid":"1000"}' }, /JSON/],
    ['plain text', { headers: { 'content-type': 'text/plain' }, body: 'pid=1000' }, /Content-Type/],
    ['XML', { headers: { 'content-type': 'application/xml' }, body: '<pid>1000</pid>' }, /Content-Type/],
    ['no type', { body: new Uint8Array(Buffer.from('pid=1000')) }, /Content-Type/],
    [
      'an unknown charset',
      { headers: { 'content-type': `${form}; charset=x-none` }, body: 'pid=1000&sign=x' },
      /x-none.*UTF-8/,
    ],
    [
      'a charset that makes other names of the fields',
      { headers: { 'content-type': `${form}; charset=utf-16le` }, body: 'pid=1000&sign=xx' },
      /utf-16le.*UTF-8/,
    ],
    [
      'an unknown compression',
      { headers: { 'content-type': form, 'content-encoding': 'x-zip' }, body: 'pid=1000&sign=x' },
      /x-zip.*不要压缩/,
    ],
    ['nothing', {}, /https:\/\//],
    ['an empty form', { headers: { 'content-type': form }, body: '' }, /https:\/\//],
  ];
  test.each(notForms)('%s instead of a form, on every address that reads one', async (_what, init, named) => {
    for (const path of [
      ...['/mapi.php', '/xpay/epay/mapi.php', '/qrcode.php'],
      ...['/api.php', '/api.php?act=order', '/api.php?act=query', '/xpay/epay/api.php?act=order'],
    ]) {
      const told = (await (await fetch(app.url + path, { method: 'POST', ...init })).json()) as {
        code: number;
        msg: string;
      };
      expect(told.code, path).toBe(-4);
      expect(told.msg, path).toMatch(named);
    }
    for (const path of ['/createOrder', '/createOrder?isHtml=0', '/getOrder', '/checkOrder', '/closeOrder']) {
      const told = (await (await fetch(app.url + path, { method: 'POST', ...init })).json()) as {
        code: number;
        msg: string;
      };
      expect(told, path).toMatchObject({ code: -1, data: null });
      expect(told.msg, path).toMatch(named);
    }
    for (const path of ['/submit.php', '/createOrder?isHtml=1']) {
      const page = await fetch(app.url + path, { method: 'POST', ...init });
      expect(page.headers.get('content-type')).toContain('text/html');
      expect(await page.text(), path).toMatch(named);
    }
  });

  test.each(notForms.filter(([what]) => !/nothing|empty/.test(what)))(
    '%s to api.php is on the list of refused requests',
    async (_what, init) => {
      await app.services.shopRefusals.write();
      await app.place.db('shop_refusals').delete();
      await fetch(`${app.url}/api.php?act=order`, { method: 'POST', ...init });
      await app.services.shopRefusals.write();
      const [row] = await app.place.db('shop_refusals');
      expect(row).toMatchObject({ door: 'api', code: 'not_a_form' });
    },
  );

  test('api.php by a GET that lost its form names what did not come; a refund is a refund, whatever its form', async () => {
    for (const act of ['order', 'query']) {
      const told = (await (await get('/api.php', { act })).json()) as { code: number; msg: string };
      expect(told).toMatchObject({ code: -4, msg: expect.stringMatching(/pid、key.*https:/) });
    }
    const refund = await fetch(`${app.url}/api.php?act=refund`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"pid":"1000"}',
    });
    expect(await refund.json()).toMatchObject({ code: -2, msg: expect.stringContaining('退') });
  });

  test('what is asked in the address counts, whatever the body is', async () => {
    const order = await app.order();
    const asked = query({
      ...{ act: 'order', pid: String(app.merchant.pid), key: app.merchant.key },
      trade_no: order.tradeNo,
    });
    for (const [what, init] of notForms) {
      const answer = await fetch(`${app.url}/api.php?${asked}`, { method: 'POST', ...init });
      expect(await answer.json(), what).toMatchObject({ code: 1, trade_no: order.tradeNo });
    }
  });

  test('the apps’ addresses name an unknown charset, too', async () => {
    for (const path of ['/getState', '/appHeart']) {
      const answer = await fetch(app.url + path, {
        method: 'POST',
        headers: { 'content-type': `${form}; charset=x-none` },
        body: 't=1&sign=x',
      });
      expect(((await answer.json()) as { msg: string }).msg).toContain('UTF-8');
    }
  });

  test('parameters in the address of mapi.php, and a GET', async () => {
    const answer = await fetch(`${app.url}/mapi.php?${query(app.form())}`, { method: 'POST' });
    expect(((await answer.json()) as { msg: string }).msg).toContain('不要放在网址里');
    expect(((await (await get('/mapi.php')).json()) as { msg: string }).msg).toMatch(/POST.*https:\/\//);
  });
});
