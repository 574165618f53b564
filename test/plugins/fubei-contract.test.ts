import { describe } from 'vitest';
import fubei from '../../plugins/fubei/index.ts';
import { startContractFubei } from '../simulators/fubei/contract.ts';
import { describeContract } from './contract.ts';

describe('bills, and plate codes beside them', () => {
  describeContract({ platform: fubei, start: startContractFubei('bill') });
});

describe('plate codes only', () => {
  // The host asks such an account for no bills: see makesBills.
  const { openBill: _, closeBill: __, ...platform } = fubei;
  describeContract({ platform, start: startContractFubei('plate') });
});
