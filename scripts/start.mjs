import { setFlagsFromString } from 'node:v8';
import { ensureBuild } from './ensure-build.mjs';

// Small servers: the young generation stays small, and the old one is collected before it has grown by half.
setFlagsFromString('--max-semi-space-size=4');
setFlagsFromString('--heap-growing-percent=50');
ensureBuild();
await import('../dist/src/main.js');
