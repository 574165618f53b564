import { once } from 'node:events';
import { connect } from 'node:net';
import { parse } from 'node-html-parser';
import { Agent, request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { fen, formatFen } from '../../src/shared/money.ts';
import { randomHex } from '../../src/shared/random.ts';
import { databases } from '../support/database.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { Visitor } from '../support/visitor.ts';

/**
 * Everything that strangers can send, in every field of every public address. What must hold, whatever comes:
 * no 5xx, an answer in the form of whoever asks (JSON with a numeric `code` and a `msg` for shops, a page for
 * people), nothing of the payload becomes an element or an attribute, nothing of our insides is told, and a
 * refused request leaves the database as it was.
 */

const MARK = 'xssprobe';

/** What a field can hold. Undefined: the field is absent. */
const PAYLOADS: Readonly<Record<string, string | undefined>> = {
  absent: undefined,
  empty: '',
  blank: ' \t ',
  huge: 'x'.repeat(6_000),
  'huge and wide': '码'.repeat(700),
  'longer than servers usually read': 'x'.repeat(40_000),
  'a negative number': '-1',
  'an exponent': '1e5',
  'too many decimals': '1.001',
  'a huge number': '9'.repeat(40),
  'wide digits': '１２３',
  'not a number': 'NaN',
  'the word null': 'null',
  'the word undefined': 'undefined',
  JSON: '{"$gt":"","a":[1]}',
  'SQL with a quote': "' OR '1'='1'; DROP TABLE orders; -- ",
  'SQL with a double quote': '"; DELETE FROM merchants; #',
  'SQL with a backslash': "\\'; UPDATE orders SET state='paid'; /*",
  'an element': `"'><${MARK} on${MARK}=1>`,
  'a script': `</title></textarea><script>${MARK}()</script><!--`,
  'an attribute': `" on${MARK}="1" x='`,
  'a script address': `javascript:${MARK}()`,
  'a data address': `data:text/html,<${MARK}>`,
  'a template': '<%= 7*7 %>{{7*7}}#{7*7}',
  'control characters': '\u0001\u0008\u001b[31m\u007f\u0085\u202e',
  'line breaks': `a\r\nSet-Cookie: ${MARK}=1\r\n\r\n<${MARK}>`,
  NUL: 'a\0b',
  'an emoji cut in two': '\ud83d',
  'an emoji': '🀄'.repeat(40),
  'a path': '../../../../etc/passwd',
  __proto__: '__proto__',
  constructor: 'constructor',
  toString: 'toString',
};

/** Every field that submit.php and mapi.php read, and names that mean something to JavaScript. */
const FIELDS = [
  'pid',
  'type',
  'out_trade_no',
  'notify_url',
  'return_url',
  'name',
  'money',
  'param',
  'sitename',
  'clientip',
  'device',
  'sign',
  'sign_type',
  'act',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'unknown',
];

type Audience = 'shop' | 'buyer' | 'program' | 'anyone';

interface Answer {
  status: number;
  type: string;
  headers: Record<string, string | string[] | undefined>;
  location: string;
  text: string;
}

interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** The address that the request seems to come from; by default one that nobody had before. */
  from?: string;
}

const AS_MULTIPART = 'mapi.php as multipart';
const UNKNOWN_ORDER = '20260301160000000000000000000000';
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

