import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ContractSimulator, Fault, OddRow, SimulatedPayment } from '../../plugins/contract.ts';
import { misbehave, serve } from '../../plugins/misbehave.ts';
import { platformAt } from './platform-at.ts';

/** A payment as the back end has it. */
export interface Paid extends SimulatedPayment {
  no: string;
  at: number;
}

export interface Asked {
  path: string;
  query: URLSearchParams;
  form: URLSearchParams;
  body: string;
  cookies: Map<string, string>;
  header(name: string): string;
}

export interface Sent {
  status?: number;
  headers?: Record<string, string | string[]>;
  body: string | Uint8Array;
}

/** What one back end has of its own: words, forms, ways in. */
export interface Dialect {
  written: { origins: string[] };
  settings: Record<string, string>;
  wrongSettings: Record<string, string>;
  pageSize: number;
  oddRows: readonly OddRow[];
  isLogin(path: string): boolean;
  isList(path: string): boolean;
  answer(asked: Asked, house: BackEnd): Sent;
  challenge?: boolean;
  /** What an owner pastes of a session; `url`: where the back end is. */
  handOver?: { good(token: string, url: string): string; bad: string };
}

/** What every back end has. */
export interface BackEnd {
  now(): number;
  /** Those of a page (from 0), paid in [from, to] where that is asked. */
  pageOf(page: number, fits: (paid: Paid) => boolean): { rows: Paid[]; total: number };
  newSession(): string;
  knows(token: string): boolean;
  endSession(token: string): void;
  newPicture(): { id: string };
  readsPicture(id: string, text: string): boolean;
  /** Made once each, used once. */
  newNonce(): string;
  usesNonce(nonce: string): boolean;
}

export interface DescriptorSimulator extends ContractSimulator {
  url: string;
}

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A simulator of the dialect, and the descriptor's platform as it is reached there. */
export async function startBackEnd(now: () => number, dialect: Dialect): Promise<DescriptorSimulator> {
  const payments: Paid[] = [];
  const sessions = new Set<string>();
  const given: string[] = [];
  const pictures = new Map<string, string>();
  const nonces = new Set<string>();
  const counts = { logins: 0, lists: 0 };
  let fault: { kind: Fault; logins: boolean } | null = null;
  let onlyFirstPage = false;

  const house: BackEnd = {
    now,
    pageOf(page, fits) {
      const found = payments.filter(fits);
      const begin = onlyFirstPage ? 0 : page * dialect.pageSize;
      return { rows: found.slice(begin, begin + dialect.pageSize), total: found.length };
    },
    newSession() {
      const token = randomUUID();
      sessions.add(token);
      given.push(token);
      return token;
    },
    knows: (token) => fault?.kind !== 'sessionGone' && sessions.has(token),
    endSession: (token) => void sessions.delete(token),
    newPicture() {
      const id = randomUUID();
      pictures.set(id, id.slice(0, 4));
      return { id };
    },
    readsPicture(id, text) {
      const isRight = pictures.get(id) === text;
      pictures.delete(id);
      return isRight;
    },
    newNonce() {
      const nonce = randomUUID();
      nonces.add(nonce);
      return nonce;
    },
    usesNonce: (nonce) => nonces.delete(nonce),
  };

  const server = await serve(now, (req, body, res) => {
    const asked = askedOf(req, body);
    const isLogin = dialect.isLogin(asked.path);
    if (isLogin && req.method === 'POST') counts.logins += 1;
    if (dialect.isList(asked.path)) counts.lists += 1;
    if (fault && fault.kind !== 'sessionGone' && (isLogin ? fault.logins : dialect.isList(asked.path)))
      return misbehave(res, fault.kind);
    const { status = 200, headers = {}, body: content } = dialect.answer(asked, house);
    res.writeHead(status, headers).end(content);
  });

  return {
    url: server.url,
    platform: platformAt(dialect.written, server.url),
    settings: dialect.settings,
    wrongSettings: dialect.wrongSettings,
    pageSize: dialect.pageSize,
    timeGrainMs: 1_000,
    oddRows: dialect.oddRows,
    pay(payment) {
      // Longer than JavaScript counts exactly: neighbours must not become one.
      const no = `90071992547409${String(payments.length + 10_000)}`;
      payments.push({ ...payment, no, at: payment.paidAt ?? now() });
      return no;
    },
    changeAmount(amountFen) {
      Object.assign(payments.at(-1) ?? {}, { amountFen });
    },
    endSessions: () => sessions.clear(),
    fail(kind, { logins = false } = {}) {
      fault = kind && { kind, logins };
    },
    repeatPages() {
      onlyFirstPage = true;
    },
    requests: () => ({ ...counts }),
    secrets: () => given,
    ...(dialect.challenge && { challenge: { on() {}, answer: () => [...pictures.values()].at(-1) ?? '' } }),
    ...(dialect.handOver && {
      handOver: {
        good: () => dialect.handOver?.good(house.newSession(), server.url) ?? '',
        bad: dialect.handOver.bad,
      },
    }),
    close: server.close,
  };
}

function askedOf(req: IncomingMessage, body: string): Asked {
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://back-end');
  const cookies = (req.headers.cookie ?? '').split('; ').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    return [name, value] as const;
  });
  return {
    ...{ path: pathname, query: searchParams, body, form: new URLSearchParams(body) },
    cookies: new Map(cookies),
    header: (name) => String(req.headers[name] ?? ''),
  };
}

export function json(content: unknown, headers: Record<string, string | string[]> = {}): Sent {
  return { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(content) };
}
