import sqbpay from '../../plugins/sqbpay/index.ts';
import { startContractSqbpay } from '../simulators/sqbpay/contract.ts';
import { describeContract } from './contract.ts';

describeContract({ platform: sqbpay, renews: true, start: startContractSqbpay });