describe.each(databases.filter(({ available }) => available))(
  'hostile input on $name',
  ({ name: engine }) => {
    let app: TestApp;
    const agent = new Agent({ connections: 16, pipelining: 1 });
    beforeAll(async () => {
      // A proxy on loopback is trusted, so that each request can have an address of its own.
      app = await startApp(engine, { config: { trustProxy: 'loopback' } });
    });
    afterAll(async () => {
      await agent.close();
      await app.stop();
    });
    // Each test reads every row twice, so none leaves its orders to those behind it.
    afterEach(async () => {
      for (const table of ['amount_slots', 'notification_attempts', 'notifications', 'orders']) {
        await app.place.db(table).del();
      }
    });

    let callers = 0;
    const newCaller = () => {
      callers += 1;
      return `10.${callers >> 16}.${(callers >> 8) & 255}.${callers & 255}`;
    };

    async function send(path: string, sent: Sent = {}): Promise<Answer> {
      const response = await request(`${app.url}${path}`, {
        dispatcher: agent,
        method: (sent.method ?? 'GET') as 'GET',
        headers: { 'x-forwarded-for': sent.from ?? newCaller(), ...sent.headers },
        body: sent.body ?? null,
        headersTimeout: 5_000,
        bodyTimeout: 5_000,
      });
      return {
        status: response.statusCode,
        type: String(response.headers['content-type'] ?? ''),
        headers: response.headers,
        location: String(response.headers.location ?? ''),
        text: await response.body.text(),
      };
    }

    const post = (path: string, body: string, headers: Record<string, string> = FORM) =>
      send(path, { method: 'POST', headers, body });

    /** What must hold of every answer. `what` names the case in a failure. */
    function expectDecent(answer: Answer, audience: Audience, what: string): void {
      const told = `${what}: ${answer.status} ${answer.text.slice(0, 300)}`;
      expect(answer.status, told).toBeLessThan(500);
      expect(JSON.stringify(answer.headers), told).not.toMatch(new RegExp(`"set-cookie":[^\\]]*${MARK}`));
      expect(answer.text, told).not.toMatch(/SQLITE_|ER_[A-Z]{3}|node_modules|\bat .*\.[jt]s:\d+/);
      const isRedirect = answer.status >= 300 && answer.status < 400;
      if (audience === 'shop' || audience === 'program') {
        expect(answer.type, told).toContain('application/json');
        const json = JSON.parse(answer.text);
        // getOrderState's good answer has no code, as in the old system.
        if (audience === 'shop' || json.state === undefined) {
          expect(json.code, told).toBeTypeOf('number');
          expect(json.msg, told).toMatch(/\S/);
        }
      } else if (audience === 'buyer' && !isRedirect) {
        expect(answer.type, told).toContain('text/html');
        expect(parse(answer.text).querySelector('main')?.text.trim(), told).toMatch(/\S/);
      }
      if (answer.type.includes('text/html') && answer.text !== '') expectNothingInjected(answer.text, told);
      if (isRedirect) {
        expect(answer.location, told).not.toMatch(/^\s*(javascript|data):/i);
        expect(answer.location, told).not.toMatch(/^\/\/|^\\/);
      }
    }

    /** Every row of every table, but for the sessions that a look at the login page begins. */
    async function contents(): Promise<Record<string, unknown[]>> {
      const tables = [
        'orders',
        'amount_slots',
        'receipts',
        'notifications',
        'merchants',
        'accounts',
        'codes',
      ];
      const more = ['users', 'settings', 'notification_attempts', 'audit_entries'];
      const all: Record<string, unknown[]> = {};
      for (const table of [...tables, ...more]) all[table] = await app.place.db(table).select();
      return all;
    }

    const countOf = async (table: string) =>
      Number((await app.place.db(table).count({ count: '*' }).first())?.count);

    // Each order asks for another amount, so that slots never run out.
    let asked = 10_000;
    const nextMoney = () => {
      asked += 1;
      return formatFen(fen(asked));
    };

    /** A shop's form with one field changed; undefined takes it away. */
    function formWith(
      field: string,
      value: string | undefined,
      { signed }: { signed: boolean },
    ): [name: string, value: string][] {
      const fields: [string, string][] = Object.entries({
        pid: String(app.merchant.pid),
        type: 'wxpay',
        out_trade_no: `SN${randomHex(8)}`,
        notify_url: `${app.shop.url}/notify`,
        return_url: `${app.shop.url}/return`,
        name: 'VIP会员',
        money: nextMoney(),
        sign_type: 'MD5',
      });
      const changed = fields.filter(([name]) => name !== field);
      if (value !== undefined) changed.push([field, value]);
      if (field === 'sign') return changed;
      return [...changed, ['sign', signed ? signatureOf(changed) : 'f'.repeat(32)]];
    }

    /** Over what the server will have decoded: a lone surrogate arrives as U+FFFD. */
    function signatureOf(fields: [string, string][]): string {
      const params: Record<string, string> = Object.create(null);
      for (const [name, value] of fields) if (!name.includes('[')) params[name] = wellFormed(value);
      return epaySign(params, app.merchant.key);
    }

    const encode = (fields: [string, string][]) => new URLSearchParams(fields).toString();

    interface Way {
      title: string;
      audience: Audience;
      ask(fields: [string, string][]): Promise<Answer>;
      tradeNo(answer: Answer): string | undefined;
    }
    const fromLocation = (answer: Answer) => /\/Pay\/console\/(\d{32})$/.exec(answer.location)?.[1];
    const fromJson = (answer: Answer) => {
      const json = JSON.parse(answer.text);
      return json.code === 1 ? String(json.trade_no) : undefined;
    };
    const ways: Way[] = [
      {
        title: 'submit.php by GET',
        audience: 'buyer',
        ask: (fields) => send(`/submit.php?${encode(fields)}`),
        tradeNo: fromLocation,
      },
      {
        title: 'submit.php by POST',
        audience: 'buyer',
        ask: (fields) => post('/submit.php', encode(fields)),
        tradeNo: fromLocation,
      },
      {
        title: 'mapi.php',
        audience: 'shop',
        ask: (fields) => post('/mapi.php', encode(fields)),
        tradeNo: fromJson,
      },
      {
        title: AS_MULTIPART,
        audience: 'shop',
        ask: (fields) => post('/mapi.php', multipart(fields), { 'content-type': MULTIPART }),
        tradeNo: fromJson,
      },
    ];

    describe.each(ways)('$title', ({ title, audience, ask, tradeNo }) => {
      test.each(FIELDS)(
        '%s rightly signed: an order as it was sent, or a clear no and nothing written',
        async (field) => {
          const before = await contents();
          const kept: string[] = [];
          await inTurns(Object.entries(PAYLOADS), async ([kind, payload]) => {
            const fields = formWith(field, payload, { signed: true });
            const answer = await ask(fields);
            expectDecent(answer, audience, `${field} = ${kind}`);
            const number = tradeNo(answer);
            if (number === undefined) return;
            kept.push(number);
            const sent = new Map(fields.map(([name, value]) => [name, wellFormed(value)]));
            const order = await app.find(number);
            expect(order.outTradeNo, kind).toBe(sent.get('out_trade_no'));
            expect(order.notifyUrl, kind).toBe(sent.get('notify_url')?.trim());
            expect(order.returnUrl, kind).toBe(sent.get('return_url')?.trim() || null);
            expect(order.param, kind).toBe(sent.get('param') || null);
            expect(order.name, kind).toBe([...(sent.get('name') ?? '')].slice(0, 255).join(''));
            expectDecent(await send(`/Pay/console/${number}`), 'buyer', `the cashier of ${field} = ${kind}`);
          });
          const after = await contents();
          expect(after.orders).toHaveLength((before.orders?.length ?? 0) + kept.length);
          const waiting = await Promise.all(kept.map(app.find));
          const placed = waiting.filter(({ placement }) => placement !== null).length;
          expect(after.amount_slots).toHaveLength((before.amount_slots?.length ?? 0) + placed);
          if (kept.length === 0) expect(after).toEqual(before);
        },
      );

      test.each(FIELDS)('%s with a wrong signature: a clear no and nothing written', async (field) => {
        const before = await contents();
        await inTurns(Object.entries(PAYLOADS), async ([kind, payload]) => {
          const answer = await ask(formWith(field, payload, { signed: false }));
          expectDecent(answer, audience, `${field} = ${kind}`);
          expect(tradeNo(answer), kind).toBeUndefined();
        });
        expect(await contents()).toEqual(before);
      });

      test('arrays and repeated names: the last value counts, arrays count for nothing, as when the shop signed', async () => {
        for (const field of ['name', 'money', 'out_trade_no', 'pid', 'sign', '__proto__']) {
          const first = await ask([[field, 'overridden'], ...formWith('param', 'p', { signed: true })]);
          expectDecent(first, audience, `${field} twice`);
          expect(tradeNo(first) === undefined, field).toBe(field === '__proto__');
          for (const array of [`${field}[]`, `${field}[0]`, `${field}[a][b]`, `${field}[__proto__]`]) {
            const answer = await ask([
              ...formWith('param', 'p', { signed: true }),
              [array, '1'],
              [array, '2'],
            ]);
            expectDecent(answer, audience, array);
          }
        }
        const answer = await ask([
          ...formWith('param', 'p', { signed: true }),
          ['goods[]', '1'],
          ['more[a]', '2'],
        ]);
        expectDecent(answer, audience, 'arrays that nobody signed');
        // PHP's curl can't put an array into a multipart form; there, a clear no will do.
        if (title !== AS_MULTIPART) expect(tradeNo(answer), answer.text).toBeDefined();
      });
    });

    test('a repeated order: the same terms are the same order, whatever characters they hold', async () => {
      for (const [kind, payload] of Object.entries(PAYLOADS)) {
        if (payload === undefined) continue;
        const body = encode(formWith('param', payload, { signed: true }));
        const [first, again] = [await post('/mapi.php', body), await post('/mapi.php', body)];
        expect(JSON.parse(again.text), kind).toEqual(JSON.parse(first.text));
      }
    });

    test.each(['act', 'pid', 'key', 'trade_no', 'out_trade_no', 'limit', '__proto__', 'constructor'])(
      'api.php, field %s: JSON with a number whatever it holds, by GET and POST, and nothing is written',
      async (field) => {
        const order = await app.order({ money: nextMoney() });
        const before = await contents();
        const right = {
          act: 'order',
          pid: String(app.merchant.pid),
          key: app.merchant.key,
          out_trade_no: order.outTradeNo,
        };
        await inTurns(Object.entries(PAYLOADS), async ([kind, payload]) => {
          const fields: [string, string][] = Object.entries(right).filter(([name]) => name !== field);
          if (payload !== undefined) fields.push([field, payload]);
          expectDecent(await send(`/api.php?${encode(fields)}`), 'shop', `GET ${field} = ${kind}`);
          expectDecent(await post('/api.php', encode(fields)), 'shop', `POST ${field} = ${kind}`);
          const array: [string, string][] = [...fields, [`${field}[]`, payload ?? '']];
          expectDecent(await send(`/api.php?${encode(array)}`), 'shop', `${field}[] = ${kind}`);
        });
        expect(await contents()).toEqual(before);
      },
    );

    describe('odd requests', () => {
      const METHODS = ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'GET', 'POST', 'HEAD'];
      const SHOP_PATHS = ['/mapi.php', '/api.php', '/mapi', '/api', '//mapi.php', '//api.php'];

      test.each(METHODS)('%s: shops get JSON, people get a page', async (method) => {
        const before = await contents();
        const order = await app.order({ money: nextMoney() });
        const afterOrder = await contents();
        for (const path of SHOP_PATHS) {
          const answer = await send(path, { method });
          if (method === 'HEAD') expect(answer.status, path).toBeLessThan(500);
          else expectDecent(answer, 'shop', `${method} ${path}`);
        }
        for (const path of ['/submit.php', '/submit', '//submit.php']) {
          const answer = await send(path, { method });
          expectDecent(answer, method === 'HEAD' ? 'anyone' : 'buyer', `${method} ${path}`);
        }
        const others = [
          '/mpayNotify',
          '/appHeart',
          '/appPush',
          `/getOrderState/${order.tradeNo}`,
          '/checkOrder/1000/x',
          '/checkPayResult',
          '/install',
        ];
        for (const path of [
          ...others,
          '/console/login',
          '/',
          '/nowhere',
          '/healthz',
          '/doc',
          '/assets/x/y.css',
        ]) {
          expectDecent(await send(path, { method }), 'anyone', `${method} ${path}`);
        }
        expect(before.orders?.length).toBe(Number(afterOrder.orders?.length) - 1);
        expect(await contents()).toEqual(afterOrder);
      });

      test.each(METHODS)(
        '%s below /Pay: the buyer’s own page or an answer without a body, never the console’s',
        async (method) => {
          const order = await app.order({ money: nextMoney() });
          const at = `/Pay/console/${order.tradeNo}`;
          for (const path of [
            at,
            `${at}/type`,
            `${at}/confirm`,
            `/Pay/qr/${order.tradeNo}.png`,
            '/Pay',
            '/Pay/nowhere',
          ]) {
            const answer = await send(path, { method });
            expectDecent(answer, 'anyone', `${method} ${path}`);
            expect(
              answer.text.includes('/console"'),
              `${method} ${path} leads the buyer to the console`,
            ).toBe(false);
          }
        },
      );

      test('HEAD of the event stream ends at once', async () => {
        const order = await app.order({ money: nextMoney() });
        const answer = await send(`/Pay/console/${order.tradeNo}/events`, { method: 'HEAD' });
        expect(answer.status).toBeLessThan(500);
      });

      const BODIES: Readonly<Record<string, { headers: Record<string, string>; body: string | Buffer }>> = {
        'broken JSON': { headers: { 'content-type': 'application/json' }, body: '{"pid":' },
        'good JSON': {
          headers: { 'content-type': 'application/json' },
          body: '{"pid":1000,"__proto__":{"a":1}}',
        },
        'no content type': { headers: {}, body: 'pid=1000&sign=x' },
        'plain text': { headers: { 'content-type': 'text/plain' }, body: 'pid=1000' },
        'a content type that is none': { headers: { 'content-type': ';;==' }, body: 'pid=1000' },
        'an unknown charset': {
          headers: { 'content-type': 'application/x-www-form-urlencoded; charset=klingon' },
          body: 'pid=1000',
        },
        'an unknown encoding': { headers: { ...FORM, 'content-encoding': 'klingon' }, body: 'pid=1000' },
        'gzip that is none': { headers: { ...FORM, 'content-encoding': 'gzip' }, body: 'pid=1000' },
        'bad percent encoding': { headers: FORM, body: 'pid=%zz&%=%&name=%E4%BD&sign=%' },
        'bytes that are no text': { headers: FORM, body: Buffer.from([0xff, 0xfe, 0x00, 0x3d, 0x80]) },
        'nothing but separators': { headers: FORM, body: '&&&===&=&' },
        'a megabyte': { headers: FORM, body: `pid=1000&name=${'x'.repeat(1_000_000)}` },
        'ten thousand fields': {
          headers: FORM,
          body: Array.from({ length: 10_000 }, (_, at) => `${at}=1`).join('&'),
        },
        'ten thousand equal fields': { headers: FORM, body: 'a=&'.repeat(10_000) },
        'ten thousand array fields': { headers: FORM, body: 'a[]=&'.repeat(10_000) },
        'multipart without a boundary': { headers: { 'content-type': 'multipart/form-data' }, body: 'x' },
        'multipart that is none': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: 'pid=1000',
        },
        'multipart that is cut off': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: '--zz\r\nContent-Disposition: form-data; name="pid"\r\n\r\n1000',
        },
        'multipart with a file': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: '--zz\r\nContent-Disposition: form-data; name="pid"; filename="a.txt"\r\n\r\n1000\r\n--zz--\r\n',
        },
        'multipart without names': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: '--zz\r\nContent-Disposition: form-data\r\n\r\n1000\r\n--zz--\r\n',
        },
        'multipart with prototype names': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: ['__proto__', '__proto__[a]', 'constructor[prototype][b]', 'pid[]', 'pid[a']
            .map((name) => `--zz\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n1\r\n`)
            .concat('--zz--\r\n')
            .join(''),
        },
        'multipart of ten thousand fields': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: `${'--zz\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'.repeat(10_000)}--zz--\r\n`,
        },
        'multipart of a megabyte': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: `--zz\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'x'.repeat(1_000_000)}\r\n--zz--\r\n`,
        },
        'multipart with a name of a megabyte': {
          headers: { 'content-type': 'multipart/form-data; boundary=zz' },
          body: `--zz\r\nContent-Disposition: form-data; name="${'x'.repeat(1_000_000)}"\r\n\r\n1\r\n--zz--\r\n`,
        },
      };

      test.each(Object.keys(BODIES))(
        'a body of %s: everyone gets a clear no in their own form',
        async (kind) => {
          const { headers, body } = BODIES[kind] ?? { headers: {}, body: '' };
          const order = await app.order({ money: nextMoney() });
          const before = await contents();
          const at = `/Pay/console/${order.tradeNo}`;
          for (const path of ['/mapi.php', '/api.php', '/api.php?act=order']) {
            expectDecent(await send(path, { method: 'POST', headers, body }), 'shop', `${kind} to ${path}`);
          }
          for (const path of [
            '/submit.php',
            `${at}/type`,
            `${at}/confirm`,
            `/Pay/console/${UNKNOWN_ORDER}/type`,
          ]) {
            expectDecent(await send(path, { method: 'POST', headers, body }), 'buyer', `${kind} to ${path}`);
          }
          const others = [
            '/checkOrder/1000/x',
            '/checkPayResult',
            '/console/login',
            '/console/logout',
            '/install',
            '/nowhere',
          ];
          for (const path of others) {
            expectDecent(await send(path, { method: 'POST', headers, body }), 'anyone', `${kind} to ${path}`);
          }
          expect((await app.find(order.tradeNo)).state).toBe('pending');
          expect(await contents()).toEqual(before);
        },
      );

      test('addresses below mapi.php and api.php that do not exist answer shops with JSON', async () => {
        for (const path of [
          '/mapi.php/x',
          '/mapi/x',
          '/api.php/x',
          '/api/x',
          '/api.php/%zz',
          '/mapi.php/%00',
          '/mapi.php/',
        ]) {
          expectDecent(await send(path), 'shop', path);
          expectDecent(await post(path, 'pid=1000'), 'shop', `POST ${path}`);
        }
      });

      test('bad addresses: a page or JSON, and no redirect to elsewhere', async () => {
        const paths = [
          '/%',
          '/%zz',
          '/%00',
          '/..%2f..%2fetc/passwd',
          '/%2e%2e/%2e%2e/etc/passwd',
          '/assets/..%2f..%2fpackage.json',
        ];
        const more = [
          '/assets/x/%2e%2e/%2e%2e/package.json',
          '/assets/x/%00',
          '/assets/%zz/a',
          '//evil.example/',
          '///evil.example',
        ];
        const wizard = [
          '/install',
          '/install/database',
          '/install/administrator',
          '/console/login/%zz',
          '/console/login?back=//evil.example',
        ];
        const prefs = [
          '/lang/en?back=//evil.example',
          '/lang/en?back=/%5cevil.example',
          `/lang/en?back=javascript:${MARK}`,
          '/theme/__proto__',
        ];
        const typed = [`/<${MARK}>`, `/nowhere?"><${MARK}%20on${MARK}=1>`, `/console/login?back="><${MARK}>`];
        for (const path of [...paths, ...more, ...wizard, ...prefs, ...typed.map(encodeURI)]) {
          const answer = await send(path);
          expectDecent(answer, 'anyone', path);
          expect(answer.location, path).not.toContain('evil.example');
          expect(answer.text, path).not.toContain('"dependencies"');
        }
        for (const path of [
          '/%zz',
          '/%00',
          '/%',
          '/__proto__',
          '/constructor',
          `/<${MARK}>`,
          "/'or 1=1",
          `/${'9'.repeat(7_000)}`,
        ]) {
          for (const page of ['/Pay/console', '/Pay/qr']) {
            expectDecent(await send(encodedOnce(`${page}${path}`)), 'anyone', `${page}${path.slice(0, 40)}`);
          }
          expectDecent(
            await send(encodedOnce(`/getOrderState${path}`)),
            'program',
            `/getOrderState${path.slice(0, 40)}`,
          );
          expectDecent(
            await send(encodedOnce(`/checkOrder/1000${path}`)),
            'shop',
            `/checkOrder/1000${path.slice(0, 40)}`,
          );
          expectDecent(
            await send(encodedOnce(`/checkOrder${path}/x`)),
            'shop',
            `/checkOrder${path.slice(0, 40)}/x`,
          );
        }
      });

      test('characters that no browser would leave in an address, as they are on the wire', async () => {
        const lines = [
          `GET /"><${MARK}> HTTP/1.1`,
          `GET /submit.php?pid="><${MARK}> HTTP/1.1`,
          `GET /Pay/console/"><${MARK}> HTTP/1.1`,
        ];
        for (const line of lines) {
          const text = await overTheWire(app, `${line}\r\nHost: "><${MARK}>\r\nConnection: close\r\n\r\n`);
          expect(text, line).toMatch(/^HTTP\/1\.1 4\d\d /);
          expectNothingInjected(text.slice(text.indexOf('\r\n\r\n')), line);
        }
        const broken = [
          'GET / HTTP/9.9\r\n\r\n',
          'NONSENSE\r\n\r\n',
          'POST /mapi.php HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
        ];
        for (const head of broken) {
          const text = await overTheWire(app, head);
          expect(text, head).toMatch(/^HTTP\/1\.1 400 /);
          const said = JSON.parse(text.slice(text.indexOf('\r\n\r\n')));
          expect(said, head).toEqual({ code: -1, msg: expect.stringMatching(/\S/) });
        }
        const star = await overTheWire(app, 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
        expect(star).toMatch(/^HTTP\/1\.1 [24]\d\d /);
      });
    });

    describe('the buyer’s addresses', () => {
      const NAMES = ['type', 'asked', 'wait', '__proto__', 'constructor'];

      test.each(NAMES)(
        'field %s, by query and by form: the page stays the page, the order stays open',
        async (field) => {
          const order = await app
            .order({ money: nextMoney(), type: '' })
            .catch(() => app.order({ money: nextMoney() }));
          const chooser = await chooserOrder();
          const before = await contents();
          await inTurns(Object.entries(PAYLOADS), async ([kind, payload]) => {
            const query = encode(payload === undefined ? [] : [[field, payload]]);
            for (const { tradeNo } of [order, chooser]) {
              const at = `/Pay/console/${tradeNo}`;
              expectDecent(await send(`${at}?${query}`), 'buyer', `${field} = ${kind}`);
              expectDecent(await send(`${at}?${query.replace('=', '[]=')}`), 'buyer', `${field}[] = ${kind}`);
              expectDecent(await post(`${at}/type`, query), 'buyer', `type ${field} = ${kind}`);
              expectDecent(await post(`${at}/confirm`, query), 'buyer', `confirm ${field} = ${kind}`);
              expectDecent(await send(`/Pay/qr/${tradeNo}.png?${query}`), 'anyone', `qr ${field} = ${kind}`);
              expectDecent(
                await send(`/getOrderState/${tradeNo}?${query}`),
                'program',
                `state ${field} = ${kind}`,
              );
            }
          });
          expect(await contents()).toEqual(before);
        },
      );

      async function chooserOrder() {
        const submitted = await ways[0]?.ask(formWith('type', undefined, { signed: true }));
        return app.find(submitted ? (fromLocation(submitted) ?? '') : '');
      }

      test('headers and cookies of all kinds change nothing but the language', async () => {
        const order = await app.order({ money: nextMoney() });
        for (const value of [
          `<${MARK}>`,
          '__proto__',
          '%zz',
          'x'.repeat(4_000),
          '"',
          ';;;',
          'zh;q=__proto__',
          '*/*;q=9',
        ]) {
          const headers = {
            accept: value,
            'accept-language': value,
            'user-agent': value,
            referer: value,
            origin: value,
            cookie: `lang=${value}; theme=${value}; mpay.sid=${value}; mpay.install=${value}; __proto__=${value}`,
            'x-forwarded-proto': value,
            'x-forwarded-host': value,
          };
          for (const path of [`/Pay/console/${order.tradeNo}`, '/console/login', '/nowhere', '/submit.php']) {
            expectDecent(await send(path, { headers }), 'anyone', `${path} with ${value.slice(0, 20)}`);
          }
        }
      });

      test('a paid order with hostile texts: the page and the way back hold them as text', async () => {
        const hostile = `"'><${MARK} on${MARK}="1"></script><script>${MARK}()</script>`;
        const returnUrl = `https://shop.example/${hostile.replaceAll(' ', '/')}?a="b'&c=<${MARK}>#"><${MARK}>`;
        const order = await app.order({
          money: nextMoney(),
          name: hostile,
          sitename: hostile,
          param: hostile,
          return_url: returnUrl,
        });
        const before = await send(`/Pay/console/${order.tradeNo}`);
        expectDecent(before, 'buyer', 'open');
        expect(parse(before.text).querySelector('main')?.text).toContain(`"'><${MARK}`);
        await app.tick(4_000);
        app.pay(order);
        await app.tick(4_000);
        expect((await app.find(order.tradeNo)).state).toBe('paid');
        await app.tick(4_000);
        const paid = await send(`/Pay/console/${order.tradeNo}`);
        expectDecent(paid, 'buyer', 'paid');
        const state = await send(`/getOrderState/${order.tradeNo}`);
        expectDecent(state, 'program', 'state');
        expect(JSON.parse(state.text).return_url).toContain('https://shop.example/');
      });
    });

    describe('the login form', () => {
      test.each(['username', 'password', 'back', '_csrf', '__proto__'])(
        'field %s: a page that says no',
        async (field) => {
          const before = await contents();
          await inTurns(Object.entries(PAYLOADS), async ([kind, payload]) => {
            const fields: [string, string][] = Object.entries({
              username: 'nobody',
              password: 'wrong',
            }).filter(([name]) => name !== field);
            if (payload !== undefined) fields.push([field, payload]);
            const answer = await post('/console/login', encode(fields));
            expectDecent(answer, 'buyer', `${field} = ${kind}`);
            expect(answer.status, kind).toBeGreaterThanOrEqual(400);
            expectDecent(await send(`/console/login?${encode(fields)}`), 'buyer', `GET ${field} = ${kind}`);
          });
          expect(await contents()).toEqual(before);
        },
      );
    });

    describe('the login form with the token of its page', () => {
      // Each look at a password takes its time, so not every payload is tried.
      const SOME = [
        'huge',
        'SQL with a quote',
        'an element',
        'a script',
        'line breaks',
        'NUL',
        'an emoji cut in two',
        '__proto__',
      ];

      test.each(['username', 'password', 'back'])(
        'field %s: the page again, with the reason',
        async (field) => {
          const before = await contents();
          await inTurns(SOME, async (kind) => {
            const visitor = new Visitor(app.url, { 'x-forwarded-for': newCaller() });
            const page = await visitor.get('/console/login');
            const fields = { username: 'nobody', password: 'wrong password', [field]: PAYLOADS[kind] ?? '' };
            const answer = await visitor.submit(page, fields, 'form[action="/console/login"]');
            expect([400, 401], `${field} = ${kind}: ${answer.text.slice(0, 200)}`).toContain(answer.status);
            expectNothingInjected(answer.text, `${field} = ${kind}`);
            expect(answer.page.querySelector('form[action="/console/login"]')).not.toBeNull();
          });
          expect(await contents()).toEqual(before);
        },
      );
    });

    describe('rate limits', () => {
      test('200 rightly signed orders pass from an address that has just sent 100 bad signatures', async () => {
        const from = newCaller();
        const ask = (signed: boolean) =>
          send('/mapi.php', {
            method: 'POST',
            headers: FORM,
            body: encode(formWith('param', 'p', { signed })),
            from,
          });
        const refused: { code: number; msg: string }[] = [];
        for (let at = 0; at < 100; at++) {
          const answer = await ask(false);
          expectDecent(answer, 'shop', `bad signature ${at}`);
          refused.push(JSON.parse(answer.text));
        }
        expect(refused[0]).toMatchObject({ code: -3, msg: expect.stringContaining('签名') });
        expect(refused.at(-1)?.msg).toContain('过多');
        const ordersBefore = await countOf('orders');
        await inTurns(
          Array.from({ length: 200 }, (_, at) => at),
          async (at) => expect(JSON.parse((await ask(true)).text), `order ${at}`).toMatchObject({ code: 1 }),
        );
        expect(await countOf('orders')).toBe(ordersBefore + 200);
        // Whoever is limited is limited alone.
        const other = await send('/mapi.php', {
          method: 'POST',
          headers: FORM,
          body: encode(formWith('param', 'p', { signed: false })),
        });
        expect(JSON.parse(other.text).msg).toContain('签名');
      });

      test('too many bad signatures at submit.php: a page with status 429', async () => {
        const from = newCaller();
        let last: Answer | undefined;
        for (let at = 0; at < 70; at++) {
          last = await send(`/submit.php?${encode(formWith('param', 'p', { signed: false }))}`, { from });
          expectDecent(last, 'buyer', `bad signature ${at}`);
        }
        expect(last?.status).toBe(429);
        const right = await send(`/submit.php?${encode(formWith('param', 'p', { signed: true }))}`, { from });
        expect(right.status).toBe(302);
      });

      test('too many unknown order numbers: 429 as JSON and as a page; a real order is still shown', async () => {
        const order = await app.order({ money: nextMoney() });
        const from = newCaller();
        const ask = (path: string) => send(path, { from });
        for (let at = 0; at < 70; at++) {
          expectDecent(await ask(`/getOrderState/${UNKNOWN_ORDER}`), 'program', `state ${at}`);
          expectDecent(await ask(`/Pay/console/${UNKNOWN_ORDER}`), 'buyer', `page ${at}`);
        }
        expect((await ask(`/getOrderState/${UNKNOWN_ORDER}`)).status).toBe(429);
        expect((await ask(`/Pay/console/${UNKNOWN_ORDER}`)).status).toBe(429);
        expect((await ask(`/getOrderState/${order.tradeNo}`)).status).toBe(200);
        expect((await ask(`/Pay/console/${order.tradeNo}`)).status).toBe(200);
      });

      test('guessed keys at api.php: limited; the right key is answered all the same', async () => {
        const order = await app.order({ money: nextMoney() });
        const from = newCaller();
        const ask = async (key: string) => {
          const query = encode([
            ['act', 'order'],
            ['pid', String(app.merchant.pid)],
            ['key', key],
            ['trade_no', order.tradeNo],
          ]);
          const answer = await send(`/api.php?${query}`, { from });
          expectDecent(answer, 'shop', key);
          return JSON.parse(answer.text);
        };
        for (let at = 0; at < 70; at++) await ask(`guess ${at}`);
        expect((await ask('one more')).msg).toContain('过多');
        expect(await ask(app.merchant.key)).toMatchObject({ code: 1, trade_no: order.tradeNo });
      });
    });

    test('through all of this no request was a fault of ours', () => {
      const faults = app.log.lines().filter(({ msg }) => msg === 'request failed');
      expect(faults.map(({ err, route }) => [route, (err as { message?: string })?.message])).toEqual([]);
    });

    test('and no prototype was touched', () => {
      const plain: Record<string, unknown> = {};
      expect([plain.a, plain.b, plain.pid, plain.sign]).toEqual([undefined, undefined, undefined, undefined]);
    });
  },
);

