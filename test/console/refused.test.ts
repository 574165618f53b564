import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainShopRefusal } from '../../src/console/refused/explain-shop-refusal.ts';
import { epaySign } from '../../src/shared/epay-sign.ts';
import { translator } from '../../src/shared/i18n/index.ts';
import { saying } from '../../src/shared/saying.ts';
import { databases } from '../support/database.ts';
import { signedOrder } from '../support/vmq-shop.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

const reasons: Record<string, string[]> = {
  bad_sign: [
    ...[
      'missing',
      'rsa',
      'not_utf8',
      'upper_case',
      'key_blanks',
      'key_name',
      'backslash',
      'url_encoded',
      'plus',
    ],
    ...['html', 'blanks', 'unsigned_fields', 'no_param', 'unknown'],
  ],
  unknown_merchant: [''],
  bad_key: ['', 'key_blanks'],
  bad_input: ['money', 'split', 'two_readings', 'type'],
  other_terms: ['money'],
  not_a_form: [
    ...['json', 'no_type', 'other_type', 'charset', 'encoding'],
    ...['in_address', 'only_address', 'empty'],
  ],
  bad_form: [''],
  wrong_method: [''],
  wrong_address: ['bare', 'joined'],
  speaks_v1: [''],
  unknown_act: [''],
  no_refund: [''],
  no_code: [''],
};
const kinds = Object.entries(reasons).flatMap(([code, all]) => all.map((reason) => ({ code, reason })));

test.each(kinds)('$code $reason has its cause and remedy in both languages', ({ code, reason }) => {
  const [zh, en] = [translator('zh'), translator('en')].map((t) =>
    explainShopRefusal({ code, reason, answer: saying('problem.empty') }, t),
  );
  for (const told of [zh, en]) {
    expect(told?.what).toMatch(/\S/);
    expect(told?.remedy).toMatch(/\S/);
    expect(`${told?.what}${told?.remedy}`).not.toMatch(/[{}]|undefined/);
  }
  expect(zh?.remedy).toMatch(/[一-鿿]/);
  expect(en?.remedy.replaceAll(/V免签/g, '')).not.toMatch(/[一-鿿]/);
});

