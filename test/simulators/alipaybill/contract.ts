import type { ContractSimulator, OddRow } from '../../plugins/contract.ts';
import { APP_ID, keys, startAlipaySimulator } from './simulator.ts';

const KEYS = { username: APP_ID, private_key: keys.app.private, alipay_public_key: keys.alipay.public };

const ODD: Partial<Record<OddRow, Record<string, unknown>>> = {
  noNumber: { account_log_id: undefined },
  noAmount: { trans_amount: undefined },
  badAmount: { trans_amount: '7.777' },
  noTime: { trans_dt: '刚刚' },
  notPaid: { direction: '支出' },
};

export async function startContractAlipay(now: () => number): Promise<ContractSimulator> {
  const simulator = await startAlipaySimulator(now);
  const base = { base_url: simulator.url };
  return {
    settings: { ...KEYS, ...base },
    wrongSettings: { ...KEYS, private_key: keys.stranger.private, ...base },
    pageSize: 2_000,
    timeGrainMs: 1_000,
    oddRows: Object.keys(ODD) as OddRow[],
    pay: ({ amountFen, paidAt = now(), reference, odd }) =>
      simulator.add(
        {
          trans_amount: (amountFen / 100).toFixed(2),
          ...(reference !== undefined && { trans_memo: reference }),
          ...(odd && ODD[odd]),
        },
        paidAt,
      ),
    endSessions() {},
    fail(fault) {
      simulator.fault = fault;
    },
    repeatPages() {
      simulator.onlyFirstPage = true;
    },
    requests: () => ({ logins: 0, lists: simulator.asked.length }),
    secrets: () => [],
    close: simulator.close,
  };
}
