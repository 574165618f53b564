import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { en } from '../../src/shared/i18n/en/index.ts';
import { browserAvailable } from '../support/requirements.ts';
import { accounts } from './english-refusals/accounts.ts';
import { buyers } from './english-refusals/buyers.ts';
import { causes } from './english-refusals/causes.ts';
import { codes } from './english-refusals/codes.ts';
import { deeds } from './english-refusals/deeds.ts';
import { devices } from './english-refusals/devices.ts';
import { listNeverShown } from './english-refusals/never-shown.ts';
import { plugins } from './english-refusals/plugins.ts';
import { pushes } from './english-refusals/pushes.ts';
import { recorder } from './english-refusals/recorder.ts';
import { requests } from './english-refusals/requests.ts';
import { settings } from './english-refusals/settings.ts';
import { shops } from './english-refusals/shops.ts';
import { type Stage, startStage } from './english-refusals/stage.ts';
import { vmqPushes } from './english-refusals/vmq-pushes.ts';
import { vmqShops } from './english-refusals/vmq-shops.ts';
import { wizard } from './english-refusals/wizard.ts';

vi.mock('../../src/shared/errors.ts', async (original) => {
  const { recording } = await import('../support/refusal-record.ts');
  return recording(await original<typeof import('../../src/shared/errors.ts')>());
});

/** Every code of the catalogue has its words there, and each of its variants. */
const names = Object.keys(en).flatMap((key) => /^refusal\.(.+)/.exec(key)?.slice(1) ?? []);

/** What is wrong with an address that a shop sends or an owner types: the words of refusals, no cause of their own. */
const OF_TYPED = 'cause.address.';

describe.skipIf(!browserAvailable())('every refusal, where an English owner meets it', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await startStage();
  });
  afterAll(() => stage?.stop());

  const steps = {
    ...{ accounts, codes, settings, plugins, deeds, devices, shops, vmqShops },
    ...{ pushes, vmqPushes, buyers, causes, recorder, requests, wizard },
  };
  test.each(Object.entries(steps))(
    '%s: in English, and where it belongs',
    async (_name, step) => {
      await step(stage);
      expect(stage.faults.splice(0)).toEqual([]);
    },
    120_000,
  );

  test('each was seen, or can’t be shown', () => {
    const hidden = listNeverShown(names);
    const isSeen = (name: string) => stage.seen.has(name);
    expect(names.filter((name) => !isSeen(name) && !hidden.includes(name))).toEqual([]);
    expect(hidden.filter((name) => isSeen(name) || !names.includes(name))).toEqual([]);
  });

  test('each cause that is kept of a shop that could not be told was seen', () => {
    const causes = Object.keys(en).filter((key) => key.startsWith('cause.') && !key.startsWith(OF_TYPED));
    expect(causes.filter((key) => !stage.said.has(key))).toEqual([]);
  });
});
