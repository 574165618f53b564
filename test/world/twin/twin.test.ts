import { describe, expect, test } from 'vitest';
import { mysqlAvailable } from '../../support/requirements.ts';
import { runTwin } from './twin.ts';

const SECONDS = 5;
/** A machine that stands still for so long explains what is late. */
const STOOD_STILL_MS = 1_000;

/** `npm run world:twin` runs many of them, of two minutes each. */
describe.skipIf(!mysqlAvailable())('the twin of the world on a MySQL', () => {
  test('loses no payment, counts none twice and gives none to the wrong order', async () => {
    const { wrongs, late, starvedMs, counts } = await runTwin(16, SECONDS);
    expect(wrongs, `npm run world:twin -- --runs 1 --from 16 --seconds ${SECONDS}`).toEqual([]);
    if (starvedMs < STOOD_STILL_MS) expect(late).toEqual([]);
    expect(counts.payments).toBeGreaterThan(0);
    expect(counts.credited).toBeGreaterThan(0);
  }, 240_000);
});
