import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import qrcode from 'qrcode';
import type { Fault } from '../../plugins/contract.ts';
import { misbehave, serve } from '../../plugins/misbehave.ts';
import { createBillBook } from './bill-book.ts';
import { createPlateBook } from './plate-book.ts';

export const LOGIN = { username: '13800000000', password: ' fubei-password' };
export const STORE = { storeId: 1847807, storeName: '测试门店' };
const UID = 2_673_566;
const GATEWAY_LOGIN = 'com.fshows.lifecircle.college.login';

/** Where a call can be stopped: as it comes, or done and not yet answered. */
export type Point = `before ${string}` | `after ${string}`;

type Content = Record<string, unknown>;
interface Reply {
  content: Content;
  cookie?: string;
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/**
 * A stand-in for both back ends of 付呗, as docs/reference/aggregators.md section 8 tells them, under one address: the older
 * one with its cookie and its list of plate payments, the newer one with its signed gateway, token and cookie, and bills.
 */
export async function startFubeiSimulator(now: () => number, stores = [STORE]) {
  const bills = createBillBook(now, stores);
  const plates = createPlateBook();
  const plateSessions = new Set<string>();
  const billSessions = new Set<string>();
  const given: string[] = [];

  const server = await serve(now, (req, body, res) => {
    void answer(req, body, res).catch(() => res.destroy());
  });

  const simulator = {
    url: server.url,
    ...{ bills, plates },
    /** Names of the calls that came: the gateway's methods, the older back end's paths. */
    calls: [] as { name: string; fields: Content }[],
    /** How lists, and logins too, go wrong from now on. */
    fault: null as { kind: Fault; logins: boolean } | null,
    /** Calls that are refused, each with what is answered: a refusal, or a page in place of JSON. */
    refuse: new Map<string, { errorCode: string; errorMsg: string } | 'page'>(),
    /** Told of each call; it is answered when this resolves. */
    at: null as ((point: Point) => void | Promise<void>) | null,
    /** What its login wants first. */
    wants: null as Content | null,
    /** What the older login says where it lets nobody in; null: it does. */
    plateRefusal: null as string | null,
    /** What the older list gives to who isn't logged in. */
    plateGone: 'json' as 'page' | 'json',
    /** Where the picture of a bill is said to lie; null: here. */
    posterUrl: null as string | null,
    /** The salt of the site's own script. */
    salt: 'fXchxBDq',
    onlyFirstPage: false,
    endSessions(which: 'both' | 'bills' | 'plates' = 'both') {
      if (which !== 'plates') billSessions.clear();
      if (which !== 'bills') plateSessions.clear();
    },
    count: (name: string) => simulator.calls.filter((call) => call.name === name).length,
    /** Tokens and cookies that were given out. */
    secrets: () => [...given],
    close: server.close,
  };

  async function answer(req: IncomingMessage, body: string, res: ServerResponse): Promise<void> {
    const { pathname } = new URL(req.url ?? '/', 'http://fubei');
    const form = new URLSearchParams(body);
    const name = pathname === '/api/gateway' ? String(form.get('method')) : pathname;
    simulator.calls.push({ name, fields: fieldsOf(form, pathname) });
    await simulator.at?.(`before ${name}`);
    const kind = faultOf(name);
    if (kind) return misbehave(res, kind);
    if (simulator.refuse.get(name) === 'page') return misbehave(res, 'garbage');
    if (pathname.startsWith('/qrcode/')) {
      const png = await qrcode.toBuffer(`https://m.51fubei.com/r/${pathname.slice(8, -4)}`, { scale: 6 });
      await simulator.at?.(`after ${name}`);
      res.writeHead(200, { 'content-type': 'image/png' }).end(png);
    } else if (pathname === '/Index/Login/index') loginPage(req, res);
    else {
      const reply = pathname === '/api/gateway' ? gateway(req, form, name) : older(req, form, pathname);
      await simulator.at?.(`after ${name}`);
      if (reply === 'page') return misbehave(res, 'garbage');
      const cookie = reply.cookie && { 'set-cookie': reply.cookie };
      res
        .writeHead(200, { 'content-type': 'application/json', ...cookie })
        .end(JSON.stringify(reply.content));
    }
  }

  function faultOf(name: string): Exclude<Fault, 'sessionGone'> | null {
    const { fault } = simulator;
    if (!fault || fault.kind === 'sessionGone') return null;
    const isLogin = [GATEWAY_LOGIN, '/Index/Login/index', '/Login/handle'].includes(name);
    const isList = /statistics\.list$|tradestats$/.test(name);
    return isList || (isLogin && fault.logins) ? fault.kind : null;
  }

  // The older back end

  function loginPage(req: IncomingMessage, res: ServerResponse): void {
    const cookie = cookieOf(req, 'PHPSESSID') ? undefined : newSecret();
    res.writeHead(200, {
      'content-type': 'text/html',
      ...(cookie && { 'set-cookie': `PHPSESSID=${cookie}; Path=/` }),
    });
    res.end('<!doctype html><title>登录</title>');
  }

  function older(req: IncomingMessage, form: URLSearchParams, path: string): Reply | 'page' {
    const session = cookieOf(req, 'PHPSESSID');
    if (path === '/Login/handle') {
      const isRight =
        form.get('username') === LOGIN.username &&
        form.get('password') === md5(LOGIN.password) &&
        ['isAgree', 'isOem', 'isStopLogin', 'verifyCode'].map((key) => form.get(key)).join() === '1,2,1,';
      if (simulator.plateRefusal) return { content: { status: 0, msg: simulator.plateRefusal } };
      if (!session || !isRight) return { content: { status: 0, msg: '用户名或密码错误' } };
      plateSessions.add(session);
      return { content: { status: 1, msg: '登录成功' } };
    }
    const isKnown = session !== undefined && plateSessions.has(session);
    if (!isKnown || simulator.fault?.kind === 'sessionGone')
      return simulator.plateGone === 'page' ? 'page' : { content: { status: 'error', msg: '请先登录' } };
    const isAjax = req.headers['x-requested-with'] === 'XMLHttpRequest';
    const rows =
      isAjax && path === '/User/NewFundManagement/tradestats'
        ? plates.list(form, simulator.onlyFirstPage)
        : null;
    return { content: rows ? { status: 'ok', data: rows } : { status: 'error', msg: '参数错误' } };
  }

  // The newer back end

  function gateway(req: IncomingMessage, form: URLSearchParams, method: string): Reply {
    const content = form.get('content') ?? '';
    // Written out, so that nothing of ours is shared with who signs.
    const signed = `{"appid":"CASHIER-DIGITAL","content":${JSON.stringify(content)},"method":"${method}","salt":"${simulator.salt}","version":"1.0.0"}`;
    const isRight =
      form.get('appid') === 'CASHIER-DIGITAL' &&
      form.get('version') === '1.0.0' &&
      form.get('sign') === md5(signed.replace(/\\/g, ''));
    if (!isRight) return refused('9001', '签名错误');
    const fields = JSON.parse(content) as Content;
    const refusal = simulator.refuse.get(method);
    if (refusal && refusal !== 'page') return refused(refusal.errorCode, refusal.errorMsg);
    if (method === GATEWAY_LOGIN) return logIn(fields);
    const key = `${req.headers['access-token']} ${cookieOf(req, 'JSID')}`;
    if (!billSessions.has(key) || simulator.fault?.kind === 'sessionGone')
      return refused('1003', '请重新登录');
    return toReply(doMethod(method, fields));
  }

  function doMethod(method: string, fields: Content): { data: unknown } | { refused: string } {
    if (method === 'receipt.web.store.list') return { data: { storeList: stores } };
    if (method === 'receipt.web.receipt.add') return bills.add(fields);
    if (method === 'receipt.web.receipt.order.update') return bills.setDeadline(fields);
    if (method === 'receipt.web.receipt.share')
      return bills.share(fields, simulator.posterUrl ?? `${server.url}/qrcode/`);
    if (method === 'receipt.web.receipt.close') return bills.close(fields);
    if (method === 'receipt.web.find.receipt.statistics.list')
      return bills.statistics(fields, UID, simulator.onlyFirstPage);
    return { refused: '方法不存在' };
  }

  function logIn({ username, password, subusername, code, cookie }: Content): Reply {
    const isRight =
      username === LOGIN.username &&
      password === md5(LOGIN.password.trim()) &&
      [subusername, code, cookie].join() === ',,';
    if (!isRight) return refused('2001', '账号或密码错误');
    if (simulator.wants) return toReply({ data: simulator.wants });
    const [accessToken, session] = [newSecret(), newSecret()];
    billSessions.add(`${accessToken} ${session}`);
    const { content } = toReply({ data: { accessToken, uid: UID } });
    return { content, cookie: `JSID=${session}; Path=/; HttpOnly` };
  }

  function newSecret(): string {
    const secret = randomUUID();
    given.push(secret);
    return secret;
  }

  return simulator;
}

export type FubeiSimulator = Awaited<ReturnType<typeof startFubeiSimulator>>;

function toReply(answer: { data: unknown } | { refused: string }): Reply {
  return 'refused' in answer
    ? refused('5001', answer.refused)
    : { content: { success: true, data: answer.data } };
}

function refused(errorCode: string, errorMsg: string): Reply {
  return { content: { success: false, errorCode, errorMsg } };
}

function cookieOf(req: IncomingMessage, name: string): string | undefined {
  return new RegExp(`(?:^|; )${name}=([^;]+)`).exec(req.headers.cookie ?? '')?.[1];
}

function fieldsOf(form: URLSearchParams, path: string): Content {
  return path === '/api/gateway' ? JSON.parse(form.get('content') ?? '{}') : Object.fromEntries(form);
}
