import { createHash } from 'node:crypto';
import { parse } from 'node-html-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorAnswers } from '../../src/docs-page/error-answers.ts';
import { submitFields, vmqFields } from '../../src/docs-page/request-fields.ts';
import { attemptOffsets } from '../../src/flow/notifications/index.ts';
import { closeOrder } from '../../src/flow/settlement/index.ts';
import { verifyEpaySign } from '../../src/shared/epay-sign.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { startApp, type TestApp } from '../support/start-app.ts';
import { type Visit, Visitor } from '../support/visitor.ts';

let app: TestApp;
let chinese: Visit;
let english: Visit;
beforeAll(async () => {
  app = await startApp('sqlite', { rules: { slotLimitFen: 0 }, terminals: ['T-1'] });
  chinese = await new Visitor(app.url).get('/doc');
  english = await new Visitor(app.url, { 'accept-language': 'en' }).get('/doc');
});
afterAll(() => app.stop());

/** The parser leaves what stands in <pre> alone unless it is told otherwise. */
const textOf = (id: string) =>
  parse(chinese.text, { blockTextElements: {} }).querySelector(`#${id}`)?.textContent ?? '';
const queryOf = (id: string) => Object.fromEntries(new URL(textOf(id)).searchParams);

describe('the page', () => {
  test('is public, in Chinese and in English, in the same sections', () => {
    expect([chinese.status, english.status]).toEqual([200, 200]);
    const sections = (visit: Visit) => visit.page.querySelectorAll('h2').map((heading) => heading.id);
    expect(sections(chinese)).toEqual(sections(english));
    expect(chinese.page.querySelector('h1')?.text).toBe('接口文档');
    expect(english.page.querySelector('html')?.getAttribute('lang')).toBe('en');
    for (const { page } of [chinese, english]) {
      const texts = page.querySelectorAll('main p, main li, main td').map(({ text }) => text);
      expect(texts.filter((text) => /\{(?!trade_no)\w+\}|undefined/.test(text))).toEqual([]);
    }
    expect(chinese.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const link of chinese.page.querySelectorAll('.doc-nav a')) {
      expect(chinese.page.querySelector(link.getAttribute('href') ?? '')).not.toBeNull();
    }
  });

  test('names addresses under the host that was asked, and holds nothing of the real merchant', async () => {
    expect(chinese.text).toContain(`${app.url}/submit.php`);
    const { pid, key } = app.merchant;
    for (const { text } of [chinese, english]) {
      expect(text).not.toContain(key);
      expect(text).not.toMatch(new RegExp(`pid(=|": )${pid}`));
    }
  });

  test('says PUBLIC_URL instead where it is set', async () => {
    const other = await startApp('sqlite', { config: { publicUrl: 'https://pay.example.com' } });
    const { text } = await new Visitor(other.url).get('/doc');
    await other.stop();
    expect(text).toContain('https://pay.example.com/mapi.php');
    expect(text).not.toContain(other.url);
  });

  test('tells the whole schedule of the notifications', () => {
    const told = chinese.page.querySelectorAll('.doc-attempts li').map((item) => item.text);
    expect(told).toHaveLength(attemptOffsets.length);
    expect(told.slice(0, 5)).toEqual(['0 秒', '5 秒', '15 秒', '30 秒', '1 分钟']);
    expect(told.at(-1)).toBe('6 天 22 小时');
  });
});

