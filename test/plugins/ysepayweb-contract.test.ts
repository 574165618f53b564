import ysepayweb from '../../plugins/ysepayweb/index.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';
import { describeContract } from './contract.ts';

describeContract({ platform: ysepayweb, asksAlways: true, start: startContractYsepay });
