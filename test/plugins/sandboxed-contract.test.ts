import { describeContract } from './contract.ts';
import { behindWall, bundled } from './sandboxed/as-installed.ts';
import { startTill } from './till/simulator.ts';

const platform = await behindWall(await bundled('./folder/till/index.ts', import.meta.url));

describeContract({ platform, renews: true, start: startTill });
