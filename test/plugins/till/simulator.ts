import type { ServerResponse } from 'node:http';
import { tools } from '../../../src/plugin-api/index.ts';
import type { ContractSimulator, Fault, SimulatedPayment } from '../contract.ts';
import { misbehave, serve } from '../misbehave.ts';

type Stored = SimulatedPayment & { no: string; at: number };
type Answer = { status: number; content?: unknown; cookie?: string };

const LOGIN = { username: 'keeper', password: 'correct horse 42' };
const PAGE = 20;
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const TIME = 'YYYY-MM-DD HH:mm:ss';

/** A back end that has everything the contract knows: pictures, cookies, renewal, remarks, codes, bills. */
export async function startTill(now: () => number): Promise<ContractSimulator> {
  const payments: Stored[] = [];
  const given: string[] = [];
  const sessions = new Map<string, number>();
  const pictures = new Map<string, string>();
  const bills = new Set<string>();
  const counts = { logins: 0, lists: 0 };
  let lifeMs = 3_600_000;
  let asks = false;
  let failsBills = false;
  let made = 0;
  let held: (() => void)[] | null = null;
  let onlyFirstPage = false;
  let fault: { kind: Fault; logins: boolean } | null = null;

  function newSession(): string {
    const id = tools.uuid();
    given.push(id);
    sessions.set(id, now() + lifeMs);
    return id;
  }

  function login(form: URLSearchParams): Answer {
    counts.logins += 1;
    const wrong =
      form.get('username') !== LOGIN.username || form.get('password') !== tools.sm3(LOGIN.password);
    if (wrong) return { status: 200, content: { code: 'wrong' } };
    const answer = form.get('answer');
    if (asks && answer === null) return picture();
    if (asks && pictures.get(form.get('picture') ?? '') !== answer) return picture();
    const token = newSession();
    return { status: 200, content: { code: 'ok', token, lives: lifeMs }, cookie: `visitor=${tools.uuid()}` };
  }

  function picture(): Answer {
    const id = tools.uuid();
    pictures.set(id, id.slice(0, 4));
    return { status: 200, content: { code: 'picture', id, image: PNG } };
  }

  function list(query: URLSearchParams): Answer {
    counts.lists += 1;
    const [from = '', to = ''] = [query.get('from') ?? '', query.get('to') ?? ''];
    const rows = payments.map(rowOf).filter(({ time }) => time === '' || (time >= from && time <= to));
    const begin = onlyFirstPage ? 0 : (Number(query.get('page')) - 1) * PAGE;
    return { status: 200, content: { code: 'ok', rows: rows.slice(begin, begin + PAGE) } };
  }

  function openBill(): Answer {
    const id = `B${tools.uuid().slice(0, 8)}`;
    bills.add(id);
    made += 1;
    return { status: 200, content: { code: 'ok', id } };
  }

  function answerTo(path: string, query: URLSearchParams, form: URLSearchParams, session: string): Answer {
    if (path === '/login') return login(form);
    if (fault?.kind === 'sessionGone' || (sessions.get(session) ?? 0) <= now()) return { status: 401 };
    if (path === '/renew')
      return { status: 200, content: { code: 'ok', token: newSession(), lives: lifeMs } };
    if (path === '/me') return { status: 200, content: { code: 'ok' } };
    if (path === '/orders') return list(query);
    if (path === '/codes')
      return { status: 200, content: { code: 'ok', codes: [{ number: 'T1', name: '前台' }] } };
    if (path === '/bills') return openBill();
    if (path === '/bills/content')
      return failsBills
        ? { status: 500 }
        : { status: 200, content: { code: 'ok', url: 'https://q.example/b' } };
    if (path === '/bills/close') bills.delete(form.get('id') ?? '');
    return { status: 200, content: { code: 'ok' } };
  }

  function send(res: ServerResponse, { status, content, cookie }: Answer): void {
    const headers = {
      'content-type': 'application/json',
      ...(cookie && { 'set-cookie': `${cookie}; Path=/` }),
    };
    res.writeHead(status, headers).end(JSON.stringify(content ?? {}));
  }

  const server = await serve(now, (req, body, res) => {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://till');
    const ofFault = pathname === '/login' ? fault?.logins : pathname === '/orders';
    if (fault && ofFault && fault.kind !== 'sessionGone') {
      if (pathname === '/login') counts.logins += 1;
      misbehave(res, fault.kind);
      return;
    }
    const cookie = /(?:^|; )sid=([^;]+)/.exec(req.headers.cookie ?? '')?.[1];
    const session = req.headers.authorization ?? cookie ?? '';
    const answer = () => send(res, answerTo(pathname, searchParams, new URLSearchParams(body), session));
    if (pathname === '/bills/content' && held) held.push(answer);
    else answer();
  });

  return {
    settings: { ...LOGIN, base_url: server.url },
    wrongSettings: { ...LOGIN, password: 'another password', base_url: server.url },
    pageSize: PAGE,
    timeGrainMs: 1_000,
    oddRows: ['unknownType', 'noNumber', 'noAmount', 'badAmount', 'noTime', 'notPaid'],
    pay(payment) {
      const no = `P${String(payments.length + 1).padStart(6, '0')}`;
      payments.push({ ...payment, no, at: payment.paidAt ?? now() });
      return no;
    },
    endSessions: () => sessions.clear(),
    shortSessions() {
      lifeMs = 4 * 60_000;
    },
    fail(kind, { logins = false } = {}) {
      fault = kind && { kind, logins };
    },
    repeatPages() {
      onlyFirstPage = true;
    },
    requests: () => ({ ...counts }),
    secrets: () => given,
    challenge: {
      on() {
        asks = true;
      },
      answer: () => [...pictures.values()].at(-1) ?? '',
    },
    handOver: {
      good: () =>
        `curl '${server.url}/me' -H 'accept: */*' -b 'theme=dark; sid=${newSession()}' --compressed`,
      bad: 'sid=00000000-over; theme=dark',
    },
    bills: {
      open: () => [...bills],
      failAfterCreating() {
        failsBills = true;
      },
      hold() {
        held = [];
        return () => {
          const waiting = held ?? [];
          held = null;
          for (const answer of waiting) answer();
        };
      },
      made: () => made,
    },
    close: server.close,
  };
}

function rowOf({ no, at, amountFen, payType = 'wxpay', terminal = 'T1', reference = '', odd }: Stored) {
  return {
    no: odd === 'noNumber' ? '' : no,
    paid: odd !== 'notPaid',
    ...(odd !== 'noAmount' && { yuan: odd === 'badAmount' ? '1e3' : (amountFen / 100).toFixed(2) }),
    by: odd === 'unknownType' ? 'coins' : payType,
    time: odd === 'noTime' ? '' : tools.formatTime(at, TIME),
    terminal,
    remark: reference,
  };
}
