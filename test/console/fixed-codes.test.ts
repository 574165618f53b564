import QRCode from 'qrcode';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databases } from '../support/database.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`codes with amounts in the console on ${name}`, () => {
    let app: ConsoleApp;
    let path: string;
    beforeAll(async () => {
      app = await startConsole(name, { confirmed: false, terminals: ['T-1'] });
      path = `/console/accounts/${app.accountId}/codes/${app.codeIds[0]}/fixed`;
    });
    afterAll(() => app.stop());

    const picture = (text: string) => QRCode.toBuffer(text, { scale: 6 });

    async function upload(files: [name: string, content: Buffer][]): Promise<Visit> {
      const form = await app.keeper.get(path);
      const body = new FormData();
      body.append('_csrf', form.page.querySelector('input[name=_csrf]')?.getAttribute('value') ?? '');
      for (const [file, content] of files) body.append('pictures', new Blob([new Uint8Array(content)]), file);
      return app.keeper.upload(`${path}/read`, body);
    }
    const amounts = (page: Visit) =>
      page.page
        .querySelectorAll('.fixed-draft input[inputmode=decimal]')
        .map((one) => one.getAttribute('value'));

    test('several pictures at once: what was read is looked at, then saved with the password, and found again', async () => {
      const before = await app.keeper.get(path);
      expect(readable(before)).toContain('还没有定额码');
      const read = await upload([
        ['微信 10.00元.png', await picture('https://qr.example/a')],
        ['IMG_1234.png', await picture('https://qr.example/b')],
        ['空的.png', Buffer.from('no picture')],
      ]);
      expect(read.status).toBe(200);
      expect(amounts(read)).toEqual(['10.00', '']);
      expect(texts(read, '#unread').join()).toContain('空的.png');

      const unsure = await app.keeper.submit(
        read,
        { amount_0: '10.00', amount_1: '1.005' },
        `form[action="${path}"]`,
      );
      expect(unsure.status).toBe(403);
      expect(texts(unsure, '.field-problem').join()).toContain('密码');
      const wrong = await app.keeper.submit(
        unsure,
        { amount_0: '10.00', amount_1: '1.005', your_password: 'correct horse 42' },
        `form[action="${path}"]`,
      );
      expect(texts(wrong, '#amount_1-problem').join()).toContain('9.90');
      expect(await app.place.db('fixed_codes')).toHaveLength(0);
      const saved = await app.keeper.submit(
        wrong,
        { amount_0: '10.00', amount_1: '10.01' },
        `form[action="${path}"]`,
      );
      expect(texts(saved, '.field-problem')).toEqual([]);
      expect(saved.location).toBe(`${path}?done=fixedAdded`);
      const after = await app.keeper.get(saved.location ?? '');
      expect(texts(after, '.fixed-codes strong')).toEqual(['¥10.00', '¥10.01']);
      expect(await app.audit()).toMatchObject([{ action: 'code.fix' }]);
      const alerts = await app.place.db('alerts').where({ kind: 'money_route' });
      expect(JSON.stringify(alerts)).toContain('code.fix');
      expect(readable(await app.keeper.get('/console'))).toContain('添加了定额码');
    });

    test('prices that orders had and no picture has are listed, the commonest first', async () => {
      for (const money of ['5.00', '8.00', '8.00', '10.00']) await app.order({ money });
      const order = await app.order({ money: '10.01' });
      const why = readable(await app.keeper.get(`/console/orders/${order.tradeNo}`));
      expect(why).toContain('定额码，优先用它');
      expect(why).not.toContain('最久未使用');
      const page = await app.keeper.get(path);
      expect(texts(page, '#prices li').map((line) => line.replace(/\s+/g, ' '))).toEqual([
        expect.stringMatching(/¥8\.00.*2 笔/),
        expect.stringMatching(/¥5\.00.*1 笔/),
      ]);
    });

    test('one is left out, another removed', async () => {
      const read = await upload([
        ['3.00.png', await picture('https://qr.example/3')],
        ['4.00.png', await picture('https://qr.example/4')],
      ]);
      const saved = await app.keeper.submit(
        read,
        { skip_0: '1', amount_1: '4.00' },
        `form[action="${path}"]`,
      );
      const page = await app.keeper.get(saved.location ?? '');
      expect(texts(page, '.fixed-codes strong')).toEqual(['¥4.00', '¥10.00', '¥10.01']);
      const removed = await app.keeper.submit(page, { amount: '4.00' }, `form[action="${path}/remove"]`);
      expect(texts(await app.keeper.get(removed.location ?? ''), '.fixed-codes strong')).toEqual([
        '¥10.00',
        '¥10.01',
      ]);
    });

    test('nothing chosen, nothing read, too large, too many: told beside the field', async () => {
      const problem = async (files: [string, Buffer][]) => {
        const page = await upload(files);
        expect(page.status).toBeGreaterThanOrEqual(400);
        return texts(page, '#pictures-problem').join();
      };
      expect(await problem([])).toContain('至少一张');
      expect(await problem([['a.png', Buffer.from('x')]])).toContain('没有读出');
      expect(await problem([['a.png', Buffer.alloc(2 * 1024 * 1024 + 1)]])).toContain('2 MB');
      const many = Array.from({ length: 21 }, (_, at): [string, Buffer] => [`${at}.png`, Buffer.from('x')]);
      expect(await problem(many)).toContain('20 张');
    });

    test('without the token nothing is read', async () => {
      const body = new FormData();
      body.append('pictures', new Blob([new Uint8Array(await picture('https://qr.example/x'))]), '1.00.png');
      expect((await app.keeper.upload(`${path}/read`, body)).status).toBe(403);
    });
  });
}
