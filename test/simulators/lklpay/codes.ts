import { randomUUID } from 'node:crypto';
import type { ContractSimulator, Fault } from '../../plugins/contract.ts';
import { misbehave, serve } from '../../plugins/misbehave.ts';

const SETTINGS = { merchant_no: '822290000000001', shop_no: 'S1', term_no: 'T1', shop_name: '示例店' };
/** Never paid, so that there is always something to ask for. */
const IDLE = '0'.repeat(32);

export interface CodesSimulator extends ContractSimulator {
  newToken(): string;
  /** Bodies of what came, oldest first. */
  asked: { path: string; body: Record<string, unknown>; headers: NodeJS.Dict<string | string[]> }[];
  /** What it answers a wish for a code with, instead of one. */
  refuse(retCode: string | null): void;
  /** What it answers every query with, instead of the truth. */
  sayOfAll(code: string | null): void;
}

/**
 * A stand-in for the codes of 拉卡拉's merchant app, as docs/reference/aggregators.md section 5 tells it. How it says that a token
 * is over is unknown and made up here.
 */
export async function startCodes(now: () => number): Promise<CodesSimulator> {
  const codes = new Map<string, { amountFen: number; paid: boolean }>();
  const tokens = new Set<string>();
  const given: string[] = [];
  let fault: Fault | null = null;
  let refusal: string | null = null;
  let saying: string | null = null;
  let lists = 0;

  const server = await serve(now, (req, text, res) => {
    const path = (req.url ?? '').replace('/m/a/', '');
    const isQuery = path === 'transv3/query';
    if (isQuery) lists += 1;
    if (fault && fault !== 'sessionGone' && isQuery) return misbehave(res, fault);
    const body = JSON.parse(text);
    simulator.asked.push({ path, body, headers: req.headers });
    const answer = (content: unknown) =>
      void res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    const isKnown = fault !== 'sessionGone' && tokens.has(req.headers.authorization ?? '');
    if (!isKnown) return answer({ code: 'A00001', retCode: 'A00001', msg: '登录失效' });
    if (isQuery) return answer(query(String(body.reqData.outTradeNo)));
    if (path === 'code/generate') return answer(generate(body.reqData));
    res.writeHead(404).end();
  });

  function query(number: string) {
    if (saying !== null) return { code: saying };
    return codes.get(number)?.paid
      ? { code: 'BBS00000', respData: { tradeStateDesc: '交易成功' } }
      : { code: 'BBS11114', msg: '交易不存在' };
  }

  function generate({
    txnField: { outTradeNo, amount },
  }: {
    txnField: { outTradeNo: string; amount: number };
  }) {
    if (refusal !== null) return { retCode: refusal, retMsg: '失败' };
    codes.set(outTradeNo, { amountFen: amount, paid: false });
    return { retCode: '000000', respData: { url: `https://q.lakala.example/c?o=${outTradeNo}` } };
  }

  const simulator: CodesSimulator = {
    asked: [],
    newToken() {
      const token = randomUUID();
      tokens.add(token);
      given.push(token);
      return token;
    },
    refuse(retCode) {
      refusal = retCode;
    },
    sayOfAll(code) {
      saying = code;
    },
    settings: { ...SETTINGS, base_url: server.url },
    wrongSettings: { ...SETTINGS, shop_no: 'S9', base_url: server.url },
    pay({ amountFen, reference = randomUUID().replaceAll('-', '') }) {
      codes.set(reference, { amountFen, paid: true });
      return `code-${reference}`;
    },
    pageSize: 1,
    timeGrainMs: 1_000,
    oddRows: [],
    endSessions: () => tokens.clear(),
    fail(kind) {
      fault = kind;
    },
    repeatPages() {},
    requests: () => ({ logins: 0, lists }),
    secrets: () => given,
    handOver: { good: () => simulator.newToken(), bad: '00000000-0000-0000-0000-000000000000' },
    bills: {
      open: () => [...codes].filter(([, { paid }]) => !paid).map(([number]) => number),
      failAfterCreating() {
        refusal = '000001';
      },
      recover() {
        refusal = null;
      },
      made: () => codes.size,
      known: () => [
        { reference: IDLE, amountFen: 1 },
        ...[...codes].map(([reference, { amountFen }]) => ({ reference, amountFen })),
      ],
    },
    close: server.close,
  };
  return simulator;
}
