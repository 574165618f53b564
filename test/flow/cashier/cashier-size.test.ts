import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Visitor } from '../../support/visitor.ts';
import { type CashierSite, startCashier } from './start-cashier.ts';

const LIMIT = 40_000;

describe('the size of the cashier', () => {
  let site: CashierSite;
  beforeAll(async () => {
    site = await startCashier();
  });
  afterAll(() => site.stop());

  test('page, style, script and pictures stay under 40 kB together, uncompressed', async () => {
    const { tradeNo } = await site.addOrder({
      mode: 'on_demand',
      name: '很长的商品名'.repeat(42),
      codeId: await site.addCode({
        mode: 'on_demand',
        content: `https://qr.shouqianba.example/${'x'.repeat(120)}`,
      }),
    });
    const { text, page } = await new Visitor(site.url).get(`/Pay/console/${tradeNo}`);
    const addresses = [
      ...page.querySelectorAll('link[href]').map((link) => link.getAttribute('href')),
      ...page.querySelectorAll('[src]').map((node) => node.getAttribute('src')),
    ];
    expect(addresses).toHaveLength(4);

    const sizes: Record<string, number> = { page: Buffer.byteLength(text) };
    for (const address of addresses) {
      const answer = await fetch(site.url + address, { headers: { 'accept-encoding': 'identity' } });
      expect(answer.status).toBe(200);
      sizes[address?.split('/').at(-1) ?? ''] = (await answer.arrayBuffer()).byteLength;
    }
    const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
    expect(total, JSON.stringify(sizes)).toBeLessThan(LIMIT);
  });
});
