import { saveInstalled } from '../../src/plugin-host/index.ts';
import { ledgerPage } from '../simulators/descriptors/ledger-page.ts';
import { descriptorAt } from '../simulators/descriptors/platform-at.ts';
import type { ConsoleApp } from './console-app.ts';

export const RECORDED = 'ledger-own';

/** A platform of the owner's own, as the recorder saves it. */
export async function recordPlatform({ place, clock, services }: ConsoleApp): Promise<void> {
  const right = descriptorAt(ledgerPage, 'https://ledger.example');
  const content = JSON.stringify({ ...right, id: RECORDED });
  const plugin = { id: RECORDED, kind: 'descriptor', version: '1.0.1', content, from: 'recorded' } as const;
  await saveInstalled(place.db, { ...plugin, hosts: right.origins }, { by: 'keeper', now: clock.now() });
  await services.pluginShelf.look();
}
