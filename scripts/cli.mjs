import { ensureBuild } from './ensure-build.mjs';

ensureBuild();
await import('../dist/src/cli.js');
