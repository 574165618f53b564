import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes } from '../../src/flow/accounts/index.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

const LINK = 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`platforms whose payments a phone reports, in the console, on ${name}`, () => {
    let app: ConsoleApp;
    let id: number;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    test('the account form asks for a name and how long silence may last; nothing about logins', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=wxpay');
      expect(texts(form, 'label.form-label')).toEqual(['账号名称/备注', '静默多少秒后停用']);
      expect(form.page.querySelector('[name=mode]')).toBeNull();
      const wrong = await app.keeper.submit(form, { login: '店里的手机', silent_after: '5' });
      expect(texts(wrong, '#silent_after-problem')).toEqual(['请填写 30 到 3600 之间的整数。']);
      const right = await app.keeper.submit(wrong, {
        login: '店里的手机',
        silent_after: '120',
        accept_key: '1',
      });
      id = Number(/accounts\/(\d+)\?done=addedForwarded/.exec(right.location ?? '')?.[1]);
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({
        platform: 'wxpay',
        mode: 'continuous',
        silentAfterMs: 120_000,
        acceptKey: true,
      });
      const page = await app.keeper.get(`/console/accounts/${id}`);
      expect(readable(page)).not.toContain('测试登录');
      expect(page.page.querySelector(`a[href="/console/accounts/${id}/listener"]`)).not.toBeNull();
      expect(readable(await app.keeper.get('/console/accounts'))).toContain('手机或电脑监听');
    });

    test('editing keeps the terminal numbers of its codes right, and the change is written down', async () => {
      const path = `/console/accounts/${id}`;
      const fields = { login: '店里的手机', silent_after: '90' };
      await app.keeper.submit(await app.keeper.get(path), fields, `form[action="${path}"]`);
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({
        silentAfterMs: 90_000,
        acceptKey: false,
      });
      expect((await app.audit())[0]?.detail).toMatchObject({
        acceptKey: [true, false],
        silentAfterMs: [120_000, 90_000],
      });
      const accept = { ...fields, accept_key: '1' };
      await app.keeper.submit(await app.keeper.get(path), accept, `form[action="${path}"]`);
    });

    test('a code has a kind; the terminal number is made of it; 经营码 beside 个人码 is refused at the field', async () => {
      const path = `/console/accounts/${id}/codes/new`;
      const add = async (fields: Record<string, string>) =>
        app.keeper.submit(await app.keeper.get(path), { style: 'link', link: LINK, ...fields });
      expect(texts(await add({ kind: '' }), '#kind-problem')[0]).toMatch('请选择码的种类');
      expect((await add({ kind: 'personal' })).location).toMatch('done=codeAdded');
      const clash = await add({ kind: 'business' });
      expect(texts(clash, '#kind-problem')[0]).toMatch('手机分不清经营码和个人码');
      expect(texts(await add({ kind: 'personal' }), '#kind-problem')).toEqual(['这个终端编号已经有收款码了']);
      const [code] = await codes.listCodes(app.place.db, [id]);
      expect(code).toMatchObject({ kind: 'personal', terminal: 'wxpay1#店里的手机', payTypes: ['wxpay'] });
      const page = await app.keeper.get(`/console/accounts/${id}/codes/${code?.id}`);
      expect(texts(page, '#terminal')).toEqual(['wxpay1#店里的手机']);
      expect(page.page.querySelector('[name=terminal]')).toBeNull();
    });
  });
}
