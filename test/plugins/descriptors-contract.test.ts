import { describe } from 'vitest';
import { platformOf } from '../../src/plugin-host/descriptor/platform-of.ts';
import { sqbOwn, xymOwn } from '../simulators/descriptors/known.ts';
import { descriptorOf, platformAt } from '../simulators/descriptors/platform-at.ts';
import { startContractSqbpay } from '../simulators/sqbpay/contract.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';
import { type ContractSimulator, describeContract, type OddRow } from './contract.ts';

/** Started as for the plugin that is code, without the setting of its address. */
function startedFor(
  written: { origins: string[] },
  start: (now: () => number) => Promise<ContractSimulator>,
  oddRows?: readonly OddRow[],
) {
  return async (now: () => number): Promise<ContractSimulator> => {
    const simulator = await start(now);
    const { base_url: url = '', time_field: _, ...settings } = simulator.settings;
    const { base_url: _url, time_field: _time, ...wrongSettings } = simulator.wrongSettings;
    return {
      ...simulator,
      ...{ settings, wrongSettings, platform: platformAt(written, url) },
      ...(oddRows && { oddRows }),
    };
  };
}

describe('platforms that are known, as descriptors', () => {
  describeContract({
    platform: platformOf(descriptorOf(sqbOwn)),
    renews: true,
    start: startedFor(sqbOwn, startContractSqbpay),
  });
  describeContract({
    platform: platformOf(descriptorOf(xymOwn)),
    asksAlways: true,
    start: startedFor(xymOwn, startContractYsepay),
  });
});
