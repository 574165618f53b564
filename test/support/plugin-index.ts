import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An index of one plugin on a web server of its own, signed with a key of its own; `packed`: what it offers at first. */
export async function startIndex(packed: Buffer) {
  const { privateKey } = generateKeyPairSync('ed25519');
  const files = new Map<string, Buffer>();
  const server = createServer((req, res) => {
    const found = files.get(req.url ?? '');
    res.writeHead(found ? 200 : 404).end(found);
  }).listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => server.once('listening', resolve));
  const publish = (
    edition: number,
    version: string,
    {
      content = packed,
      sha256,
      by = privateKey,
    }: { content?: Buffer; sha256?: string; by?: typeof privateKey } = {},
  ) => {
    files.set('/acme.tgz', content);
    const entry = {
      ...{ id: 'acme-till', kind: 'code', version, file: 'acme.tgz' },
      ...{ name: { zh: '示例收银', en: 'Acme Till' }, changes: { zh: '修了一处', en: 'One fix' } },
      sha256: sha256 ?? createHash('sha256').update(content).digest('hex'),
    };
    const payload = JSON.stringify({ index: 1, edition, plugins: [entry] });
    const signature = sign(null, Buffer.from(payload), by).toString('base64');
    files.set('/index.json', Buffer.from(JSON.stringify({ payload, signature })));
  };
  return {
    publish,
    place: {
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/index.json`,
      key: Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString('base64'),
    },
    close: () => server.close(),
  };
}
