import type { Faults } from './faults.ts';
import type { Ledger, Transaction } from './ledger.ts';

/** What the platform answers with when all is well. */
const OK = 50_000;
/** Made up: which codes the platform has besides 50000 is unknown (docs/reference/aggregators.md, U). */
const NOT_LOGGED_IN = 40_101;
const WRONG_PASSWORD = 40_001;
const BAD_REQUEST = 40_000;

const MAX_PAGE_SIZE = 500;

export interface ApiReply {
  /** A refusal comes without data. */
  body: { code: number; msg: string; data?: unknown };
  /** Whose call it was, where that is known. */
  username: string | null;
  /** The transactions that the answer carries. */
  shown: Transaction[];
}

/** The JSON body of a call, nothing known about it yet. */
export type Fields = Readonly<Record<string, unknown>>;

function reply(code: number, msg: string, data?: unknown, username: string | null = null): ApiReply {
  return { body: { code, msg, data }, username, shown: [] };
}

export function notLoggedIn(): ApiReply {
  return reply(NOT_LOGGED_IN, '登录已失效，请重新登录');
}

/** POST /api/login/ucUser/login: MD5 of the password; success says 50000 twice. */
export function login(ledger: Ledger, faults: Faults, body: Fields): ApiReply {
  const { username, password } = body;
  if (typeof username !== 'string' || typeof password !== 'string') return badRequest();
  if (!isDevice(body.uc_device)) return badRequest();
  if (faults.wrongPassword || !ledger.passwordFits(username, password)) {
    return reply(OK, '', { code: WRONG_PASSWORD, msg: '用户名或密码错误' }, username);
  }
  const mchUserTokenInfo = ledger.issueToken(username, faults.tokenLifeMs);
  return reply(OK, '', { code: OK, mchUserTokenInfo }, username);
}

/** POST /api/login/ucUser/refreshToken: the old token ends, a new one begins. */
export function refresh(ledger: Ledger, faults: Faults, token: string, authorization: string): ApiReply {
  const username = ledger.userOf(token);
  if (username === null || authorization !== `Bearer ${token}` || faults.refuseRefresh) {
    return reply(OK, '', { status: 0 }, username);
  }
  ledger.dropToken(token);
  return reply(OK, '', { status: 1, ...ledger.issueToken(username, faults.tokenLifeMs) }, username);
}

/** POST /api/transaction/findTransactions: the account's transactions of a window, newest first, in pages. */
export function findTransactions(ledger: Ledger, faults: Faults, token: string, body: Fields): ApiReply {
  const username = ledger.userOf(token);
  if (username === null) return notLoggedIn();
  const { date_start: from, date_end: to, page, page_size: size } = body;
  if (!isCount(from) || !isCount(to) || !isCount(page) || !isCount(size)) return badRequest();
  if (page < 1 || size < 1 || size > MAX_PAGE_SIZE) return badRequest();
  const wanted = body.status === undefined || body.status === '' ? null : String(body.status);
  const store = body.store_sn === undefined || body.store_sn === '' ? null : String(body.store_sn);
  const found = ledger
    .paidBetween(username, from, to)
    .filter(({ row }) => store === null || String(row.store_sn) === store)
    // A record whose status was taken away stays in: that is how tests bring a broken row to the reader.
    .filter(({ row }) => wanted === null || row.status === undefined || String(row.status) === wanted);
  const begin = faults.repeatPages ? 0 : (page - 1) * size;
  const shown = found.slice(begin, begin + size);
  return {
    ...reply(OK, '', { records: shown.map(({ row }) => row), total: found.length }, username),
    shown,
  };
}

function badRequest(): ApiReply {
  return reply(BAD_REQUEST, '请求参数错误');
}

function isDevice(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { device_fingerprint: print, device_type: type } = value as Fields;
  return (
    type === 2 && typeof print === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(print)
  );
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value);
}
