import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { tools } from '../../src/plugin-api/index.ts';
import { callableAddresses } from '../../src/plugin-host/callable-addresses.ts';
import { createPluginHttp, type HttpLimits, type MeasuredHttp } from '../../src/plugin-host/plugin-http.ts';

const NOW = Date.UTC(2025, 2, 1, 8, 0, 0);

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function client(limits?: Partial<HttpLimits>, signal = new AbortController().signal): MeasuredHttp {
  const dispatcher = new Agent();
  onTestFinished(() => dispatcher.destroy());
  return createPluginHttp({
    dispatcher,
    signal,
    now: () => NOW,
    limits: { requestMs: 5_000, maxBytes: 1_000, ...limits },
  });
}

function routes(table: Record<string, (req: IncomingMessage, res: ServerResponse) => void>): RequestListener {
  return (req, res) => {
    const route = table[(req.url ?? '').split('?')[0] ?? ''];
    if (route) route(req, res);
    else res.writeHead(404).end();
  };
}

test('cookies: what one answer sets, the next request of the same call carries; another call does not', async () => {
  const url = await serve(
    routes({
      '/set': (_, res) => res.writeHead(200, { 'set-cookie': ['a=1; Path=/', 'b=2; Path=/'] }).end(),
      '/show': (req, res) => res.end(req.headers.cookie ?? 'none'),
    }),
  );
  const http = client();
  expect((await http.get(`${url}/set`)).headers['set-cookie']).toBe('a=1; Path=/\nb=2; Path=/');
  expect((await http.get(`${url}/show`, { headers: { Cookie: 'c=3' } })).text).toBe('c=3; a=1; b=2');
  expect((await client().get(`${url}/show`)).text).toBe('none');
});

test('posting: JSON and forms go out as such', async () => {
  const url = await serve(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    res.end(`${req.method} ${req.headers['content-type']} ${body}`);
  });
  const http = client();
  expect((await http.postJson(url, { a: '中' })).text).toBe('POST application/json {"a":"中"}');
  expect((await http.postForm(url, { a: '1 2' })).text).toBe('POST application/x-www-form-urlencoded a=1+2');
});

test('redirects: followed within the origin, handed back when they lead elsewhere, never without end', async () => {
  const other = await serve((_, res) => res.end('other'));
  const url = await serve(
    routes({
      '/near': (_, res) => res.writeHead(302, { location: '/end' }).end(),
      '/far': (_, res) => res.writeHead(302, { location: `${other}/end` }).end(),
      '/loop': (_, res) => res.writeHead(307, { location: '/loop' }).end(),
      '/end': (req, res) => res.end(`${req.method} end`),
    }),
  );
  const http = client();
  expect((await http.postJson(`${url}/near`, {})).text).toBe('GET end');
  expect(await http.get(`${url}/far`)).toMatchObject({ status: 302, text: '' });
  await expect(http.get(`${url}/loop`)).rejects.toMatchObject({ name: 'PlatformError', kind: 'broken' });
});

test('an answer above the size limit, announced or not: broken', async () => {
  const url = await serve(
    routes({
      '/whole': (_, res) => res.end('x'.repeat(1_001)),
      '/chunks': (_, res) => {
        res.write('x'.repeat(600));
        res.end('x'.repeat(600));
      },
      '/fits': (_, res) => res.end('x'.repeat(1_000)),
    }),
  );
  const http = client();
  await expect(http.get(`${url}/whole`)).rejects.toMatchObject({ kind: 'broken' });
  await expect(http.get(`${url}/chunks`)).rejects.toMatchObject({ kind: 'broken' });
  expect((await http.get(`${url}/fits`)).text).toHaveLength(1_000);
});

test('no answer, or one that never ends: unreachable after the limit, and the address is not in the message', async () => {
  const url = await serve(
    routes({
      '/hang': () => {},
      '/slow': (_, res) => {
        res.write('x');
      },
    }),
  );
  const http = client({ requestMs: 40 });
  for (const path of ['/hang', '/slow']) {
    const failure = await http.get(`${url}${path}?token=s3cret-token`).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'unreachable', message: expect.stringContaining('0.04 秒') });
    expect(String(failure)).not.toContain('s3cret');
    expect(String(failure)).not.toContain(path);
  }
});

