import { describeContract } from '../../../test/plugins/contract.ts';
import platform from '../index.ts';
import { startSimulator } from './simulator.ts';

describeContract({ platform, start: startSimulator });
