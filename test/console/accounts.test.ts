import { readdir } from 'node:fs/promises';
import QRCode from 'qrcode';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, codes } from '../../src/flow/accounts/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { fen } from '../../src/shared/money.ts';
import { readQrImage } from '../../src/shared/qr-image.ts';
import { randomHex } from '../../src/shared/random.ts';
import { kept } from '../../src/shared/saying.ts';
import { databases } from '../support/database.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

const LINK = 'https://qr.shouqianba.com/f2f0abcdefghijklmnopqrstuvwxyz0123456789';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`accounts in the console on ${name}`, () => {
    let app: ConsoleApp;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    /** The page after a press on the first form of this kind on the account's page. */
    async function pressAndFollow(path: string, selector: string, fields = {}): Promise<Visit> {
      const answer = await app.keeper.submit(await app.keeper.get(path), fields, selector);
      expect(answer.status).toBe(303);
      return app.keeper.get(answer.location ?? '');
    }

    const settings = {
      login: '13911112222',
      setting_password: 'very secret',
      mode: 'on_demand',
      interval: '5',
    };

    test('adding: the form comes from the manifest; what is wrong stands beside its field; secrets are not repeated', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=sqbpay');
      expect(texts(form, 'label.form-label')).toEqual([
        '手机号/用户名',
        '密码',
        '查询间隔（秒）',
        '只查一个门店（可不填）',
        '接口地址（可不填）',
      ]);
      const advanced = ['只查一个门店（可不填）', '接口地址（可不填）'];
      expect(texts(form, 'details.advanced:not([open]) label')).toEqual(advanced);
      const wrong = await app.keeper.submit(form, {
        ...settings,
        login: '',
        interval: '0.5',
        setting_base_url: 'ftp://x',
      });
      expect(wrong.status).toBe(400);
      expect(texts(wrong, '.field-problem')).toHaveLength(3);
      expect(texts(wrong, '#interval-problem')).toEqual(['最短 1 秒']);
      expect(wrong.page.querySelector('details[open] #setting_base_url')?.getAttribute('value')).toBe(
        'ftp://x',
      );
      expect(wrong.text).not.toContain('very secret');

      const right = await app.keeper.submit(wrong, { ...settings, setting_base_url: app.simulator.url });
      const id = Number(/accounts\/(\d+)\?done=added/.exec(right.location ?? '')?.[1]);
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({
        pid: app.merchant.pid,
        login: '13911112222',
        mode: 'on_demand',
        intervalMs: 5_000,
      });
      expect((await app.audit())[0]).toMatchObject({ action: 'account.add', subject: `account ${id}` });

      const again = await app.keeper.submit(form, settings);
      expect(again.status).toBe(409);
      expect(texts(again, '#login-problem')).toEqual(['这个账号已经添加过了']);
    });

    test('what is chosen of a list is never “optional”, and an address that may be left out is tucked away', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=fubei');
      expect(texts(form, 'label.form-label')).toContain('收款方式');
      expect(texts(form, 'details.advanced label')).toEqual(['接口地址（可不填）']);
    });

    test('editing: an empty secret keeps its value; the record tells before and after, and no secret', async () => {
      const { db } = app.place;
      const path = `/console/accounts/${app.accountId}`;
      const selector = `form[action="${path}"]`;
      const { login } = await app.services.accounts.get(db, app.accountId);
      const base = { login, mode: 'on_demand', interval: '3', setting_base_url: app.simulator.url };
      await app.keeper.submit(await app.keeper.get(path), base, selector);
      expect(await app.services.accounts.openSecrets(db, app.accountId)).toEqual({
        password: 'sqb-password',
      });
      expect((await app.audit())[0]?.detail).toEqual({ mode: ['continuous', 'on_demand'], newSecrets: [] });

      const secret = { ...base, mode: 'continuous', setting_password: 'another secret' };
      await app.keeper.submit(await app.keeper.get(path), secret, selector);
      expect(await app.services.accounts.openSecrets(db, app.accountId)).toEqual({
        password: 'another secret',
      });
      const [entry] = await app.audit();
      expect(entry?.detail.newSecrets).toEqual(['password']);
      expect(JSON.stringify(await app.audit())).not.toContain('another secret');
      expect(readable(await app.keeper.get('/console/audit'))).toContain('修改收款账号');
    });

    test('测试登录 tells in plain words whether the platform lets us in, and what came of it stays', async () => {
      const path = `/console/accounts/${app.accountId}`;
      const press = () => pressAndFollow(path, `form[action="${path}/test"]`);
      // Saving it tried it, and it was refused: no other login within a minute.
      app.clock.advance(60_000);
      const refused = await press();
      expect(texts(refused, '#test-result').join()).toMatch(/^登录失败，已暂停 .*用户名或密码错误/);
      expect((await app.audit())[0]).toMatchObject({ action: 'account.test', detail: { ok: false } });
      // The fields that the platform named are marked, until they were entered anew.
      for (const field of ['login', 'setting_password']) {
        expect(texts(refused, `#${field}-problem`)).toEqual(['平台不接受，请核对后重新填写']);
        expect(refused.page.querySelector(`#${field}`)?.getAttribute('aria-invalid')).toBe('true');
      }
      expect(texts(refused, '.field-problem')).toHaveLength(2);

      // Nobody presses again: the account's page, the list and the home page still say so.
      expect(texts(await app.keeper.get(path), '#test-result').join()).toContain('用户名或密码错误');
      const list = await app.keeper.get('/console/accounts');
      expect(texts(list, '.account-notice').join()).toContain('用户名或密码错误');
      expect(texts(await app.keeper.get('/console'), '.need').join()).toContain('用户名或密码错误');
      const { health } = await app.services.accounts.get(app.place.db, app.accountId);
      expect(health).toBe('stopped');

      const { login } = await app.services.accounts.get(app.place.db, app.accountId);
      const base = { login, mode: 'continuous', interval: '3', setting_base_url: app.simulator.url };
      // What has nothing to do with the login mends none, and tries the refused one no second time.
      const tries = app.simulator.requests.count('login');
      const slower = await pressAndFollow(path, `form[action="${path}"]`, { ...base, interval: '5' });
      expect(texts(slower, '#test-result').join()).toContain('用户名或密码错误');
      const kept = await app.services.accounts.get(app.place.db, app.accountId);
      expect(kept).toMatchObject({ health: 'stopped', intervalMs: 5_000 });
      expect(app.simulator.requests.count('login')).toBe(tries);
      const right = { ...base, setting_password: 'sqb-password' };
      // Saving another password tries it at once.
      const saved = await pressAndFollow(path, `form[action="${path}"]`, right);
      expect(texts(saved, '#test-result strong')).toEqual(['登录成功']);
      expect((await app.services.accounts.get(app.place.db, app.accountId)).health).toBe('ok');
      expect(texts(saved, '#session-ends').join()).toContain('平台说这次登录到');
      // Right after one that let us in there may be one more, and then none for a minute.
      expect(texts(await press(), '#test-result strong')).toEqual(['登录成功']);
      const tried = app.simulator.requests.count('login');
      expect(readable(await press())).toContain('一分钟内只登录一次');
      expect(app.simulator.requests.count('login')).toBe(tried);
      app.clock.advance(60_000);
      expect(texts(await press(), '#test-result strong')).toEqual(['登录成功']);
      expect((await app.audit())[0]).toMatchObject({ action: 'account.test', detail: { ok: true } });
      expect(texts(await app.keeper.get(path), '.field-problem')).toEqual([]);
      expect(texts(await app.keeper.get(path), '#test-result')).toEqual([]);
    });

    test('a platform that can’t be reached is remembered too, and is no refusal', async () => {
      const path = `/console/accounts/${app.accountId}`;
      const { login } = await app.services.accounts.get(app.place.db, app.accountId);
      const base = { login, mode: 'continuous', interval: '3', setting_password: 'sqb-password' };
      const away = { ...base, setting_base_url: 'http://127.0.0.1:9' };
      const failing = await pressAndFollow(path, `form[action="${path}"]`, away);
      expect(texts(failing, '#test-result strong')).toEqual(['查询异常']);
      const list = await app.keeper.get('/console/accounts');
      expect(texts(list, `section[aria-labelledby=account-${app.accountId}] .account-notice`)).toHaveLength(
        1,
      );
      const back = { ...base, setting_base_url: app.simulator.url };
      const mended = await pressAndFollow(path, `form[action="${path}"]`, back);
      expect(texts(mended, '#test-result strong')).toEqual(['登录成功']);
      expect(texts(mended, '.facts').join()).toContain('正常');
    });

    test('adding an account tries its login at once; a refused one is saved, with the reason', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=sqbpay');
      const added = await app.keeper.submit(form, {
        ...settings,
        login: '13900000009',
        setting_base_url: app.simulator.url,
      });
      expect(added.location).toMatch(/^\/console\/accounts\/\d+\?done=added$/);
      const page = await app.keeper.get(added.location ?? '');
      expect(texts(page, '#test-result').join()).toContain('用户名或密码错误');
      expect(await app.place.db('accounts').where({ login: '13900000009' }).first('health')).toEqual({
        health: 'stopped',
      });
      await app.place.db('accounts').where({ login: '13900000009' }).delete();
    });

    test('a login that was refused: the page says how to go on, and once it works nothing is left of it', async () => {
      const { db } = app.place;
      const path = `/console/accounts/${app.accountId}`;
      const told = { last_error: '账号或密码错误', failures: 1, last_started_at: app.clock.now() };
      await db('account_polls')
        .insert({ account_id: app.accountId, next_poll_at: 0, ...told })
        .onConflict('account_id')
        .merge(told);
      await app.services.accounts.setHealth(
        db,
        app.accountId,
        'stopped',
        kept('账号或密码错误'),
        app.clock.now(),
      );
      const stopped = await app.keeper.get(path);
      expect(readable(stopped)).toContain('改好密码并保存，再点“测试登录”');
      expect(texts(stopped, '.facts').join()).toContain('登录失败，已暂停');
      expect(texts(stopped, '.facts').join()).toContain('上次错误');
      app.clock.advance(1_000);
      const mended = await pressAndFollow(path, `.notice form[action="${path}/test"]`);
      expect(texts(mended, '#test-result strong')).toEqual(['登录成功']);
      expect(texts(mended, '.facts').join()).not.toMatch(/上次错误|连续失败/);
    });

    test('an account is switched off and on again', async () => {
      const path = `/console/accounts/${app.accountId}`;
      const press = async () =>
        app.keeper.submit(await app.keeper.get(path), {}, `form[action="${path}/enabled"]`);
      const isOn = async () => (await app.services.accounts.get(app.place.db, app.accountId)).enabled;
      expect((await press()).location).toBe(`${path}?done=disabled`);
      expect(await isOn()).toBe(false);
      await press();
      expect(await isOn()).toBe(true);
      expect((await app.audit()).slice(0, 2).map(({ action }) => action)).toEqual([
        'account.enable',
        'account.disable',
      ]);
    });

    describe('codes', () => {
      const path = () => `/console/accounts/${app.accountId}/codes`;

      /** Sends the code form as a browser does, with a file where one is given. */
      async function send(
        address: string,
        fields: Record<string, string | string[]>,
        picture?: Buffer,
      ): Promise<Visit> {
        const form = await app.keeper.get(address);
        const token = form.page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '';
        const body = new FormData();
        for (const [key, value] of Object.entries({ _csrf: token, ...fields })) {
          for (const one of [value].flat()) body.append(key, one);
        }
        if (picture) body.append('picture', new Blob([new Uint8Array(picture)]), 'code.png');
        return app.keeper.upload(address, body);
      }

      const fields = {
        terminal: 'T-9',
        label: '前台',
        pay_types: ['wxpay', 'alipay'],
        style: 'link',
        link: '',
        image: '',
      };

      test('a picture is read first; its text is offered as the link, and saved when the person agrees', async () => {
        const picture = await QRCode.toBuffer(LINK, { width: 500 });
        const read = await send(`${path()}/new`, fields, picture);
        expect(read.status).toBe(200);
        expect(readable(read)).toContain('已识别出二维码内容');
        expect(read.page.querySelector('#link')?.getAttribute('value')).toBe(LINK);
        expect(read.page.querySelector('#terminal')?.getAttribute('value')).toBe('T-9');
        const image = read.page.querySelector('input[name=image]')?.getAttribute('value') ?? '';
        const shown = await app.keeper.get(`/console/uploads/${image}`);
        expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png']);
        expect((await app.stranger.get(`/console/uploads/${image}`)).status).toBe(303);

        const saved = await send(`${path()}/new`, { ...fields, link: LINK, image });
        expect(saved.location).toBe(`/console/accounts/${app.accountId}?done=codeAdded`);
        const [code] = (await codes.listCodes(app.place.db, [app.accountId])).slice(-1);
        expect(code).toMatchObject({
          terminal: 'T-9',
          payTypes: ['wxpay', 'alipay'],
          style: 'link',
          content: LINK,
        });

        await send(`${path()}/${code?.id}`, { ...fields, style: 'image', link: LINK, image });
        const changed = await codes.getCode(app.place.db, Number(code?.id));
        expect(changed).toMatchObject({ style: 'image', content: image });
        expect((await app.audit())[0]?.detail).toEqual({ style: ['link', 'image'], content: [LINK, image] });
      });

      test('a reward code’s picture, which only WeChat reads, is kept as it is once the kind is chosen', async () => {
        const { pid } = app.merchant;
        const login = `手机 ${randomHex(3)}`;
        const accountId = await addAccount(app.services.accountDeps, pid, 'wxpay', {
          login,
          mode: 'continuous',
          intervalMs: 3_000,
          settings: {},
        });
        const address = `/console/accounts/${accountId}/codes/new`;
        const sun = await sharp({ create: { width: 500, height: 500, channels: 3, background: '#fff' } })
          .composite([
            { input: Buffer.from('<svg width="500" height="500"><circle cx="250" cy="250" r="200"/></svg>') },
          ])
          .png()
          .toBuffer();
        const asked = { kind: '', label: '', style: 'link', link: '', image: '' };
        const refused = await send(address, asked, sun);
        expect(texts(refused, '.field-problem')[0]).toContain('没有找到二维码');
        expect(texts(refused, '#picture-hint')[0]).toContain('赞赏码不是普通二维码');

        const read = await send(address, { ...asked, kind: 'reward' }, sun);
        expect(readable(read)).toContain('将原样展示');
        expect(read.page.querySelector('input[name=style][value=image]')?.hasAttribute('checked')).toBe(true);
        const image = read.page.querySelector('input[name=image]')?.getAttribute('value') ?? '';
        await send(address, { ...asked, kind: 'reward', style: 'image', image });
        expect(await codes.listCodes(app.place.db, [accountId])).toMatchObject([
          { kind: 'reward', style: 'image', content: image },
        ]);
      });

      test('a picture without a QR code, no picture at all, or a file of another kind is refused beside the field', async () => {
        const before = await readdir(app.services.uploadsDir);
        const blank = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#4a8' } })
          .png()
          .toBuffer();
        const refused = await send(`${path()}/new`, fields, blank);
        expect(refused.status).toBe(400);
        expect(texts(refused, '.field-problem')[0]).toContain('没有找到二维码');
        expect(refused.page.querySelector('#label')?.getAttribute('value')).toBe('前台');
        const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
        expect(texts(await send(`${path()}/new`, fields, svg), '.field-problem')[0]).toContain(
          '不是可以打开的图片',
        );
        expect(texts(await send(`${path()}/new`, { ...fields, read: '1' }), '.field-problem')[0]).toContain(
          '请先选择',
        );
        expect(await readdir(app.services.uploadsDir)).toEqual(before);
      });

      test('a file of more than 2 MB is refused with what to do, and keeps what was typed', async () => {
        const visit = await send(`${path()}/new`, fields, Buffer.alloc(2 * 1024 * 1024 + 1));
        expect(visit.status).toBe(413);
        expect(texts(visit, '.field-problem')[0]).toContain('超过 2 MB');
        expect(visit.page.querySelector('#terminal')?.getAttribute('value')).toBe('T-9');
      });

      test('a form with a file, but without the token, is refused', async () => {
        const body = new FormData();
        body.append('picture', new Blob([new Uint8Array(await QRCode.toBuffer(LINK))]), 'code.png');
        expect((await app.keeper.upload(`${path()}/new`, body)).status).toBe(403);
      });

      test('so is the text that was read from a picture, also where the picture itself is shown', async () => {
        const path = `/console/accounts/${app.accountId}/codes/new`;
        const typed = {
          terminal: 'T-PICTURE',
          label: '',
          pay_types: 'wxpay',
          style: 'image',
          image: 'x.png',
        };
        const asked = await app.keeper.submit(await app.keeper.get(path), { ...typed, link: '前台立牌' });
        expect(texts(asked, '#no-link strong').join()).toContain('“前台立牌”不是收款链接');
      });

      test('a text that is no link is asked about before it is saved, and never again once it is', async () => {
        const path = `/console/accounts/${app.accountId}/codes/new`;
        const typed = { terminal: 'T-TEXT', label: '', pay_types: 'wxpay', style: 'link', image: '' };
        const count = async () => (await codes.listCodes(app.place.db, [app.accountId])).length;
        const before = await count();
        for (const link of ['前台立牌', 'qr.shouqianba.com/abc', 'https://', 'wxp:f2f0abc']) {
          const asked = await app.keeper.submit(await app.keeper.get(path), { ...typed, link });
          expect(asked.status, link).toBe(200);
          expect(texts(asked, '#no-link strong').join()).toContain(`“${link}”不是收款链接`);
          expect(asked.page.querySelector('[name=link]')?.getAttribute('value')).toBe(link);
          expect(await count()).toBe(before);
        }
        const question = await app.keeper.submit(await app.keeper.get(path), { ...typed, link: '前台立牌' });
        const sure = question.page.querySelector('button[name=sure]')?.getAttribute('value') ?? '';
        // It was said of this text only.
        const other = await app.keeper.submit(question, { ...typed, link: '别的字', sure });
        expect(texts(other, '#no-link strong').join()).toContain('别的字');
        const saved = await app.keeper.submit(question, { ...typed, link: '前台立牌', sure });
        expect(saved.location).toContain('done=codeAdded');
        const [code] = (await codes.listCodes(app.place.db, [app.accountId])).filter(
          ({ terminal }) => terminal === 'T-TEXT',
        );
        const edit = await app.keeper.get(`/console/accounts/${app.accountId}/codes/${code?.id}`);
        const renamed = await app.keeper.submit(edit, { ...typed, label: '立牌', link: '前台立牌' });
        expect(renamed.location).toContain('done=codeSaved');
        for (const link of [LINK, 'wxp://f2f0abc', 'HTTPS://QR.ALIPAY.COM/FKX']) {
          const same = await app.keeper.submit(edit, { ...typed, pay_types: 'wxpay', link });
          expect(texts(same, '#no-link'), link).toEqual([]);
        }
        await codes.setCodeEnabled(app.place.db, code?.id ?? 0, false);
      });

      test('a terminal that is taken, no pay type and a picture that isn’t there are told beside their fields', async () => {
        const taken = await send(`${path()}/new`, { ...fields, terminal: 'T-1', link: LINK });
        expect(texts(taken, '#terminal-problem')).toEqual(['这个终端编号已经有收款码了']);
        const none = await send(`${path()}/new`, { ...fields, pay_types: [], terminal: 'T-10', link: LINK });
        expect(texts(none, '.field-problem')).toEqual(['至少选一种支付方式']);
        const gone = await send(`${path()}/new`, {
          ...fields,
          terminal: 'T-10',
          style: 'image',
          image: '../../etc/passwd',
        });
        expect(texts(gone, '.field-problem')).toEqual(['不能为空']);
      });

      test('a terminal that receipts name, and that no code has, is offered to be filled in', async () => {
        const { db } = app.place;
        const [accountId, pid, now] = [app.accountId, app.merchant.pid, app.clock.now()];
        const common = { accountId, pid, platform: 'sqbpay', payType: 'wxpay' as const, raw: '{}' };
        const money = { amountFen: fen(4_242), paidAt: now, seenAt: now };
        const terminals = ['T-77', 'T-1', 'T-77', null];
        await receipts.insertReceipts(
          db,
          terminals.map((terminal, n) => ({ ...common, ...money, terminal, externalId: `SEEN-${n}` })),
        );
        const form = await app.keeper.get(`${path()}/new`);
        const offered = form.page.querySelectorAll('#terminals-seen a');
        expect(offered.map((link) => link.getAttribute('data-value'))).toEqual(['T-77']);
        const filled = await app.keeper.get(offered[0]?.getAttribute('href') ?? '');
        expect(filled.page.querySelector('#terminal')?.getAttribute('value')).toBe('T-77');
        const [{ id }] = await db('receipts').where({ terminal: 'T-77' });
        await receipts.markUnmatched(db, id, 'no_order', '{}');
        const receipt = await app.keeper.get(`/console/receipts/${id}`);
        expect(texts(receipt, '#unknown-terminal')[0]).toContain('还没有终端编号为 T-77 的收款码');
        await send(`${path()}/new`, { ...fields, terminal: 'T-77', link: LINK });
        const after = await app.keeper.get(`${path()}/new`);
        expect(after.page.querySelector('#terminals-seen')).toBeNull();
      });

      test('a code is switched off and on again', async () => {
        const address = `${path()}/${app.codeIds[0]}`;
        const press = async () =>
          app.keeper.submit(await app.keeper.get(address), {}, `form[action="${address}/enabled"]`);
        await press();
        expect((await codes.getCode(app.place.db, Number(app.codeIds[0]))).enabled).toBe(false);
        await press();
        expect((await codes.getCode(app.place.db, Number(app.codeIds[0]))).enabled).toBe(true);
      });
    });
  });
}

