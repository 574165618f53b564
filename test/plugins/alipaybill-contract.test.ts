import alipaybill from '../../plugins/alipaybill/index.ts';
import { startContractAlipay } from '../simulators/alipaybill/contract.ts';
import { describeContract } from './contract.ts';

describeContract({ platform: alipaybill, start: startContractAlipay });