/** As it arrives: a lone surrogate becomes U+FFFD on the wire. */
const wellFormed = (text: string) => Buffer.from(text, 'utf8').toString('utf8');

/** Runs the cases some at a time; the first failure is the test's. */
async function inTurns<T>(cases: T[], run: (one: T) => Promise<void>): Promise<void> {
  const AT_ONCE = 8;
  for (let at = 0; at < cases.length; at += AT_ONCE) {
    await Promise.all(cases.slice(at, at + AT_ONCE).map(run));
  }
}

/** No element and no attribute of the page may come from a payload. */
function expectNothingInjected(html: string, what: string): void {
  const page = parse(html, { comment: true, blockTextElements: { script: true, style: true } });
  // One list and one look at it: an answer has hundreds of elements.
  const injected = page.querySelectorAll('*').flatMap((element) => {
    const tag = element.rawTagName.toLowerCase();
    const isOurs =
      !tag.includes(MARK) &&
      !(tag === 'script' && element.rawText.includes(MARK)) &&
      Object.entries(element.attributes).every(([name, value]) => isOwnAttribute(name.toLowerCase(), value));
    return isOurs ? [] : [`<${element.rawTagName} ${element.rawAttrs}>`];
  });
  expect(injected, what).toEqual([]);
}

function isOwnAttribute(name: string, value: string): boolean {
  if (name.includes(MARK)) return false;
  const leads = ['href', 'src', 'action', 'formaction'].includes(name);
  return !(leads && /^\s*(javascript|data:text|vbscript):/i.test(value));
}

const BOUNDARY = 'hostile-boundary';
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** As PHP's curl sends an array. */
function multipart(fields: [string, string][]): string {
  const parts = fields.map(
    ([name, value]) => `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  return `${parts.join('')}--${BOUNDARY}--\r\n`;
}

/** Leaves percent signs as they are, encodes what a client could not send otherwise. */
function encodedOnce(path: string): string {
  return path.replace(/[^!-~]|[<>"']/g, (character) => encodeURIComponent(character));
}

/** Sends these bytes and returns what comes back until the server hangs up. */
async function overTheWire(app: TestApp, head: string): Promise<string> {
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  socket.on('error', () => {});
  socket.setTimeout(3_000, () => socket.destroy());
  socket.write(head);
  await once(socket, 'close');
  return text;
}