describe('a picture of a code', () => {
  const decoded = async (file: Buffer) => {
    const { text, png } = await readQrImage(file);
    const { width = 0, height = 0, format } = await sharp(png).metadata();
    expect(format).toBe('png');
    expect(Math.max(width, height)).toBeLessThanOrEqual(600);
    expect(png.length).toBeLessThanOrEqual(25 * 1024);
    return text;
  };

  test('plain, turned, blurred, as JPEG, WebP or GIF: it is read, and kept small', async () => {
    const plain = await QRCode.toBuffer(LINK, { width: 900 });
    expect(await decoded(plain)).toBe(LINK);
    expect(await decoded(await sharp(plain).rotate(17, { background: '#fff' }).webp().toBuffer())).toBe(LINK);
    expect(await decoded(await sharp(plain).blur(2).jpeg({ quality: 40 }).toBuffer())).toBe(LINK);
    expect(await decoded(await sharp(plain).gif().toBuffer())).toBe(LINK);
  });

  test('small on a busy poster: it is found and the poster cut down to it', async () => {
    const code = await QRCode.toBuffer(LINK, { width: 560 });
    const poster = sharp({
      create: {
        width: 1080,
        height: 1900,
        channels: 3,
        background: '#1aad19',
        noise: { type: 'gaussian', mean: 128, sigma: 40 },
      },
    });
    const photo = await sharp(await poster.png().toBuffer())
      .composite([{ input: code, left: 250, top: 700 }])
      .jpeg({ quality: 80 })
      .toBuffer();
    expect(await decoded(photo)).toBe(LINK);
  });

  test('nothing to read in it, cut off, or no picture: refused by code', async () => {
    const plain = await QRCode.toBuffer(LINK, { width: 900 });
    const blank = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(readQrImage(blank)).rejects.toMatchObject({ code: 'no_qr' });
    await expect(readQrImage(plain.subarray(0, 700))).rejects.toMatchObject({ code: 'not_a_picture' });
    await expect(readQrImage(Buffer.from('<svg/>'))).rejects.toMatchObject({ code: 'not_a_picture' });
  });
});
