import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Fault } from './contract.ts';

/** Answers (or doesn't) in the way of a fault. 'sessionGone' is the platform's own word, and is not made here. */
export function misbehave(res: ServerResponse, fault: Exclude<Fault, 'sessionGone'>): void {
  const json = { 'content-type': 'application/json' };
  if (fault === 'error') res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>500</h1>');
  else if (fault === 'tooFast') res.writeHead(429, { 'retry-after': '90' }).end('slow down');
  else if (fault === 'garbage') {
    res.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>系统维护中</title>');
  } else if (fault === 'empty') res.writeHead(200, json).end();
  else if (fault === 'huge') res.writeHead(200, json).end(`"${'x'.repeat(3 * 1024 * 1024)}"`);
  else if (fault === 'drip') {
    res.writeHead(200, json);
    const drip = setInterval(() => res.write(' '), 20);
    res.on('close', () => clearInterval(drip));
  }
}

/** A server on a free port of this machine, for simulators. `now` is the platform's clock, which its answers tell. */
export async function serve(
  now: () => number,
  answer: (req: IncomingMessage, body: string, res: ServerResponse) => void,
): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(async (req, res) => {
    let body = '';
    for await (const chunk of req) body += chunk;
    res.setHeader('date', new Date(now()).toUTCString());
    try {
      answer(req, body, res);
    } catch {
      if (!res.headersSent) res.writeHead(400);
      res.end();
    }
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
