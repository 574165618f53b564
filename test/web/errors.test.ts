import express from 'express';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Refusal, refuse, tell } from '../../src/shared/errors.ts';
import { createLog } from '../../src/shared/log.ts';
import { saying } from '../../src/shared/saying.ts';
import { buyerErrors, consoleErrors, notFound, shopErrors } from '../../src/web/index.ts';
import { listen, Visitor } from '../support/visitor.ts';
import { createWebApp } from '../support/web-app.ts';

const html = { fields: ['<i>name</i>'] };
const refused: Record<string, Refusal> = {
  bad_sign: refuse('bad_sign.plus', html),
  bad_input: refuse('bad_input.split', html),
  bad_form: refuse('bad_form'),
  other_terms: refuse('other_terms', { number: '<i>1</i>', terms: 'money' }),
  no_code: refuse('no_code.none'),
  all_taken: refuse('all_taken'),
  too_many: refuse('too_many.lookups'),
  too_many_failures: refuse('too_many_failures'),
  unknown_order: refuse('unknown_order'),
  order_over: refuse('order_over'),
};

const SECRET = 'the-secret-of-the-database';

let site: Awaited<ReturnType<typeof listen>>;
let visitor: Visitor;
let lines: string[] = [];

beforeAll(async () => {
  const log = createLog('info', { write: (line: string) => void lines.push(line) });
  const app = createWebApp();
  const audiences = {
    shop: shopErrors({ log, numberOf: (code) => (code === 'unknown_merchant' ? -3 : -1) }),
    buyer: buyerErrors({ log }),
    console: consoleErrors({ log }),
  };
  for (const [name, errors] of Object.entries(audiences)) {
    const router = express.Router();
    router.get('/refuse', () => {
      const problem = saying('problem.notOneOf', { options: ['<b>1</b>', '2'] });
      throw refuse('unknown_merchant', { pid: '<i>7</i>' }, { fields: [{ field: 'money', problem }] });
    });
    router.get('/refuse/:code', (req) => {
      throw refused[req.params.code] ?? new Error('no such refusal');
    });
    router.get('/boom/:sign', async () => {
      throw new Error(SECRET);
    });
    router.get('/database', async () => {
      const message = `insert into \`users\` (\`password\`) values ('${SECRET}') - Duplicate entry`;
      throw Object.assign(new Error(message), { code: 'ER_DUP_ENTRY', sql: `values ('${SECRET}')` });
    });
    router.get('/nothing', () => {
      throw null;
    });
    router.get('/half', (_req, res) => {
      res.write('begun');
      throw new Error('in the middle');
    });
    router.post('/json', express.json({ limit: 100 }), (_req, res) => {
      res.json({ ok: true });
    });
    app.use(`/${name}`, router, notFound, errors);
  }
  site = await listen(app);
  visitor = new Visitor(site.url);
});
afterAll(() => site.close());

const logged = () => {
  const [first = '{}'] = lines;
  lines = [];
  return {
    text: first,
    line: JSON.parse(first) as { errorId: string; route: string; err: { stack: string } },
  };
};

