import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startHouse } from '../../src/house.ts';
import { DAY, HOUR, MINUTE } from '../../src/shared/clock.ts';
import { captureLog } from '../support/captured-log.ts';
import { databases } from '../support/database.ts';
import { testConfig } from '../support/start-app.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

const EMPTY = {
  ...{ day_count: '', day_money: '', min_amount: '', max_amount: '' },
  ...{ hours_from: '', hours_to: '', cool_after: '5' },
};

describe.each(databases.filter(({ available }) => available))('limits of codes, on $name', ({ name }) => {
  let app: ConsoleApp;
  let pathOf: (index: number) => string;
  beforeAll(async () => {
    app = await startConsole(name, { terminals: ['T-1', 'T-2'] });
    pathOf = (index) => `/console/accounts/${app.accountId}/codes/${app.codeIds[index]}`;
  });
  afterAll(() => app.stop());

  const limit = async (index: number, fields: Record<string, string>) => {
    const path = pathOf(index);
    const form = await app.keeper.get(path);
    return app.keeper.submit(form, { ...EMPTY, ...fields }, `form[action="${path}/limits"]`);
  };
  /** What mapi.php says: the terminal of the order's code, or the refusal. */
  const submit = async (money: string, url = app.url) => {
    const body = new URLSearchParams(app.form({ money }));
    const answer = await fetch(`${url}/mapi.php`, { method: 'POST', body });
    const told = (await answer.json()) as { code: number; msg: string; trade_no: string };
    return told.code === 1 ? ((await app.find(told.trade_no)).placement?.terminal ?? '') : told.msg;
  };
  const routed = async (amount: string) => {
    const page = await app.keeper.get(`/console/routing?type=wxpay&amount=${amount}`);
    return { answer: texts(page, '#routing-answer').join(), codes: texts(page, '#routing-codes li') };
  };

  test('wrong fields are named beside them and nothing is saved; what is saved has its audit row and comes back', async () => {
    const wrong = await limit(0, { day_count: 'many', max_amount: '5', min_amount: '10', hours_from: '9' });
    expect(wrong.status).toBe(400);
    expect(texts(wrong, '#day_count-problem').join()).toContain('1 到 100000');
    expect(texts(wrong, '#max_amount-problem').join()).toContain('最低金额');
    expect(texts(wrong, '#hours_from-problem').join()).toContain('08:30');
    expect(wrong.page.querySelector('#day_count')?.getAttribute('value')).toBe('many');
    expect(texts(await app.keeper.get(pathOf(0)), '.field-problem')).toEqual([]);

    const saved = await limit(0, { max_amount: '20', hours_from: '22:00', hours_to: '2:30' });
    expect(saved.location).toBe(`${pathOf(0)}?done=limitsSaved#limits-title`);
    const page = await app.keeper.get(`${pathOf(0)}?done=limitsSaved`);
    expect(readable(page)).toContain('接单限制已保存');
    expect(page.page.querySelector('#hours_to')?.getAttribute('value')).toBe('02:30');
    const [entry] = await app.audit();
    expect(entry).toMatchObject({
      action: 'code.limits',
      detail: { maxFen: ['', 2_000], hoursFrom: ['', '22:00'], hoursTo: ['', '02:30'] },
    });
    expect(readable(await app.keeper.get('/console/audit'))).toContain('修改收款码的接单限制');
    await limit(0, {});
  });

  test('an amount range sends an order to the other code; the order says why, and the page said it before', async () => {
    await limit(0, { max_amount: '20' });
    const before = await routed('30.00');
    expect(before.answer).toContain('现在用：T-2');
    expect(before.codes[0]).toContain('会用这个');
    expect(before.codes[1]).toMatch(/T-1.*不会用.*最高收 ¥20\.00/);
    const body = new URLSearchParams(app.form({ money: '30.00' }));
    const told = await (await fetch(`${app.url}/mapi.php`, { method: 'POST', body })).json();
    const { trade_no } = told as { trade_no: string };
    expect((await app.find(trade_no)).placement?.terminal).toBe('T-2');
    expect(readable(await app.keeper.get(`/console/orders/${trade_no}`))).toContain('T-1：最高收 ¥20.00');
    expect(await submit('19.00')).toBe('T-1');
    await limit(0, {});
  });

  test('hours over midnight, by the display zone: the clock is moved over them', async () => {
    for (const index of [0, 1]) await limit(index, { hours_from: '22:00', hours_to: '02:00' });
    const at = async (time: string) => {
      app.clock.set(Date.parse(`2026-03-02T${time}:00+08:00`));
      return submit('41.00');
    };
    expect(await at('21:59')).toContain('不在商家的收款时间内');
    expect(await at('22:00')).toMatch(/^T-/);
    expect(await at('23:59')).toMatch(/^T-/);
    app.clock.set(Date.parse('2026-03-03T01:59:00+08:00'));
    expect(await submit('42.00')).toMatch(/^T-/);
    app.clock.advance(MINUTE);
    expect(await submit('43.00')).toContain('不在商家的收款时间内');
    const [alert] = texts(await app.keeper.get('/console'), '.need').filter((one) =>
      one.includes('接单限制'),
    );
    expect(alert).toContain('只在 22:00 到 02:00 收款');
    expect((await routed('43.00')).answer).toContain('现在没有收款码能收');
    for (const index of [0, 1]) await limit(index, {});
    await app.services.shortages.watch();
    expect(texts(await app.keeper.get('/console'), '.need').join()).not.toContain('接单限制');
  });

  test('a day’s count: open orders hold their share, paid ones keep it, unpaid ones give it back, midnight begins anew', async () => {
    app.clock.set(Date.parse('2026-03-05T10:00:00+08:00'));
    await app.tick();
    await limit(0, { day_count: '2' });
    await limit(1, { max_amount: '1' });
    const first = await app.order({ money: '51.00' });
    expect(first.placement?.terminal).toBe('T-1');
    expect(await submit('52.00')).toBe('T-1');
    expect(await submit('53.00')).toContain('今天的收款额度已满');
    expect(texts(await app.keeper.get(pathOf(0)), '#limits-today').join()).toContain('已占 2 笔');
    app.pay(first);
    await app.tick(MINUTE);
    expect((await app.find(first.tradeNo)).state).toBe('paid');
    expect(await submit('53.00')).toContain('今天的收款额度已满');
    // The other ran out unpaid, and its grace is over.
    await app.tick(HOUR);
    await app.tick();
    expect(await submit('54.00')).toBe('T-1');
    expect(await submit('55.00')).toContain('今天的收款额度已满');
    app.clock.set(Date.parse('2026-03-06T00:00:00+08:00'));
    await app.tick();
    expect(await submit('56.00')).toBe('T-1');
    for (const index of [0, 1]) await limit(index, {});
  });

  test('forty submissions at once, in two processes where there can be: never one more than the day takes', async () => {
    app.clock.advance(DAY);
    await app.tick();
    await app.tick();
    await limit(0, { day_count: '7' });
    await limit(1, { day_money: '300' });
    const other =
      name === 'mysql'
        ? await startHouse({
            ...{ config: testConfig(app.place), log: captureLog().log, clock: app.clock },
            ...{ withJobs: false, passwordCost: 4 },
          })
        : null;
    const intakes = [app.services.intake, other?.services()?.intake ?? app.services.intake];
    const merchant = await app.services.merchants.get(app.place.db, app.merchant.pid);
    const { buildTerms } = await import('../support/factories.ts');
    await Promise.allSettled(
      Array.from({ length: 40 }, (_, at) =>
        intakes[at % 2]?.submit({
          ...{ merchant, sitename: null, clientIp: null, device: null },
          terms: buildTerms(merchant, { money: 5_000 + at }),
        }),
      ),
    );
    const open = await app.place.db('amount_slots').where({ awaited: true });
    const of = (index: number) => open.filter(({ code_id }) => Number(code_id) === app.codeIds[index]);
    expect(of(0)).toHaveLength(7);
    const sum = of(1).reduce((total, { payable_fen }) => total + Number(payable_fen), 0);
    expect(sum).toBeLessThanOrEqual(30_000);
    expect(of(1)).toHaveLength(5);
    await other?.stop();
    for (const index of [0, 1]) await limit(index, {});
  });

  test('a limit of the account holds for all its codes together', async () => {
    app.clock.advance(DAY);
    await app.tick();
    await app.tick();
    const path = `/console/accounts/${app.accountId}`;
    const form = await app.keeper.get(path);
    await app.keeper.submit(form, { ...EMPTY, day_count: '3' }, `form[action="${path}/limits"]`);
    const told = [];
    for (const money of ['61.00', '62.00', '63.00', '64.00']) told.push(await submit(money));
    expect(told.slice(0, 3).every((one) => one.startsWith('T-'))).toBe(true);
    expect(told[3]).toContain('今天的收款额度已满');
    expect((await routed('65.00')).codes.join()).toContain('整个账号的限制');
    await app.keeper.submit(await app.keeper.get(path), EMPTY, `form[action="${path}/limits"]`);
  });

  test('codes whose orders run out unpaid rest while others are there, and the last one never stops', async () => {
    app.clock.advance(DAY);
    await app.tick();
    await app.tick();
    await limit(1, { max_amount: '1' });
    await limit(0, { cool_after: '2' });
    for (const money of ['71.00', '72.00']) await submit(money);
    await app.tick(6 * MINUTE);
    await app.tick(6 * MINUTE);
    expect(readable(await app.keeper.get(pathOf(0)))).toMatch(/连续 \d 单没人付款/);
    expect(await submit('73.00'), 'the last one').toBe('T-1');
    await limit(1, {});
    expect((await routed('74.00')).codes.at(-1)).toMatch(/T-1.*排在后面.*连续 \d 单没人付款/);
    expect(await submit('74.00')).toBe('T-2');
    expect(await submit('75.00')).toBe('T-2');
    await app.tick(11 * MINUTE);
    await limit(0, {});
  });

  test('the hourly budget: its bounds are named, it is saved with its audit row, and the gauge shows it', async () => {
    const path = `/console/accounts/${app.accountId}`;
    const save = async (hourly_budget: string) =>
      app.keeper.submit(await app.keeper.get(path), { hourly_budget }, `form[action="${path}/budget"]`);
    const wrong = await save('10001');
    expect(wrong.status).toBe(400);
    expect(texts(wrong, '#hourly_budget-problem').join()).toContain('60 到 10000');
    expect((await save('600')).location).toContain('done=budgetSaved');
    expect((await app.audit())[0]).toMatchObject({ action: 'account.budget' });
    const page = await app.keeper.get(path);
    expect(page.page.querySelector('meter')?.getAttribute('max')).toBe('600');
    expect(texts(page, '#requests-used').join()).toMatch(/最多 600 次/);
    await save('');
  });

  test('the page asks nothing of whoever types no amount, and refuses what is none; no order is ever made', async () => {
    const orders = async () => Number((await app.place.db('orders').count({ count: '*' }))[0]?.count);
    const before = await orders();
    expect((await app.keeper.get('/console/routing')).status).toBe(200);
    expect((await app.keeper.get('/console/routing?type=wxpay&amount=1.234')).status).toBe(400);
    expect((await app.keeper.get('/console/routing?type=wxpay&amount=9.90&pid=999999')).status).toBe(404);
    await routed('9.90');
    expect(await orders()).toBe(before);
  });
});
