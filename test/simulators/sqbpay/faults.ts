import type { ServerResponse } from 'node:http';

/**
 * How a call goes wrong: `http500` an error page; `garbage` HTML with status 200; `hang` no answer at all;
 * `slow` the head at once and then a byte now and then, without end; `not_logged_in` as for an unknown token;
 * `empty` status 200 and no body; `http429` asked too often; `huge` 3 MB.
 */
export type FaultKind =
  | 'http500'
  | 'garbage'
  | 'hang'
  | 'slow'
  | 'not_logged_in'
  | 'empty'
  | 'http429'
  | 'huge';

/** The calls of the back end; other requests (the page) never fail. */
export type ApiCall = 'login' | 'refresh' | 'query';

const DRIP_MS = 20;

/** What a test or a demo wants to go wrong. */
export class Faults {
  /** Added before every answer of the back end. */
  delayMs = 0;
  /** True: every refresh answers `data.status` 0, log in again. */
  refuseRefresh = false;
  /** True: every login is refused, as with a wrong password. */
  wrongPassword = false;
  /** True: every page of the list is the first one. */
  repeatPages = false;
  /** The life of the tokens that are given out from now on. */
  tokenLifeMs = 3_600_000;
  readonly #expireTokens: () => void;
  #next: { kind: FaultKind; call: ApiCall | undefined; left: number }[] = [];

  constructor(expireTokens: () => void) {
    this.#expireTokens = expireTokens;
  }

  /** Every token given out so far is unknown from now on. */
  expireTokens(): void {
    this.#expireTokens();
  }

  /** The next `count` calls (of that name only, if given) fail in this way. Infinity is allowed. */
  failNext(count: number, kind: FaultKind, call?: ApiCall): void {
    this.#next.push({ kind, call, left: count });
  }

  /** Everything works again. */
  clear(): void {
    this.#next = [];
    this.delayMs = 0;
    this.refuseRefresh = false;
    this.wrongPassword = false;
    this.repeatPages = false;
    this.tokenLifeMs = 3_600_000;
  }

  /** Takes the fault that is due for this call, if any. */
  take(call: ApiCall): FaultKind | null {
    const due = this.#next.find((it) => it.left > 0 && (it.call === undefined || it.call === call));
    if (!due) return null;
    due.left -= 1;
    return due.kind;
  }
}

/** Answers (or doesn't) in the way of `kind`; 'not_logged_in' is an ordinary answer and not made here. */
export function misbehave(res: ServerResponse, kind: Exclude<FaultKind, 'not_logged_in'>): void {
  if (kind === 'http500') res.writeHead(500, { 'content-type': 'text/html' }).end('<h1>500</h1>');
  else if (kind === 'garbage') {
    res.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>系统维护中</title>');
  } else if (kind === 'http429') res.writeHead(429, { 'retry-after': '90' }).end();
  else if (kind === 'huge') res.writeHead(200).end(`"${'x'.repeat(3 * 1024 * 1024)}"`);
  else if (kind === 'empty') res.writeHead(200, { 'content-type': 'application/json' }).end();
  else if (kind === 'slow') {
    res.writeHead(200, { 'content-type': 'application/json' });
    const drip = setInterval(() => res.write(' '), DRIP_MS);
    res.on('close', () => clearInterval(drip));
  }
}
