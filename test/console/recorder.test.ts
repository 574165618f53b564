import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildHar } from '../recorder/build-har.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';
import { logInAs, tokenOf } from './two-merchants.ts';

const SITE = 'https://till.acme.cn';
const TYPED = {
  name: '阿克米收银',
  site: SITE,
  amount: '0.01',
  time: '2026-03-01 15:58',
  username: 'zhangsan',
  password: 'S3cret-of-acme!',
};
const TOKEN = 'tok_9f8a7b6c5d4e3f2a1b0c';

const rows = [
  { orderNo: 'W2026030112000099', money: '0.01', payTime: '2026-03-01 15:58:00', channel: 'WX' },
  { orderNo: 'W2026030111500044', money: '19.90', payTime: '2026-03-01 15:50:00', channel: 'ALI' },
];
const asked = {
  url: `${SITE}/list`,
  headers: { 'X-Token': TOKEN },
  body: { begin: '2026-03-01 00:00:00', end: '2026-03-01 23:59:59' },
};
const TOO_LARGE = new Blob([' '.repeat(30 * 1024 * 1024)]);
const HAR = buildHar([
  {
    url: `${SITE}/login`,
    body: { user: TYPED.username, pass: TYPED.password },
    answer: { code: 0, data: { token: TOKEN } },
  },
  { ...asked, answer: { code: 0, rows: rows.slice(1) } },
  { ...asked, answer: { code: 0, rows } },
]);

