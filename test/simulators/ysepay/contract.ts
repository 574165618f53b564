import type { ContractSimulator, OddRow } from '../../plugins/contract.ts';
import { startYsepaySimulator } from './simulator.ts';

const LOGIN = { username: 'keeper', password: 'correct horse 42', time_field: 'finishTime' };

const ODD: Partial<Record<OddRow, Record<string, unknown>>> = {
  unknownType: { payType: '9' },
  noNumber: { orderNo: '' },
  noAmount: { payedAmt: null },
  badAmount: { payedAmt: '777.7' },
  noTime: { finishTime: '刚刚' },
};

export async function startContractYsepay(now: () => number): Promise<ContractSimulator> {
  const simulator = await startYsepaySimulator(now);
  const base = { base_url: simulator.url };
  return {
    settings: { ...LOGIN, ...base },
    wrongSettings: { ...LOGIN, password: 'another password', ...base },
    pageSize: 10,
    timeGrainMs: 1_000,
    // Those that are not paid it does not list: it is asked for orderStatus 3.
    oddRows: Object.keys(ODD) as OddRow[],
    pay: ({ amountFen, payType = 'wxpay', paidAt = now(), terminal = 'T1', odd }) =>
      simulator.add(
        {
          payedAmt: amountFen,
          payType: payType === 'alipay' ? '1' : '2',
          codeBoardCode: terminal,
          ...(odd && ODD[odd]),
        },
        paidAt,
      ),
    endSessions: simulator.endSessions,
    fail(kind, { logins = false } = {}) {
      simulator.fault = kind && { kind, logins };
    },
    repeatPages() {
      simulator.onlyFirstPage = true;
    },
    requests: () => ({ ...simulator.requests }),
    secrets: simulator.given,
    challenge: { on() {}, answer: simulator.newestPicture },
    handOver: {
      good: () =>
        `curl '${simulator.url}/saas_merchant_management/order/info' -H 'token: ${simulator.newSession()}' --compressed`,
      bad: '00000000-0000-0000-0000-000000000000',
    },
    close: simulator.close,
  };
}