describe('shops', () => {
  test('a refusal is JSON with the protocol’s number and status 200', async () => {
    const answer = await visitor.get('/shop/refuse');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({ code: -3, msg: '商户 <i>7</i> 不存在或已停用' });
  });

  test('an unknown address is JSON too', async () => {
    const answer = await visitor.get('/shop/elsewhere');
    expect(JSON.parse(answer.text)).toMatchObject({ code: -1 });
  });

  test('a fault is JSON with an id that stands in the log, and says nothing else', async () => {
    const answer = await visitor.get('/shop/boom/abcdef');
    expect(answer.status).toBe(500);
    const { code, msg } = JSON.parse(answer.text);
    const { line, text } = logged();
    expect(code).toBe(-1);
    expect(msg).toContain(line.errorId);
    expect(answer.text).not.toContain(SECRET);
    expect(text).toContain(SECRET);
    expect(line.route).toBe('/shop/boom/:sign');
  });

  test('a body that is no JSON is refused, not logged', async () => {
    const response = await fetch(`${site.url}/shop/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    });
    expect(await response.json()).toEqual({ code: -1, msg: '提交的内容无法识别。' });
    expect(lines).toEqual([]);
  });
});

describe('buyers', () => {
  test('what the shop must mend is told for its owner, escaped', async () => {
    const answer = await visitor.get('/buyer/refuse');
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('商户 &lt;i&gt;7&lt;/i&gt; 不存在或已停用');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('a refusal that no buyer can meet is told as it is', async () => {
    const answer = await visitor.get('/buyer/refuse/order_over', { 'accept-language': 'en' });
    expect(answer.status).toBe(400);
    expect(answer.page.querySelector('main > p')?.text).toBe('The order has expired');
    expect(answer.page.querySelector('.for-shop')).toBeNull();
  });

  test.each([
    ['bad_sign', '返回商店', true],
    ['bad_input', '返回商店', true],
    ['bad_form', '返回商店', true],
    ['other_terms', '请不要再付', true],
    ['no_code', '换一种支付方式', false],
    ['all_taken', '过几分钟', false],
    ['too_many', '等一分钟', false],
    ['too_many_failures', '等一分钟', false],
    ['unknown_order', '请不要再付', false],
  ])('%s: what to do; the reason is for the shop’s owner alone', async (code, advice, isForShop) => {
    for (const [language, shown] of [
      ['zh', advice],
      ['en', /go back|reload|wait/i],
    ] as const) {
      const { page, text } = await visitor.get(`/buyer/refuse/${code}`, { 'accept-language': language });
      const told = page.querySelector('main > p')?.text ?? '';
      if (typeof shown === 'string') expect(told).toContain(shown);
      else expect(told).toMatch(shown);
      const reason = tell(language, refused[code] as Refusal);
      expect(told).not.toContain(reason);
      const forShop = page.querySelector('.for-shop p')?.text ?? '';
      expect(forShop.includes(reason)).toBe(isForShop);
      if (language === 'en') expect(forShop).not.toMatch(/[一-鿿]/);
      expect(text).not.toContain('<i>');
    }
  });

  test('a fault tells who has paid already not to pay again', async () => {
    const answer = await visitor.get('/buyer/boom/1');
    expect(answer.status).toBe(500);
    expect(answer.text).toContain('请不要重复付款');
    expect(answer.page.querySelector('.id code')?.text).toBe(logged().line.errorId);
    expect(answer.text).not.toContain(SECRET);
  });

  test('an unknown address is a 404 page, in English for an English browser', async () => {
    const answer = await visitor.get('/buyer/elsewhere', { 'accept-language': 'en-GB,en;q=0.9' });
    expect(answer.status).toBe(404);
    expect(answer.page.querySelector('h1')?.text).toBe('Page not found');
    expect(answer.page.querySelector('html')?.getAttribute('lang')).toBe('en');
  });
});

describe('the console', () => {
  test('a refusal is a page', async () => {
    const answer = await visitor.get('/console/refuse');
    expect(answer.status).toBe(403);
    expect(answer.page.querySelector('.error-fields code')?.text).toBe('money');
  });

  test('programs and a page’s own script get JSON', async () => {
    const answer = await visitor.get('/console/refuse', { accept: 'text/html', 'x-partial': 'true' });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(answer.text).error).toEqual({
      ...{ code: 'unknown_merchant', message: '商户 <i>7</i> 不存在或已停用' },
      fields: [{ field: 'money', message: '只能是 <b>1</b>、2 之一' }],
    });
    const fault = await visitor.get('/console/boom/1', { accept: 'application/json' });
    expect(JSON.parse(fault.text).error.id).toBe(logged().line.errorId);
  });

  test('a database error is logged without the values that were bound to its statement', async () => {
    await visitor.get('/console/database');
    const { text, line } = logged();
    expect(text).not.toContain(SECRET);
    expect(line.err.stack).toContain('ER_DUP_ENTRY: Duplicate entry');
    expect(line.err.stack).toContain('errors.test.ts');
  });

  test('a throw of nothing ends as a page too', async () => {
    // Express takes a thrown null for "no error" and goes on to the 404.
    expect((await visitor.get('/console/nothing')).status).toBe(404);
  });

  test('an error in the middle of an answer breaks it off instead of adding a page', async () => {
    await expect(visitor.get('/console/half')).rejects.toThrow();
  });

  test('a body that is too large says so', async () => {
    const response = await fetch(`${site.url}/console/json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify('x'.repeat(200)),
    });
    expect(response.status).toBe(413);
    expect(await response.text()).toContain('提交的内容过大');
  });
});