describe('the worked example', () => {
  const md5 = (text: string) => createHash('md5').update(text, 'utf8').digest('hex');

  test('its sign is the MD5 of the text before it, which is the content and the key', () => {
    expect(textOf('example-with-key')).toBe(textOf('example-content') + textOf('example-key'));
    expect(md5(textOf('example-with-key'))).toBe(textOf('example-sign'));
  });

  test('the link is signed with it, and so are the notification and the return', () => {
    const key = textOf('example-key');
    expect(queryOf('example-link').sign).toBe(textOf('example-sign'));
    for (const id of ['example-link', 'example-notify']) expect(verifyEpaySign(queryOf(id), key)).toBe(true);
    const { from: _own, ...returned } = queryOf('example-return');
    expect(verifyEpaySign(returned, key)).toBe(true);
    expect(queryOf('example-notify')).toMatchObject({ money: '1.00', trade_status: 'TRADE_SUCCESS' });
  });

  test('the notification’s fields are those of the table', () => {
    const named = chinese.page.querySelectorAll('[data-told]').map((row) => row.getAttribute('data-told'));
    expect(named).toEqual(expect.arrayContaining(Object.keys(queryOf('example-notify'))));
    expect(named).toHaveLength(Object.keys(queryOf('example-notify')).length + 1); // param
  });

  test('V免签’s are signed its way', () => {
    const key = textOf('example-key');
    const created = queryOf('vmq-url');
    expect(md5(textOf('vmq-content') + key)).toBe(created.sign);
    expect(vmqSign('createOrder', created, key)).toBe(created.sign);
    const told = queryOf('vmq-notify');
    expect(vmqSign('notify', told, key)).toBe(told.sign);
  });

  test('its answers have the names that the product gives', async () => {
    const names = (id: string) => Object.keys(JSON.parse(textOf(id)));
    const form = app.form();
    const created = await postForm('/mapi.php', form);
    expect(names('example-mapi')).toEqual(Object.keys(created.body));
    const { pid, key } = app.merchant;
    const asked = new URLSearchParams({
      act: 'order',
      pid: String(pid),
      key,
      out_trade_no: form.out_trade_no ?? '',
    });
    const order = await (await fetch(`${app.url}/api.php?${asked}`)).json();
    expect(names('example-answer')).toEqual(Object.keys(order));
    const state = await (await fetch(`${app.url}/getOrderState/${created.body.trade_no}`)).json();
    expect(names('example-waiting')).toEqual(Object.keys(state));
  });
});

interface Answer {
  status: number;
  body: { code: number; msg: string; trade_no?: string; data?: unknown };
}

async function postForm(path: string, fields: Record<string, string>): Promise<Answer> {
  const answer = await fetch(app.url + path, { method: 'POST', body: new URLSearchParams(fields) });
  return { status: answer.status, body: (await answer.json()) as Answer['body'] };
}

describe('the tables of parameters', () => {
  let money = 20;

  test.each(submitFields.filter(({ name }) => !['sign', 'sign_type', 'pid'].includes(name)))(
    '$name is needed as it says',
    async ({ name, needed }) => {
      money += 1;
      const answer = await postForm(
        '/mapi.php',
        app.form({
          money: `${money}.00`,
          param: 'p',
          sitename: 's',
          clientip: '1.2.3.4',
          device: 'pc',
          [name]: '',
        }),
      );
      if (needed === 'no') expect(answer.body).toMatchObject({ code: 1 });
      else expect(answer.body.msg).toContain(name);
      if (needed === 'mapi') {
        const page = await fetch(`${app.url}/submit.php?${new URLSearchParams(app.form({ [name]: '' }))}`, {
          redirect: 'manual',
        });
        expect(page.status).toBe(302);
      }
    },
  );

  test('so are pid, sign and sign_type', async () => {
    for (const name of ['pid', 'sign']) {
      expect((await postForm('/mapi.php', without(app.form(), name))).body.code).not.toBe(1);
    }
    expect((await postForm('/mapi.php', without(app.form({ money: '19.00' }), 'sign_type'))).body.code).toBe(
      1,
    );
    expect(submitFields.map(({ name, needed }) => needed === 'yes' && name)).toEqual(
      expect.arrayContaining(['pid', 'sign']),
    );
  });

  test('V免签’s needed ones are refused by name when they are missing', async () => {
    for (const { name, needed } of vmqFields) {
      if (needed !== 'yes') continue;
      const all = { payId: 'V1', type: '1', price: '88.00', param: '', notifyUrl: app.shop.url, sign: 'x' };
      const answer = await postForm('/createOrder', without(all, name));
      expect([answer.body.code, answer.body.msg]).toEqual([-1, expect.stringContaining(name)]);
    }
  });
});

