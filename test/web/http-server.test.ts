import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { createHttpServer } from '../../src/web/index.ts';

const server = createHttpServer((req, res) => {
  if (req.url === '/slow') return void res.write('the first half');
  res.setHeader('Content-Type', 'text/plain');
  res.end(`read ${req.url?.length} characters`);
});

afterEach(() => {
  server.closeAllConnections();
});

/** What comes back for these bytes until the server hangs up. */
async function answerTo(bytes: string | string[]): Promise<string> {
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let text = '';
  const closed = once(socket, 'close');
  for (const part of [bytes].flat()) socket.write(part);
  socket.on('error', () => {});
  for await (const chunk of socket) text += chunk;
  await closed;
  return text;
}

const bodyOf = (answer: string) => answer.slice(answer.indexOf('\r\n\r\n') + 4);

test('an address longer than we read: 431 in JSON that says so', async () => {
  const answer = await answerTo(`GET /api.php?act=${'x'.repeat(100_000)} HTTP/1.1\r\nHost: a\r\n\r\n`);
  expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  expect(answer).toMatch(/\r\nContent-Type: application\/json/);
  expect(JSON.parse(bodyOf(answer))).toEqual({ code: -1, msg: expect.stringContaining('太长') });
});

test('an address of 60 KB is still read', async () => {
  const answer = await answerTo(
    `GET /${'x'.repeat(60_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
  );
  expect(bodyOf(answer)).toContain('60001');
});

test.each([
  'nonsense\r\n\r\n',
  'GET /mapi.php HTTP/9.9\r\n\r\n',
  'POST /mapi.php HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n',
  'POST /mapi.php HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
])('%j is no request: 400 in JSON', async (bytes) => {
  const answer = await answerTo(bytes);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(JSON.parse(bodyOf(answer))).toEqual({ code: -1, msg: expect.stringContaining('HTTP') });
});

test('without a Host header, or with an expectation that nobody knows, a request is a request', async () => {
  const head = 'GET /mapi.php HTTP/1.1\r\nConnection: close\r\n';
  expect(await answerTo(`${head}\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await answerTo(`${head}Host: a\r\nExpect: wonders\r\n\r\n`)).toMatch(/^HTTP\/1\.1 200 /);
});

test('nonsense behind a request that is being answered is not answered in the middle of it', async () => {
  const answer = await answerTo(['GET /slow HTTP/1.1\r\nHost: a\r\n\r\n', 'nonsense\r\n\r\n']);
  expect(answer).not.toContain('msg');
  expect(answer.match(/HTTP\/1\.1/g)?.length ?? 0).toBeLessThanOrEqual(1);
});