test('a closed port, an unknown name, a wrong protocol: said in plain words', async () => {
  const http = client();
  await expect(http.get('http://127.0.0.1:1/?token=s3cret')).rejects.toMatchObject({
    kind: 'unreachable',
    message: '连不上 127.0.0.1:1：对方拒绝了连接（ECONNREFUSED）',
  });
  await expect(http.get('http://nowhere.invalid/')).rejects.toMatchObject({ kind: 'unreachable' });
  for (const url of ['ftp://acme.example/', 'file:///etc/passwd', 'nonsense?token=s3cret']) {
    await expect(http.get(url)).rejects.toMatchObject({
      kind: 'broken',
      message: expect.not.stringContaining('s3cret'),
    });
  }
});

test('the call is over: requests end with its reason, also those that begin later', async () => {
  const url = await serve(() => {});
  const controller = new AbortController();
  const http = client({}, controller.signal);
  const begun = http.get(url);
  const reason = new Error('over');
  controller.abort(reason);
  await expect(begun).rejects.toBe(reason);
  await expect(http.get(url)).rejects.toBe(reason);
});

test('clock skew: taken from the Date header; unknown without one', async () => {
  const url = await serve(
    routes({
      '/late': (_, res) => res.setHeader('date', new Date(NOW + 90_000).toUTCString()).end(),
      '/none': (_, res) => {
        res.sendDate = false;
        res.end();
      },
    }),
  );
  const http = client();
  await http.get(`${url}/none`);
  expect(http.clockSkewMs()).toBeNull();
  await http.get(`${url}/late`);
  expect(http.clockSkewMs()).toBe(90_500);
});

test('a platform’s address that is link-local, the cloud’s metadata or nobody’s is not called', async () => {
  for (const host of ['169.254.169.254', '2852039166', '[fe80::1]', '[::ffff:169.254.169.254]', '0.0.0.0']) {
    await expect(client().get(`http://${host}/`)).rejects.toMatchObject({ kind: 'broken' });
  }
});

test('a name leads only to addresses where a platform may live', async () => {
  const found = (hostname: string) =>
    new Promise((resolve) => {
      callableAddresses(hostname, { all: true }, (error, addresses) => resolve(error ?? addresses));
    });
  expect(await found('127.0.0.1')).toEqual([{ address: '127.0.0.1', family: 4 }]);
  expect(await found('169.254.169.254')).toMatchObject({ code: 'ENOTFOUND' });
});

test('bytes are handed on as they are, other encodings are the plugin’s to read', async () => {
  const gbk = Buffer.from('cad5bfee', 'hex');
  const url = await serve((_, res) => res.end(gbk));
  const answer = await client().get(url);
  expect(Buffer.from(answer.bytes)).toEqual(gbk);
  expect(tools.text(answer.bytes, 'gbk')).toBe('收款');
  expect(answer.json()).toBeUndefined();
});

test('every method, with what is to be sent: JSON, a form, text or bytes', async () => {
  const url = await serve(async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk);
    res.end(`${req.method} ${req.headers['content-type'] ?? '-'} ${Buffer.concat(chunks).toString('hex')}`);
  });
  const http = client();
  const said = async (request: Omit<Parameters<typeof http.send>[0], 'url'>) =>
    (await http.send({ url, ...request })).text;
  expect(await said({})).toBe('GET - ');
  expect(await said({ method: 'delete' })).toBe('DELETE - ');
  expect(await said({ method: 'PUT', json: [1] })).toBe('PUT application/json 5b315d');
  expect(await said({ form: { a: '1' } })).toBe('POST application/x-www-form-urlencoded 613d31');
  expect(await said({ body: Uint8Array.of(0, 255), headers: { 'Content-Type': 'x/y' } })).toBe(
    'POST x/y 00ff',
  );
  await expect(http.send({ url, method: 'CONNECT' })).rejects.toThrow(TypeError);
});

test('what the connection says of itself is not the plugin’s to say', async () => {
  const url = await serve((req, res) => res.end(String(req.headers.host)));
  const { text } = await client().get(url, { headers: { Host: 'other.example', 'Content-Length': '9' } });
  expect(text).toBe(new URL(url).host);
});

test('a redirect is left alone where the plugin wants to see it', async () => {
  const url = await serve(routes({ '/': (_, res) => res.writeHead(302, { location: '/end' }).end() }));
  expect((await client().send({ url: `${url}/`, follow: 'none' })).status).toBe(302);
});