function without(fields: Record<string, string>, name: string): Record<string, string> {
  const { [name]: _left, ...others } = fields;
  return others;
}

describe('the table of errors', () => {
  const { stringify } = JSON;
  /** One request for each refusal, made in the order of the table. */
  const provoke: Record<string, () => Promise<Answer>> = {
    bad_sign: () => postForm('/mapi.php', { ...app.form(), sign: '0'.repeat(32) }),
    unknown_merchant: () => postForm('/mapi.php', app.form({ pid: '12345' })),
    bad_key: () => ask('act=order&pid=1000&key=wrong&trade_no=1'),
    bad_input: () => postForm('/mapi.php', app.form({ name: '' })),
    other_terms: async () => {
      await postForm('/mapi.php', app.form({ out_trade_no: 'TWICE', money: '501.00' }));
      return postForm('/mapi.php', app.form({ out_trade_no: 'TWICE', money: '502.00' }));
    },
    all_taken: async () => {
      await postForm('/mapi.php', app.form({ money: '601.00' }));
      return postForm('/mapi.php', app.form({ money: '601.00' }));
    },
    too_many_open: async () => {
      const rules = { ...app.merchant.rules, perNetwork: 1 };
      await app.services.merchants.saveRules(app.place.db, app.merchant.pid, rules);
      app.services.directory.forget(app.merchant.pid);
      const order = () => app.form({ money: '651.00', clientip: '203.0.113.7' });
      await postForm('/mapi.php', order());
      return postForm('/mapi.php', order());
    },
    order_closed: async () => {
      const { tradeNo } = await app.order({ out_trade_no: 'CLOSED', money: '661.00' });
      await closeOrder(app.services.settlement, tradeNo, 0);
      return postForm('/mapi.php', app.form({ out_trade_no: 'CLOSED', money: '661.00' }));
    },
    no_code: async () => {
      await app.place.db('codes').update({ enabled: false });
      const answer = await postForm('/mapi.php', app.form({ money: '701.00' }));
      await app.place.db('codes').update({ enabled: true });
      return answer;
    },
    unknown_order: () => ask(`act=order&pid=1000&key=${app.merchant.key}&trade_no=12345678`),
    no_number: () => ask(`act=order&pid=1000&key=${app.merchant.key}`),
    wrong_method: () => get('/mapi.php'),
    unknown_act: () => ask('act=change'),
    no_refund: () => ask('act=refund'),
    speaks_v1: () => get('/api/pay/create'),
    wrong_address: () => postForm('/mapi.php/mapi.php', app.form()),
    not_a_form: async () => {
      const answer = await fetch(`${app.url}/mapi.php`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: stringify(app.form()),
      });
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    },
    bad_form: async () => {
      const form = new FormData();
      form.set('file', new Blob(['x']), 'x.txt');
      const answer = await fetch(`${app.url}/mapi.php`, { method: 'POST', body: form });
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    },
    too_many_failures: async () => {
      for (let failures = 0; ; failures++) {
        const answer = await postForm('/mapi.php', { ...app.form(), sign: 'x' });
        if (answer.status !== 200) return answer;
        expect(failures).toBeLessThan(60);
      }
    },
  };
  const get = async (path: string): Promise<Answer> => {
    const answer = await fetch(app.url + path);
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };
  const ask = (query: string) => get(`/api.php?${query}`);

  test.each(errorAnswers.filter(({ id }) => id !== 'fault'))('$id is answered as it says', async (told) => {
    const cause = provoke[told.id];
    if (!cause) throw new Error(`nothing provokes ${told.id}`);
    const { status, body } = await cause();
    expect([status, body.code]).toEqual([told.status, told.number]);
    const pattern = told.msg.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    expect(body.msg).toMatch(new RegExp(`^${pattern.join('.+')}$`));
    expect(stringify(body)).not.toContain(app.merchant.key);
  });
});
