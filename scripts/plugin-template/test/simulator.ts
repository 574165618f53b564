import { createHash, randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ContractSimulator, Fault, SimulatedPayment } from '../../../test/plugins/contract.ts';
import { misbehave, serve } from '../../../test/plugins/misbehave.ts';

const LOGIN = { username: 'shop', password: 'correct horse 42' };
const CHINA_MS = 8 * 3_600_000;

/** A stand-in for the platform's back end: write down here what you know of it, and nothing that you don't. */
export async function startSimulator(now: () => number): Promise<ContractSimulator> {
  const payments: (SimulatedPayment & { no: string; at: number })[] = [];
  const given: string[] = [];
  const counts = { logins: 0, lists: 0 };
  let good = new Set<string>();
  let fault: Fault | null = null;
  let faultyLogins = false;
  let onlyFirstPage = false;

  function login(form: URLSearchParams, res: ServerResponse): void {
    counts.logins += 1;
    if (fault && faultyLogins && fault !== 'sessionGone') {
      misbehave(res, fault);
      return;
    }
    const md5 = createHash('md5').update(LOGIN.password).digest('hex');
    if (form.get('username') !== LOGIN.username || form.get('password') !== md5) {
      say(res, { code: 1001 });
      return;
    }
    const token = randomUUID();
    given.push(token);
    good.add(token);
    say(res, { token });
  }

  function list(form: URLSearchParams, token: string, res: ServerResponse): void {
    counts.lists += 1;
    if (fault && fault !== 'sessionGone') {
      misbehave(res, fault);
      return;
    }
    if (fault === 'sessionGone' || !good.has(token)) {
      res.writeHead(401).end();
      return;
    }
    const [page, size] = [Number(form.get('page')), Number(form.get('size'))];
    const begin = onlyFirstPage ? 0 : (page - 1) * size;
    const [from = '', to = ''] = [form.get('from') ?? '', form.get('to') ?? ''];
    const rows = payments.map(rowOf).filter((row) => !row.time || (row.time >= from && row.time <= to));
    say(res, { rows: rows.slice(begin, begin + size) });
  }

  const server = await serve(now, (req, body, res) => {
    const form = new URLSearchParams(body);
    if (req.url === '/login') login(form, res);
    else if (req.url === '/list') list(form, req.headers.authorization ?? '', res);
    else res.writeHead(404).end();
  });

  return {
    settings: { ...LOGIN, base_url: server.url },
    wrongSettings: { ...LOGIN, password: 'another password', base_url: server.url },
    pageSize: 50,
    timeGrainMs: 1_000,
    oddRows: ['unknownType', 'noNumber', 'noAmount', 'badAmount', 'noTime', 'notPaid'],
    pay(payment) {
      const no = `P${String(payments.length + 1).padStart(6, '0')}`;
      payments.push({ ...payment, no, at: payment.paidAt ?? now() });
      return no;
    },
    endSessions() {
      good = new Set();
    },
    fail(kind, options = {}) {
      fault = kind;
      faultyLogins = options.logins ?? false;
    },
    repeatPages() {
      onlyFirstPage = true;
    },
    requests: () => ({ ...counts }),
    secrets: () => given,
    close: server.close,
  };
}

function say(res: ServerResponse, content: unknown): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}

/** A payment as the platform's list has it. */
function rowOf({
  no,
  at,
  amountFen,
  payType = 'wxpay',
  terminal = 'T1',
  odd,
}: SimulatedPayment & { no: string; at: number }) {
  const time = new Date(at + CHINA_MS).toISOString().slice(0, 19).replace('T', ' ');
  return {
    no: odd === 'noNumber' ? '' : no,
    status: odd === 'notPaid' ? 'CLOSED' : 'PAID',
    ...(odd !== 'noAmount' && { amount: odd === 'badAmount' ? '-7.770' : (amountFen / 100).toFixed(2) }),
    channel: odd === 'unknownType' ? 'BTC' : payType === 'wxpay' ? 'WX' : 'ALI',
    time: odd === 'noTime' ? '' : time,
    till: terminal,
  };
}
