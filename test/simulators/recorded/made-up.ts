import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatTime } from '../../../src/plugin-api/tools/dates.ts';
import { serve } from '../../plugins/misbehave.ts';

/** One payment at a made-up platform. */
export interface Paid {
  no: string;
  amountFen: number;
  at: number;
  type: 'wx' | 'ali';
  terminal: string;
  note: string;
}

/** A platform that the product has never heard of, with pages for a person. */
export interface MadeUp {
  url: string;
  login: { username: string; password: string };
  pay(paid: { amountFen: number; type?: Paid['type']; terminal?: string; note?: string; at?: number }): Paid;
  /** Every secret that it gave out: tokens, cookies, keys. */
  given(): string[];
  requests: { logins: number; lists: number };
  endSessions(): void;
  close(): Promise<void>;
}

/** What all of them share: payments, sessions, secrets. */
export class House {
  readonly rows: Paid[] = [];
  readonly sessions = new Set<string>();
  readonly given: string[] = [];
  readonly requests = { logins: 0, lists: 0 };
  private serial = 100_000;

  constructor(
    readonly now: () => number,
    readonly login: { username: string; password: string },
  ) {}

  secret(bytes = 20): string {
    const secret = randomBytes(bytes).toString('hex');
    this.given.push(secret);
    return secret;
  }

  open(): string {
    const session = this.secret();
    this.sessions.add(session);
    return session;
  }

  pay({
    amountFen,
    type = 'wx',
    terminal = 'A01',
    note = '',
    at = this.now(),
  }: Parameters<MadeUp['pay']>[0]): Paid {
    this.serial += 7;
    const paid = { no: `P${formatTime(at, 'YYYYMMDD')}${this.serial}`, amountFen, at, type, terminal, note };
    this.rows.push(paid);
    return paid;
  }

  /** Paid in [from, to], the newest first. */
  between(from: number, to: number): Paid[] {
    return this.rows.filter(({ at }) => at >= from && at <= to).sort((one, other) => other.at - one.at);
  }

  async serve(
    answer: (
      req: IncomingMessage & { path: string; params: URLSearchParams },
      body: string,
      res: ServerResponse,
    ) => void,
  ): Promise<MadeUp> {
    const { url, close } = await serve(this.now, (req, body, res) => {
      const address = new URL(req.url ?? '/', 'http://made.up');
      answer(Object.assign(req, { path: address.pathname, params: address.searchParams }), body, res);
    });
    return {
      ...{ url, close, login: this.login, requests: this.requests },
      pay: (paid) => this.pay(paid),
      given: () => [...this.given],
      endSessions: () => this.sessions.clear(),
    };
  }
}

export function sendJson(res: ServerResponse, content: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json;charset=utf-8' }).end(JSON.stringify(content));
}

export function sendPage(res: ServerResponse, title: string, body: string): void {
  const html = `<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>${title}</title></head><body>${body}</body></html>`;
  res.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

export function cookieOf(req: IncomingMessage, name: string): string {
  const found = (req.headers.cookie ?? '').split(/;\s*/).find((one) => one.startsWith(`${name}=`));
  return found?.slice(name.length + 1) ?? '';
}

/** Some payments of the day, so that a list has more than the one that somebody knows. */
export function payBefore(platform: Pick<MadeUp, 'pay'>, now: number): void {
  const amounts = [1_280, 990, 26_000, 4_550, 123_456, 700, 3_333];
  for (const [at, amountFen] of amounts.entries()) {
    platform.pay({
      amountFen,
      type: at % 2 === 0 ? 'wx' : 'ali',
      terminal: at % 3 === 0 ? 'B02' : 'A01',
      note: at === 2 ? '桌号 5' : '',
      at: now - (at + 1) * 9 * 60_000,
    });
  }
}
