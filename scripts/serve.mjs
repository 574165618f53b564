import { setFlagsFromString } from 'node:v8';
import { endWithNpm } from './end-with-npm.mjs';
import { ensureBuild } from './ensure-build.mjs';

const START_MS = 3_000;

// Small servers. The young generation would grow to 32 MB while starting, and keep them as long as nothing happens. Once
// started, the first load makes it as large at one stroke: collecting a small one over and over costs a third of the orders.
// (--max-semi-space-size is not read any more once Node.js runs.) The old generation is collected before it has grown by half.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=50');
ensureBuild();
endWithNpm();
await import('../dist/src/main.js');
setTimeout(() => setFlagsFromString('--semi-space-growth-factor=16'), START_MS).unref();
