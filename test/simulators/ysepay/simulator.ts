import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Fault } from '../../plugins/contract.ts';
import { misbehave, serve } from '../../plugins/misbehave.ts';

const PREFIX = '/saas_merchant_management';
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
/** What the list is asked with, whatever is empty in it. */
const ASKED = [
  ...['storeNo', 'bizType', 'payType', 'orderStatus', 'trmNo', 'operatorUser', 'codeBoardCode', 'pageSize'],
  ...['pageNo', 'orderNo', 'queryStartTime', 'queryEndTime', 'time'],
];

export interface YsepayRow {
  orderNo?: unknown;
  payType?: unknown;
  payedAmt?: unknown;
  codeBoardCode?: unknown;
  [more: string]: unknown;
}

export interface YsepaySimulator {
  url: string;
  /** Another merchant's login. */
  addLogin(login: { loginName: string; password: string }): void;
  /** Returns its orderNo. `at`: UTC ms. */
  add(row: YsepayRow, at: number, loginName?: string): string;
  /** How calls go wrong from now on; null: all is well again. */
  fault: { kind: Fault; logins: boolean } | null;
  onlyFirstPage: boolean;
  /** What stands in the newest picture. */
  newestPicture(): string;
  /** A session that somebody made in his own browser, by token or by cookie. */
  newSession(loginName?: string): string;
  endSessions(): void;
  given(): string[];
  requests: { logins: number; lists: number };
  /** The newest query of the list. */
  asked: URLSearchParams | null;
  close(): Promise<void>;
}

/**
 * A stand-in for 小Y经营's back end, as docs/reference/aggregators.md section 2 tells it: a picture before each login, a token
 * or a cookie afterwards, orders in pages of ten, cents. What is unknown there is made up here and stands in no plugin:
 * the name of the time (`finishTime`), the codes of refusals.
 */
export async function startYsepaySimulator(
  now: () => number,
  login = { loginName: 'keeper', password: 'correct horse 42' },
): Promise<YsepaySimulator> {
  const logins = new Map([[login.loginName, login.password]]);
  const rows: { row: YsepayRow; at: number; of: string }[] = [];
  const pictures = new Map<string, string>();
  const sessions = new Map<string, string>();
  const given: string[] = [];

  const server = await serve(now, (req, body, res) => {
    const url = new URL(req.url ?? '/', 'http://simulator');
    const path = url.pathname.startsWith(PREFIX) ? url.pathname.slice(PREFIX.length) : '';
    const isLogin = path.startsWith('/public/');
    const { fault } = simulator;
    if (path === '/public/login') simulator.requests.logins += 1;
    if (fault && fault.kind !== 'sessionGone' && fault.logins === isLogin) return misbehave(res, fault.kind);
    if (path === '/public/captcha' && url.searchParams.has('time')) return send(res, picture());
    if (path === '/public/login' && req.method === 'POST') return send(res, enter(JSON.parse(body)));
    if (path === '/order/info' && req.method === 'GET') return send(res, list(req, url.searchParams));
    res.writeHead(404).end('<h1>404</h1>');
  });

  function picture() {
    const uuid = randomUUID();
    // Unlike anything that could stand anywhere by chance.
    pictures.set(uuid, `read${uuid.slice(0, 8)}`);
    return { code: 0, data: { randomCodeBase64: PNG, uuid } };
  }

  function enter(form: Record<string, unknown>) {
    const text = pictures.get(String(form.uuid));
    pictures.delete(String(form.uuid));
    if (text === undefined || form.randomCode !== text || typeof form.time !== 'number')
      return { code: 1002, msg: '验证码错误' };
    const name = String(form.loginName);
    if (logins.get(name) !== form.password) return { code: 1001, msg: '用户名或密码错误' };
    return { code: 0, data: { token: simulator.newSession(name) } };
  }

  function list(req: IncomingMessage, query: URLSearchParams) {
    simulator.requests.lists += 1;
    simulator.asked = query;
    const cookie = /(?:^|; )SESSION=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
    const of = sessions.get(String(req.headers.token ?? cookie ?? ''));
    if (of === undefined || simulator.fault?.kind === 'sessionGone') return { code: 1003, msg: '请重新登录' };
    if (ASKED.some((name) => !query.has(name)) || query.get('bizType') !== '3') return { code: 1004 };
    const [from = 0, to = 0] = ['queryStartTime', 'queryEndTime'].map((name) =>
      chinaTime(query.get(name) ?? ''),
    );
    const found = rows.filter((one) => one.of === of && one.at >= from && one.at < to);
    const size = Number(query.get('pageSize'));
    const begin = simulator.onlyFirstPage ? 0 : (Number(query.get('pageNo')) - 1) * size;
    return {
      code: 0,
      data: { total: found.length, list: found.slice(begin, begin + size).map(({ row }) => row) },
    };
  }

  const simulator: YsepaySimulator = {
    url: server.url,
    addLogin: ({ loginName, password }) => void logins.set(loginName, password),
    add(row, at, of = login.loginName) {
      const orderNo = `Y${String(rows.length + 1).padStart(8, '0')}`;
      const usual = { orderNo, payType: '2', payedAmt: 100, codeBoardCode: 'T1', finishTime: chinaText(at) };
      rows.push({ row: { ...usual, storeName: '示例店', ...row }, at, of });
      return orderNo;
    },
    fault: null,
    onlyFirstPage: false,
    newestPicture: () => [...pictures.values()].at(-1) ?? '',
    newSession(name = login.loginName) {
      const token = randomUUID();
      sessions.set(token, name);
      given.push(token);
      return token;
    },
    endSessions: () => sessions.clear(),
    given: () => given,
    requests: { logins: 0, lists: 0 },
    asked: null,
    close: server.close,
  };
  return simulator;
}

function send(res: ServerResponse, content: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

export function chinaText(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** UTC ms; NaN for anything but 'YYYY-MM-DD HH:mm:ss'. */
function chinaTime(text: string): number {
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)
    ? Date.parse(`${text.replace(' ', 'T')}+08:00`)
    : Number.NaN;
}
