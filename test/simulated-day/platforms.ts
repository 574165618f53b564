import type { ContractSimulator } from '../plugins/contract.ts';
import { startContractAlipay } from '../simulators/alipaybill/contract.ts';
import { startContractFubei } from '../simulators/fubei/contract.ts';
import { startCodes } from '../simulators/lklpay/codes.ts';
import { startStatement } from '../simulators/lklpay/statement.ts';
import { startSqbpaySimulator } from '../simulators/sqbpay/simulator.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';

type Now = () => number;

/** What a day needs of a platform: a place that is asked, and buyers who pay there. */
export interface DayPlatform {
  /** What stands in the table. */
  name: string;
  platform: string;
  secrets: readonly string[];
  start(
    now: Now,
  ): Promise<Pick<ContractSimulator, 'settings' | 'pay' | 'requests' | 'handOver' | 'challenge' | 'close'>>;
}

async function startSqbpay(now: Now) {
  const login = { username: '13800000000', password: 'correct horse' };
  const simulator = await startSqbpaySimulator({ now, accounts: [{ ...login, terminals: ['T1'] }] });
  const { requests } = simulator;
  return {
    settings: { ...login, base_url: simulator.url },
    pay: ({ amountFen, payType = 'wxpay' }: Parameters<ContractSimulator['pay']>[0]) =>
      simulator.pay({ amountFen, payType, terminal: 'T1' }),
    requests: () => ({ logins: requests.count('login'), lists: requests.count('query') }),
    close: simulator.close,
  };
}

export const dayPlatforms: readonly DayPlatform[] = [
  { name: 'sqbpay', platform: 'sqbpay', secrets: ['password'], start: startSqbpay },
  { name: 'alipaybill', platform: 'alipaybill', secrets: ['private_key'], start: startContractAlipay },
  {
    ...{ name: 'fubei (bills)', platform: 'fubei', secrets: ['password'] },
    start: startContractFubei('bill'),
  },
  {
    ...{ name: 'fubei (plate codes)', platform: 'fubei', secrets: ['password'] },
    start: startContractFubei('plate'),
  },
  { name: 'ysepayweb', platform: 'ysepayweb', secrets: ['password'], start: startContractYsepay },
  { name: 'lklpaylist', platform: 'lklpaylist', secrets: [], start: startStatement },
  { name: 'lklpaycode', platform: 'lklpaycode', secrets: [], start: startCodes },
];
