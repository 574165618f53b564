import { setFlagsFromString } from 'node:v8';
import { ensureBuild } from './ensure-build.mjs';

// A small server's memory is worth more than the last percent of speed: the young generation stays small.
setFlagsFromString('--optimize-for-size');
ensureBuild();
await import('../dist/src/main.js');
