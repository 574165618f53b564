import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleApp, readable, startConsole } from './console-app.ts';

let app: ConsoleApp;
beforeAll(async () => {
  app = await startConsole('sqlite');
});
afterAll(() => app.stop());

test.each([
  ['mqpay', '码钱'],
  ['storepay', '数字门店'],
  ['sftpay', '盛付通'],
  ['sywpay', '云闪付盛意旺'],
])('%s: found by its name, added, and its phone set up', async (platform, name) => {
  expect(readable(await app.keeper.get('/console/accounts/new'))).toContain(`${name}（App 通知）`);
  const form = await app.keeper.get(`/console/accounts/new?platform=${platform}`);
  expect(readable(form)).toContain('做成规则');
  const added = await app.keeper.submit(form, { login: 'shop', silent_after: '120' });
  const id = /accounts\/(\d+)/.exec(added.location ?? '')?.[1];
  const page = await app.keeper.get(`/console/accounts/${id}/listener`);
  expect(page.status).toBe(200);
  expect(page.text).toContain('APP包名 相等 com.example.app');
  expect(page.text).toContain('{{PACKAGE_NAME}}');
  // What is not known is said, and no wording is made up.
  expect(readable(await app.keeper.get(`/console/platforms/${platform}`))).toContain(
    '公开资料里没有它的 App 的包名和通知写法',
  );
});
