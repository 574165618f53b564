import { viewsDir } from '../src/shared/paths.ts';
import { checkViews } from './view-types/check-views.ts';

/** `npm run check:views`: what is wrong with the templates, a line each; the tests ask the same. */
const faults = await checkViews(viewsDir);
for (const fault of faults) process.stdout.write(`views/${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
