import { expect, onTestFinished, test } from 'vitest';
import type { PolledPlatform } from '../../src/plugin-api/index.ts';
import { createPluginHost } from '../../src/plugin-host/index.ts';
import { serve } from '../plugins/misbehave.ts';
import { captureLog } from '../support/captured-log.ts';
import { buildPlatform, registryOf } from './build-platform.ts';

const NOW = Date.UTC(2025, 2, 1, 8);
const PNG = `data:image/png;base64,${Buffer.from('89504e470d0a1a0a', 'hex').toString('base64')}`;

/** A platform that sets a cookie with each answer, and what it was sent. */
async function setUp(keepsCookies: boolean) {
  const got: (string | undefined)[] = [];
  const server = await serve(
    () => NOW,
    (req, _body, res) => {
      got.push(req.headers.cookie);
      res.writeHead(200, { 'set-cookie': `visit=${got.length}; Path=/` }).end('{}');
    },
  );
  const get = (context: { http: { get(url: string): Promise<unknown> } }) =>
    context.http.get(`${server.url}/`);
  const platform: Partial<PolledPlatform> = {
    ...{ keepsCookies, hosts: [server.url] },
    login: {
      async password(context) {
        await get(context);
        return { ask: { picture: PNG, hint: { zh: '读', en: 'read' }, memo: null } };
      },
      async challenge(context) {
        await get(context);
        return { done: 'token' };
      },
    },
    async fetchReceipts(context) {
      await get(context);
      await get(context);
      return { receipts: [] };
    },
  };
  const host = createPluginHost({ registry: registryOf(buildPlatform(platform)), log: captureLog().log });
  onTestFinished(async () => {
    await host.close();
    await server.close();
  });
  const call = (session: unknown) => ({ settings: { username: 'a', password: 'b' }, session, now: NOW });
  const asked = await host.login('acme', call(null));
  if (asked.step !== 'ask') throw new Error('it did not ask');
  const { session } = await host.answer('acme', call(asked.session), { text: 'x', memo: asked.memo });
  const first = await host.fetchReceipts('acme', call(session), { from: NOW - 1, to: NOW });
  await host.fetchReceipts('acme', call(first.session), { from: NOW - 1, to: NOW });
  return { got, session };
}

test('where cookies are part of the session, each call goes on with those of the one before', async () => {
  const { got } = await setUp(true);
  expect(got).toEqual([undefined, 'visit=1', 'visit=2', 'visit=3', 'visit=4', 'visit=5']);
});

test('where they are not, they live for one call, and from a picture to its answer', async () => {
  const { got, session } = await setUp(false);
  expect(got).toEqual([undefined, 'visit=1', undefined, 'visit=3', undefined, 'visit=5']);
  expect(session).toMatchObject({ own: 'token', cookies: null });
});
