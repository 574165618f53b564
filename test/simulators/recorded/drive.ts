import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import type { MadeUp, Paid } from './made-up.ts';

/** What a person does at each platform, in his own browser. */
interface Hands {
  start: string;
  logIn(page: Page, login: MadeUp['login']): Promise<void>;
  leave(page: Page): Promise<void>;
  openList(page: Page): Promise<void>;
  refresh(page: Page): Promise<void>;
}

async function loads(page: Page, act: () => Promise<void>): Promise<void> {
  const before = Number(await page.locator('#rows').getAttribute('data-loads'));
  await act();
  await page.waitForFunction(
    (count) => Number(document.getElementById('rows')?.dataset.loads ?? 0) > count,
    before,
  );
}

function scripted(names: { user: string; password: string }): Hands {
  return {
    start: '/',
    async logIn(page, login) {
      await page.fill(`input[name=${names.user}]`, login.username);
      await page.fill(`input[name=${names.password}]`, login.password);
      await loads(page, () => page.locator('#login button').click());
    },
    async leave(page) {
      await page.locator('#leave').click();
      await page.locator('#login button').waitFor();
    },
    async openList() {},
    refresh: (page) => loads(page, () => page.locator('#load').click()),
  };
}

export const hands = {
  tokenTill: scripted({ user: 'account', password: 'password' }),
  offsetTill: scripted({ user: 'mobile', password: 'pwd' }),
  sealedTill: scripted({ user: 'user', password: 'pass' }),
  cookieLedger: {
    start: '/login',
    async logIn(page, login) {
      await page.fill('input[name=email]', login.username);
      await page.fill('input[name=pass]', login.password);
      await page.locator('form button').click();
      await page.waitForURL(/home/);
    },
    async leave(page) {
      await page.getByRole('link', { name: '退出' }).click();
      await page.waitForURL(/login/);
    },
    async openList(page) {
      await page.goto(new URL('/bills', page.url()).href);
      await page.locator('form button').click();
      await page.locator('#bills').waitFor();
    },
    async refresh(page) {
      await page.locator('form button').click();
      await page.locator('#bills').waitFor();
    },
  },
} satisfies Record<string, Hands>;

/**
 * Records what the owner does at a platform: log out, log in, open the list, take a payment that he knows, refresh the
 * list. Returns the file that his browser gives him, and that payment.
 */
export async function record(
  browser: Browser,
  platform: MadeUp,
  { start, logIn, leave, openList, refresh }: Hands,
  { now, amountFen = 1 }: { now(): number; amountFen?: number },
): Promise<{ har: string; known: Paid }> {
  const path = join(tmpdir(), `recording-${randomUUID()}.har`);
  const context = await browser.newContext({
    locale: 'zh-CN',
    recordHar: { path, content: 'embed', mode: 'full' },
  });
  await context.clock.setFixedTime(now());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(`${platform.url}${start}`);
  await logIn(page, platform.login);
  await leave(page);
  await logIn(page, platform.login);
  await openList(page);
  const known = platform.pay({ amountFen, type: 'ali' });
  await refresh(page);
  await context.close();
  const har = JSON.parse(await readFile(path, 'utf8'));
  await rm(path);
  // The browser's pages have the platform's clock, its recorder has the machine's.
  for (const entry of har.log.entries) entry.startedDateTime = new Date(now()).toISOString();
  return { har: JSON.stringify(har), known };
}

/** The same file as Chrome exports it unless it is told otherwise: without cookies and authorizations. */
export function asSanitized(har: string): string {
  const file = JSON.parse(har);
  const isKept = ({ name }: { name: string }) => !/^(?:set-)?cookie$|^authorization$/i.test(name);
  file.log.creator = { name: 'WebInspector', version: '537.36' };
  for (const { request, response } of file.log.entries) {
    for (const side of [request, response]) {
      side.cookies = [];
      side.headers = side.headers.filter(isKept);
    }
  }
  return JSON.stringify(file);
}
