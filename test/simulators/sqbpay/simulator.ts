import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ApiReply, type Fields, findTransactions, login, notLoggedIn, refresh } from './back-end.ts';
import { type ApiCall, Faults, misbehave } from './faults.ts';
import { Ledger, type Payment, type SimulatedAccount } from './ledger.ts';
import { showPage, takePayment, type Waiting } from './pay-by-hand.ts';

/** One call of the back end. The path is without the query, where the token is. */
export interface LoggedRequest {
  call: ApiCall;
  path: string;
  at: number;
  /** Null when the caller did not say who it is, or with an unknown token. */
  username: string | null;
  /** Of a query: which shop's list is wanted; '' is all. */
  store: string;
}

export interface RequestLog {
  all(): readonly LoggedRequest[];
  count(call?: ApiCall): number;
  reset(): void;
}

export interface SqbpaySimulator {
  /** Without a trailing slash: the plugin's base_url, and the page's address. */
  url: string;
  addAccount(account: SimulatedAccount): void;
  /** From now on the platform's clock is so many ms ahead of (negative: behind) the one handed in. */
  setClockOff(ms: number): void;
  /** Returns the order_sn. Throws when no account has the terminal. */
  pay(payment: Payment): string;
  requests: RequestLog;
  faults: Faults;
  /** Those that were given out, the newest last. */
  tokens(): string[];
  /**
   * Calls back when an answer that carries payments for the first time was handed to the network, with the
   * simulator's time. Returns the way to stop it.
   */
  onQueryAnswered(callback: (orderSns: string[], at: number) => void): () => void;
  close(): Promise<void>;
}

const CALLS: Readonly<Record<string, ApiCall>> = {
  '/api/login/ucUser/login': 'login',
  '/api/login/ucUser/refreshToken': 'refresh',
  '/api/transaction/findTransactions': 'query',
};
const MAX_BODY = 64 * 1024;

/**
 * A stand-in for 收钱吧's merchant back end, as docs/reference/aggregators.md section 1 tells it, with a page at `/` on
 * which a person pays. Listens on loopback unless `host` says otherwise; port 0 or none: a free one.
 */
export async function startSqbpaySimulator(
  options: {
    port?: number;
    host?: string;
    now?: () => number;
    accounts?: SimulatedAccount[];
    /** What the page fills in for whoever pays; null: nobody tells. */
    waiting?: () => Promise<Waiting | null>;
  } = {},
): Promise<SqbpaySimulator> {
  const { port = 0, host = '127.0.0.1', now = Date.now, accounts = [], waiting } = options;
  let clockOffMs = 0;
  const platformNow = () => now() + clockOffMs;
  const ledger = new Ledger(platformNow);
  for (const account of accounts) ledger.addAccount(account);
  const faults = new Faults(() => ledger.dropAllTokens());
  const listeners = new Set<(orderSns: string[], at: number) => void>();
  const told = new Set<string>();
  let log: LoggedRequest[] = [];

  async function answerCall(
    call: ApiCall,
    url: URL,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    const body = fieldsOf(await readBody(req));
    const token = url.searchParams.get('token') ?? '';
    const fault = faults.take(call);
    const username = call === 'login' ? String(body.username ?? '') || null : ledger.userOf(token);
    log.push({ call, path: url.pathname, at: now(), username, store: String(body.store_sn ?? '') });
    if (faults.delayMs > 0) await pause(faults.delayMs, res);
    showTime(res);
    if (fault !== null && fault !== 'not_logged_in') {
      misbehave(res, fault);
      return;
    }
    const reply = fault ? notLoggedIn() : replyTo(call, token, req.headers.authorization ?? '', body);
    res.on('finish', () => tellFirstTime(reply));
    res.writeHead(200, { 'content-type': 'application/json;charset=UTF-8' }).end(JSON.stringify(reply.body));
  }

  function replyTo(call: ApiCall, token: string, authorization: string, body: Fields): ApiReply {
    if (call === 'login') return login(ledger, faults, body);
    if (call === 'refresh') return refresh(ledger, faults, token, authorization);
    return findTransactions(ledger, faults, token, body);
  }

  function tellFirstTime({ shown }: ApiReply): void {
    const fresh = shown.map(({ orderSn }) => orderSn).filter((orderSn) => !told.has(orderSn));
    for (const orderSn of fresh) told.add(orderSn);
    if (fresh.length > 0) for (const listener of listeners) listener(fresh, now());
  }

  /** The platform's clock is the simulator's, and the Date header is how others see it. */
  function showTime(res: ServerResponse): void {
    res.setHeader('date', new Date(platformNow()).toUTCString());
  }

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    showTime(res);
    const url = new URL(req.url ?? '/', 'http://simulator');
    const call = CALLS[url.pathname];
    if (call && req.method === 'POST') return answerCall(call, url, req, res);
    if (url.pathname === '/pay' && req.method === 'POST') {
      takePayment(ledger, new URLSearchParams(await readBody(req)), res);
    } else if (url.pathname === '/' && req.method === 'GET') {
      await showPage(ledger, url.searchParams, res, waiting);
    } else res.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('没有这个地址');
  }

  const server = createServer((req, res) => {
    answer(req, res).catch(() => {
      if (!res.headersSent) res.writeHead(400);
      res.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    addAccount: (account) => ledger.addAccount(account),
    setClockOff(ms) {
      clockOffMs = ms;
    },
    pay: (payment) => ledger.pay(payment),
    requests: {
      all: () => log,
      count: (call) => (call === undefined ? log.length : log.filter((it) => it.call === call).length),
      reset() {
        log = [];
      },
    },
    faults,
    tokens: () => [...ledger.issued],
    onQueryAnswered(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req) {
    size += chunk.length;
    if (size > MAX_BODY) throw new Error('the body is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function fieldsOf(text: string): Fields {
  const value: unknown = text === '' ? {} : JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** Ends early when the caller hangs up. */
function pause(ms: number, res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    res.once('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
