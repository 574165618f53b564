import type { ContractSimulator, Fault, OddRow } from '../../plugins/contract.ts';
import type { FaultKind } from './faults.ts';
import { startSqbpaySimulator } from './simulator.ts';

const LOGIN = { username: '13800000000', password: 'correct horse' };

const FAULTS: Record<Fault, FaultKind> = {
  error: 'http500',
  tooFast: 'http429',
  garbage: 'garbage',
  empty: 'empty',
  hang: 'hang',
  drip: 'slow',
  huge: 'huge',
  sessionGone: 'not_logged_in',
};

const ODD: Record<OddRow, Record<string, unknown>> = {
  unknownType: { payway: 99 },
  noNumber: { order_sn: undefined },
  noAmount: { original_amount: undefined },
  badAmount: { original_amount: '7.77' },
  noTime: { finish_time: undefined, pay_time: null, create_time: 0 },
  notPaid: { status: 2101 },
};

export async function startContractSqbpay(now: () => number): Promise<ContractSimulator> {
  const simulator = await startSqbpaySimulator({ now, accounts: [{ ...LOGIN, terminals: ['T1', 'T2'] }] });
  const { faults, requests } = simulator;
  const base = { base_url: simulator.url };
  return {
    settings: { ...LOGIN, ...base },
    wrongSettings: { ...LOGIN, password: 'wrong horse', ...base },
    pageSize: 200,
    timeGrainMs: 1,
    oddRows: Object.keys(ODD) as OddRow[],
    pay: ({ amountFen, payType = 'wxpay', paidAt, terminal = 'T1', odd }) =>
      simulator.pay({
        ...{ amountFen, payType, terminal },
        ...(paidAt !== undefined && { paidAt }),
        ...(odd && { row: ODD[odd] }),
      }),
    endSessions: () => faults.expireTokens(),
    fail(fault, { logins = false } = {}) {
      faults.clear();
      if (fault === null) return;
      for (const call of logins ? (['query', 'login'] as const) : (['query'] as const)) {
        faults.failNext(Number.POSITIVE_INFINITY, FAULTS[fault], call);
      }
    },
    repeatPages() {
      faults.repeatPages = true;
    },
    requests: () => ({ logins: requests.count('login'), lists: requests.count('query') }),
    secrets: () => simulator.tokens(),
    shortSessions() {
      faults.tokenLifeMs = 4 * 60_000;
    },
    close: simulator.close,
  };
}
