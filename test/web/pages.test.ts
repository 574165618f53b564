import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '../../src/shared/log.ts';
import { viewsDir } from '../../src/shared/paths.ts';
import { consoleErrors, notFound, securityHeaders } from '../../src/web/index.ts';
import { listen, Visitor } from '../support/visitor.ts';
import { createWebApp } from '../support/web-app.ts';

let site: Awaited<ReturnType<typeof listen>>;

beforeAll(async () => {
  const app = createWebApp();
  app.use('/buyer', securityHeaders('buyer'));
  app.use('/console', securityHeaders('console'));
  app.use(notFound, consoleErrors({ log: createLog('silent') }));
  site = await listen(app);
});
afterAll(() => site.close());

describe('static files', () => {
  test('what a page loads may be kept for ever, and it has one style sheet', async () => {
    const visitor = new Visitor(site.url);
    const { page } = await visitor.get('/console/nothing');
    const addresses = page
      .querySelectorAll('link[href], script[src]')
      .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '');
    expect(addresses.length).toBeGreaterThanOrEqual(4);
    for (const address of addresses) {
      const file = await visitor.get(address);
      expect([address, file.status]).toEqual([address, 200]);
      expect(file.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    }
    const sheets = page.querySelectorAll('link[rel=stylesheet]').map((link) => link.getAttribute('href'));
    expect(sheets).toEqual([expect.stringMatching(/^\/assets\/[0-9a-f]{10}\/sheets\/console\.css$/)]);
  });

  test('an old version gets the current file, to be asked for again', async () => {
    const answer = await new Visitor(site.url).get('/assets/0123456789/sheets/console.css');
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'public, max-age=0']);
  });

  test('large files are compressed', async () => {
    const answer = await new Visitor(site.url).get('/assets/x/sheets/console.css', {
      'accept-encoding': 'gzip',
    });
    expect(answer.headers.get('content-encoding')).toBe('gzip');
  });

  test.each([
    '/assets/x/nothing.css',
    '/assets/x/constructor',
    '/assets/x/__proto__',
    '/assets/x/..%2f..%2fpackage.json',
    '/assets/x/%2e%2e/%2e%2e/package.json',
    '/assets/x/css/%2e%2e%2f%2e%2e%2fpackage.json',
    '/assets/x/sheets/nothing.css',
    '/assets/x/sheets/constructor.css',
    '/assets/x/sheets/../../package.json',
    '/assets/x/.env',
    '/assets/x/css',
    '/assets/x/a%00b',
  ])('%s is not there', async (path) => {
    const answer = await new Visitor(site.url).get(path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('"dependencies"');
  });
});

describe('what browsers are told to refuse', () => {
  test('no inline script or style, no eval, no framing, no forms to elsewhere', async () => {
    const { headers } = await new Visitor(site.url).get('/console/nothing');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("img-src 'self' data:;");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self'");
    expect(policy).not.toMatch(/unsafe|upgrade-insecure/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('strict-transport-security')).toBeNull();
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('a buyer’s form may be followed by the way back to the shop', async () => {
    const { headers } = await new Visitor(site.url).get('/buyer/nothing');
    expect(headers.get('content-security-policy')).not.toContain('form-action');
  });

  test('no template has an inline script, style or handler', () => {
    for (const file of readdirSync(viewsDir, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ejs')) continue;
      const text = readFileSync(join(viewsDir, file), 'utf8');
      expect(
        `${file}: ${text.match(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:/gi)}`,
      ).toBe(`${file}: null`);
    }
  });
});

describe('language and theme', () => {
  test('the choice is kept, and leads back to the page', async () => {
    const visitor = new Visitor(site.url);
    const first = await visitor.get('/console/nothing?a=1');
    expect(first.page.querySelector('html')?.getAttribute('lang')).toBe('zh-CN');
    const link = first.page.querySelector('a[hreflang=en]')?.getAttribute('href') ?? '';
    const chosen = await visitor.get(link);
    expect(chosen.location).toBe('/console/nothing?a=1');
    const second = await visitor.get('/console/nothing');
    expect(second.page.querySelector('html')?.getAttribute('lang')).toBe('en');
    expect(second.page.querySelector('a[hreflang=zh-CN]')?.text).toBe('中文');
  });

  test('the theme follows the system until one is chosen', async () => {
    const visitor = new Visitor(site.url);
    const theme = async () =>
      (await visitor.get('/console/nothing')).page.querySelector('html')?.getAttribute('data-theme');
    expect(await theme()).toBeUndefined();
    await visitor.get('/theme/dark?back=/console');
    expect(await theme()).toBe('dark');
    await visitor.get('/theme/auto');
    expect(await theme()).toBeUndefined();
    await visitor.get('/theme/<script>');
    expect(await theme()).toBeUndefined();
  });

  test('neither leads to another site', async () => {
    const answer = await new Visitor(site.url).get('/lang/en?back=//evil.example/');
    expect(answer.location).toBe('/console');
  });
});
