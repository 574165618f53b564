import { setFlagsFromString } from 'node:v8';
import { ensureBuild } from './ensure-build.mjs';

const START_MS = 3_000;

// Small servers. The young generation only grows when there is work: whatever it has grown to while starting it would
// keep as long as nothing happens (some 30 MB). The old one is collected before it has grown by half.
// --max-semi-space-size is not read any more once Node.js runs.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--heap-growing-percent=50');
ensureBuild();
await import('../dist/src/main.js');
setTimeout(() => setFlagsFromString('--semi-space-growth-factor=2'), START_MS).unref();
