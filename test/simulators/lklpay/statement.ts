import { randomUUID } from 'node:crypto';
import type { ContractSimulator, Fault, OddRow } from '../../plugins/contract.ts';
import { misbehave, serve } from '../../plugins/misbehave.ts';

export const MER_NO = '822290000000001';
const PATH = '/m/a/mertransquery/statement/queryTransDetail';
const SETTINGS = { mer_no: MER_NO, number_field: 'logNo', time_field: 'txnTime' };

const ODD: Partial<Record<OddRow, Record<string, unknown>>> = {
  noNumber: { logNo: '' },
  noAmount: { txnAmt: undefined },
  badAmount: { txnAmt: '7.777' },
  noTime: { txnTime: '刚刚' },
  notPaid: { txnSts: '失败' },
};

export interface StatementSimulator extends ContractSimulator {
  /** A row as it is. Returns its number. */
  add(row: Record<string, unknown>, at: number, merNo?: string): string;
  /** What it was asked last. */
  asked(): Record<string, unknown>;
  newToken(): string;
  url: string;
}

/**
 * A stand-in for the statement of 拉卡拉's merchant app, as docs/reference/aggregators.md section 5 tells it. What is unknown there
 * is made up here and stands in no plugin: the names `logNo` and `txnTime`, and how it says that a token is over.
 */
export async function startStatement(now: () => number): Promise<StatementSimulator> {
  const rows: { row: Record<string, unknown>; at: number; merNo: string }[] = [];
  const tokens = new Set<string>();
  const given: string[] = [];
  let fault: Fault | null = null;
  let onlyFirstPage = false;
  let asked: Record<string, unknown> = {};
  let lists = 0;

  const server = await serve(now, (req, body, res) => {
    if (req.url !== PATH || req.method !== 'POST') return void res.writeHead(404).end();
    lists += 1;
    if (fault && fault !== 'sessionGone') return misbehave(res, fault);
    asked = JSON.parse(body);
    res.writeHead(200, { 'content-type': 'application/json' });
    if (fault === 'sessionGone' || !tokens.has(req.headers.authorization ?? ''))
      return void res.end(JSON.stringify({ code: 'A00001', msg: '登录失效' }));
    const { startTime, endTime, page, size, merNo } = asked;
    const from = stampOf(String(startTime));
    const to = stampOf(String(endTime));
    const found = rows.filter((one) => one.merNo === merNo && one.at >= from && one.at < to);
    const begin = onlyFirstPage ? 0 : (Number(page) - 1) * Number(size);
    const data = found.slice(begin, begin + Number(size)).map(({ row }) => row);
    res.end(JSON.stringify({ code: '000000', data }));
  });

  function newToken(): string {
    const token = randomUUID();
    tokens.add(token);
    given.push(token);
    return token;
  }

  const simulator: StatementSimulator = {
    url: server.url,
    newToken,
    asked: () => asked,
    add(row, at, merNo = MER_NO) {
      const logNo = `66${String(rows.length + 1).padStart(10, '0')}`;
      const usual = { logNo, txnSts: '成功', txnAmt: '1.00', remark: '', txnTime: stamp(at), merNo };
      rows.push({ row: { ...usual, ...row }, at, merNo });
      return logNo;
    },
    settings: { ...SETTINGS, base_url: server.url },
    wrongSettings: { ...SETTINGS, mer_no: '822290000000002', base_url: server.url },
    pageSize: 30,
    timeGrainMs: 1_000,
    oddRows: Object.keys(ODD) as OddRow[],
    pay: ({ amountFen, paidAt = now(), reference = '', odd }) =>
      simulator.add(
        { txnAmt: (amountFen / 100).toFixed(2), remark: reference, ...(odd && ODD[odd]) },
        paidAt,
      ),
    endSessions: () => tokens.clear(),
    fail(kind) {
      fault = kind;
    },
    repeatPages() {
      onlyFirstPage = true;
    },
    requests: () => ({ logins: 0, lists }),
    secrets: () => given,
    handOver: { good: newToken, bad: '00000000-0000-0000-0000-000000000000' },
    close: server.close,
  };
  return simulator;
}

/** YYYYMMDDHHmmss by China's clock. */
function stamp(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().replace(/\D/g, '').slice(0, 14);
}

function stampOf(text: string): number {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text) ?? [];
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`);
}
