import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';

describe('the filters of the lists', () => {
  let app: ConsoleApp;
  beforeAll(async () => {
    app = await startConsole('sqlite');
  });
  afterAll(() => app.stop());

  test.each(['orders', 'receipts'])('%s: days that run backwards are told beside the field', async (list) => {
    const reversed = await app.keeper.get(`/console/${list}?from=2026-03-02&to=2026-03-01`);
    expect(reversed.status).toBe(200);
    expect(texts(reversed, '#to-problem')).toEqual(['结束日期早于开始日期，请改一下。']);
    const field = reversed.page.querySelector('input[name=to]');
    expect(field?.getAttribute('aria-invalid')).toBe('true');
    expect(field?.getAttribute('value')).toBe('2026-03-01');
    expect(readable(reversed)).not.toContain('换个条件');

    for (const days of ['from=2026-03-01&to=2026-03-01', 'from=2026-03-02', 'to=2026-03-01', '']) {
      const fine = await app.keeper.get(`/console/${list}?${days}`);
      expect(texts(fine, '#to-problem'), days).toEqual([]);
      expect(fine.page.querySelector('input[name=to]')?.getAttribute('aria-invalid')).toBeUndefined();
    }
  });
});