describe.each(databases.filter(({ available }) => available))(
  'recording a platform, on $name',
  ({ name }) => {
    let app: ConsoleApp;

    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    async function handOver(har: string | Blob | null, typed: Record<string, string> = {}, who = app.keeper) {
      const form = new FormData();
      form.set('_csrf', await tokenOf(who));
      for (const [field, value] of Object.entries({ ...TYPED, ...typed })) form.set(field, value);
      if (har !== null) form.set('recording', typeof har === 'string' ? new Blob([har]) : har, 'a.har');
      return app.keeper.upload('/console/plugins/record', form);
    }

    test('what was found is shown on his own rows, without a secret; another option is chosen, and the audit tells', async () => {
      const { location } = await handOver(HAR);
      const found = await app.keeper.get(location ?? '');
      expect(found.status).toBe(200);
      expect(readable(found)).toContain('2026-03-01 15:58:000.01W202…0099WX');
      expect(texts(found, '#point-amount .recorder-why')[0]).toContain('名字是 money');
      expect(texts(found, '#point-number .recorder-why')[0]).toContain('刷新前后同一笔没有变');
      const chosen = await app.keeper.post(`${location}/choose`, {
        _csrf: await tokenOf(app.keeper),
        point_window: '',
        pay_type_0: 'unionpay',
        origins: SITE,
      });
      expect(chosen.location).toBe(`${location}?done=recordingChanged`);
      const again = await app.keeper.get(location ?? '');
      expect(texts(again, '#point_window option[selected]')).toEqual(['不用']);
      const told = await app.audit();
      expect(told.map(({ action }) => action)).toEqual(['platform.correct', 'platform.record']);
      expect(told[0]?.detail).toEqual({ points: ['window', 'payTypes'] });
      for (const secret of [TYPED.password, TOKEN]) {
        expect(
          `${found.text}${again.text}${JSON.stringify(told)}${JSON.stringify(app.log.lines())}`,
        ).not.toContain(secret);
      }
    });

    test('it is enabled only after two tries; a recording that is dropped, too old or another login’s is gone', async () => {
      const { location = '' } = await handOver(HAR);
      const address = location ?? '';
      const post = async (deed: string) =>
        app.keeper.post(`${address}/${deed}`, { _csrf: await tokenOf(app.keeper) });
      const refused = await post('enable');
      expect([refused.status, readable(refused)]).toEqual([409, expect.stringContaining('要先试两次')]);
      const exported = await post('export');
      expect(exported.headers.get('content-disposition')).toContain('own-acme-cn.json');
      expect(exported.text).not.toContain(TOKEN);
      expect(exported.text).not.toContain(TYPED.password);
      expect(JSON.parse(exported.text)).toMatchObject({ descriptor: 1, id: 'own-acme-cn', origins: [SITE] });

      const skeleton = await app.keeper.post(`${address}/export`, {
        _csrf: await tokenOf(app.keeper),
        what: 'skeleton',
      });
      expect(JSON.parse(skeleton.text).calls.map(({ path }: { path: string }) => path)).toEqual([
        `${SITE}/login`,
        `${SITE}/list`,
      ]);
      for (const secret of [TOKEN, TYPED.password, TYPED.username, 'W2026030112000099'])
        expect(skeleton.text).not.toContain(secret);

      const other = await logInAs(app, 'owner', []);
      expect((await other.get(address)).location).toBe('/console/plugins/record?done=recordingOver');
      app.clock.advance(29 * 60_000);
      expect((await app.keeper.get(address)).status).toBe(200);
      app.clock.advance(31 * 60_000);
      expect((await app.keeper.get(address)).location).toBe('/console/plugins/record?done=recordingOver');
      expect(app.services.recorder.drafts.size).toBe(0);

      const { location: next } = await handOver(HAR);
      await app.keeper.post(`${next}/discard`, { _csrf: await tokenOf(app.keeper) });
      expect(app.services.recorder.drafts.size).toBe(0);
      expect(await app.place.db('installed_plugins').select('id')).toEqual([]);
    });

    test.each([
      ['nothing', null, {}, '请选择 HAR 文件'],
      ['no HAR', '{"a":1}', {}, '这个文件不是 HAR'],
      ['a site that is none', HAR, { site: 'till' }, '写完整的网址'],
      ['an amount that is none', HAR, { amount: '0.001' }, '写金额，例如 0.01'],
      ['a time that is none', HAR, { time: '2026-02-31 10:00' }, '写成 2026-11-28 14:05'],
      ['another site', HAR, { site: 'https://other.cn', amount: '7.77' }, '录到的是：till.acme.cn'],
      ['a file of 30 MB', TOO_LARGE, {}, '太大了，最大 20 MB'],
      [
        'a copy for PowerShell',
        null,
        { call_0: 'Invoke-WebRequest -Uri "https://a.cn"' },
        '以 fetch 格式复制',
      ],
      ['several calls in one', null, { call_1: `curl '${SITE}'\ncurl '${SITE}'` }, '每格只放一个'],
      ['a call that is none', null, { call_0: 'GET /list' }, '读不懂这一段'],
    ] as [string, string | Blob | null, Record<string, string>, string][])(
      '%s is told beside its field',
      async (_name, har, typed, words) => {
        const answer = await handOver(har, typed);
        expect(answer.status).toBe(400);
        expect(texts(answer, '.field-problem').join()).toContain(words);
        expect(answer.text).not.toContain(TYPED.password);
      },
    );

    test('a platform of which something is known begins with it, and says what was known and what was found', async () => {
      const start = await app.keeper.get('/console/plugins/record?platform=mqpayweb');
      expect(texts(start, '#pick [aria-current]')).toEqual(['码钱（后台查询）']);
      expect(start.text).toContain('value="https://m.hkrt.cn/"');
      expect(readable(start)).toContain('每页 10 条');
      const { location } = await handOver(HAR, { platform: 'mqpayweb', name: '' });
      const found = await app.keeper.get(location ?? '');
      expect(texts(found, 'h1')[0]).toContain('码钱（后台查询）');
      expect(texts(found, '#compared td')).toContain('补上了');
      expect(readable(found)).toContain('每笔付款的单号字段—orderNo');
      const exported = await app.keeper.post(`${location}/export`, { _csrf: await tokenOf(app.keeper) });
      expect(JSON.parse(exported.text).name.en).toBe('Maqian (back end)');
      const unknown = await app.keeper.get('/console/plugins/record?platform=%3Cb%3E');
      expect(texts(unknown, '#pick [aria-current]')).toEqual(['别的平台']);
    });

    test('a second process, or a start anew, has nothing of it and says why', async () => {
      const { location } = await handOver(HAR);
      // What lies in one process's memory is all that there is.
      const [draft] = [app.services.recorder.drafts];
      draft.forget((location ?? '').split('/').at(-1) ?? '');
      for (const deed of ['choose', 'try', 'enable', 'own', 'export', 'discard']) {
        const answer = await app.keeper.post(`${location}/${deed}`, { _csrf: await tokenOf(app.keeper) });
        expect([deed, answer.location]).toEqual([deed, '/console/plugins/record?done=recordingOver']);
      }
      const start = await app.keeper.get('/console/plugins/record?done=recordingOver');
      expect(readable(start)).toContain('程序重启过');
    });

    test('calls that were copied one by one do as well', async () => {
      const call = (body: object) =>
        `curl '${SITE}/list' -H 'X-Token: ${TOKEN}' -H 'content-type: application/json' --data-raw '${JSON.stringify(body)}'`;
      const { location } = await handOver(null, {
        call_0: `fetch("${SITE}/login", {"headers":{"content-type":"application/json"},"body":${JSON.stringify(JSON.stringify({ user: TYPED.username, pass: TYPED.password }))},"method":"POST"});`,
        answer_0: JSON.stringify({ code: 0, data: { token: TOKEN } }),
        call_1: call(asked.body),
        answer_1: JSON.stringify({ code: 0, rows: rows.slice(1) }),
        call_2: call(asked.body),
        answer_2: JSON.stringify({ code: 0, rows }),
      });
      const found = await app.keeper.get(location ?? '');
      expect(texts(found, '#point_login option[selected]')).toEqual(['POST /login']);
      expect(texts(found, '#obstacles')).toEqual([]);
    });
  },
);
