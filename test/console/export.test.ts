import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orders } from '../../src/flow/orders/index.ts';
import { DAY, SECOND } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import { randomHex } from '../../src/shared/random.ts';
import { databases } from '../support/database.ts';
import { type ConsoleApp, startConsole } from './console-app.ts';
import { addMerchantWithThings, logInAs } from './two-merchants.ts';

/** A file's lines, each with its fields by the first line's names. */
function read(text: string): Record<string, string>[] {
  const [head = [], ...lines] = text
    .trimEnd()
    .split('\r\n')
    .map((line) =>
      [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, bare]) =>
        quoted === undefined ? (bare ?? '') : quoted.replaceAll('""', '"'),
      ),
    );
  return lines.map((line) => Object.fromEntries(head.map((name, at) => [name, line[at] ?? ''])));
}

describe.each(databases.filter(({ available }) => available))('lists as files, on $name', ({ name }) => {
  let app: ConsoleApp;
  beforeAll(async () => {
    app = await startConsole(name);
  });
  afterAll(() => app.stop());

  const file = async (path: string, visitor: ConsoleApp['stranger'] = app.keeper) => {
    const visit = await visitor.get(path);
    expect([visit.status, visit.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8']);
    return { ...visit, lines: read(visit.text) };
  };

  test('an order is a line, with its numbers whole and nothing in it that Excel takes for a formula', async () => {
    const evil = '=HYPERLINK("http://evil.example","x"),\n"quoted"';
    const order = await app.order({ out_trade_no: '123456789012345678', name: evil, money: '12.30' });
    app.pay(order);
    await app.tick(4 * SECOND);
    const found = await file(`/console/orders/export.csv?q=${order.tradeNo}`);
    expect(found.headers.get('content-disposition')).toBe('attachment; filename="orders-2026-03-01.csv"');
    expect(found.headers.get('cache-control')).toBe('no-store');
    expect(found.text).toContain(`'=HYPERLINK(""http://evil.example""`);
    const cookie = [...app.keeper.cookies].map(([key, value]) => `${key}=${value}`).join('; ');
    const raw = await fetch(`${app.consoleUrl}/console/orders/export.csv?q=1`, { headers: { cookie } });
    // Without this mark Excel reads Chinese in the machine's own charset.
    expect([...new Uint8Array(await raw.arrayBuffer())].slice(0, 3)).toEqual([0xef, 0xbb, 0xbf]);
    const [line] = read(found.text.replace(/\n""quoted/, '""quoted'));
    expect(line).toMatchObject({
      ...{ 系统订单号: `${order.tradeNo}\t`, 商户订单号: '123456789012345678\t', 商品金额: '12.30' },
      ...{ 支付方式: '微信', 状态: '已支付', 通知状态: '已通知', 商户号: String(app.merchant.pid) },
    });
    for (const bad of ['+1', '-1', '@SUM(A1)', '\tx']) {
      const own = await app.order({ name: bad });
      const text = (await app.keeper.get(`/console/orders/export.csv?q=${own.tradeNo}`)).text;
      expect(text, bad).not.toMatch(/(^|[,\n"])[=+@-]/m);
    }
  });

  test('the file holds what the list shows, over many pages, in its order, each once', async () => {
    const now = app.clock.now();
    const many = Array.from({ length: 1_203 }, (_, at) => ({
      ...{ protocol: 'epay' as const, pid: app.merchant.pid, outTradeNo: `MANY-${at}`, name: '很多' },
      ...{ tradeNo: `20251001${randomHex(12)}`, requestedType: 'alipay' as const, moneyFen: fen(100 + at) },
      ...{ notifyUrl: 'https://shop.example/n', returnUrl: null, param: null, placement: null },
      ...{ sitename: null, clientIp: null, device: null, createdAt: now - 100 * DAY + Math.floor(at / 3) },
      ...{ expiresAt: now, heldUntil: now },
    }));
    for (let at = 0; at < many.length; at += 200)
      await orders.insertOrders(app.place.db, many.slice(at, at + 200));
    const { lines } = await file('/console/orders/export.csv?to=2025-12-31');
    expect(lines).toHaveLength(many.length);
    expect(new Set(lines.map((line) => line.商户订单号)).size).toBe(many.length);
    const times = lines.map((line) => line.下单时间 ?? '');
    expect(times).toEqual([...times].sort().reverse());
    expect((await file('/console/orders/export.csv?to=2025-12-31&state=paid')).lines).toEqual([]);
  });

  test('receipts too; what fits no order says why', async () => {
    app.simulator.pay({ terminal: 'T-1', amountFen: 666, payType: 'alipay' });
    await app.order();
    await app.tick(4 * SECOND);
    const { lines } = await file('/console/receipts/export.csv?q=6.66');
    expect(lines).toEqual([expect.objectContaining({ 金额: '6.66', 状态: '未匹配', 支付方式: '支付宝' })]);
    expect(lines[0]?.未匹配原因).not.toBe('');
    expect((await file('/console/receipts/export.csv?state=used')).lines.length).toBeGreaterThan(0);
  });

  test('each gets his own merchants’ alone, and who took a list is in the audit', async () => {
    const theirs = await addMerchantWithThings(app, '别家');
    const viewer = await logInAs(app, 'viewer', [theirs.pid]);
    for (const list of ['orders', 'receipts']) {
      const { text } = await file(`/console/${list}/export.csv`, viewer);
      expect(text).toContain(list === 'orders' ? theirs.outTradeNo : theirs.externalId);
      expect(text).not.toContain('MANY-');
      expect(text).not.toContain('6.66');
      const foreign = await file(`/console/${list}/export.csv?account=${app.accountId}`, viewer);
      expect(foreign.lines).toEqual([]);
    }
    expect((await app.stranger.get('/console/orders/export.csv')).location).toContain('/console/login');
    const taken = (await app.audit()).filter(({ action }) => action === 'receipts.export');
    expect(taken[0]).toMatchObject({ pid: theirs.pid, detail: { account: String(app.accountId) } });
  });
});
