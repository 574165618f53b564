import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatTime } from '../../src/plugin-api/tools/dates.ts';
import { findInstalled } from '../../src/plugin-host/index.ts';
import { payBefore } from '../simulators/recorded/made-up.ts';
import { type PictureTill, startPictureTill } from '../simulators/recorded/picture-till.ts';
import { databases } from '../support/database.ts';
import { dumpOf, expectNowhere } from '../support/leaks.ts';
import type { Visit } from '../support/visitor.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';
import { tokenOf } from './two-merchants.ts';

/** Recorded, tried with pictures that its owner reads, enabled; and nothing of the recording stands anywhere after that. */
describe.each(databases.filter(({ available }) => available))(
  'a platform with a picture before its login, on $name',
  ({ name }) => {
    let app: ConsoleApp;
    let till: PictureTill;
    const pages: string[] = [];
    const answers = new Set<string>();

    beforeAll(async () => {
      app = await startConsole(name, { terminals: [] });
      till = await startPictureTill(() => app.clock.now());
      payBefore(till, app.clock.now());
    });
    afterAll(async () => {
      await till.close();
      await app.stop();
    });

    async function post(address: string, fields: Record<string, string> = {}): Promise<Visit> {
      const answer = await app.keeper.post(address, { _csrf: await tokenOf(app.keeper), ...fields });
      pages.push(answer.text);
      return answer;
    }
    async function look(address: string): Promise<Visit> {
      const page = await app.keeper.get(address);
      pages.push(page.text);
      return page;
    }

    test('is found, asks its owner to read, tells a misread picture from a wrong password, and keeps no secret', async () => {
      const { har, known } = await till.record();
      const form = new FormData();
      const typed = {
        ...{ _csrf: await tokenOf(app.keeper), name: '图码收银', site: till.url, amount: '0.01' },
        ...{ time: formatTime(known.at, 'YYYY-MM-DD HH:mm:ss'), ...till.login },
      };
      for (const [field, value] of Object.entries(typed)) form.set(field, value);
      form.set('recording', new Blob([har]), 'a.har');
      const { location } = await app.keeper.upload('/console/plugins/record', form);
      const address = location ?? expect.fail('the recording was not taken');

      const found = await look(address);
      expect(texts(found, '#obstacles')).toEqual([]);
      expect(texts(found, '.recorder-table thead th').slice(1, 4)).toEqual(['第 1 列', '第 3 列', '第 2 列']);

      await post(`${address}/try`);
      const asked = await look(address);
      expect(asked.page.querySelector('#try-form img')?.getAttribute('src')).toMatch(/^data:image\/png/);
      answers.add(till.answer());
      await post(`${address}/try`, { answer: 'misread' });
      expect(texts(await look(address), '.recorder-run')[0]).toContain('验证码不正确');

      await post(`${address}/try`);
      answers.add(till.answer());
      await post(`${address}/try`, { answer: till.answer() });
      expect(texts(await look(address), '.recorder-run').at(-1)).toContain('找到了您那一笔');
      app.clock.advance(61_000);
      await post(`${address}/try`);
      const proven = await look(address);
      expect(proven.page.querySelector('#enable-form')).not.toBeNull();
      await post(`${address}/export`);
      const enabled = await post(`${address}/enable`);
      const id = new URL(enabled.location ?? '', app.consoleUrl).searchParams.get('platform') ?? '';
      const saved = JSON.parse((await findInstalled(app.place.db, id))?.content ?? '');
      expect(saved).toMatchObject({
        login: { kind: 'captcha-picture' },
        refused: [{ json: 'code', in: ['501'] }],
        list: { rows: { json: 'data.rows[*]' } },
      });
      expect(readable(await look(`/console/platforms/${id}`))).toContain('不运行任何代码');
    });

    test('a list that was copied without its answer is asked for once, where its owner wants that; never elsewhere', async () => {
      const { har, known } = await till.record();
      const entries: {
        request: { url: string; headers: { name: string; value: string }[]; postData?: { text: string } };
        response: { content: { text: string } };
      }[] = JSON.parse(har).log.entries;
      const copied = (at: number, site = till.url) => {
        const { url, headers, postData } = entries.at(at)?.request ?? expect.fail('there is none');
        return `fetch("${url.replace(till.url, site)}", ${JSON.stringify({
          headers: {
            ...Object.fromEntries(headers.map(({ name: header, value }) => [header, value])),
            'content-type': 'application/json',
          },
          body: postData?.text,
          method: 'POST',
        })});`;
      };
      const handOver = async (fields: Record<string, string>) => {
        const form = new FormData();
        const typed = {
          ...{ _csrf: await tokenOf(app.keeper), name: '图码收银', site: till.url, amount: '0.01' },
          ...{ time: formatTime(known.at, 'YYYY-MM-DD HH:mm:ss'), ...till.login, ...fields },
        };
        for (const [field, value] of Object.entries(typed)) form.set(field, value);
        const answer = await app.keeper.upload('/console/plugins/record', form);
        pages.push(answer.text);
        return answer;
      };
      const before = till.requests.lists;
      const calls = { call_0: copied(3), answer_0: entries.at(3)?.response.content.text ?? '' };
      const alone = await handOver({ ...calls, call_1: copied(-1) });
      expect([alone.status, till.requests.lists]).toEqual([303, before]);
      const made = await handOver({ ...calls, call_1: copied(-1), call_2: copied(-1), make_calls: 'yes' });
      expect([made.status, till.requests.lists]).toEqual([303, before + 2]);
      const found = await look(made.location ?? '');
      expect(texts(found, '#point-list .recorder-why')[0]).toContain('2 次');

      const elsewhere = await handOver({ call_1: copied(-1, 'http://169.254.169.254'), make_calls: 'yes' });
      expect([elsewhere.status, texts(elsewhere, '.field-problem').join()]).toEqual([
        400,
        expect.stringContaining('169.254.169.254'),
      ]);
      till.endSessions();
      const logins = till.requests.logins;
      await handOver({ call_0: copied(3), call_1: copied(-1), make_calls: 'yes' });
      expect(till.requests.logins).toBe(logins);
    });

    test('passwords, tickets, numbers of pictures and what was read in them are in no table, log, page or file', async () => {
      const long = [till.login.password, ...till.given().filter((secret) => secret.length > 8)];
      expect(long.length).toBeGreaterThan(6);
      expectNowhere([...long, ...answers], {
        dump: await dumpOf(app.place.db, name),
        log: JSON.stringify(app.log.lines()),
        pages: pages.join('\n'),
      });
    });
  },
);
