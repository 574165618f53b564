import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleInside } from './bundle-inside.mjs';

/** A part of the build: what a sandbox is made of, as one file beside the built house. */
const root = fileURLToPath(new URL('..', import.meta.url));
writeFileSync(join(root, 'dist', 'src', 'plugin-host', 'sandbox', 'inside.js'), await bundleInside());
