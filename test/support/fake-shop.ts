import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { verifyEpaySign } from '../../src/shared/epay-sign.ts';

/** How the shop answers one call. Without anything: status 200, body `success`. */
export interface ShopAnswer {
  status?: number;
  body?: string | Buffer;
  headers?: Record<string, string>;
  /** Real milliseconds before the answer. */
  delayMs?: number;
  /** Takes the call and does not answer, until `hangUp`. */
  hang?: boolean;
  /** Cuts the connection instead of answering. */
  reset?: boolean;
  /** Sends this many bytes of body, as fast as they are taken, and tells `bytesTaken` how many were. */
  bodyBytes?: number;
}

/** One call that the shop received. */
export interface ShopCall {
  method: string;
  path: string;
  /** As sent, without the question mark. */
  query: string;
  /** As sent; empty for a GET. */
  body: string;
  /** Decoded, of the address and of a form. */
  params: Record<string, string>;
  headers: IncomingMessage['headers'];
  /** Real time, ms. */
  at: number;
}

/** A shop on a free port of loopback, over real HTTP. */
export interface FakeShop {
  url: string;
  port: number;
  received: ShopCall[];
  /** For every path that has no answer of its own, when no `next` is left. */
  answer: ShopAnswer;
  /** Answers by path ("/notify"). */
  answers: Map<string, ShopAnswer>;
  /** Queues answers for the next calls, whatever their path. */
  next(...answers: ShopAnswer[]): void;
  /** The calls to one path. */
  at(path: string): ShopCall[];
  /** Resolves as soon as `count` calls have come in altogether. */
  waitFor(count: number): Promise<void>;
  /** Ends all calls that hang: with this body, or by cutting their connections. */
  hangUp(body?: string): void;
  /** Body bytes written by `bodyBytes` answers so far. */
  bytesTaken(): number;
  /** Connections that are open now. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

const CHUNK = Buffer.alloc(64 * 1024, 'x');

export async function startFakeShop(): Promise<FakeShop> {
  const queue: ShopAnswer[] = [];
  const waiting: { count: number; done: () => void }[] = [];
  const hanging = new Set<ServerResponse>();
  let bytesTaken = 0;

  const server = createServer((req, res) => {
    if (req.method === 'GET') take(req, res, '');
    else void text(req).then((body) => take(req, res, body));
  });

  function take(req: IncomingMessage, res: ServerResponse, body: string): void {
    const call = toCall(req, body);
    shop.received.push(call);
    for (const wait of waiting) if (shop.received.length >= wait.count) wait.done();
    // A caller that gave up is part of the game.
    void give(res, queue.shift() ?? shop.answers.get(call.path) ?? shop.answer).catch(() => res.destroy());
  }

  async function give(res: ServerResponse, answer: ShopAnswer): Promise<void> {
    if (answer.reset) {
      res.socket?.destroy();
      return;
    }
    if (answer.hang) {
      hanging.add(res.once('close', () => hanging.delete(res)));
      return;
    }
    if (answer.delayMs) await delay(answer.delayMs);
    res.writeHead(answer.status ?? 200, answer.headers ?? { 'content-type': 'text/html; charset=utf-8' });
    if (answer.bodyBytes === undefined) {
      res.end(answer.body ?? 'success');
      return;
    }
    const gone = once(res, 'close');
    for (let left = answer.bodyBytes; left > 0 && !res.destroyed; left -= CHUNK.length) {
      const taken = res.write(CHUNK);
      bytesTaken += CHUNK.length;
      if (!taken) await Promise.race([once(res, 'drain'), gone]);
    }
    res.end();
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const shop: FakeShop = {
    url: `http://127.0.0.1:${port}`,
    port,
    received: [],
    answer: {},
    answers: new Map(),
    next: (...answers) => void queue.push(...answers),
    at: (path) => shop.received.filter((call) => call.path === path),
    waitFor: (count) =>
      new Promise((done) => {
        if (shop.received.length >= count) done();
        else waiting.push({ count, done });
      }),
    hangUp(body) {
      for (const res of hanging) {
        if (body === undefined) res.destroy();
        else res.end(body);
      }
    },
    bytesTaken: () => bytesTaken,
    connections: () =>
      new Promise((resolve, reject) =>
        server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      ),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return shop;
}

/** True when the call carries the merchant's signature and no empty parameter. */
export function isSigned(call: ShopCall, key: string): boolean {
  return !Object.values(call.params).includes('') && verifyEpaySign(call.params, key);
}

function toCall(req: IncomingMessage, body: string): ShopCall {
  const url = new URL(req.url ?? '/', 'http://shop');
  return {
    method: req.method ?? '',
    path: url.pathname,
    query: url.search.slice(1),
    body,
    params: Object.fromEntries([...url.searchParams, ...new URLSearchParams(body)]),
    headers: req.headers,
    at: Date.now(),
  };
}
