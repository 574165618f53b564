import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Host } from '../network.ts';

/** A host of the simulated world behind a real address of loopback. Where it never answers, the call hangs. */
export async function serve(hostOf: () => Host): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (req, res) => {
    try {
      const body = await text(req);
      const url = new URL(req.url ?? '/', `http://${req.headers.host}`);
      const headers = req.headers as Record<string, string>;
      const answer = await hostOf()({ method: req.method ?? 'GET', url, headers, body });
      if (answer && !res.destroyed) res.writeHead(answer.status, answer.headers).end(answer.body);
    } catch {
      // Whoever called was killed meanwhile.
      res.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
