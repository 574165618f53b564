import { expect, test } from 'vitest';
import type { PolledPlatform } from '../../src/plugin-api/index.ts';
import { createPluginHost } from '../../src/plugin-host/index.ts';
import { captureLog } from '../support/captured-log.ts';
import { buildPlatform, registryOf } from './build-platform.ts';

const NOW = Date.UTC(2025, 2, 1, 8, 0, 0);
const WINDOW = { from: NOW - 60_000, to: NOW };
const CALL = { settings: { username: 'shop', password: 'hunter2pw' }, session: null, now: NOW };
const gone = () => Promise.reject(new Error('update account_logins - Connection lost'));

/** A house that counts logins in a database, of which some statements fail. */
function boundsWith(failing: Partial<Record<'newerSession' | 'beforeLogin' | 'loggedIn', typeof gone>>) {
  return {
    beforeRequest() {},
    newerSession: async () => null,
    beforeLogin: async () => null,
    loggedIn: async () => {},
    loginFailed: async () => null,
    sessionEnded: async () => {},
    ...failing,
  };
}

const lettingIn: Partial<PolledPlatform> = {
  login: { password: async () => ({ done: { token: 'a-token' } }) },
  fetchReceipts: async () => ({ receipts: [] }),
};

test.each([
  ['which session is there', { newerSession: gone }, undefined],
  ['whether it may log in', { beforeLogin: gone }, undefined],
  ['that it is in', { loggedIn: gone }, 'kept'],
] as const)(
  'a database that is gone when the house notes %s is not called the plugin’s failure',
  async (_, failing, kept) => {
    const { log, lines } = captureLog();
    const host = createPluginHost({ registry: registryOf(buildPlatform(lettingIn)), log });
    const call = { ...CALL, bounds: boundsWith(failing) };
    const failure = await host.fetchReceipts('acme', call, WINDOW).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'unreachable', message: '查询出错，详情见系统日志' });
    expect(lines()).toMatchObject([
      { msg: 'plugin_call_failed', err: { message: expect.stringContaining('Connection lost') } },
    ]);
    // Whoever was let in already is not asked to log in again.
    const { session } = failure as { session: unknown };
    expect(session === undefined ? undefined : 'kept').toBe(kept);
  },
);