describe.each(databases.filter(({ available }) => available))(
  'refused requests in the console on $name',
  ({ name }) => {
    let app: ConsoleApp;
    beforeAll(async () => {
      app = await startConsole(name, { config: { allowPrivateNotify: false } });
    });
    afterAll(() => app.stop());

    const mapi = (fields: Record<string, string>) =>
      fetch(`${app.url}/mapi.php`, { method: 'POST', body: new URLSearchParams(fields) });

    test('without any, the page says so, and the merchant’s page leads there', async () => {
      expect(readable(await app.keeper.get('/console/refused'))).toContain('最近没有被拒绝的请求');
      expect(
        (await app.keeper.get('/console/merchants')).page.querySelector('a[href="/console/refused"]'),
      ).not.toBeNull();
      expect((await app.keeper.get('/console')).page.querySelector('a[href="/console/refused"]')).toBeNull();
    });

    test('what was lost on its way is listed, too: led from http to https, broken, too large', async () => {
      await fetch(`${app.url}/mapi.php`);
      await fetch(`${app.url}/createOrder`, { method: 'POST', body: new URLSearchParams() });
      for (const path of ['mapi.php', 'submit.php', 'api.php', 'createOrder']) {
        const broken = { 'content-type': 'multipart/form-data; boundary=x' };
        await fetch(`${app.url}/${path}`, { method: 'POST', headers: broken, body: '--x\r\nbroken' });
        const large = new URLSearchParams({ pid: '1000', name: 'x'.repeat(70_000) });
        await fetch(`${app.url}/${path}`, { method: 'POST', body: large });
      }
      await app.services.shopRefusals.write();
      const listed = await app.place.db('shop_refusals').select('door', 'code', 'times');
      const kinds = listed.map(({ door, code, times }) => `${door} ${code} ${times}`).sort();
      expect(kinds).toEqual(
        [
          ...['mapi wrong_method 1', 'createOrder not_a_form 1'],
          ...['mapi', 'submit', 'api', 'createOrder'].map((door) => `${door} bad_form 2`),
        ].sort(),
      );
      const page = readable(await app.keeper.get('/console/refused'));
      expect(page).toContain('请求方式');
      await app.place.db('shop_refusals').delete();
    });

    test('a shop on this machine: the owner reads how to allow it, here and beside the guides', async () => {
      await mapi(app.form({ notify_url: 'http://127.0.0.1:8000/notify' }));
      const remedy = texts(await app.keeper.get('/console/refused'), '.refused-fix')[0];
      expect(remedy).toContain('ALLOW_PRIVATE_NOTIFY=true');
      expect(remedy).toContain('重启后生效');
      expect(
        texts(await app.keeper.get(`/console/merchants/${app.merchant.pid}`), '#same-server')[0],
      ).toContain('ALLOW_PRIVATE_NOTIFY=true');
      await app.place.db('shop_refusals').delete();
      await mapi(app.form({ notify_url: 'http://169.254.169.254/notify' }));
      expect(texts(await app.keeper.get('/console/refused'), '.refused-fix')[0]).not.toContain(
        'ALLOW_PRIVATE',
      );
      await app.place.db('shop_refusals').delete();
    });

    test('each with cause, remedy, times, and what was sent, without key and signature', async () => {
      const { key } = app.merchant;
      await mapi({ ...app.form({ name: '会员' }), sign: 'deadbeef'.repeat(4) });
      await mapi({ ...app.form({ name: '会员' }), sign: 'deadbeef'.repeat(4) });
      const { sign: _sign, sign_type: _type, ...fields } = app.form({ name: 'a\\b' });
      await mapi({ ...fields, sign: epaySign({ ...fields, name: 'ab' }, key) });
      await fetch(`${app.url}/submit.php/submit.php?${new URLSearchParams(app.form())}`);
      await fetch(`${app.url}/api.php?act=order&pid=${app.merchant.pid}&key=${key}x&trade_no=1`);
      await fetch(`${app.url}/createOrder?${new URLSearchParams(signedOrder(app, { price: '01.00' }))}`);
      await fetch(`${app.url}/mapi.php`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });

      const page = await app.keeper.get('/console/refused');
      const told = readable(page);
      for (const what of [
        '签名错误',
        '接口地址填错了',
        '查询用的密钥错误',
        '参数不对：price',
        '提交的不是表单',
      ])
        expect(told).toContain(what);
      expect(told).toContain('2 次');
      expect(told).toContain('引号或反斜杠');
      expect(page.text).not.toContain('deadbeef');
      expect(page.text).not.toContain(key);
      expect(page.text).not.toContain(String(app.form().sign));
      expect(texts(page, '.refused')).toHaveLength(6);
      expect(page.text).toContain('会员');
      const english = await app.keeper.get('/console/refused', { 'accept-language': 'en' });
      const answers = texts(english, '.refused pre');
      expect(answers).toHaveLength(6);
      for (const answer of answers) expect(answer.replaceAll('V免签', '')).not.toMatch(/[{}一-鿿]/);
      expect(answers.join()).toContain('a backslash or quote in name was changed');
    });

    test('the home page tells of new ones until the owner says that he saw them', async () => {
      const home = async () =>
        (await app.keeper.get('/console')).page.querySelector('a[href="/console/refused"]');
      expect(await home()).not.toBeNull();
      app.clock.advance(1_000);
      const seen = await app.keeper.submit(
        await app.keeper.get('/console/refused'),
        {},
        'form[action="/console/refused/seen"]',
      );
      expect(seen.location).toBe('/console/refused?done=refusalsSeen');
      expect(await home()).toBeNull();
      const page = await app.keeper.get('/console/refused');
      expect(texts(page, '.refused')).toHaveLength(6);
      expect(page.page.querySelector('form[action="/console/refused/seen"]')).toBeNull();
      app.clock.advance(1_000);
      await mapi({ ...app.form(), sign: 'x' });
      await app.services.shopRefusals.write();
      expect(await home()).not.toBeNull();
    });

    test('a stranger sees none of it', async () => {
      expect((await app.stranger.get('/console/refused')).location).toContain('/console/login');
      expect((await app.stranger.post('/console/refused/seen', {})).status).toBeGreaterThanOrEqual(302);
    });

    test('what a shop sent is shown as text', async () => {
      await mapi({ ...app.form({ name: '<script>alert(1)</script>' }), sign: 'x', '<img src=x>': '1' });
      const page = await app.keeper.get('/console/refused');
      expect(page.text).not.toMatch(/<script>alert|<img src=x/);
    });

    test('notifications by POST, and strict reading, are settings of the merchant', async () => {
      const press = async (form: string, fields: Record<string, string>) =>
        app.keeper.submit(await app.keeper.get('/console/merchants'), fields, `form[action$="/${form}"]`);
      const rules = async () => (await app.services.merchants.get(app.place.db, app.merchant.pid)).rules;
      expect((await press('notify', { notifyBy: 'post' })).status).toBe(303);
      expect((await rules()).notifyBy).toBe('post');
      expect((await press('notify', { notifyBy: 'put' })).status).toBe(400);
      expect((await rules()).notifyBy).toBe('post');
      expect((await press('vmq', { vmqNotify: '', vmqReturn: '', oneReading: '1' })).status).toBe(303);
      expect(await rules()).toMatchObject({ vmqOneReading: true, notifyBy: 'post' });
      await press('vmq', { vmqNotify: '', vmqReturn: '' });
      expect((await rules()).vmqOneReading).toBe(false);
      const lifetime = { lifetime: '1440', grace: '5', limit: '99', direction: 'up' };
      expect((await press('rules', lifetime)).status).toBe(303);
      expect(await rules()).toMatchObject({ orderLifetimeMs: 86_400_000, notifyBy: 'post' });
      expect((await press('rules', { ...lifetime, lifetime: '1441' })).status).toBe(400);
      expect((await app.audit())[0]).toMatchObject({ action: 'merchant.rules' });
    });

    test('the job writes them too, and forgets them after a week', async () => {
      await mapi({ ...app.form(), sign: 'x' });
      await app.house.scheduler()?.run('write-shop-refusals');
      expect(await app.place.db('shop_refusals')).not.toEqual([]);
      app.clock.advance(8 * 86_400_000);
      await app.house.scheduler()?.run('forget-shop-refusals');
      expect(await app.place.db('shop_refusals')).toEqual([]);
    });
  },
);
